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
from facilitation.domain.visibility import FACILITATORS, PROJECTOR
from facilitation.domain.wire import (
    BlockRow,
    Drop,
    Hand,
    OwnInRoom,
    PersonRow,
    SessionPut,
    SessionRow,
    SessionSnapshot,
)
from facilitation.queries.breakouts import breakouts
from facilitation.queries.sessions.for_whom import concerns
from facilitation.queries.sessions.polls import own_polls, poll_delta, poll_rows_since, touched_seats
from facilitation.queries.sessions.records import render_record
from facilitation.queries.sessions.there import people_there
from facilitation.store.base import Live
from facilitation.store.boards import Board
from facilitation.store.people import Seat
from facilitation.store.sessions import Attendance, Block, JoinCode, Record, Session
from facilitation.store.tandems import Round, Tandem, TandemCity

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

    Never a simulated one after a real one, and no workshop of cities that are in no tandem together any more.
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
    )
    if not session.simulated:
        query = query.where(Session.simulated.is_(False))
    if session.cities:
        query = query.where(or_(*(concerns(city.code) for city in session.cities)))
    tandems = _tandems(orm, session.programme_id)
    return next((one for one in orm.scalars(query) if _stands(one, tandems)), None)


def _tandems(orm: OrmSession, programme: int) -> dict[int, set[int]]:
    """The cities of each tandem that stands, by its id."""
    query = (
        select(TandemCity.tandem_id, TandemCity.city_id)
        .join(Tandem, TandemCity.tandem_id == Tandem.id)
        .join(Round, Tandem.round_id == Round.id)
        .where(Tandem.programme_id == programme, Tandem.ended_at.is_(None), Round.status == "published")
    )
    found: dict[int, set[int]] = {}
    for tandem, city in orm.execute(query):
        found.setdefault(tandem, set()).add(city)
    return found


def _stands(session: Session, tandems: dict[int, set[int]]) -> bool:
    """Whether its cities still wait for a session: the calendar keeps the workshops of earlier tandems."""
    if not tandems or session.type != "solution":
        return True
    if session.tandem_id is not None:
        return session.tandem_id in tandems
    meant = {city.id for city in session.cities}
    return not meant or any(cities <= meant for cities in tandems.values())


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
    empty: SessionSnapshot = {
        "blocks": [],
        "records": [],
        "polls": [],
        "questions": [],
        "turns": [],
        "rounds": [],
        "breakouts": [],
    }
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
    found += breakouts.rows_since(orm, session, since)
    return found + poll_rows_since(orm, session, since)


def delta(orm: OrmSession, session: Session, audience: str, rows: Iterable[Live]) -> tuple[SessionPut, Drop]:
    """These rows as states of the room. Attendance is told as counts and raised hands; the list of people
    is for facilitators alone."""
    rows = list(rows)
    put, drop = breakouts.delta(orm, session, audience, rows)
    people = False
    for row in rows:
        if isinstance(row, Block) and row.removed:
            drop.setdefault("blocks", []).append(row.id)
        elif isinstance(row, Block):
            put.setdefault("blocks", []).append(render_block(row, audience))
        elif isinstance(row, Record) and row.removed:
            drop.setdefault("records", []).append(row.id)
        elif isinstance(row, Record):
            put.setdefault("records", []).append(render_record(row))
        elif isinstance(row, Session):
            put["session"] = render_session(orm, row, audience)
            put["timer"] = {
                "ends_at": _ms(row.timer_ends_at),
                "seconds": row.timer_seconds,
                "left": row.timer_left,
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
    poll_delta(orm, session, audience, rows, put, drop)
    return put, drop


def is_anonymous(orm: OrmSession, session_id: int) -> bool:
    """Whether the board that is open in this session shows neither authors nor cities."""
    query = select(Board.settings).join(Session, Session.board_id == Board.id).where(Session.id == session_id)
    settings = orm.scalars(query).first()
    return settings is not None and settings.get("authors") == "anonymous"


def render_session(orm: OrmSession, session: Session, audience: str) -> SessionRow:
    rendered: SessionRow = {
        "id": session.id,
        "title": session.title,
        "status": session.status,
        "step": session.block_id,
        "step_index": session.step_index,
        "board": session.board_id,
        "language": session.language,
        "simulated": session.simulated,
        "rehearsal": session.rehearsal_of is not None,
        "step_started_at": _ms(session.step_started_at),
        "gathered": session.gathered,
        "canvases": session.canvases,
    }
    if audience != PROJECTOR:
        rendered["commitments"] = session.commitments
    if audience == FACILITATORS:
        seat = orm.get(Seat, session.turned_by) if session.turned_by is not None else None
        rendered |= {
            "turned_by": seat.name if seat is not None else None,
            "notes": session.desk_notes,
            "timer_with_steps": session.timer_with_steps,
        }
    return rendered


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
    """For each of these seats its own marks, {"ready", "hand"}, its answers to polls, and its small group."""
    wanted = set(seats)
    query = select(Attendance).where(Attendance.session_id == session.id, Attendance.seat_id.in_(wanted))
    found = {row.seat_id: row for row in orm.scalars(query)}
    answered = own_polls(orm, session, wanted)
    groups = breakouts.own(orm, session, wanted)
    return {seat: {**_own(found.get(seat)), "polls": answered[seat], **groups[seat]} for seat in wanted}


def personal_delta(orm: OrmSession, session: Session, rows: Iterable[Live]) -> dict[int, OwnInRoom]:
    """What these changed rows mean for the people whose own they are, by seat."""
    rows = list(rows)
    mine = {row.seat_id: _own(row) for row in rows if isinstance(row, Attendance)}
    for seat, own in own_polls(orm, session, touched_seats(orm, session, rows)).items():
        mine.setdefault(seat, {})["polls"] = own
    for seat, group in breakouts.own_delta(orm, session, rows).items():
        mine[seat] = {**mine.get(seat, {}), **group}
    return mine


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
