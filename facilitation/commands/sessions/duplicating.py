"""Handler that makes further sessions after the model of one: a copy, or a series of single sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from facilitation.commands.sessions.copying import copy_blocks
from facilitation.commands.sessions.crowds import crowded_cities
from facilitation.commands.sessions.sessions import new_session
from facilitation.commands.work import Work
from facilitation.domain import session_facts as facts
from facilitation.domain import sessions
from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.privacy import REMOVED
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.people import Seat
from facilitation.store.sessions import Session, SessionPerson


class DuplicateSession(msgspec.Struct):
    """One copy on `date`, or without a date; with `every` (one of domain/session_facts.EVERY) a series of
    `times` copies, the first on `date` or else one step after the session itself."""

    session: int
    title: str | UnsetType = UNSET
    date: dt.date | None = None
    every: str | None = None
    times: int = 1


def duplicate_session(work: Work, session: Session, payload: DuplicateSession) -> dict[str, Any]:
    """Make copies, each a session of its own with its own UID: blocks with empty boards, people, cities.

    They keep the wall time of the host's zone: where clocks change, the instant moves and the hour stays.
    """
    if session.rehearsal_of is not None:
        raise Refused("conflict", N_("A rehearsal can’t be duplicated. Duplicate the session itself."))
    title = session.title
    if payload.title is not UNSET:
        title = clean_name(payload.title, "title", sessions.TITLE_LENGTH)
    made = [copy_session(work, session, title, day) for day in _days(session, payload)]
    return {"session": made[0].id, "sessions": [copy.id for copy in made]}


def _days(session: Session, payload: DuplicateSession) -> list[dt.date | None]:
    first = require_day(payload.date)
    if payload.every is None:
        if payload.times != 1:
            raise Refused("invalid", N_("Choose how often it repeats."), field="every")
        return [first]
    if first is None:
        if session.date is None:
            raise Refused("invalid", N_("Give the date of the first session."), field="date")
        first = facts.following(session.date, payload.every)
    return list(facts.series(first, payload.every, payload.times))


def copy_session(work: Work, session: Session, title: str, day: dt.date | None) -> Session:
    """A session like this one on another day, or without a date: with its cities, people and empty boards."""
    copy = new_session(
        work,
        tandem_id=session.tandem_id,
        type=session.type,
        title=title,
        language=session.language,
        timer_with_steps=session.timer_with_steps,
        line=session.line,
        sub_axis=session.sub_axis,
        questions=list(session.questions),
        interpretation=list(session.interpretation),
        place=session.place,
        link=session.link,
        dial_in=session.dial_in,
        for_whom=session.for_whom,
        cities=list(session.cities),
        simulated=session.simulated,
        **_when(session, day),
    )
    work.orm.flush()
    copy_blocks(work, session, copy, crowded_cities(work, copy))
    _copy_people(work, session, copy)
    work.orm.flush()
    work.orm.expire(copy, ["blocks"])
    return copy


def _when(session: Session, day: dt.date | None) -> dict[str, Any]:
    """The wall time of the session on another day. `Refused` names the day where its clocks have no such
    time, or have it twice and the session doesn't say which."""
    starts_at = session.starts_at if day is not None else None
    if day is not None and starts_at is not None:
        found = sessions.readings(day, starts_at, session.zone)
        twice = len(found) > 1 and not _is_twice(session)
        if not found or twice:
            raise Refused(
                "invalid",
                N_(
                    "On %(day)s the clocks change (%(zone)s), so %(time)s comes twice or not at all. "
                    "Choose other days, or change the session’s time first."
                ),
                field="date",
                day=day,
                zone=session.zone,
                time=starts_at,
            )
    return {
        "date": day,
        "starts_at": starts_at,
        "minutes": session.minutes,
        "zone": session.zone,
        "fold": session.fold,
    }


def _is_twice(session: Session) -> bool:
    """Whether the session's own hour comes twice, so that its `fold` is a choice."""
    if session.date is None or session.starts_at is None:
        return False
    return len(sessions.readings(session.date, session.starts_at, session.zone)) > 1


def _copy_people(work: Work, session: Session, copy: Session) -> None:
    """Those with a role take it along, unless they have left the programme or are not known any more."""
    gone = {work.translate(REMOVED, language) for language in LANGUAGES}
    for one in session.people:
        seat = work.orm.get(Seat, one.seat_id) if one.seat_id is not None else None
        left = seat is not None and (seat.removed_at is not None or seat.session_id is not None)
        if left or (seat is None and one.name in gone):
            continue
        copy.people.append(
            SessionPerson(
                role=one.role,
                seat_id=one.seat_id,
                name=one.name,
                organisation=one.organisation,
                email=one.email,
                listed=one.listed,
                simulated=one.simulated,
                created_at=work.now,
            )
        )
