"""A tandem's own page: its cities, why they sit together, its sessions, and how to reach its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import CITY_ROLES, acts_for
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.privacy import CONTACT
from facilitation.queries.tandems.redaction import LeftOut, RoundSeen, answer_for
from facilitation.store.consents import answers
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem, TandemContact, TandemVersion


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody of a tandem's city, as they agreed to."""

    seat: Seat
    email: str | None
    phone: str


@dataclass(frozen=True, slots=True)
class OwnContact:
    """What the viewer has said about their own contact: None where they were not asked yet."""

    given: bool | None
    phone: str


@dataclass(frozen=True, slots=True)
class TandemPage:
    """All that a tandem's page shows to one viewer.

    `round` and `part` (its group in the answer) hold only what the viewer may see, and are None of a tandem
    that stands no more; `ended` is when and why, where that is known. `contacts` is None for those who are
    neither of its cities nor coordinate. `unasked` says of how many people of each city nobody knows yet.
    """

    tandem: Tandem
    stands: bool
    round: RoundSeen | None
    part: dict[str, Any] | None
    left_out: LeftOut
    sessions: list[Session]
    contacts: list[Contact] | None
    own: OwnContact | None
    ended: TandemVersion | None

    @property
    def workshop(self) -> Session | None:
        """Its solution workshop: the first that is not cancelled."""
        return next(
            (one for one in self.sessions if one.type == "solution" and not one.cancelled),
            None,
        )


def tandem_page(orm: OrmSession, viewer: Viewer, tandem_id: int) -> TandemPage:
    """A tandem that is or was published; `Refused` not_found for any other."""
    query = (
        select(Tandem)
        .where(Tandem.id == tandem_id, Tandem.programme_id == viewer.programme)
        .options(selectinload(Tandem.cities), selectinload(Tandem.round))
    )
    tandem = orm.scalars(query).one_or_none()
    if tandem is None:
        raise not_found()
    stands = is_standing(tandem)
    seen, part, left_out = None, None, LeftOut()
    if stands:
        seen = answer_for(orm, viewer, tandem.round)
        groups = (seen.answer or {}).get("tandems", [])
        if tandem.position < len(groups):
            part, left_out = groups[tandem.position], seen.left_out[tandem.position]
    partner = any(acts_for(viewer, city.code) for city in tandem.cities)
    open_to = stands and (partner or COORDINATE(viewer, None))
    return TandemPage(
        tandem,
        stands,
        seen,
        part,
        left_out,
        sessions_of(orm, tandem),
        contacts_of(orm, tandem) if open_to else None,
        own_contact(orm, viewer) if stands and partner else None,
        None if stands else _ended_by(orm, tandem),
    )


def is_standing(tandem: Tandem) -> bool:
    """Whether a tandem is published now."""
    return tandem.ended_at is None and tandem.round.status == "published"


def sessions_of(orm: OrmSession, tandem: Tandem) -> list[Session]:
    """What was and is scheduled for a tandem, the earliest first, cancelled ones among them."""
    query = (
        select(Session)
        .where(
            Session.tandem_id == tandem.id,
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
        )
        .options(selectinload(Session.cities), selectinload(Session.cities_there))
        .order_by(Session.date.is_(None), Session.date, Session.starts_at, Session.id)
    )
    return list(orm.scalars(query))


def contacts_of(orm: OrmSession, tandem: Tandem) -> list[Contact]:
    """The people of a tandem's cities who agreed that these see how to reach them, by city and name."""
    query = (
        select(Seat)
        .where(
            Seat.city_id.in_([city.id for city in tandem.cities]),
            Seat.role.in_(CITY_ROLES),
            Seat.removed_at.is_(None),
            Seat.erased_at.is_(None),
        )
        .options(joinedload(Seat.person), joinedload(Seat.city))
    )
    seats = list(orm.scalars(query))
    given = answers(orm, [seat.id for seat in seats])
    agreed = [seat for seat in seats if given.get(seat.id, {}).get(CONTACT)]
    ids = [seat.id for seat in agreed]
    phones = {
        row.seat_id: row.phone
        for row in orm.scalars(select(TandemContact).where(TandemContact.seat_id.in_(ids)))
    }
    found = [
        Contact(seat, seat.person.email if seat.person else None, phones.get(seat.id, "")) for seat in agreed
    ]
    return sorted(found, key=lambda one: (one.seat.city.code if one.seat.city else "", one.seat.name))


def own_contact(orm: OrmSession, viewer: Viewer) -> OwnContact:
    seat = viewer.seated_at
    row = orm.get(TandemContact, seat)
    return OwnContact(answers(orm, [seat]).get(seat, {}).get(CONTACT), row.phone if row else "")


def fallen_apart(orm: OrmSession, viewer: Viewer, today: dt.date) -> Sequence[Session]:
    """Sessions still to come whose tandem stands no more."""
    query = (
        select(Session)
        .join(Tandem, Session.tandem_id == Tandem.id)
        .join(Round, Tandem.round_id == Round.id)
        .where(
            Session.programme_id == viewer.programme,
            Session.cancelled.is_(False),
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Session.status == "planned",
            Session.date >= today,
            (Tandem.ended_at.is_not(None)) | (Round.status != "published"),
        )
        .order_by(Session.date, Session.id)
    )
    return orm.scalars(query).all()


def tandem_of(orm: OrmSession, session: Session) -> Tandem | None:
    """The tandem that a session was scheduled for."""
    if session.tandem_id is None:
        return None
    return orm.get(Tandem, session.tandem_id, options=[selectinload(Tandem.cities), joinedload(Tandem.round)])


def _ended_by(orm: OrmSession, tandem: Tandem) -> TandemVersion | None:
    """The version by which a tandem ended: the first after the last that has it."""
    query = select(TandemVersion).where(TandemVersion.programme_id == tandem.programme_id)
    after = None
    for version in orm.scalars(query.order_by(TandemVersion.number.desc())):
        if any(group["tandem"] == tandem.id for group in version.groups):
            return after
        after = version
    return None
