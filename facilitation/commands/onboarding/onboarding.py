"""Handlers of reminders, and of catching up after an absence."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from facilitation.commands.people import mails
from facilitation.commands.people.links import language_of
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.mails import LINK
from facilitation.domain.onboarding import CITY_ROLES, REMINDED, STEPS
from facilitation.store.cities import City
from facilitation.store.onboarding import CatchUp, Reminder
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme

_SUBJECT = N_("%(city)s: %(step)s")
_TEXT = N_(
    "Hello %(name)s,\n\n%(sender)s kindly reminds you: in %(programme)s this is still open for %(city)s: "
    "%(step)s.\n\nHere you see what is left to do, and what you missed meanwhile:\n\n{link}\n\n"
    "Sign in with this address if you are asked to. Thank you!"
)


class SendReminder(msgspec.Struct):
    city: int
    step: str


class CaughtUp(msgspec.Struct):
    pass


def send_reminder(work: Work, city: City, payload: SendReminder) -> dict[str, Any]:
    """Remind a city's people of a step by mail, each at most once a day."""
    if payload.step not in REMINDED:
        raise Refused("invalid", N_("Choose a step."), field="step")
    people = people_of(work, city)
    if not people:
        raise Refused(
            "conflict",
            N_("Nobody of %(city)s can be reached by mail. Invite somebody first."),
            city=city.name,
        )
    today = work.now.date()
    query = select(Reminder.seat_id).where(
        Reminder.city_id == city.id, Reminder.step == payload.step, Reminder.day == today
    )
    reminded = set(work.orm.scalars(query))
    left = [seat for seat in people if seat.id not in reminded]
    if not left:
        raise Refused(
            "conflict", N_("The people of %(city)s were reminded of this today already."), city=city.name
        )
    programme = work.orm.get_one(Programme, work.programme)
    for seat in left:
        _remind(work, programme, city, seat, payload.step)
        work.add(
            Reminder(
                programme_id=work.programme,
                city_id=city.id,
                step=payload.step,
                seat_id=seat.id,
                sent_by=work.actor.seat,
                day=today,
                created_at=work.now,
            )
        )
    return {"reminded": len(left)}


def caught_up(work: Work, target: None, payload: CaughtUp) -> dict[str, Any]:
    """Say that one has read what one missed."""
    kept = work.orm.get(CatchUp, work.actor.seat)
    if kept is None:
        work.add(CatchUp(seat_id=work.actor.seat, at=work.now))
    else:
        work.change(kept, at=work.now)
    return {}


def people_of(work: Work, city: City) -> list[Seat]:
    """The seats of a city's people who can be reached by mail."""
    query = (
        select(Seat)
        .where(Seat.city_id == city.id, Seat.role.in_(CITY_ROLES), Seat.removed_at.is_(None))
        .options(joinedload(Seat.person))
        .order_by(Seat.id)
    )
    return [seat for seat in work.orm.scalars(query) if seat.person is not None and seat.person.email]


def _remind(work: Work, programme: Programme, city: City, seat: Seat, step: str) -> None:
    assert seat.person is not None and seat.person.email is not None  # chosen so by people_of
    language = language_of(work, programme, seat.person)
    words = {
        "name": seat.name,
        "sender": work.actor.name,
        "programme": programme.title,
        "city": city.name,
        "step": work.translate(STEPS[step], language),
    }
    # A name may hold what looks like the place of the link: only the one in our own sentence is meant.
    words = {key: said.replace(LINK, "") for key, said in words.items()}
    mails.post(
        work,
        programme=programme.id,
        address=seat.person.email,
        subject=work.translate(_SUBJECT, language) % words,
        text=work.translate(_TEXT, language) % words,
        link=f"/p/{programme.slug}/catch-up",
    )
