"""Handlers of reminders, and of catching up after an absence."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.onboarding.reminding import remind_people
from facilitation.commands.people import mails
from facilitation.commands.people.links import language_of
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.mails import LINK
from facilitation.domain.onboarding import REMINDED, STEPS
from facilitation.store.cities import City
from facilitation.store.onboarding import CatchUp
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
    programme = work.orm.get_one(Programme, work.programme)
    sent = remind_people(
        work, city, payload.step, lambda seat: _remind(work, programme, city, seat, payload.step)
    )
    return {"reminded": sent}


def caught_up(work: Work, target: None, payload: CaughtUp) -> dict[str, Any]:
    """Say that one has read what one missed."""
    kept = work.orm.get(CatchUp, work.actor.seat)
    if kept is None:
        work.add(CatchUp(seat_id=work.actor.seat, at=work.now))
    else:
        work.change(kept, at=work.now)
    return {}


def _remind(work: Work, programme: Programme, city: City, seat: Seat, step: str) -> None:
    assert seat.person is not None and seat.person.email is not None  # chosen so by remind_people
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
