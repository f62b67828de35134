"""Polls of times: for those who lead a session, and for whoever has the link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import FACILITATE, Viewer
from facilitation.domain.scheduling import FairTimes, Slot
from facilitation.domain.time_polls import Tally, ordered, tallies
from facilitation.store.fair_times import PollTime, TimeAnswer, TimePoll
from facilitation.store.viewers import token_hash


@dataclass(frozen=True, slots=True)
class AskedTime:
    """One time of a poll: what was said of it, and what it costs the session's cities."""

    time: PollTime
    tally: Tally
    slot: Slot


def poll_for(orm: OrmSession, viewer: Viewer, poll_id: int) -> TimePoll:
    """A poll, for those who lead; `Refused` not_found otherwise."""
    found = orm.get(TimePoll, poll_id, options=[*_ALL])
    if found is None or found.programme_id != viewer.programme or not FACILITATE(viewer, found.session):
        raise not_found()
    return found


def polls_of(orm: OrmSession, session_id: int) -> Sequence[TimePoll]:
    """A session's polls, the newest first."""
    query = select(TimePoll).where(TimePoll.session_id == session_id).options(*_ALL)
    return orm.scalars(query.order_by(TimePoll.id.desc())).all()


_ALL = (
    joinedload(TimePoll.session),
    selectinload(TimePoll.times),
    selectinload(TimePoll.answers).joinedload(TimeAnswer.city),
)


def poll_by_link(orm: OrmSession, poll_id: object, nonce: object) -> TimePoll | None:
    """The poll of a link, while the link is the current one."""
    if not isinstance(poll_id, int) or not isinstance(nonce, str) or not nonce:
        return None
    found = orm.get(TimePoll, poll_id, options=[*_ALL])
    return found if found is not None and found.nonce == nonce and not found.session.removed else None


def answer_by_token(poll: TimePoll, token: str) -> TimeAnswer | None:
    """Somebody's own answer, by the token in the link that they got on answering."""
    known = token_hash(token)
    return next((answer for answer in poll.answers if answer.token_hash == known), None)


def asked(poll: TimePoll, times: FairTimes) -> list[AskedTime]:
    """The poll's times, the best first by its rule (domain/time_polls.py); equals by their burden."""
    slots = {time.id: times.slot(time.starts, poll.minutes) for time in poll.times}
    by_burden = sorted(poll.times, key=lambda time: slots[time.id].rank)
    ids = [time.id for time in by_burden]
    said = [answer.said() for answer in poll.answers]
    counted, by_id = tallies(said, ids), {time.id: time for time in poll.times}
    return [AskedTime(by_id[one], counted[one], slots[one]) for one in ordered(said, ids)]
