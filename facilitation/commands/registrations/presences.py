"""Handlers of who came: check-in by code and by ticking, times of coming and going, totals typed by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from facilitation.commands.registrations.answers import (
    registration_in,
    registration_of_link,
    require_coming,
    starts_of,
)
from facilitation.commands.work import Work
from facilitation.domain import registrations as rules
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.join_codes import normalised
from facilitation.domain.sessions import ENDED, PLANNED, instant, readings, require_wall_time
from facilitation.store.people import Seat
from facilitation.store.registrations import Presence, Registration, ReportedCount
from facilitation.store.sessions import Attendance, Session

_WRONG_CODE = N_("This is not the code of this session. Look at the screen again.")


class HereByCode(msgspec.Struct):
    session: int
    code: str


class HereByLink(msgspec.Struct):
    session: int
    token_hash: str
    code: str


class GoByLink(msgspec.Struct):
    session: int
    token_hash: str


class TheSession(msgspec.Struct):
    session: int


class Tick(msgspec.Struct):
    """Who came: a `seat`, or somebody from outside by their `registration`."""

    session: int
    seat: int | None = None
    registration: int | None = None
    mode: str = rules.ROOM


class ThePresence(msgspec.Struct):
    session: int
    presence: int


class CorrectPresence(msgspec.Struct):
    """`came` and `left` are wall times by the session's clocks, on the day that it was held.

    Without a `presence` it is about a `seat` that was in the live room.
    """

    session: int
    came: str
    left: str | None = None
    mode: str = rules.ROOM
    presence: int | None = None
    seat: int | None = None


class ReportCounts(msgspec.Struct):
    """Totals typed by hand; None takes one back. `approximate`: such as "about 60"."""

    session: int
    participants: int | None = None
    policymakers: int | None = None
    approximate: bool = False


class Who(NamedTuple):
    """Who a presence is about: a seat, or the registration of somebody from outside."""

    seat: int | None
    registration: int | None


def here_by_code(work: Work, session: Session, payload: HereByCode) -> dict[str, Any]:
    """Check oneself in with the join code that is shown in the room."""
    _require_code(work, session, payload.code)
    seat = work.actor.seat
    query = select(Registration).where(Registration.session_id == session.id, Registration.seat_id == seat)
    registered = work.orm.scalars(query).one_or_none()
    presence = came(work, session, Who(seat, None), _mode_of(registered), rules.CODE)
    return {"presence": presence}


def here_by_link(work: Work, session: Session, payload: HereByLink) -> dict[str, Any]:
    """Check in whoever has a link to their own registration and sees the join code."""
    registration = registration_of_link(work, session, payload.token_hash)
    _require_code(work, session, payload.code)
    who = Who(registration.seat_id, None if registration.seat_id is not None else registration.id)
    return {"presence": came(work, session, who, _mode_of(registration), rules.CODE)}


def go(work: Work, session: Session, payload: TheSession) -> dict[str, Any]:
    """Note that one is leaving oneself, checked in or in the live room."""
    seat = work.actor.seated_at
    presence = _open(work, session, Who(seat, None)) or _from_the_room(work, session, seat)
    return _left(work, presence)


def go_by_link(work: Work, session: Session, payload: GoByLink) -> dict[str, Any]:
    """Note that whoever has a link to their own registration is leaving."""
    registration = registration_of_link(work, session, payload.token_hash)
    seat = registration.seat_id
    who = Who(seat, None) if seat is not None else Who(None, registration.id)
    presence = _open(work, session, who)
    if presence is None and seat is not None:
        presence = _from_the_room(work, session, seat)
    return _left(work, presence)


def _left(work: Work, presence: Presence | None) -> dict[str, Any]:
    if presence is None:
        raise Refused("conflict", N_("You are not checked in here, or have left already."))
    work.change(presence, left_at=max(work.now, presence.came_at))
    return {"presence": presence}


def _from_the_room(work: Work, session: Session, seat: int) -> Presence | None:
    """The presence of somebody of whom only the live room knew so far; None where it has never seen them, or
    they have left before."""
    attended = select(Attendance).where(
        Attendance.session_id == session.id, Attendance.seat_id == seat, Attendance.removed.is_(False)
    )
    noted = select(Presence.id).where(
        Presence.session_id == session.id, Presence.seat_id == seat, Presence.void_at.is_(None)
    )
    attendance = work.orm.scalars(attended).first()
    if attendance is None or work.orm.scalars(noted).first() is not None:
        return None
    presence = Presence(
        session_id=session.id,
        seat_id=seat,
        mode=rules.REMOTE if session.link and not session.place else rules.ROOM,
        came_at=attendance.first_at,
        through=rules.LIVE,
        created_at=work.now,
    )
    work.add(presence)
    work.orm.flush()
    return presence


def tick(work: Work, session: Session, payload: Tick) -> dict[str, Any]:
    """Tick somebody on the list: they are there."""
    mode = rules.require_mode(payload.mode, asked=True) or rules.ROOM
    who = _who(work, session, payload.seat, payload.registration)
    return {"presence": came(work, session, who, mode, rules.LIST)}


def leave(work: Work, session: Session, payload: ThePresence) -> dict[str, Any]:
    """Note that somebody has just left."""
    presence = _presence(work, session, payload.presence)
    if presence.left_at is None:
        work.change(presence, left_at=max(work.now, presence.came_at))
    return {"presence": presence.id}


def correct(work: Work, session: Session, payload: CorrectPresence) -> dict[str, Any]:
    """Correct when somebody came and went; how it stood before stays in the history."""
    before = _presence(work, session, payload.presence) if payload.presence is not None else None
    if before is None and payload.seat is None:
        raise not_found()
    seat = payload.seat if before is None else before.seat_id
    if before is None:
        before = _open(work, session, _who(work, session, seat, None))
    day = _day_of(work, session, before.came_at if before else None)
    came_at = _at(session, day, payload.came, "came")
    left_at = _at(session, day, payload.left, "left") if payload.left else None
    if left_at is not None and left_at < came_at:
        raise Refused(
            "invalid", N_("Nobody leaves before they come: correct one of the two times."), field="left"
        )
    if before is not None:
        _void(work, before)
    fresh = Presence(
        session_id=session.id,
        seat_id=seat,
        registration_id=before.registration_id if before is not None else None,
        mode=rules.require_mode(payload.mode, asked=True) or rules.ROOM,
        came_at=came_at,
        left_at=left_at,
        through=rules.HAND,
        by_seat_id=work.actor.seat,
        created_at=work.now,
    )
    return {"presence": work.add(fresh)}


def take_back(work: Work, session: Session, payload: ThePresence) -> dict[str, Any]:
    """Take a tick back: they were not there. It stays in the history."""
    _void(work, _presence(work, session, payload.presence))
    return {}


def report_counts(work: Work, session: Session, payload: ReportCounts) -> dict[str, Any]:
    """Type the totals of a session by hand, as its record gives them."""
    if session.status == PLANNED:
        raise Refused("conflict", N_("This session has not been held yet."))
    rules.require_counts(payload.participants, payload.policymakers, approximate=payload.approximate)
    work.change(
        session, participants_reported=payload.participants, policymakers_reported=payload.policymakers
    )
    told = {"approximate": payload.approximate, "by_seat_id": work.actor.seat, "at": work.now}
    known = work.orm.get(ReportedCount, session.id)
    if known is None:
        work.add(ReportedCount(session_id=session.id, **told))
    else:
        work.change(known, **told)
    return {"session": session.id}


def came(work: Work, session: Session, who: Who, mode: str, through: str = rules.LIST) -> Presence:
    """Note that somebody is there from now on; who is there already is there once.

    Of a session that is over, they came when it began.
    """
    seat, registration = who
    if seat is not None:
        registration = None
    known = _open(work, session, Who(seat, registration))
    if known is not None:
        return known
    presence = Presence(
        session_id=session.id,
        seat_id=seat,
        registration_id=registration,
        mode=mode,
        came_at=_now_there(work, session),
        through=through,
        by_seat_id=None if through == rules.CODE else work.actor.seat,
        created_at=work.now,
    )
    work.add(presence)
    work.orm.flush()
    return presence


def _now_there(work: Work, session: Session) -> dt.datetime:
    if session.ended_at is not None:
        return session.started_at or session.ended_at
    starts = starts_of(session)
    over = session.status == ENDED or rules.is_over(starts, session.minutes, session.date, work.now)
    if over and session.date is not None:
        return starts or instant(session.date, "00:00", session.zone)
    return work.now


def _open(work: Work, session: Session, who: Who) -> Presence | None:
    """The presence of somebody who has not left."""
    work.orm.flush()
    about = (
        Presence.seat_id == who.seat if who.seat is not None else Presence.registration_id == who.registration
    )
    query = select(Presence).where(
        Presence.session_id == session.id, about, Presence.void_at.is_(None), Presence.left_at.is_(None)
    )
    return work.orm.scalars(query.order_by(Presence.id)).first()


def _presence(work: Work, session: Session, number: int) -> Presence:
    presence = work.orm.get(Presence, number)
    if presence is None or presence.session_id != session.id or presence.void_at is not None:
        raise not_found()
    return presence


def _void(work: Work, presence: Presence) -> None:
    work.change(presence, void_at=work.now, void_by_seat_id=work.actor.seat)


def _who(work: Work, session: Session, seat: int | None, registration: int | None) -> Who:
    """Whom a facilitator means: a member, a guest of this session, or somebody who registered."""
    if registration is not None:
        row = registration_in(work, session, registration)
        if row.seat_id is None:
            return Who(None, row.id)
        seat = row.seat_id
    found = work.own(Seat, seat)
    if found.session_id not in (None, session.id):
        raise not_found()
    if found.removed_at is not None and not _attended(work, session, found):
        raise not_found()
    return Who(found.id, None)


def _attended(work: Work, session: Session, seat: Seat) -> bool:
    query = select(Attendance.id).where(Attendance.session_id == session.id, Attendance.seat_id == seat.id)
    return work.orm.scalars(query).first() is not None


def _mode_of(registration: Registration | None) -> str:
    return (registration.mode if registration else "") or rules.ROOM


def _require_code(work: Work, session: Session, typed: str) -> None:
    require_coming(work, session)
    code = session.code
    if code is None or code.revoked_at is not None or code.expires_at <= work.now:
        raise Refused("closed", N_("Nobody else can join this session now."))
    if normalised(typed) != code.code:
        raise Refused("invalid", _WRONG_CODE, field="code")


def _day_of(work: Work, session: Session, came_at: dt.datetime | None) -> dt.date:
    """The day that times are meant on: that of the presence, or else the session's."""
    moment = came_at or session.started_at
    if moment is None and session.date is not None:
        return session.date
    return (moment or work.now).astimezone(ZoneInfo(session.zone)).date()


def _at(session: Session, day: dt.date, typed: str, field: str) -> dt.datetime:
    try:
        wall_time = require_wall_time(typed)
    except Refused:
        wall_time = None
    if wall_time is None or not readings(day, wall_time, session.zone):
        raise Refused("invalid", N_("Give the time as hours and minutes."), field=field)
    return instant(day, wall_time, session.zone)
