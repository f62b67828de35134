"""Roles at one session, as a viewer may read them and as documents may name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.permissions import Viewer
from facilitation.domain.sessions import PERSON_ROLES
from facilitation.queries.privacy.privacy import named
from facilitation.store.people import Seat
from facilitation.store.sessions import Session, SessionPerson


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """Somebody's role at a session. `named`: they may stand in lists and documents that others read.

    `organisation` is where they come from: their own organisation, or their city's name.
    """

    id: int
    role: str
    seat: int | None
    name: str | None
    organisation: str
    email: str | None
    named: bool
    simulated: bool


def roles_held(orm: OrmSession, session: Session) -> list[RoleHeld]:
    """Everybody with a role at a session, by role and then in the order they were entered."""
    query = (
        select(SessionPerson, Seat)
        .outerjoin(Seat, SessionPerson.seat_id == Seat.id)
        .where(SessionPerson.session_id == session.id)
        .options(joinedload(Seat.city))
        .order_by(SessionPerson.id)
    )
    rows = orm.execute(query).all()
    listed = named(orm, [person.seat_id for person, _ in rows])
    places = {role: place for place, role in enumerate(PERSON_ROLES)}
    held = [_held(person, seat, person.seat_id in listed if seat else person.listed) for person, seat in rows]
    return sorted(held, key=lambda one: places[one.role])


def roles_for(orm: OrmSession, viewer: Viewer, session: Session) -> list[RoleHeld]:
    """As this viewer may read it: who leads sees every name and address, others those who may be named."""
    held = roles_held(orm, session)
    if viewer.leads:
        return held
    return [
        replace(
            one,
            name=one.name if one.named or (one.seat is not None and one.seat == viewer.seat) else None,
            organisation=one.organisation if one.named else "",
            email=None,
        )
        for one in held
    ]


def seats_to_choose(orm: OrmSession, viewer: Viewer, session: Session) -> Sequence[Seat]:
    """The seats that can be given a role at a session: the programme's members and the session's guests."""
    query = (
        select(Seat)
        .where(
            Seat.programme_id == viewer.programme,
            Seat.removed_at.is_(None),
            or_(Seat.session_id.is_(None), Seat.session_id == session.id),
        )
        .options(joinedload(Seat.city))
        .order_by(Seat.name, Seat.id)
    )
    return orm.scalars(query).all()


def _held(person: SessionPerson, seat: Seat | None, may_be_named: bool) -> RoleHeld:
    if seat is None:
        name, organisation = person.name, person.organisation
    else:
        name, organisation = seat.name, seat.organisation or (seat.city.name if seat.city else "")
    return RoleHeld(
        person.id,
        person.role,
        person.seat_id,
        name,
        organisation,
        person.email,
        may_be_named,
        person.simulated or (seat is not None and seat.simulated),
    )
