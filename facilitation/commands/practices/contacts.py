"""Whom to ask about a practice: written down by the city, shown to others only once that person agrees."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import and_, or_, select

from facilitation.commands.work import Work
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.practices import Contact
from facilitation.store.challenges import Practice
from facilitation.store.people import Person, Seat
from facilitation.store.practices import PracticeContact


class AgreeContact(msgspec.Struct):
    """`agrees`: whether everybody in the programme may see it."""

    contact: int
    agrees: bool


class TheContact(msgspec.Struct):
    contact: int


def agree_contact(work: Work, contact: PracticeContact, payload: AgreeContact) -> dict[str, Any]:
    """Say as the contact of a practice whether everybody in the programme may see how to reach you."""
    if payload.agrees != (contact.agreed_at is not None):
        work.change(contact, agreed_at=work.now if payload.agrees else None)
    return {"practice": contact.practice_id}


def leave_contact(work: Work, contact: PracticeContact, payload: TheContact) -> dict[str, Any]:
    """Take yourself off a practice as its contact; nothing is kept of it."""
    practice = contact.practice_id
    work.orm.delete(contact)
    return {"practice": practice}


def contact_of(work: Work, practice: Practice) -> PracticeContact | None:
    query = select(PracticeContact).where(PracticeContact.practice_id == practice.id)
    return work.orm.scalars(query).one_or_none()


def set_contact(work: Work, practice: Practice, contact: Contact | None, *, agreed: bool) -> bool:
    """Write down whom to ask; whether anything was changed.

    Somebody else who has a seat agrees for themselves: `agreed` is not taken for them, and what they agreed
    to stands as long as the contact stays the same.
    """
    row = contact_of(work, practice)
    if contact is None:
        if row is not None:
            work.orm.delete(row)
            work.orm.flush()
        return row is not None
    same = row is not None and (row.name, row.email, row.phone) == (
        contact.name,
        contact.email,
        contact.phone,
    )
    seat = _seat_of(work, practice, contact.email)
    for_themselves = seat is not None and seat != work.actor.seat
    stood = row.agreed_at if row is not None and same else None
    said = (stood or work.now) if agreed else None
    values = {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "seat_id": seat,
        "agreed_at": stood if for_themselves else said,
    }
    if row is None:
        work.add(PracticeContact(practice_id=practice.id, **values))
        work.orm.flush()
        return True
    before = {name: getattr(row, name) for name in values}
    work.change(row, **values)
    return before != values


def _seat_of(work: Work, practice: Practice, email: str | None) -> int | None:
    """The seat of somebody whom the writer may know to have one: of the city, or any for coordinators."""
    if email is None:
        return None
    query = (
        select(Seat)
        .join(Person, Seat.person_id == Person.id)
        .where(
            Seat.programme_id == work.programme,
            Seat.removed_at.is_(None),
            Seat.erased_at.is_(None),
            Person.email == email,
        )
    )
    seat = work.orm.scalars(query).first()
    if seat is None:
        return None
    known = seat.id == work.actor.seat or seat.city_id == practice.city_id or COORDINATE(work.actor, practice)
    return seat.id if known else None


def forget_contacts(work: Work, seat: Seat, names: Collection[str], emails: Collection[str]) -> int:
    """Delete where somebody stands as a contact; gives in how many practices that was."""
    query = (
        select(PracticeContact)
        .join(Practice, PracticeContact.practice_id == Practice.id)
        .where(
            Practice.programme_id == seat.programme_id,
            or_(
                PracticeContact.seat_id == seat.id,
                PracticeContact.email.in_(emails),
                and_(PracticeContact.seat_id.is_(None), PracticeContact.name.in_(names)),
            ),
        )
    )
    found = work.orm.scalars(query).all()
    for contact in found:
        work.orm.delete(contact)
    return len(found)
