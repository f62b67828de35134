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


def _typed(**more: Any) -> dict[str, Any]:
    """A field as somebody types it."""
    return {"field": "reasons", "text": "Rents rose", "language": "en", "revision": 0} | more


def _told_twice(world: World, seat: int) -> dict[str, Any]:
    """A field that was written and emptied again."""
    made = practice(world, seat)
    world.by("coordinator", "practice_text.write", made | _typed())
    world.by("coordinator", "practice_text.write", made | _typed(text="", revision=1))
    return made | {"field": "reasons", "version": 1}


def _line(**more: Any) -> dict[str, Any]:
    return {"text": "Land of the city", "language": "en", "need": "to_adapt"} | more


def point(world: World, seat: int) -> dict[str, Any]:
    """A prerequisite of a practice of the seat's city, with another one before it."""
    made = practice(world, seat) | {"kind": "prerequisite"}
    world.by("coordinator", "practice_point.add", made | _line(text="A council that wants it"))
    return {"point": world.by("coordinator", "practice_point.add", made | _line()).result["point"]}


def _learned(world: World, seat: int, **more: Any) -> dict[str, Any]:
    return {"city": _city_of(world, seat).id, "text": "It takes time", "language": "en"} | more


def learning(world: World, seat: int) -> dict[str, Any]:
    """What the seat's city learned, written down by a coordinator."""
    made = world.by("coordinator", "learning.add", _learned(world, seat))
    return {"learning": made.result["learning"]}


def _removed(world: World, what: str, payload: dict[str, Any]) -> dict[str, Any]:
    world.by("coordinator", f"{what}.remove", payload)
    return payload


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
    "practice_text.write": Case(FOR_CITY, lambda w, s: practice(w, s) | _typed()),
    "practice_text.restore": Case(FOR_CITY, _told_twice),
    "practice_point.add": Case(FOR_CITY, lambda w, s: practice(w, s) | {"kind": "prerequisite"} | _line()),
    "practice_point.change": Case(
        FOR_CITY, lambda w, s: point(w, s) | {"revision": 1} | _line(text="Land that the city owns")
    ),
    "practice_point.move": Case(FOR_CITY, lambda w, s: point(w, s) | {"up": True}),
    "practice_point.remove": Case(FOR_CITY, point),
    "practice_point.restore": Case(FOR_CITY, lambda w, s: _removed(w, "practice_point", point(w, s))),
    "practice_point.bring_back": Case(FOR_CITY, lambda w, s: point(w, s) | {"number": 1}),
    "learning.add": Case(FOR_CITY, lambda w, s: _learned(w, s)),
    "learning.change": Case(
        FOR_CITY, lambda w, s: learning(w, s) | {"revision": 1} | _learned(w, s, text="It takes a year")
    ),
    "learning.remove": Case(FOR_CITY, learning),
    "learning.restore": Case(FOR_CITY, lambda w, s: _removed(w, "learning", learning(w, s))),
}
