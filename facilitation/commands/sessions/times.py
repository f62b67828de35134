"""Handlers of fair times: take a time for a session, and change how a programme prices local hours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities.places import zone_of
from facilitation.commands.sessions.for_whom import cities_named
from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.work import Work
from facilitation.domain import pain_policy, sessions
from facilitation.domain.errors import N_, Refused
from facilitation.store.cities import City
from facilitation.store.fair_times import PainRules
from facilitation.store.sessions import Session


class TakeTime(msgspec.Struct):
    """`starts_at` is a wall time in `zone`; `fold` says which of two hours is meant where the clocks go back.

    `cities` are those that the session is then for; None leaves that as it is.
    """

    session: int
    date: dt.date
    starts_at: str
    zone: str
    minutes: int
    fold: int | None = None
    cities: list[str] | None = None


class PainBand(msgspec.Struct):
    """Local minutes of the day from `opens` until `closes`, and what they cost."""

    opens: int
    closes: int
    pain: int


class SetPainRules(msgspec.Struct):
    """`own_weekends`: by a city's code a key of `domain.pain_policy.WEEKENDS`."""

    bands: list[PainBand]
    night: int
    humane: int
    weekends: bool
    holidays: bool
    own_weekends: dict[str, str] = {}


class ResetPainRules(msgspec.Struct):
    pass


def take_time(work: Work, session: Session, payload: TakeTime) -> dict[str, Any]:
    """Put a planned session at a time, whatever it costs whom."""
    require_to_come(session)
    when = sessions.plan(
        date=payload.date,
        starts_at=payload.starts_at,
        minutes=payload.minutes,
        zone=require_zone(payload.zone),
        fold=payload.fold,
    )
    if sessions.instant(payload.date, when["starts_at"], when["zone"], when["fold"]) <= work.now:
        raise Refused("invalid", N_("This time is over. Choose a later one."), field="date")
    reschedule(work, session, **when)
    if payload.cities is not None:
        cities = cities_named(work, payload.cities)
        sessions.require_for_whom(sessions.THESE, len(cities))
        work.change(session, for_whom=sessions.THESE)
        session.cities = cities
    return {"session": session.id}


def require_to_come(session: Session) -> None:
    """Refuse to move a session that is over, running or cancelled."""
    sessions.require_not_over(session.status)
    if session.cancelled or session.status == sessions.CANCELLED:
        raise Refused("closed", N_("The session is cancelled."))
    if session.status != sessions.PLANNED:
        raise Refused("conflict", N_("The session is running. Its time can’t be moved now."))


def require_zone(name: str, field: str = "zone") -> str:
    """A time zone by its name, as it is kept; `Refused` names the field."""
    zone = zone_of(name) if name.isprintable() and len(name) <= 64 else None
    if zone is None:
        raise Refused(
            "invalid", N_("There is no time zone of this name. Choose one from the list."), field=field
        )
    return zone


def set_pain_rules(work: Work, target: None, payload: SetPainRules) -> dict[str, Any]:
    """Price local hours in another way. Sessions stay where they are; what they cost is told anew."""
    rules = pain_policy.require_rules(
        [(band.opens, band.closes, band.pain) for band in payload.bands],
        night=payload.night,
        humane=payload.humane,
        weekends=payload.weekends,
        holidays=payload.holidays,
        own_weekends=payload.own_weekends,
    )
    query = select(City).where(City.programme_id == work.programme)
    known = {city.code: city.id for city in work.orm.scalars(query)}
    unknown = set(payload.own_weekends) - set(known)
    if unknown:
        raise Refused(
            "invalid",
            N_("The city %(badge)s is not in this programme."),
            field="own_weekends",
            badge=min(unknown),
        )
    values: dict[str, Any] = {
        "bands": [list(band) for band in rules.bands],
        "night": rules.night,
        "humane": rules.humane,
        "weekends": rules.weekends,
        "holidays": rules.holidays,
        "own_weekends": {str(known[code]): key for code, key in rules.own_weekends.items()},
        "changed_at": work.now,
    }
    row = work.orm.get(PainRules, work.programme)
    if row is None:
        work.add(PainRules(programme_id=work.programme, **values))
    else:
        work.change(row, **values)
    return {}


def reset_pain_rules(work: Work, target: None, payload: ResetPainRules) -> dict[str, Any]:
    """Price local hours as the program does by itself."""
    row = work.orm.get(PainRules, work.programme)
    if row is not None:
        work.orm.delete(row)
    return {}
