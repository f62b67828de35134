"""Cases of the commands of onboarding calls, reminders and catching up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.cities import City
from facilitation.store.onboarding import CallQuestion
from facilitation.store.people import Seat
from tests.laws.cases.rights import COORDINATES, MEMBERS, ORGANISES, Case
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
    "reminder.send": Case(COORDINATES, lambda w, s: {"city": _dublin(w), "step": "profile"}),
    "catch_up.done": Case(MEMBERS, lambda w, s: {}),
}
