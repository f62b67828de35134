"""Cases of commitments for the laws."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.cities import City
from facilitation.store.commitments import Commitment
from facilitation.store.people import Seat
from tests.laws.cases.rights import COORDINATES, FOR_CITY, Case
from tests.world import World

#: Those who record, for any city; its own people and its support organisation, for theirs.
EITHER_CITY = "yes yes yes yes own own no no"


def city_id(world: World, code: str) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def _city_of(world: World, seat: int) -> int:
    """The id of the city that a seat sits for, or another city's."""
    with world.database.reading() as orm:
        own = orm.get_one(Seat, seat).city_id
    return own or city_id(world, "TRN")


def said(world: World, seat: int) -> dict[str, Any]:
    """What the city of a seat learns from Warsaw, in words that nobody has used yet."""
    return {
        "city": _city_of(world, seat),
        "kind": "learn",
        "other": city_id(world, "WAW"),
        "subject": f"How to {world.operation_id()}",
        "language": "en",
    }


def commitment(world: World, seat: int) -> dict[str, Any]:
    done = world.by("coordinator", "commitment.make", said(world, seat))
    return {"commitment": done.result["commitment"]}


def _here(world: World, seat: int) -> dict[str, Any]:
    return said(world, seat) | {"session": world.here.session, "due": "2027-06-30"}


def _change(world: World, seat: int) -> dict[str, Any]:
    made = commitment(world, seat)
    with world.database.reading() as orm:
        revision = orm.get_one(Commitment, made["commitment"]).revision
    return made | said(world, seat) | {"revision": revision}


def _removed(world: World, seat: int) -> dict[str, Any]:
    made = commitment(world, seat)
    world.by("coordinator", "commitment.remove", made)
    return made


CASES: dict[str, Case] = {
    "commitment.make": Case(FOR_CITY, said),
    "commitment.make_here": Case(EITHER_CITY, _here),
    "commitment.change": Case(EITHER_CITY, _change),
    "commitment.status": Case(EITHER_CITY, lambda w, s: commitment(w, s) | {"status": "under_way"}),
    "commitment.remove": Case(EITHER_CITY, commitment),
    "commitment.restore": Case(EITHER_CITY, _removed),
    "commitments.import": Case(
        COORDINATES,
        lambda w, s: {
            "rows": [{"number": 2, "cells": {"city": "Dublin", "other": "WAW", "subject": "Trust"}}]
        },
    ),
}
