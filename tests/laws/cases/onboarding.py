"""Cases of the commands of onboarding calls, reminders and catching up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from facilitation.store.call_slots import CallSlot
from facilitation.store.cities import City
from facilitation.store.onboarding import CallQuestion
from facilitation.store.people import Seat
from tests.laws.cases.rights import COORDINATES, FOR_CITY, MEMBERS, ORGANISES, Case
from tests.world import World


def city_of(world: World, seat: int) -> int:
    """The city that a seat sits for; Turin for those that sit for none."""
    with world.database.reading() as orm:
        found = orm.get(Seat, seat)
        if found is not None and found.city_id is not None:
            return found.city_id
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == "TRN")
        return orm.scalars(query).one()


def _dublin(world: World) -> int:
    return city_of(world, world.here.seats["participant"])


def planned(world: World, seat: int) -> dict[str, Any]:
    """A planned call of Dublin, and the first of the questions."""
    world.by("coordinator", "call.plan", {"city": _dublin(world)})
    with world.database.reading() as orm:
        query = select(CallQuestion.id).where(CallQuestion.programme_id == world.here.programme)
        return {"city": _dublin(world), "question": orm.scalars(query.order_by(CallQuestion.id)).first()}


def _offered(world: World, seat: int) -> dict[str, Any]:
    """A time that is free, offered once more under another hour where it is needed again."""
    with world.database.reading() as orm:
        count = len(orm.scalars(select(CallSlot.id)).all())
    day = dt.date(2027, 5, 1) + dt.timedelta(days=count)
    offered = {"times": [{"date": day.isoformat(), "starts_at": "10:00"}], "minutes": 45}
    world.by("coordinator", "call_slots.offer", offered)
    with world.database.reading() as orm:
        newest = select(CallSlot.id).where(CallSlot.programme_id == world.here.programme)
        return {"slot": orm.scalars(newest.order_by(CallSlot.id.desc())).first()}


def _taken(world: World, seat: int) -> dict[str, Any]:
    """A time that the seat's city has taken."""
    slot = _offered(world, seat)
    world.by("coordinator", "call_slot.take", slot | {"city": city_of(world, seat)})
    return slot


_NOTES = "yes yes no yes no no no no"


CASES: dict[str, Case] = {
    "call.plan": Case(
        COORDINATES,
        lambda w, s: {
            "city": _dublin(w),
            "date": "2027-04-01",
            "starts_at": "15:00",
            "minutes": 45,
            "seats": [w.here.seats["participant"]],
            "others": ["Ines of the mayor's office"],
        },
    ),
    "call.hold": Case(COORDINATES, lambda w, s: {"city": planned(w, s)["city"], "held": True}),
    "call.note": Case(
        _NOTES, lambda w, s: planned(w, s) | {"text": "To learn from others", "language": "en"}
    ),
    "call.questions": Case(
        ORGANISES,
        lambda w, s: {
            "questions": [{"question": planned(w, s)["question"], "text": "Why?"}, {"text": "What else?"}]
        },
    ),
    "call_slots.offer": Case(
        COORDINATES,
        lambda w, s: {
            "times": [
                {"date": "2027-04-06", "starts_at": "15:00"},
                {"date": "2027-04-07", "starts_at": "09:00"},
            ],
            "minutes": 60,
            "zone": "Europe/Rome",
        },
    ),
    "call_slot.take": Case(FOR_CITY, lambda w, s: _offered(w, s) | {"city": city_of(w, s)}),
    "call_slot.give_back": Case(FOR_CITY, _taken),
    "call_slot.withdraw": Case(COORDINATES, _taken),
    "reminder.send": Case(COORDINATES, lambda w, s: {"city": _dublin(w), "step": "profile"}),
    "catch_up.done": Case(MEMBERS, lambda w, s: {}),
}
