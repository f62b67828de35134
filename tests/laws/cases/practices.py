"""Cases of the commands of practices, their contacts and their sheets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.cities import City
from facilitation.store.people import Person, Seat
from facilitation.store.practices import PracticeContact
from tests.laws.cases.rights import FOR_CITY, Case
from tests.world import World

#: Everybody says for themselves whether they are shown; guests are nobody's contact.
OWN_MEMBERS = "own own own own own own own no"


def _city_of(world: World, seat: int) -> City:
    """The city that a seat sits for, or another city."""
    with world.database.reading() as orm:
        row = orm.get(Seat, seat)
        other = select(City).where(City.programme_id == world.here.programme, City.code == "TRN")
        return (row.city if row else None) or orm.scalars(other).one()


def facts(world: World) -> dict[str, Any]:
    """Everything that can be said of a practice."""
    named = {"city": _city_of(world, 0).id, "title": f"Rents {world.operation_id()}"}
    return {
        "title": f"Land trust {world.operation_id()}",
        "language": "en",
        "description": "The city holds the land.\n\nPeople own their homes.",
        "stage": "pilot",
        "source": "Report on housing, page 4",
        "challenges": [world.by("coordinator", "challenge.name", named).result["challenge"]],
        "links": [{"url": "https://city.example/land", "label": "The report"}],
        "contact_name": "Nora Landy",
        "contact_email": "nora@city.example",
        "contact_phone": "+353 1 222 2222",
    }


def practice(world: World, seat: int, **more: Any) -> dict[str, Any]:
    """A practice of the seat's city, by a coordinator."""
    payload = {"city": _city_of(world, seat).id} | facts(world) | more
    return {"practice": world.by("coordinator", "practice.add", payload).result["practice"]}


def _withdrawn(world: World, seat: int) -> dict[str, Any]:
    payload = practice(world, seat)
    world.by("coordinator", "practice.withdraw", payload)
    return payload


def _contact(world: World, seat: int) -> dict[str, Any]:
    """A practice whose contact is somebody with this seat."""
    with world.database.reading() as orm:
        person = select(Person.email).join(Seat, Seat.person_id == Person.id).where(Seat.id == seat)
        email = orm.scalars(person).one()
    made = practice(world, seat, contact_email=email)["practice"]
    with world.database.reading() as orm:
        contact = select(PracticeContact.id).where(PracticeContact.practice_id == made)
        return {"contact": orm.scalars(contact).one()}


CASES: dict[str, Case] = {
    "practice.add": Case(FOR_CITY, lambda w, s: {"city": _city_of(w, s).id} | facts(w)),
    "practice.change": Case(FOR_CITY, lambda w, s: practice(w, s) | {"revision": 1} | facts(w)),
    "practice.withdraw": Case(FOR_CITY, practice),
    "practice.restore": Case(FOR_CITY, _withdrawn),
    "practice.bring_back": Case(FOR_CITY, lambda w, s: practice(w, s) | {"number": 1}),
    "practices.import": Case(
        FOR_CITY,
        lambda w, s: {
            "rows": [
                {
                    "number": 2,
                    "cells": {
                        "title": f"Imported {w.operation_id()}",
                        "city": _city_of(w, s).code,
                        "description": "Read from a sheet",
                        "links": "Report https://city.example/report",
                    },
                }
            ]
        },
    ),
    "practice_contact.agree": Case(OWN_MEMBERS, lambda w, s: _contact(w, s) | {"agrees": True}),
    "practice_contact.leave": Case(OWN_MEMBERS, _contact),
}
