"""The people of a programme: members, and for organisers who is invited, asks to stay, or was removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import aliased, joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.people import searchable
from facilitation.domain.permissions import GUEST, ORGANISER, Viewer
from facilitation.queries.privacy.privacy import named
from facilitation.store.cities import City
from facilitation.store.invitations import Invitation
from facilitation.store.kept import has_other_members
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: a piece of a name, organisation or city; a city's code; a role. "" is any."""

    text: str = ""
    city: str = ""
    role: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.city or self.role)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What only organisers see beside the members."""

    invitations: Sequence[Invitation] = ()
    claims: Sequence[Seat] = ()
    removed: Sequence[Seat] = ()


def seats_of(orm: OrmSession, viewer: Viewer, wanted: Wanted | None = None) -> list[Seat]:
    """The open seats of members, by name. Guests belong to their session and are not listed.

    Who leads sees everybody; others see who agreed to be named, and themselves.
    """
    query = _members(viewer).where(Seat.removed_at.is_(None))
    wanted = wanted or Wanted()
    if wanted.role:
        query = query.where(Seat.role == wanted.role)
    seats = [seat for seat in orm.scalars(query) if not wanted.city or _is_of(seat, wanted.city)]
    if not viewer.leads:
        listed = named(orm, [seat.id for seat in seats]) | {viewer.seat}
        seats = [seat for seat in seats if seat.id in listed]
    text = searchable(wanted.text.strip())
    return [seat for seat in seats if text in searchable(_described(seat))] if text else seats


def waiting(orm: OrmSession, viewer: Viewer) -> Waiting:
    """Open invitations, guests who ask to keep their seat, and removed seats; nothing for other roles."""
    if viewer.role != ORGANISER:
        return Waiting()
    invitations = (
        select(Invitation)
        .where(
            Invitation.programme_id == viewer.programme,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .options(joinedload(Invitation.city), joinedload(Invitation.mail))
        .order_by(Invitation.name)
    )
    claims = (
        select(Seat)
        .where(
            Seat.programme_id == viewer.programme,
            Seat.role == GUEST,
            Seat.claim_email.is_not(None),
            Seat.removed_at.is_(None),
        )
        .options(joinedload(Seat.city))
        .order_by(Seat.name)
    )
    removed = _members(viewer).where(Seat.removed_at.is_not(None), Seat.erased_at.is_(None))
    return Waiting(orm.scalars(invitations).all(), orm.scalars(claims).all(), orm.scalars(removed).all())


def is_only_organiser(orm: OrmSession, viewer: Viewer, seat: Seat) -> bool:
    """Whether this seat is the last organiser's, who has to stay."""
    query = select(func.count()).where(
        Seat.programme_id == viewer.programme, Seat.role == ORGANISER, Seat.removed_at.is_(None)
    )
    return seat.role == ORGANISER and orm.scalar(query) == 1


def sole_organiser_of(orm: OrmSession, person: int) -> list[Programme]:
    """The programmes whose other members would be left without an organiser if this person went."""
    others = aliased(Seat)
    another = exists().where(
        others.programme_id == Seat.programme_id,
        others.id != Seat.id,
        others.role == ORGANISER,
        others.removed_at.is_(None),
    )
    query = (
        select(Programme)
        .join(Seat, Seat.programme_id == Programme.id)
        .where(Seat.person_id == person, Seat.role == ORGANISER, Seat.removed_at.is_(None), ~another)
        .order_by(Programme.title)
    )
    closed = closed_with(orm, person)
    return [one for one in orm.scalars(query) if one not in closed]


def closed_with(orm: OrmSession, person: int) -> list[Programme]:
    """The programmes that close when this person goes: they organise them, and no other member is there."""
    query = (
        select(Programme, Seat.id)
        .join(Seat, Seat.programme_id == Programme.id)
        .where(Seat.person_id == person, Seat.role == ORGANISER, Seat.removed_at.is_(None))
        .order_by(Programme.title)
    )
    return [one for one, seat in orm.execute(query) if not has_other_members(orm, one.id, seat)]


def programme_of(orm: OrmSession, person: int) -> int | None:
    """One of the programmes that somebody has or had a seat in."""
    query = select(Seat.programme_id).where(Seat.person_id == person).order_by(Seat.removed_at, Seat.id)
    return orm.scalars(query).first()


def member_for(orm: OrmSession, viewer: Viewer, seat_id: int) -> Seat:
    """An open member's seat, for organisers; `Refused` not_found for others."""
    query = _members(viewer).where(Seat.id == seat_id, Seat.removed_at.is_(None))
    seat = orm.scalars(query).one_or_none()
    if seat is None or viewer.role != ORGANISER:
        raise not_found()
    return seat


def own_seat(orm: OrmSession, viewer: Viewer) -> Seat:
    """The viewer's own seat."""
    return orm.get_one(Seat, viewer.seat)


def cities_by_any_name(cities: Sequence[City]) -> dict[str, str]:
    """The cities' codes by code, name and alias, each as `searchable` has it."""
    names = {
        searchable(name): city.code
        for city in cities
        for name in (city.name, *(alias.name for alias in city.aliases))
    }
    return names | {searchable(city.code): city.code for city in cities}


def _members(viewer: Viewer):
    return (
        select(Seat)
        .where(Seat.programme_id == viewer.programme, Seat.role != GUEST, Seat.session_id.is_(None))
        .options(joinedload(Seat.city), joinedload(Seat.person))
        .order_by(Seat.name, Seat.id)
    )


def _is_of(seat: Seat, code: str) -> bool:
    return seat.city is not None and seat.city.code == code


def _described(seat: Seat) -> str:
    city = f"{seat.city.name} {seat.city.code}" if seat.city else ""
    return f"{seat.name} {seat.organisation or ''} {city}"
