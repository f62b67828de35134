"""The burden: what each session of a programme costs which city, held and planned, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, literal, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.scheduling import PainPolicy, Slot
from facilitation.domain.sessions import ENDED, PLANNED, UNSET_MINUTES
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.sessions import instants
from facilitation.queries.sessions.slots import fair_times
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Attendance, Session


@dataclass(frozen=True, slots=True)
class Entry:
    """What one session costs each city that comes, or came."""

    session: Session
    slot: Slot


@dataclass(frozen=True, slots=True)
class Ledger:
    """By date what each session costs, and by city's code what it has carried over all of them.

    `uncounted` are the sessions whose time or cities nobody knows. Each city counts once at a
    session, however many people it sends.
    """

    entries: list[Entry] = field(default_factory=list)
    carried: dict[str, int] = field(default_factory=dict)
    uncounted: list[Session] = field(default_factory=list)


def ledger(orm: OrmSession, programme: Programme, policy: PainPolicy, without: int | None = None) -> Ledger:
    """The burden over a programme's sessions, by the policy as it is now.

    Cancelled and simulated sessions cost nobody anything; of a demonstration, where everything is simulated,
    those count that are planned. `without` is the id of one that is left out, since
    a time for it is being looked for.
    """
    query = (
        select(Session)
        .where(
            Session.programme_id == programme.id,
            Session.removed.is_(False),
            Session.cancelled.is_(False),
            or_(
                Session.simulated.is_(False),
                and_(literal(programme.demonstration), Session.status == PLANNED),
            ),
            Session.rehearsal_of.is_(None),
        )
        .options(selectinload(Session.cities), selectinload(Session.cities_there))
        .order_by(Session.date, Session.starts_at, Session.id)
    )
    found = [session for session in orm.scalars(query) if session.id != without]
    came = _came(orm, [session.id for session in found if session.status == ENDED])
    told = Ledger(carried={city.code: 0 for city in programme.cities})
    by_code = {city.code: city for city in programme.cities}
    for session in found:
        cities = _cities(session, programme, came.get(session.id, frozenset()), by_code)
        starts = instants(session).starts
        if starts is None or not cities:
            told.uncounted.append(session)
            continue
        slot = fair_times(cities, policy).slot(starts, session.minutes or UNSET_MINUTES)
        told.entries.append(Entry(session, slot))
        for local in slot.cities:
            told.carried[local.city] = told.carried.get(local.city, 0) + local.pain
    return told


def _cities(
    session: Session, programme: Programme, came: frozenset[str], by_code: dict[str, City]
) -> Sequence[City]:
    """Of a session that was held the cities that were there, if that is known; else those it is for."""
    there = {city.code: city for city in session.cities_there}
    there |= {code: by_code[code] for code in came if code in by_code}
    if session.status == ENDED and there:
        return [there[code] for code in sorted(there)]
    return cities_meant(session, programme)


def _came(orm: OrmSession, sessions: Sequence[int]) -> dict[int, frozenset[str]]:
    """By session the cities whose people were in its room."""
    query = (
        select(Attendance.session_id, Attendance.city)
        .where(
            Attendance.session_id.in_(sessions),
            Attendance.city.is_not(None),
            Attendance.ejected.is_(False),
            Attendance.removed.is_(False),
        )
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for session, city in orm.execute(query):
        if city is not None:
            found[session].add(city)
    return {session: frozenset(cities) for session, cities in found.items()}
