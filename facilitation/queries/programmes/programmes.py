"""A programme: found by its slug, and what its home shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import sessions
from facilitation.domain.permissions import GUEST, ORGANISER, Viewer
from facilitation.domain.programmes import PHASE_NAMES, SETUP_STEPS, PhaseDates, phase_states
from facilitation.queries.sessions.touching import coming_next, running_now
from facilitation.store.cities import City
from facilitation.store.invitations import Invitation
from facilitation.store.people import Seat
from facilitation.store.programmes import FormerSlug, Programme
from facilitation.store.sessions import Session


def programme_by_slug(orm: OrmSession, slug: str) -> Programme | None:
    """The programme at an address, or that had it before."""
    found = orm.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if found is None:
        former = orm.get(FormerSlug, slug)
        found = orm.get(Programme, former.programme_id) if former else None
    return found


@dataclass(frozen=True, slots=True)
class SetupState:
    """A step of the guided setup: "done", "skipped" (left for later) or "open"."""

    step: str
    state: str


def setup_states(orm: OrmSession, viewer: Viewer, programme: Programme) -> list[SetupState]:
    """The steps of the guided setup as they stand; none where there is no guided setup (any more)."""
    if programme.setup is None or viewer.role != ORGANISER:
        return []
    there = {
        "programme": "programme" in programme.setup,
        "cities": _any(orm, City.id, City.programme_id == viewer.programme),
        "people": _any(
            orm, Seat.id, Seat.programme_id == viewer.programme, Seat.id != viewer.seat, Seat.role != GUEST
        )
        or _any(
            orm,
            Invitation.id,
            Invitation.programme_id == viewer.programme,
            Invitation.revoked_at.is_(None),
        ),
        "workshop": _any(
            orm,
            Session.id,
            Session.programme_id == viewer.programme,
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
        ),
    }
    passed = set(programme.setup)
    return [
        SetupState(step, "done" if there[step] else "skipped" if step in passed else "open")
        for step in SETUP_STEPS
    ]


def _any(orm: OrmSession, column: Any, *conditions: Any) -> bool:
    return orm.scalar(select(column).where(*conditions).limit(1)) is not None


def programmes_of_person(orm: OrmSession, person: int) -> list[Programme]:
    """The programmes in which this person has a seat, archived ones last."""
    query = (
        select(Programme)
        .join(Seat, Seat.programme_id == Programme.id)
        .where(Seat.person_id == person, Seat.removed_at.is_(None))
        .order_by(Programme.archived_at.is_not(None), Programme.title)
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


#: So many cities stand on the home page itself.
HOME_CITIES = 48


@dataclass(frozen=True, slots=True)
class Home:
    """What the programme's home shows this viewer: of many cities the first HOME_CITIES by name.

    `running` and `coming` are the sessions that concern them.
    """

    running: list[Session]
    coming: list[Session]
    cities: list[City]
    city_count: int
    sessions_held: int


def home(orm: OrmSession, viewer: Viewer, today: dt.date) -> Home:
    held = select(func.count()).where(
        Session.programme_id == viewer.programme,
        Session.status == sessions.ENDED,
        Session.simulated.is_(False),
        Session.cancelled.is_(False),
        Session.removed.is_(False),
    )
    cities = select(City).where(City.programme_id == viewer.programme).order_by(City.name)
    count = select(func.count()).where(City.programme_id == viewer.programme)
    return Home(
        running_now(orm, viewer, most=5),
        coming_next(orm, viewer, today, most=5),
        list(orm.scalars(cities.limit(HOME_CITIES))),
        orm.scalar(count) or 0,
        orm.scalar(held) or 0,
    )


def cities_of(orm: OrmSession, viewer: Viewer) -> list[City]:
    """The programme's cities by name."""
    query = select(City).where(City.programme_id == viewer.programme).order_by(City.name)
    return list(orm.scalars(query))
