"""Handlers of a round: begin it with whoever is there, go on to the next, pass, leave it."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.work import Work
from facilitation.domain import sessions, turns
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import GUEST, PARTICIPANT, RAPPORTEUR, SUPPORT
from facilitation.store.polls import SpeakingTurn
from facilitation.store.sessions import Attendance, Session

#: Who is asked in a round: those who take part. Who leads and who observes speaks when they like.
_ASKED = frozenset({RAPPORTEUR, PARTICIPANT, SUPPORT, GUEST})


class BeginRound(msgspec.Struct):
    """`by`: "people" or "cities"; without it people while there are few enough."""

    session: int
    by: str | None = None


class RoundTurn(msgspec.Struct):
    """`from_`: the id of the turn that was seen speaking (None: nobody). Of two who press, one moves it."""

    session: int
    from_: int | None = msgspec.field(default=None, name="from")


class TheTurn(msgspec.Struct):
    turn: int


class TheRound(msgspec.Struct):
    session: int


def begin_round(work: Work, session: Session, payload: BeginRound) -> dict[str, Any]:
    """Put those who are there in an order for the block that runs; the first one speaks."""
    sessions.require_running(session.status)
    if session.block_id is None:
        raise Refused("conflict", N_("Start the session first, or choose a part for this."))
    if payload.by is not None and payload.by not in turns.BY:
        raise Refused("invalid", N_("Choose whether people or cities speak in turn."), field="by")
    take_away(work, session)
    there = _there(work, session)
    by = payload.by or ("people" if len(there) <= turns.PEOPLE_MOST else "cities")
    before = work.orm.scalar(
        select(func.count(func.distinct(SpeakingTurn.block_id))).where(
            SpeakingTurn.session_id == session.id, SpeakingTurn.block_id != session.block_id
        )
    )
    if by == "cities":
        cities = sorted({one.city for one in there if one.city is not None})
        ordered: list[Any] = turns.fair_order([(code, code) for code in cities], before or 0)
    else:
        ordered = turns.fair_order([(one.city, one) for one in there], before or 0)
    if not ordered:
        raise Refused("conflict", N_("Nobody is in the room yet."))
    for position, one in enumerate(ordered, start=1):
        _add(work, session, one, position, turns.SPEAKING if position == 1 else turns.WAITING)
    work.orm.remembered["rounds", session.id] = True
    return {}


def next_in_round(work: Work, session: Session, payload: RoundTurn) -> dict[str, Any]:
    """Whoever speaks has spoken; the next one speaks. After the last one the round is over."""
    sessions.require_running(session.status)
    present = _all(work, session)
    speaking = _speaking(present, payload.from_)
    if speaking is not None:
        work.change(speaking, status=turns.SPOKEN)
    following = turns.next_turn(present)
    if following is not None:
        work.change(following, status=turns.SPEAKING)
    return {}


def back_in_round(work: Work, session: Session, payload: RoundTurn) -> dict[str, Any]:
    """Whoever spoke before speaks again."""
    sessions.require_running(session.status)
    present = _all(work, session)
    speaking = _speaking(present, payload.from_)
    before = turns.turn_before(present)
    if before is None:
        raise Refused("conflict", N_("Nobody has spoken before."))
    if speaking is not None:
        work.change(speaking, status=turns.WAITING)
    work.change(before, status=turns.SPEAKING)
    return {}


def pass_turn(work: Work, turn: SpeakingTurn, payload: TheTurn) -> dict[str, Any]:
    """Not now: they come again at the end of the list. The next one speaks at once."""
    if turn.removed:
        raise not_found()
    sessions.require_running(turn.session.status)
    if turn.status == turns.SPOKEN:
        raise Refused("conflict", N_("They have spoken already."))
    others = [one for one in _all(work, turn.session) if one is not turn]
    following = turns.next_turn(others)
    if following is None:
        raise Refused("conflict", N_("Nobody else is left to speak."))
    spoke = turn.status == turns.SPEAKING
    work.change(turn, status=turns.PASSED, position=max(one.position for one in others) + 1)
    if spoke:
        work.change(following, status=turns.SPEAKING)
    return {"turn": turn}


def end_round(work: Work, session: Session, payload: TheRound) -> dict[str, Any]:
    """Take the list of speakers away."""
    take_away(work, session)
    return {}


def take_away(work: Work, session: Session) -> None:
    """End the round that goes on, if one does."""
    if _has_round(work, session):
        for turn in _all(work, session):
            work.change(turn, removed=True)
        work.orm.remembered["rounds", session.id] = False


def somebody_late(work: Work, session: Session, seat: int, name: str, city: str | None, role: str) -> None:
    """Somebody came while a round goes on: they, or their city if cities speak, are added at its end."""
    if role not in _ASKED or not _has_round(work, session):
        return
    present = _all(work, session)
    if not present or all(one.status == turns.SPOKEN for one in present):
        return
    by_cities = all(one.seat_id is None for one in present)
    if by_cities and (city is None or any(one.city == city for one in present)):
        return
    last = max(one.position for one in present)
    work.add(
        SpeakingTurn(
            session=session,
            block_id=present[0].block_id,
            seat_id=None if by_cities else seat,
            city=city,
            name="" if by_cities else name,
            position=last + 1,
            status=turns.WAITING,
            removed=False,
        )
    )


def somebody_left(work: Work, session: Session, seat: int) -> None:
    """Somebody was asked to leave: they are called no more, and if they were speaking, the next one is."""
    if not _has_round(work, session):
        return
    present = _all(work, session)
    for gone in [one for one in present if one.seat_id == seat and one.status != turns.SPOKEN]:
        following = turns.next_turn([one for one in present if one is not gone])
        if gone.status == turns.SPEAKING and following is not None:
            work.change(following, status=turns.SPEAKING)
        work.change(gone, removed=True)


def _has_round(work: Work, session: Session) -> bool:
    """Asked once for many who come together."""
    known: bool | None = work.orm.remembered.get(("rounds", session.id))
    if known is None:
        query = select(SpeakingTurn.id).where(
            SpeakingTurn.session_id == session.id, SpeakingTurn.removed.is_(False)
        )
        with work.orm.no_autoflush:
            known = work.orm.scalars(query.limit(1)).first() is not None
        work.orm.remembered["rounds", session.id] = known
    return known


def _add(work: Work, session: Session, who: Any, position: int, status: str) -> None:
    person = who if isinstance(who, Attendance) else None
    assert session.block_id is not None
    work.add(
        SpeakingTurn(
            session=session,
            block_id=session.block_id,
            seat_id=person.seat_id if person else None,
            city=person.city if person else who,
            name=person.name if person else "",
            position=position,
            status=status,
            removed=False,
        )
    )


def _all(work: Work, session: Session) -> list[SpeakingTurn]:
    query = select(SpeakingTurn).where(SpeakingTurn.session_id == session.id, SpeakingTurn.removed.is_(False))
    return list(work.orm.scalars(query.order_by(SpeakingTurn.position, SpeakingTurn.id)))


def _there(work: Work, session: Session) -> list[Attendance]:
    query = select(Attendance).where(
        Attendance.session_id == session.id,
        Attendance.ejected.is_(False),
        Attendance.removed.is_(False),
        Attendance.role.in_(_ASKED),
    )
    return list(work.orm.scalars(query.order_by(Attendance.first_at, Attendance.id)))


def _speaking(present: list[SpeakingTurn], seen: int | None) -> SpeakingTurn | None:
    """Who speaks now; `Refused` where that is not who was `seen`."""
    if not present:
        raise Refused("conflict", N_("No round is going on."))
    speaking = next((one for one in present if one.status == turns.SPEAKING), None)
    if seen is not None and (speaking is None or speaking.id != seen):
        raise Refused("conflict", N_("The round has moved on already."), field="from")
    return speaking
