"""Clashes of a session's time: somebody or a city in two sessions at once, nights, holidays, weekends.

They are pointed out, never forbidden.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.sessions import ENDED, UNSET_MINUTES
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.sessions import instants
from facilitation.queries.sessions.slots import holiday_name, rules_of
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session

CITY, PERSON, NIGHT, HOLIDAY, WEEKEND = "city", "person", "night", "holiday", "weekend"


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that speaks against a time: `kind` is one of the above.

    `city` is whose it is; `name` a person's name or what the holiday is called; `day` the city's local date
    of a holiday or weekend, `begins` and `ends` its local times of a night; `other` the session that is held
    at the same time.
    """

    kind: str
    city: City | None = None
    name: str = ""
    day: dt.date | None = None
    other: Session | None = None
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None


def clashes_of(orm: OrmSession, programme: Programme, session: Session) -> list[Clash]:
    """What speaks against a session's time as it stands; nothing once it is over or cancelled."""
    if session.status == ENDED or session.cancelled or session.rehearsal_of is not None:
        return []
    seats = {one.seat_id for one in session.people if one.seat_id is not None}
    cities = cities_meant(session, programme)
    starts = instants(session).starts
    minutes = session.minutes or UNSET_MINUTES
    if starts is None:
        return [] if session.date is None else _days_off(orm, programme, cities, [session.date] * len(cities))
    return clashes_at(orm, programme, starts, minutes, cities, seats, session)


def clashes_at(
    orm: OrmSession,
    programme: Programme,
    starts: dt.datetime,
    minutes: int,
    cities: Sequence[City],
    seats: Collection[int] = (),
    session: Session | None = None,
) -> list[Clash]:
    """What speaks against a time for these cities and the people (ids of seats) with a role there.

    `session` is the one that the time is for, if there is one: it is in nobody's way, and simulated ones only
    in that of another. Dates are those of each city's own clocks.
    """
    others = _at_the_same_time(orm, programme, starts, minutes, session)
    found = _in_two(orm, programme, others, cities, set(seats))
    found += _nights(orm, programme, cities, starts, starts + dt.timedelta(minutes=minutes))
    days = [starts.astimezone(ZoneInfo(city.time_zone)).date() for city in cities]
    return found + _days_off(orm, programme, cities, days)


def _at_the_same_time(
    orm: OrmSession, programme: Programme, starts: dt.datetime, minutes: int, session: Session | None
) -> list[Session]:
    near = dt.timedelta(days=2)
    query = (
        select(Session)
        .where(
            Session.programme_id == programme.id,
            Session.removed.is_(False),
            Session.cancelled.is_(False),
            Session.rehearsal_of.is_(None),
            Session.status != ENDED,
            Session.date.between((starts - near).date(), (starts + near).date()),
        )
        .options(selectinload(Session.cities), selectinload(Session.people))
        .order_by(Session.date, Session.starts_at, Session.id)
    )
    ends = starts + dt.timedelta(minutes=minutes)
    found = []
    for other in orm.scalars(query):
        begins = instants(other).starts
        if other is session or begins is None:
            continue
        if other.simulated and not (session is not None and session.simulated):
            continue
        if begins < ends and starts < begins + dt.timedelta(minutes=other.minutes or UNSET_MINUTES):
            found.append(other)
    return found


def _in_two(
    orm: OrmSession,
    programme: Programme,
    others: Sequence[Session],
    cities: Sequence[City],
    seats: set[int],
) -> list[Clash]:
    """Cities in two sessions at once, and people: those with a role at one who have a role at the other, or
    whose city is asked to the other. (That all people of a city are in two places its own line says.)"""
    found, mine = [], {city.id for city in cities}
    for other in others:
        theirs = {city.id: city for city in cities_meant(other, programme)}
        found += [Clash(CITY, city=theirs[one], other=other) for one in theirs if one in mine]
        there = {one.seat_id for one in other.people if one.seat_id is not None}
        both = mine & theirs.keys()
        query = select(Seat).where(Seat.id.in_(there | seats), Seat.removed_at.is_(None)).order_by(Seat.name)
        for seat in orm.scalars(query):
            twice = seat.id in there and seat.id in seats
            asked_here = seat.id in there and seat.city_id in mine and seat.city_id not in both
            asked_there = seat.id in seats and seat.city_id in theirs and seat.city_id not in both
            if twice or asked_here or asked_there:
                found.append(Clash(PERSON, name=seat.name, other=other))
    return found


def _nights(
    orm: OrmSession, programme: Programme, cities: Sequence[City], starts: dt.datetime, ends: dt.datetime
) -> list[Clash]:
    """Cities for which it begins or ends at night."""
    policy = rules_of(orm, programme)[0].policy()
    found = []
    for city in cities:
        here = ZoneInfo(city.time_zone)
        begins, last = starts.astimezone(here), (ends - dt.timedelta(minutes=1)).astimezone(here)
        if any(policy.is_night(one.hour * 60 + one.minute) for one in (begins, last)):
            found.append(Clash(NIGHT, city=city, begins=begins, ends=ends.astimezone(here)))
    return found


def _days_off(
    orm: OrmSession, programme: Programme, cities: Sequence[City], days: Sequence[dt.date]
) -> list[Clash]:
    policy = rules_of(orm, programme)[0].policy()
    found = []
    for city, day in zip(cities, days, strict=True):
        name = holiday_name(city, day)
        if name is not None:
            found.append(Clash(HOLIDAY, city=city, name=name, day=day))
        elif day.weekday() in policy.free_days_of(city.code):
            found.append(Clash(WEEKEND, city=city, day=day))
    return found
