"""Cases of the commands of wishes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.challenges import Wish
from facilitation.store.cities import City
from facilitation.store.people import Seat
from tests.laws.cases.rights import COORDINATES, FOR_CITY, Case
from tests.world import World

_UNTIL = {"date": "2027-05-11", "time": "18:00"}


def city_id(world: World, code: str) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def _city_of(world: World, seat: int) -> int:
    """The id of the city that a seat sits for, or another city's."""
    with world.database.reading() as orm:
        own = orm.get_one(Seat, seat).city_id
    return own or city_id(world, "TRN")


def wish(world: World, seat: int) -> dict[str, Any]:
    payload = {"city": _city_of(world, seat), "text": f"How to {world.operation_id()}", "language": "en"}
    return {"wish": world.by("coordinator", "wish.add", payload).result["wish"]}


def _withdrawn(world: World, seat: int) -> dict[str, Any]:
    payload = wish(world, seat)
    world.by("coordinator", "wish.withdraw", payload)
    return payload


def _longer(world: World, seat: int) -> dict[str, Any]:
    world.by("coordinator", "wishes.set_terms", _UNTIL)
    return {"city": city_id(world, "WAW"), "date": "2027-05-20", "time": "18:00"}


def _silent(world: World, seat: int) -> dict[str, Any]:
    """A city with people, whatever it stated before."""
    dublin = city_id(world, "DUB")
    with world.database.reading() as orm:
        query = select(Wish.id).where(Wish.city_id == dublin, Wish.withdrawn_at.is_(None))
        stated = orm.scalars(query).all()
    for number in stated:
        world.by("coordinator", "wish.withdraw", {"wish": number})
    return {"cities": [dublin]}


CASES: dict[str, Case] = {
    "wish.add": Case(
        FOR_CITY,
        lambda w, s: {
            "city": _city_of(w, s),
            "teacher": city_id(w, "WAW"),
            "priority": 2,
            "text": "Markets in vacant shops",
            "language": "en",
        },
    ),
    "wish.change": Case(FOR_CITY, lambda w, s: wish(w, s) | {"text": w.operation_id(), "priority": 3}),
    "wish.rank": Case(FOR_CITY, lambda w, s: wish(w, s) | {"priority": 3}),
    "wish.withdraw": Case(FOR_CITY, wish),
    "wish.restore": Case(FOR_CITY, _withdrawn),
    "wish.show": Case(FOR_CITY, lambda w, s: wish(w, s) | {"shown": False}),
    "wishes.import": Case(
        COORDINATES,
        lambda w, s: {"rows": [{"number": 2, "cells": {"city": "Dublin", "teacher": "WAW"}}]},
    ),
    "wishes.set_terms": Case(COORDINATES, lambda w, s: _UNTIL | {"most": 5}),
    "wishes.extend": Case(COORDINATES, _longer),
    "wishes.remind": Case(COORDINATES, _silent),
}
