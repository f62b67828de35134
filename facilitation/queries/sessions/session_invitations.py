"""Who is invited to a session and what they answered, who can be, and who is to be told what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.invitations import ANSWERS, facts_of, news
from facilitation.domain.permissions import Viewer
from facilitation.domain.programmes import LANGUAGES
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.store.cities import City
from facilitation.store.expected import expected_at
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be invited: a seat, or (by `person`) somebody from outside with a role there.

    `meant`: the session is for their city, or they have a role at it.
    """

    seat: int | None
    person: int | None
    name: str
    email: str | None
    city: City | None
    organisation: str
    meant: bool
    simulated: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is invited, and how they are called."""

    row: SessionInvitation
    name: str
    city: City | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where a mail about an invitation goes, and how its reader reads: language and IANA zone."""

    name: str
    email: str
    language: str
    zone: str
    city: City | None
    has_seat: bool


def invited_to(orm: OrmSession, viewer: Viewer, session: Session) -> list[Invited]:
    """Those whose invitation is open, by name; for those who lead."""
    if not viewer.leads:
        raise not_found()
    found = [_invited(row) for row in _invitations(orm, session) if row.uninvited_at is None]
    return sorted(found, key=lambda one: (one.name.casefold(), one.row.id))


def counted(invited: Sequence[Invited]) -> dict[str | None, int]:
    """How many gave each answer; None: how many have not answered yet."""
    counts = Counter(one.row.answered for one in invited)
    return {answer: counts[answer] for answer in (*ANSWERS, None)}


def candidates(orm: OrmSession, viewer: Viewer, programme: Programme, session: Session) -> list[Candidate]:
    """Who can still be invited: those for whom the session is first, then the others, by name."""
    rows = [row for row in _invitations(orm, session) if row.uninvited_at is None]
    seats_there = {row.seat_id for row in rows}
    addresses = {row.email for row in rows}
    addresses |= {
        row.seat.person.email for row in rows if row.seat is not None and row.seat.person is not None
    }
    cities = {city.id for city in cities_meant(session, programme)}
    expected = set(orm.scalars(expected_at(session.id)))
    query = (
        select(Seat)
        .where(Seat.programme_id == programme.id, Seat.removed_at.is_(None), Seat.session_id.is_(None))
        .options(joinedload(Seat.city), joinedload(Seat.person))
    )
    found = [
        Candidate(
            seat.id,
            None,
            seat.name,
            seat.person.email if seat.person else None,
            seat.city,
            seat.organisation or "",
            seat.city_id in cities or seat.id in expected,
            seat.simulated,
        )
        for seat in orm.scalars(query)
        if seat.id not in seats_there
    ]
    addresses |= {one.email for one in found}
    for person in session.people:
        if person.seat_id is None and (person.email is None or person.email not in addresses):
            addresses |= {person.email} - {None}
            found.append(
                Candidate(None, person.id, person.name, person.email, None, person.organisation, True, False)
            )
    return sorted(found, key=lambda one: (not one.meant, one.name.casefold(), one.seat or 0))


def to_tell(
    orm: OrmSession, session: Session, only: Sequence[int] | None = None
) -> list[tuple[SessionInvitation, str]]:
    """Whom a mail is due to, and what about; `only` these invitations, where named."""
    facts, found = facts_of(session), []
    for row in _invitations(orm, session):
        if only is not None and row.id not in only:
            continue
        here = row.uninvited_at is None and (row.seat is None or row.seat.removed_at is None)
        about = news(row.told, row.told_method, facts, is_open=here)
        is_newer = row.told_sequence is None or session.sequence > row.told_sequence
        if about is not None and is_newer:
            found.append((row, about))
    return found


def receiver_of(programme: Programme, session: Session, row: SessionInvitation) -> Receiver | None:
    """Who reads the mail: in their own language and zone, as far as they are known. None without an address.

    What takes an entry back goes where the entry went.
    """
    seat = row.seat
    if seat is None:
        own = session.language if session.language in LANGUAGES else programme.own_language or "en"
        return Receiver(row.name, row.email, own, session.zone, None, False) if row.email else None
    person = seat.person
    address = (person.email if person is not None and seat.removed_at is None else None) or row.email
    if address is None:
        return None
    chosen = person.locale if person is not None else None
    language = chosen if chosen in LANGUAGES else programme.own_language or "en"
    zone = (person.time_zone if person is not None else None) or (
        seat.city.time_zone if seat.city is not None else session.zone
    )
    return Receiver(seat.name, address, language, zone, seat.city, True)


def _invitations(orm: OrmSession, session: Session) -> Sequence[SessionInvitation]:
    query = (
        select(SessionInvitation)
        .where(SessionInvitation.session_id == session.id)
        .options(
            joinedload(SessionInvitation.seat).options(joinedload(Seat.city), joinedload(Seat.person)),
        )
        .order_by(SessionInvitation.id)
    )
    return orm.scalars(query).all()


def _invited(row: SessionInvitation) -> Invited:
    if row.seat is None:
        return Invited(row, row.name, None, False)
    return Invited(row, row.seat.name, row.seat.city, row.seat.simulated)
