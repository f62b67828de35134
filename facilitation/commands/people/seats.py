"""Handlers of members' seats: changing role and city, removing and letting in again, confirming guests.

What somebody wrote stays theirs and stays where it is, whatever becomes of the seat.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.people import links
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.people import clean_email, is_last_organiser, require_place
from facilitation.domain.permissions import GUEST, ORGANISER, PARTICIPANT
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme


class ChangeSeat(msgspec.Struct):
    seat: int
    role: str
    city: str | None = None
    organisation: str | None = None
    policymaker: bool = False


class TheSeat(msgspec.Struct):
    seat: int


class ClaimSeat(msgspec.Struct):
    email: str


class ConfirmGuest(msgspec.Struct):
    seat: int
    policymaker: bool = False


def clean_organisation(text: str | None) -> str | None:
    return clean_name_or_none(text, "organisation")


def change_seat(work: Work, seat: Seat, payload: ChangeSeat) -> dict[str, Any]:
    """Give a member another role, city or organisation. Their open rooms end, to be opened anew."""
    _require_member(seat)
    city = city_by_code(work, payload.city)
    require_place(payload.role, payload.policymaker, city is not None)
    if payload.role != ORGANISER:
        require_another_organiser(work, seat)
    values = {
        "role": payload.role,
        "city": city,
        "organisation": clean_organisation(payload.organisation),
        "policymaker": payload.policymaker,
    }
    if any(getattr(seat, name) != value for name, value in values.items()):
        work.change(seat, **values, standing=seat.standing + 1)
    return {"seat": seat.id}


def remove_seat(work: Work, seat: Seat, payload: TheSeat) -> dict[str, Any]:
    """Close a seat: nothing of the programme opens for it any more, at once."""
    _require_open(seat)
    require_another_organiser(work, seat)
    work.change(seat, removed_at=work.now)
    let_others_approve(work, seat)
    return {"seat": seat.id}


def let_others_approve(work: Work, seat: Seat) -> None:
    """Whom a programme has named to approve its minutes is gone: whoever has the role approves again."""
    programme = work.orm.get_one(Programme, seat.programme_id)
    if programme.minutes_approver_seat == seat.id:
        work.change(programme, minutes_approver_seat=None)


def restore_seat(work: Work, seat: Seat, payload: TheSeat) -> dict[str, Any]:
    """Let somebody in again whose seat was removed, as what they were."""
    if seat.erased_at is not None:
        raise not_found()
    if seat.removed_at is None:
        raise Refused("conflict", N_("This seat is open already."))
    work.change(seat, removed_at=None)
    return {"seat": seat.id}


def claim_seat(work: Work, target: None, payload: ClaimSeat) -> dict[str, Any]:
    """A guest asks to keep the seat; an organiser decides."""
    seat = work.seat()
    work.change(seat, claim_email=clean_email(payload.email))
    return {}


def confirm_guest(work: Work, seat: Seat, payload: ConfirmGuest) -> dict[str, Any]:
    """Make a guest who asked for it a participant, and send them a link to sign in with.

    The browser that claimed the seat keeps it for somebody new here; whoever is known already signs in.
    """
    _require_open(seat)
    if seat.role != GUEST or seat.claim_email is None:
        raise not_found()
    require_place(PARTICIPANT, payload.policymaker, seat.city_id is not None)
    query = select(Person).where(Person.email == seat.claim_email)
    person = work.orm.scalars(query).one_or_none()
    if person is None:
        person = Person(email=seat.claim_email, name=seat.name, created_at=work.now)
        work.add(person)
        work.orm.flush()
    else:
        held = select(Seat.id).where(Seat.programme_id == work.programme, Seat.person_id == person.id)
        if work.orm.scalars(held).first() is not None:
            raise Refused("conflict", N_("Somebody with this e-mail address has a seat here already."))
        work.change(seat, token_hash=None)
    work.change(
        seat,
        person=person,
        session_id=None,
        role=PARTICIPANT,
        policymaker=payload.policymaker,
        claim_email=None,
        standing=seat.standing + 1,
    )
    links.post_sign_in_link(work, person, work.programme)
    return {"seat": seat.id, "person": person.id}


def _require_open(seat: Seat) -> None:
    if seat.removed_at is not None:
        raise not_found()


def _require_member(seat: Seat) -> None:
    _require_open(seat)
    if seat.role == GUEST:
        raise Refused("conflict", N_("A guest has no role to change: they ask to keep the seat first."))


def require_another_organiser(work: Work, seat: Seat) -> None:
    """Refuse to let the only organiser of a programme go."""
    if seat.role != ORGANISER:
        return
    # Locked, so that two organisers can't let each other go at the same moment.
    query = (
        select(Seat.id)
        .where(Seat.programme_id == seat.programme_id, Seat.role == ORGANISER, Seat.removed_at.is_(None))
        .with_for_update()
    )
    if is_last_organiser(seat.role, len(work.orm.scalars(query).all())):
        raise Refused(
            "conflict", N_("One organiser at least must remain. Make somebody else organiser first.")
        )
