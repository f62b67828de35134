"""Reminds the people of a city of a step: whom, and that it is at most once a day."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.store.cities import City
from facilitation.store.onboarding import Reminder
from facilitation.store.people import Seat


def people_of(work: Work, city: City) -> list[Seat]:
    """The seats of a city's people who can be reached by mail."""
    query = (
        select(Seat)
        .where(Seat.city_id == city.id, Seat.role.in_(CITY_ROLES), Seat.removed_at.is_(None))
        .options(joinedload(Seat.person))
        .order_by(Seat.id)
    )
    return [seat for seat in work.orm.scalars(query) if seat.person is not None and seat.person.email]


def remind_people(work: Work, city: City, step: str, write: Callable[[Seat], None]) -> int:
    """`write` to those who were not reminded of the step today, and keep that; how many they are.

    `Refused` where nobody can be reached, or all were reminded today already.
    """
    people = people_of(work, city)
    if not people:
        raise Refused(
            "conflict",
            N_("Nobody of %(city)s can be reached by mail. Invite somebody first."),
            city=city.name,
        )
    today = work.now.date()
    query = select(Reminder.seat_id).where(
        Reminder.city_id == city.id, Reminder.step == step, Reminder.day == today
    )
    reminded = set(work.orm.scalars(query))
    left = [seat for seat in people if seat.id not in reminded]
    if not left:
        raise Refused(
            "conflict", N_("The people of %(city)s were reminded of this today already."), city=city.name
        )
    for seat in left:
        write(seat)
        work.add(
            Reminder(
                programme_id=work.programme,
                city_id=city.id,
                step=step,
                seat_id=seat.id,
                sent_by=work.actor.seat,
                day=today,
                created_at=work.now,
            )
        )
    return len(left)
