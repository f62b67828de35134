"""Sessions: the live state of a room, and lists and facts for pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain import sessions
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import GUEST, PARTICIPANT, RAPPORTEUR, SUPPORT, Viewer
from facilitation.domain.visibility import FACILITATORS
from facilitation.domain.wire import (
    BlockRow,
    Drop,
    Hand,
    OwnInRoom,
    PersonRow,
    RecordRow,
    SessionPut,
    SessionRow,
    SessionSnapshot,
)
from facilitation.queries.sessions.for_whom import concerns
from facilitation.queries.sessions.there import people_there
from facilitation.store.base import Live
from facilitation.store.boards import Board
from facilitation.store.sessions import Attendance, Block, JoinCode, Record, Session

#: Who leads waits for the others, and observers have nothing to do: "9 of 12 ready" leaves both out.
_ASKED_WHETHER_READY = (RAPPORTEUR, PARTICIPANT, SUPPORT, GUEST)


def session_for(orm: OrmSession, viewer: Viewer, session_id: int) -> Session:
    """The session, if this viewer may see it; `Refused` not_found otherwise."""
    session = orm.get(Session, session_id)
    if session is None or session.removed or session.programme_id != viewer.programme:
        raise not_found()
    viewer.require_entry(session.id)
    return session


def sessions_of(orm: OrmSession, viewer: Viewer) -> Sequence[Session]:
    """The programme's sessions by date, those without one last; a guest sees the one they joined.

    Rehearsals are listed for those who lead.
    """
    query = (
        select(Session)
        .where(Session.programme_id == viewer.programme, Session.removed.is_(False))
        .options(selectinload(Session.cities), selectinload(Session.cities_there))
        .order_by(Session.date.is_(None), Session.date, Session.starts_at, Session.id)
    )
    if viewer.session is not None:
        query = query.where(Session.id == viewer.session)
    if not viewer.leads:
        query = query.where(Session.rehearsal_of.is_(None))
    return orm.scalars(query).all()


def in_order(found: Iterable[Session]) -> list[Session]:
    """What is to come, the soonest first; then what was held, the latest first. Undated ones stand last."""

    def when(session: Session) -> tuple[dt.date, str, int]:
        return session.date or dt.date.max, session.starts_at or "", session.id

    everything = sorted(found, key=when)
    held = [session for session in everything if session.status == sessions.ENDED]
    dated = [session for session in reversed(held) if session.date is not None]
    coming = [session for session in everything if session.status != sessions.ENDED]
    return [*coming, *dated, *(session for session in held if session.date is None)]


def next_session(orm: OrmSession, session: Session, today: dt.date) -> Session | None:
    """The next dated session after this one that concerns one of the cities that it was for.

    Never a simulated one after a real one.
    """
    query = (
        select(Session)
        .where(
            Session.programme_id == session.programme_id,
            Session.id != session.id,
            Session.cancelled.is_(False),
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Session.status == sessions.PLANNED,
            Session.date >= max(today, session.date or today),
        )
        .order_by(Session.date, Session.starts_at, Session.id)
        .limit(1)
    )
    if not session.simulated:
        query = query.where(Session.simulated.is_(False))
    if session.cities:
        query = query.where(or_(*(concerns(city.code) for city in session.cities)))
    return orm.scalars(query).first()


@dataclass(frozen=True, slots=True)
class Instants:
    """When a session begins and ends, in UTC; None where the date or time is not set."""

    starts: dt.datetime | None
    ends: dt.datetime | None


def instants(session: Session) -> Instants:
    if session.date is None or session.starts_at is None:
        return Instants(None, None)
    starts = sessions.instant(session.date, session.starts_at, session.zone, session.fold)
    return Instants(starts, starts + dt.timedelta(minutes=session.minutes) if session.minutes else None)


# -- the live state of a room -----------------------------------------------------------------------------


def whole(orm: OrmSession, session: Session, audience: str) -> SessionSnapshot:
    """The snapshot of a session's room; facilitators are given the list of people beside it."""
    put, _ = delta(orm, session, audience, rows_since(orm, session, since=-1))
    empty: SessionSnapshot = {"blocks": [], "records": []}
    if audience == FACILITATORS:
        empty["people"] = []
    return {**empty, **put}


def since(orm: OrmSession, session: Session, audience: str, revision: int) -> tuple[SessionPut, Drop]:
    """What brings a copy at `revision` up to the room's present."""
    return delta(orm, session, audience, rows_since(orm, session, since=revision))


def rows_since(orm: OrmSession, session: Session, since: int) -> list[Live]:
    """The room's rows that changed after that revision; -1 for all."""
    found: list[Live] = [session] if session.revision > since else []
    for model in (Block, Record, Attendance):
        query = select(model).where(model.session_id == session.id, model.revision > since).order_by(model.id)
        found += orm.scalars(query)
    return found


def delta(orm: OrmSession, session: Session, audience: str, rows: Iterable[Live]) -> tuple[SessionPut, Drop]:
    """These rows as states of the room. Attendance is told as counts and raised hands; the list of people
    is for facilitators alone."""
    put: SessionPut = {}
    drop: Drop = {}
    people = False
    for row in rows:
        if isinstance(row, Block) and row.removed:
            drop.setdefault("blocks", []).append(row.id)
        elif isinstance(row, Block):
            put.setdefault("blocks", []).append(render_block(row, audience))
        elif isinstance(row, Record):
            put.setdefault("records", []).append(render_record(row))
        elif isinstance(row, Session):
            put["session"] = render_session(row)
            put["timer"] = {
                "ends_at": _ms(row.timer_ends_at),
                "seconds": row.timer_seconds,
            }
            people = True
        elif isinstance(row, Attendance):
            people = True
            if audience == FACILITATORS and row.removed:
                drop.setdefault("people", []).append(row.seat_id)
            elif audience == FACILITATORS:
                put.setdefault("people", []).append(render_person(row))
    if people:
        put |= _people(orm, session)
    return put, drop


def is_anonymous(orm: OrmSession, session_id: int) -> bool:
    """Whether the board that is open in this session shows neither authors nor cities."""
    query = select(Board.settings).join(Session, Session.board_id == Board.id).where(Session.id == session_id)
    settings = orm.scalars(query).first()
    return settings is not None and settings.get("authors") == "anonymous"


def render_session(session: Session) -> SessionRow:
    return {
        "id": session.id,
        "title": session.title,
        "status": session.status,
        "step": session.block_id,
        "step_index": session.step_index,
        "board": session.board_id,
        "language": session.language,
        "simulated": session.simulated,
        "rehearsal": session.rehearsal_of is not None,
    }


def render_person(attendance: Attendance) -> PersonRow:
    """Somebody who is or was in the room; `id` is the seat's."""
    return {
        "id": attendance.seat_id,
        "name": attendance.name,
        "role": attendance.role,
        "city": attendance.city,
        "organisation": attendance.organisation,
        "simulated": attendance.simulated,
        "through": attendance.through,
        "ready": attendance.ready,
        "hand": attendance.hand_raised_at is not None,
        "ejected": attendance.ejected,
    }


def render_block(block: Block, audience: str) -> BlockRow:
    rendered: BlockRow = {
        "id": block.id,
        "position": block.position,
        "title": block.title,
        "method": block.method,
        "minutes": block.minutes,
        "question": block.question,
        "board": block.board_id,
        "steps": block.steps,
        "started_at": _ms(block.started_at),
        "ended_at": _ms(block.ended_at),
    }
    if audience == FACILITATORS:
        rendered |= {
            "instruction": block.instruction,
            "leads": block.leads,
            "starts_at": block.starts_at,
        }
    return rendered


def render_record(record: Record) -> RecordRow:
    return {
        "id": record.id,
        "block": record.block_id,
        "kind": record.kind,
        "text": record.text,
        "language": record.language,
        "speaker": record.speaker,
        "city": record.city,
        "simulated": record.simulated,
    }


def _people(orm: OrmSession, session: Session) -> SessionPut:
    of, ready = orm.execute(
        select(func.count(), func.count().filter(Attendance.ready.is_(True))).where(
            Attendance.session_id == session.id,
            Attendance.ejected.is_(False),
            Attendance.removed.is_(False),
            Attendance.role.in_(_ASKED_WHETHER_READY),
        )
    ).one()
    hands = orm.execute(
        select(Attendance.seat_id, Attendance.name, Attendance.city, Attendance.simulated)
        .where(Attendance.session_id == session.id, Attendance.hand_raised_at.is_not(None))
        .order_by(Attendance.hand_raised_at)
    )
    raised: list[Hand] = []
    for seat, name, city, simulated in hands:
        raised.append({"seat": seat, "name": name, "city": city})
        if simulated:
            raised[-1]["simulated"] = True
    return {"ready": {"count": ready, "of": of}, "hands": raised}


def personal(orm: OrmSession, session: Session, seats: Iterable[int]) -> dict[int, OwnInRoom]:
    """For each of these seats its own marks: {"ready": bool, "hand": bool}."""
    wanted = set(seats)
    query = select(Attendance).where(Attendance.session_id == session.id, Attendance.seat_id.in_(wanted))
    found = {row.seat_id: row for row in orm.scalars(query)}
    return {seat: _own(found.get(seat)) for seat in wanted}


def personal_delta(rows: Iterable[Live]) -> dict[int, OwnInRoom]:
    """What these changed rows mean for the people whose own they are, by seat."""
    return {row.seat_id: _own(row) for row in rows if isinstance(row, Attendance)}


def _own(attendance: Attendance | None) -> OwnInRoom:
    return {
        "ready": attendance is not None and attendance.ready,
        "hand": attendance is not None and attendance.hand_raised_at is not None,
    }


def _ms(at: dt.datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)


# -- joining ----------------------------------------------------------------------------------------------


def session_by_code(orm: OrmSession, code: str, now: dt.datetime) -> Session | None:
    """The session that a (normalised) join code opens now, or None."""
    query = (
        select(Session)
        .join(JoinCode)
        .where(
            JoinCode.code == code,
            JoinCode.expires_at > now,
            JoinCode.revoked_at.is_(None),
            Session.removed.is_(False),
        )
    )
    return orm.scalars(query).one_or_none()


def attendance_by_city(orm: OrmSession, session: Session) -> list[dict[str, Any]]:
    """Who was there, in the order they came: rows as dicts for documents and pages.

    `named` says whether the name may stand in a list that others read or keep, `photographed` whether they
    agreed to that.
    """
    return people_there(orm, session)


def attendance_for(orm: OrmSession, viewer: Viewer, session: Session) -> list[dict[str, Any]]:
    """Who was there, as this viewer may read it: who leads sees every name, others those who agreed to it."""
    people = attendance_by_city(orm, session)
    if not viewer.leads:
        for person in people:
            person["name"] = person["name"] if person["named"] or person["seat"] == viewer.seat else None
    return people
