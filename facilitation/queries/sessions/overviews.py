"""The programme's months: sessions by day for the month view, and marks on a line for the timeline."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.permissions import Viewer
from facilitation.domain.sessions import ALL, PLANNED, RUNNING
from facilitation.queries.sessions.sessions import instants, sessions_of
from facilitation.queries.sessions.touching import of_viewer
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session

#: A timeline without phases and dates shows so many months from today's on.
MONTHS_WITHOUT_DATES = 6
LONG_PAUSE = dt.timedelta(days=183)
#: Months shown on one line at most: further ones would be too narrow to read.
MONTHS_MOST = 36


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions a reader wants to see: of a city's code, of a type, `mine` alone; None is all."""

    city: str | None = None
    type: str | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's grid, with its sessions in their order; `inside` says whether it is of the month."""

    date: dt.date
    inside: bool
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A session on the timeline, `at` so many per cent from its beginning, in a row of its own type."""

    session: Session
    date: dt.date
    at: float


@dataclass(frozen=True, slots=True)
class Span:
    """A month or phase on the timeline, in per cent of its width; `title` is a phase's kind or ""."""

    title: str
    first: dt.date
    last: dt.date
    at: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """`today` is in per cent, None where it is not on the line. `rows` are marks by type, in their order."""

    months: list[Span]
    phases: list[Span]
    rows: dict[str, list[Mark]]
    today: float | None


def chosen(orm: OrmSession, viewer: Viewer, which: Filter) -> list[Session]:
    """The sessions that a filter lets through, by date; rehearsals stand on their own pages only."""
    found: Sequence[Session] = sessions_of(orm, viewer)
    if which.mine and (own := of_viewer(viewer)):
        query = select(Session.id).where(Session.programme_id == viewer.programme, *own)
        mine = set(orm.scalars(query))
        found = [session for session in found if session.id in mine]
    return [
        session
        for session in found
        if session.rehearsal_of is None
        and which.type in (None, session.type)
        and (which.city is None or _is_of(session, which.city))
    ]


def _is_of(session: Session, code: str) -> bool:
    named = {city.code for city in (*session.cities, *session.cities_there)}
    return code in named or (session.for_whom == ALL and not session.cities_there)


def day_of(session: Session, zone: str | None) -> dt.date | None:
    """The day on which a session begins by the clocks of a zone, or was begun; None if neither is known."""
    starts = instants(session).starts
    if starts is not None and zone is not None:
        return starts.astimezone(ZoneInfo(zone)).date()
    if session.date is None and session.started_at is not None:
        return session.started_at.astimezone(ZoneInfo(zone or session.zone)).date()
    return session.date


def month_of(sessions: Sequence[Session], first: dt.date, zone: str | None) -> list[list[Day]]:
    """The weeks of the month that `first` lies in, Monday to Sunday, with what begins on each day."""
    by_day: dict[dt.date, list[Session]] = {}
    for session in sessions:
        day = day_of(session, zone)
        if day is not None:
            by_day.setdefault(day, []).append(session)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [
        [Day(day, day.month == first.month, tuple(_by_hour(by_day.get(day, [])))) for day in week]
        for week in weeks
    ]


def _by_hour(sessions: Sequence[Session]) -> list[Session]:
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(sessions, key=lambda one: (instants(one).starts or never, one.id))


def timelines(
    programme: Programme, sessions: Sequence[Session], today: dt.date, zone: str | None, types: Sequence[str]
) -> list[Timeline]:
    """The programme's months from its first phase or session to its last. Where nothing is for longer than
    LONG_PAUSE, a line ends and another begins; each has its own scale."""
    days = {session.id: day_of(session, zone) for session in sessions}
    spans = [(day, day) for day in days.values() if day is not None]
    spans += [(begin, end) for _, begin, end in _phases(programme, dt.date.min, dt.date.max)]
    return [_line(programme, sessions, days, known, today, types) for known in _stretches(spans) or [[]]]


def _stretches(spans: list[tuple[dt.date, dt.date]]) -> list[list[dt.date]]:
    """The first and last days of what happens, apart where there is a long pause."""
    found: list[list[dt.date]] = []
    for begin, end in sorted(spans):
        if found and begin - max(found[-1]) <= LONG_PAUSE:
            found[-1] += [begin, end]
        else:
            found.append([begin, end])
    return found


def _line(
    programme: Programme,
    sessions: Sequence[Session],
    days: dict[int, dt.date | None],
    known: list[dt.date],
    today: dt.date,
    types: Sequence[str],
) -> Timeline:
    first, last = _range(known, today)
    length = (last - first).days + 1

    def at(day: dt.date) -> float:
        return round(100 * (day - first).days / length, 3)

    rows: dict[str, list[Mark]] = {kind: [] for kind in types}
    for session in sessions:
        day = days[session.id]
        if day is not None and first <= day <= last:
            rows[session.type].append(Mark(session, day, at(day)))
    return Timeline(
        months=[
            Span("", begin, end, at(begin), at(end + dt.timedelta(days=1)) - at(begin))
            for begin, end in _months(first, last)
        ],
        phases=[
            Span(phase.kind, begin, end, at(begin), at(end + dt.timedelta(days=1)) - at(begin))
            for phase, begin, end in _phases(programme, first, last)
        ],
        rows={kind: sorted(marks, key=lambda mark: mark.date) for kind, marks in rows.items() if marks},
        today=at(today) if first <= today <= last else None,
    )


def _range(known: Sequence[dt.date], today: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of the first month and the last day of the last one."""
    first = min(known, default=today).replace(day=1)
    last = max(known) if known else _months_on(first, MONTHS_WITHOUT_DATES - 1)
    last = min(last, _months_on(first, MONTHS_MOST - 1))
    return first, _months_on(last, 1) - dt.timedelta(days=1)


def _months_on(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


def _months(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    found, begin = [], first
    while begin <= last:
        found.append((begin, _months_on(begin, 1) - dt.timedelta(days=1)))
        begin = _months_on(begin, 1)
    return found


def _phases(programme: Programme, first: dt.date, last: dt.date) -> list[tuple]:
    """The phases with a first day. One without a last day goes on until the next one begins; the last one
    then ends where it begins."""
    dated = [phase for phase in programme.phases if phase.starts_on is not None]
    found = []
    for place, phase in enumerate(dated):
        assert phase.starts_on is not None
        after = dated[place + 1].starts_on if place + 1 < len(dated) else None
        end = phase.ends_on or (after - dt.timedelta(days=1) if after else phase.starts_on)
        if phase.starts_on <= last and end >= first:
            found.append((phase, phase.starts_on, max(phase.starts_on, min(end, last))))
    return found


def sessions_for_agendas(
    orm: OrmSession, programme: Programme, ids: Sequence[int] | None, now: dt.datetime
) -> list[Session]:
    """The sessions whose agendas go into one document, by date: those named, or all still to come."""
    query = select(Session).where(
        Session.programme_id == programme.id,
        Session.removed.is_(False),
        Session.rehearsal_of.is_(None),
    )
    if ids is not None:
        query = query.where(Session.id.in_(ids))
    else:
        today = now.astimezone(ZoneInfo(programme.host_zone)).date()
        query = query.where(Session.status.in_((PLANNED, RUNNING)), Session.date >= today)
    query = query.options(selectinload(Session.cities), selectinload(Session.blocks))
    return list(
        orm.scalars(query.order_by(Session.date.is_(None), Session.date, Session.starts_at, Session.id))
    )
