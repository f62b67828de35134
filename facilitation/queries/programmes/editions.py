"""A person's programmes side by side, and who of an earlier edition can be invited to the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain import sessions
from facilitation.domain.people import GIVEN_ROLES
from facilitation.domain.permissions import GUEST, ORGANISER, SUPPORT, Viewer
from facilitation.domain.programmes import PHASE_NAMES, PhaseDates, phase_states
from facilitation.queries.sessions.for_whom import concerning
from facilitation.store.cities import City
from facilitation.store.invitations import Invitation
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import seat_of_person, viewer_of


@dataclass(frozen=True, slots=True)
class OwnProgramme:
    """A programme with the seat that somebody has there.

    `phases` are the marked names of those under way; `next` is the next session that concerns them.
    """

    programme: Programme
    seat: Seat
    phases: list[str]
    next: Session | None


def own_programmes(orm: OrmSession, person: int, today: dt.date) -> list[OwnProgramme]:
    """Where a person has a seat: the soonest session first, then the newest; archived ones last."""
    query = (
        select(Programme, Seat)
        .join(Seat, Seat.programme_id == Programme.id)
        .where(Seat.person_id == person, Seat.removed_at.is_(None))
        .options(joinedload(Seat.city))
    )
    found = [_own(orm, programme, seat, today) for programme, seat in orm.execute(query)]

    def place(one: OwnProgramme) -> tuple[bool, dt.date, int]:
        soonest = one.next.date if one.next is not None and one.next.date else dt.date.max
        return one.programme.archived_at is not None, soonest, -one.programme.id

    return sorted(found, key=place)


def _own(orm: OrmSession, programme: Programme, seat: Seat, today: dt.date) -> OwnProgramme:
    dates = [PhaseDates(phase.kind, phase.starts_on, phase.ends_on) for phase in programme.phases]
    states = zip(dates, phase_states(dates, today), strict=True)
    query = (
        select(Session)
        .where(
            Session.programme_id == programme.id,
            Session.cancelled.is_(False),
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Session.status != sessions.ENDED,
            Session.date >= today,
            *concerning(viewer_of(seat)),
        )
        .order_by(Session.date, Session.starts_at, Session.id)
        .limit(1)
    )
    archived = programme.archived_at is not None
    return OwnProgramme(
        programme,
        seat,
        [PHASE_NAMES[phase.kind] for phase, state in states if state == "now"],
        None if archived else orm.scalars(query).first(),
    )


@dataclass(frozen=True, slots=True)
class Earlier:
    """Somebody of the earlier edition. `city` is theirs in this one, None where there is none.

    `state` is "open", "seated" or "invited" (in this edition), "nowhere" (their city does not take part) or
    "no_address".
    """

    seat: Seat
    email: str | None
    city: City | None
    state: str


def earlier_edition(orm: OrmSession, viewer: Viewer, programme: Programme) -> Programme | None:
    """The programme that this one was started from, for an organiser of both; None for everybody else."""
    if viewer.role != ORGANISER or viewer.person is None or programme.follows_id is None:
        return None
    seat = seat_of_person(orm, viewer.person, programme.follows_id)
    return orm.get(Programme, programme.follows_id) if seat and seat.role == ORGANISER else None


def earlier_people(orm: OrmSession, viewer: Viewer, programme: Programme) -> list[Earlier]:
    """The other members of the earlier edition by name; nobody unless the reader organises both."""
    before = earlier_edition(orm, viewer, programme)
    if before is None:
        return []
    query = (
        select(Seat, Person.email)
        .join(Person, Seat.person_id == Person.id)
        .where(
            Seat.programme_id == before.id,
            Seat.removed_at.is_(None),
            Seat.simulated.is_(False),
            Seat.role != GUEST,
            Seat.person_id != viewer.person,
        )
        .options(joinedload(Seat.city))
        .order_by(func.lower(Seat.name), Seat.id)
    )
    cities = {city.code: city for city in orm.scalars(select(City).where(City.programme_id == programme.id))}
    seated, invited = _here(orm, programme)
    return [_earlier(seat, email, cities, seated, invited) for seat, email in orm.execute(query)]


def _here(orm: OrmSession, programme: Programme) -> tuple[set[int | None], Sequence[str]]:
    """The people with a seat in this programme, and the addresses of open invitations to it."""
    seats = select(Seat.person_id).where(Seat.programme_id == programme.id, Seat.removed_at.is_(None))
    waiting = select(Invitation.email).where(
        Invitation.programme_id == programme.id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return set(orm.scalars(seats)), orm.scalars(waiting).all()


def _earlier(
    seat: Seat, email: str | None, cities: dict[str, City], seated: set[int | None], invited: Sequence[str]
) -> Earlier:
    city = cities.get(seat.city.code) if seat.city else None
    if seat.person_id in seated:
        state = "seated"
    elif email is None:
        state = "no_address"
    elif email in invited:
        state = "invited"
    elif city is None and (seat.role == SUPPORT or seat.policymaker):
        state = "nowhere"
    else:
        state = "open"
    assert seat.role in GIVEN_ROLES
    return Earlier(seat, email, city, state)
