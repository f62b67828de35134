"""Handlers of asking people for times: open a poll, answer it, close it, take a time of it."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.sessions.times import TakeTime, require_to_come, require_zone, take_time
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name
from facilitation.domain.permissions import GUEST
from facilitation.domain.time_polls import ANSWERS_MOST, TIMES_MOST, require_choices
from facilitation.store.fair_times import PollTime, TimeAnswer, TimePoll
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class PollInstant(msgspec.Struct):
    """A wall time "HH:MM" on a day, in the zone of its poll."""

    date: dt.date
    starts_at: str
    fold: int | None = None


class OpenPoll(msgspec.Struct):
    """`times` by the clocks of `zone`, for a session of so many `minutes`."""

    session: int
    times: list[PollInstant]
    zone: str
    minutes: int


class AddTime(msgspec.Struct):
    poll: int
    date: dt.date
    starts_at: str
    fold: int | None = None


class ThePoll(msgspec.Struct):
    poll: int


class PollTimeTaken(msgspec.Struct):
    poll: int
    time: int


class Said(msgspec.Struct):
    """What is said of a time: "preferred", "possible" or "never"."""

    time: int
    choice: str


class GiveAnswer(msgspec.Struct):
    """`token_hash` is of the answer's own token: a known one changes that answer. `seat` is whose it is."""

    poll: int
    name: str
    choices: list[Said]
    token_hash: str
    city: str | None = None
    seat: int | None = None


class TheAnswer(msgspec.Struct):
    poll: int
    answer: int


class WithdrawAnswer(msgspec.Struct):
    poll: int
    token_hash: str


def open_poll(work: Work, session: Session, payload: OpenPoll) -> dict[str, Any]:
    """Ask people which of some times they could come to a session."""
    require_to_come(session)
    zone = require_zone(payload.zone)
    minutes = sessions.require_minutes(payload.minutes)
    assert minutes is not None
    if not payload.times:
        raise Refused("invalid", N_("Choose at least one time to ask for."), field="times")
    instants = {_instant(work, time, zone) for time in payload.times}
    poll = TimePoll(
        programme_id=work.programme,
        session_id=session.id,
        minutes=minutes,
        zone=zone,
        nonce=secrets.token_hex(16),
        simulated=work.actor.simulated,
        created_at=work.now,
    )
    for starts in sorted(instants):
        _add(poll, starts)
    return {"poll": work.add(poll)}


def add_time(work: Work, poll: TimePoll, payload: AddTime) -> dict[str, Any]:
    """Ask for one more time; who has answered already can say something to it."""
    _require_open(poll)
    starts = _instant(work, PollInstant(payload.date, payload.starts_at, payload.fold), poll.zone)
    if starts in {time.starts for time in poll.times}:
        raise Refused("conflict", N_("This time is being asked for already."), field="date")
    _add(poll, starts)
    return {"poll": poll.id}


def drop_time(work: Work, poll: TimePoll, payload: PollTimeTaken) -> dict[str, Any]:
    """No longer ask for a time; what was said of it goes with it."""
    _require_open(poll)
    time = _time_of(poll, payload.time)
    if len(poll.times) == 1:
        raise Refused("conflict", N_("A poll needs at least one time. Remove the whole poll instead."))
    for answer in poll.answers:
        work.change(answer, choices=[[one, choice] for one, choice in answer.choices if one != time.id])
    poll.times.remove(time)
    return {"poll": poll.id}


def renew_link(work: Work, poll: TimePoll, payload: ThePoll) -> dict[str, Any]:
    """Make the poll's link anew; the old one opens nothing any more. Answers stay."""
    work.change(poll, nonce=secrets.token_hex(16))
    return {"poll": poll.id}


def revoke_link(work: Work, poll: TimePoll, payload: ThePoll) -> dict[str, Any]:
    """End the poll's link without a new one."""
    work.change(poll, nonce=None)
    return {"poll": poll.id}


def close_poll(work: Work, poll: TimePoll, payload: ThePoll) -> dict[str, Any]:
    """Take no more answers."""
    if poll.closed_at is None:
        work.change(poll, closed_at=work.now)
    return {"poll": poll.id}


def reopen_poll(work: Work, poll: TimePoll, payload: ThePoll) -> dict[str, Any]:
    """Take answers again."""
    require_to_come(poll.session)
    work.change(poll, closed_at=None, taken_id=None)
    return {"poll": poll.id}


def remove_poll(work: Work, poll: TimePoll, payload: ThePoll) -> dict[str, Any]:
    """Remove a poll with all answers."""
    work.orm.delete(poll)
    return {}


def take_poll_time(work: Work, poll: TimePoll, payload: PollTimeTaken) -> dict[str, Any]:
    """Put the session at a time of the poll, and close it."""
    time = _time_of(poll, payload.time)
    local = sessions.local_now(time.starts, poll.zone)
    taken = TakeTime(poll.session_id, zone=poll.zone, minutes=poll.minutes, **local)
    take_time(work, poll.session, taken)
    work.change(poll, closed_at=poll.closed_at or work.now, taken_id=time.id)
    return {"session": poll.session_id}


def give_answer(work: Work, poll: TimePoll, payload: GiveAnswer) -> dict[str, Any]:
    """Keep what somebody says to the times, or change what they said before."""
    _require_open(poll)
    known = _answer_by(work, poll, payload.token_hash)
    said = require_choices(
        {one.time: one.choice for one in payload.choices}, [time.id for time in poll.times]
    )
    city = city_by_code(work, payload.city)
    values: dict[str, Any] = {
        "name": clean_name(payload.name),
        "city": city,
        "choices": [list(one) for one in sorted(said.items())],
        "changed_at": work.now,
    }
    if known is not None:
        work.change(known, **values)
        return {"answer": known.id}
    if len(payload.token_hash) != 64:
        raise not_found()
    count = select(func.count()).where(TimeAnswer.poll_id == poll.id)
    if (work.orm.scalar(count) or 0) >= ANSWERS_MOST:
        raise Refused("closed", N_("This poll has as many answers as it can hold."))
    seat = work.orm.get(Seat, payload.seat) if payload.seat is not None else None
    if seat is not None and (seat.programme_id != work.programme or seat.role == GUEST or seat.removed_at):
        raise not_found()
    answer = TimeAnswer(
        poll=poll,
        seat_id=seat.id if seat else None,
        token_hash=payload.token_hash,
        created_at=work.now,
        **values,
    )
    return {"answer": work.add(answer)}


def withdraw_answer(work: Work, poll: TimePoll, payload: WithdrawAnswer) -> dict[str, Any]:
    """Somebody takes their answer back: nothing of it is kept."""
    known = _answer_by(work, poll, payload.token_hash)
    if known is None:
        raise not_found()
    poll.answers.remove(known)
    return {}


def remove_answer(work: Work, poll: TimePoll, payload: TheAnswer) -> dict[str, Any]:
    """Remove an answer that isn't meant, or is there twice."""
    known = next((answer for answer in poll.answers if answer.id == payload.answer), None)
    if known is None:
        raise not_found()
    poll.answers.remove(known)
    return {"poll": poll.id}


def _require_open(poll: TimePoll) -> None:
    if poll.closed_at is not None:
        raise Refused("closed", N_("This poll is closed."))


def _add(poll: TimePoll, starts: dt.datetime) -> None:
    if len(poll.times) >= TIMES_MOST:
        raise Refused(
            "invalid", N_("At most %(most)s times can be asked for."), field="times", most=TIMES_MOST
        )
    poll.times.append(PollTime(starts=starts))


def _time_of(poll: TimePoll, time_id: int) -> PollTime:
    found = next((time for time in poll.times if time.id == time_id), None)
    if found is None:
        raise not_found()
    return found


def _instant(work: Work, time: PollInstant, zone: str) -> dt.datetime:
    """The moment of a wall time; `Refused` where it is none, or over."""
    require_day(time.date)
    when = sessions.plan(date=time.date, starts_at=time.starts_at, minutes=None, zone=zone, fold=time.fold)
    starts = sessions.instant(time.date, when["starts_at"], zone, when["fold"])
    if starts <= work.now:
        raise Refused("invalid", N_("This time is over. Choose a later one."), field="date")
    return starts


def _answer_by(work: Work, poll: TimePoll, token_hash: str) -> TimeAnswer | None:
    query = select(TimeAnswer).where(TimeAnswer.poll_id == poll.id, TimeAnswer.token_hash == token_hash)
    return work.orm.scalars(query).one_or_none()
