"""Handlers of answering: an answer of one's own or of one's city, given, changed and taken back."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.work import Work
from facilitation.domain import polls, sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.polls import Poll, PollAnswer


class AnswerPoll(msgspec.Struct):
    """`options`: ids, for a ranking in order. `value`: of a scale, None is "no answer". `text`: a word.

    At a question to all cities, `text` is the city's answer; who leads may enter it for another `city`.
    """

    poll: int
    options: list[int] | None = None
    value: int | None = None
    text: str | None = None
    city: str | None = None


class WithdrawAnswer(msgspec.Struct):
    poll: int
    city: str | None = None


def answer_poll(work: Work, poll: Poll, payload: AnswerPoll) -> dict[str, Any]:
    """Answer, or answer otherwise: the last answer counts, of a person or (asked of all cities) of a city."""
    _require_taken(poll)
    settings = polls.PollSettings.from_json(poll.settings)
    choice = polls.clean_choice(
        poll.kind,
        settings,
        poll.options,
        chosen=payload.options,
        value=payload.value,
        text=payload.text,
    )
    city = _city(work, poll, payload.city)
    shown = _shown(work, poll, settings, city)
    known: set[int | str] = _known(work, poll)
    holder = city if poll.kind == polls.CITIES else work.actor.seated_at
    if holder in known:
        answer = _own(work, poll, city)
        if answer is None:
            raise not_found()
        work.change(answer, choice=choice, seat_id=work.actor.seat, removed=False, **shown)
        return {"answer": answer}
    answer = work.insert(
        PollAnswer,
        poll.session,
        poll_id=poll.id,
        seat_id=work.actor.seat,
        choice=choice,
        simulated=work.actor.simulated,
        created_at=work.now,
        **shown,
    )
    assert holder is not None
    known.add(holder)
    return {"answer": answer}


def withdraw_answer(work: Work, poll: Poll, payload: WithdrawAnswer) -> dict[str, Any]:
    """Take one's own answer, or one's city's, back."""
    _require_taken(poll)
    answer = _own(work, poll, _city(work, poll, payload.city))
    if answer is None or answer.removed:
        raise not_found()
    work.change(answer, removed=True)
    return {"answer": answer}


def _require_taken(poll: Poll) -> None:
    if poll.removed:
        raise not_found()
    sessions.require_running(poll.session.status)
    polls.require_asked(poll.kind, poll.status)


def _city(work: Work, poll: Poll, named: str | None) -> str | None:
    """For which city somebody answers: their own; who leads may enter one for a city without a device."""
    if poll.kind != polls.CITIES:
        if named is not None:
            raise Refused(
                "invalid", N_("Only a question to all cities is answered for a city."), field="city"
            )
        return work.actor.city
    if named is not None and named != work.actor.city and not work.actor.leads:
        raise Refused("not_allowed", N_("You can answer for your own city only."), field="city")
    city = city_by_code(work, named or work.actor.city)
    if city is None:
        raise Refused("invalid", N_("Choose the city that this is the answer of."), field="city")
    return city.code


def _shown(work: Work, poll: Poll, settings: polls.PollSettings, city: str | None) -> dict[str, str | None]:
    """What is kept of who answered. Nothing that nobody may know is written down beside an answer.

    At a question to all cities the answer is the city's own, whatever is kept of who wrote it.
    """
    named = settings.by != "anonymous" or poll.kind == polls.CITIES
    return {
        "author": work.actor.name if settings.by == "names" else None,
        "city": city if named else None,
    }


def _known(work: Work, poll: Poll) -> set[int | str]:
    """Whose answers there are already, by seat or city: asked once for the hundreds that come together."""
    known: set[int | str] | None = work.orm.remembered.get(("answered", poll.id))
    if known is None:
        column = PollAnswer.city if poll.kind == polls.CITIES else PollAnswer.seat_id
        query = select(column).where(PollAnswer.poll_id == poll.id, column.is_not(None))
        known = work.orm.remembered["answered", poll.id] = set(work.orm.scalars(query))
    return known


def _own(work: Work, poll: Poll, city: str | None) -> PollAnswer | None:
    whose = PollAnswer.city == city if poll.kind == polls.CITIES else PollAnswer.seat_id == work.actor.seat
    query = select(PollAnswer).where(PollAnswer.poll_id == poll.id, whose).order_by(PollAnswer.id.desc())
    return work.orm.scalars(query).first()
