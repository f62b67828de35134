"""A programme: found by its slug, and what its home shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import sessions
from facilitation.domain.permissions import Viewer
from facilitation.domain.programmes import PHASE_NAMES, PhaseDates, phase_states
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session


def programme_by_slug(orm: OrmSession, slug: str) -> Programme | None:
    return orm.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()


def programmes_of_person(orm: OrmSession, person: int) -> list[Programme]:
    """The programmes in which this person has a seat."""
    query = (
        select(Programme)
        .join(Seat, Seat.programme_id == Programme.id)
        .where(Seat.person_id == person, Seat.removed_at.is_(None))
        .order_by(Programme.title)
    )
    return list(orm.scalars(query))


@dataclass(frozen=True, slots=True)
class PhaseOnLine:
    """A phase as the phase line shows it; `title` is a marked text."""

    title: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    state: str


def phase_line(programme: Programme, today: dt.date) -> list[PhaseOnLine]:
    dates = [PhaseDates(phase.kind, phase.starts_on, phase.ends_on) for phase in programme.phases]
    return [
        PhaseOnLine(PHASE_NAMES[phase.kind], phase.starts_on, phase.ends_on, state)
        for phase, state in zip(dates, phase_states(dates, today), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Home:
    """What the programme's home shows this viewer."""

    running: list[Session]
    coming: list[Session]
    cities: list[City]
    sessions_held: int


def home(orm: OrmSession, viewer: Viewer, today: dt.date) -> Home:
    mine = select(Session).where(
        Session.programme_id == viewer.programme,
        Session.cancelled.is_(False),
        Session.removed.is_(False),
        Session.rehearsal_of.is_(None),
    )
    running = mine.where(Session.status == sessions.RUNNING).order_by(Session.started_at.desc()).limit(5)
    coming = (
        mine.where(Session.status == sessions.PLANNED, Session.date >= today)
        .order_by(Session.date, Session.starts_at, Session.id)
        .limit(5)
    )
    held = select(func.count()).where(
        Session.programme_id == viewer.programme,
        Session.status == sessions.ENDED,
        Session.simulated.is_(False),
        Session.cancelled.is_(False),
        Session.removed.is_(False),
    )
    return Home(
        list(orm.scalars(running)), list(orm.scalars(coming)), cities_of(orm, viewer), orm.scalar(held) or 0
    )


def cities_of(orm: OrmSession, viewer: Viewer) -> list[City]:
    """The programme's cities by name."""
    query = select(City).where(City.programme_id == viewer.programme).order_by(City.name)
    return list(orm.scalars(query))
