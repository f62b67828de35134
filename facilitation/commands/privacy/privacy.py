"""Handlers of consent and erasure: what somebody allows, and how they go."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import delete, select

from facilitation.commands.people import known_names
from facilitation.commands.people.seats import require_another_organiser
from facilitation.commands.privacy import erasure
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import GUEST, ORGANISER
from facilitation.domain.privacy import ALL_PURPOSES, CONTACT, LISTED, QUOTED, UNNAMED, is_over
from facilitation.store.consents import Consent, answers
from facilitation.store.kept import has_other_members
from facilitation.store.operations import AuditEntry
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.tandems import TandemContact


class OwnConsent(msgspec.Struct):
    purpose: str


class RecordConsent(msgspec.Struct):
    seat: int
    purpose: str
    given: bool


class TheSeat(msgspec.Struct):
    seat: int


class EraseAccount(msgspec.Struct):
    person: int
    epoch: int


def give_consent(work: Work, target: None, payload: OwnConsent) -> dict[str, Any]:
    """Allow something: to be named in lists, photographed, or quoted."""
    return _answer(work, work.orm.get_one(Seat, work.actor.seat), payload.purpose, given=True)


def withdraw_consent(work: Work, target: None, payload: OwnConsent) -> dict[str, Any]:
    """No longer allow it, or say no. Documents given out before lose the name as well."""
    return _answer(work, work.orm.get_one(Seat, work.actor.seat), payload.purpose, given=False)


def record_consent(work: Work, seat: Seat, payload: RecordConsent) -> dict[str, Any]:
    """Enter what somebody said elsewhere, on paper or in the room: marked as entered by an organiser."""
    if seat.erased_at is not None:
        raise not_found()
    return _answer(work, seat, payload.purpose, given=payload.given)


def _answer(work: Work, seat: Seat, purpose: str, *, given: bool) -> dict[str, Any]:
    if purpose not in ALL_PURPOSES:
        raise Refused("invalid", N_("Choose what it is about."), field="purpose")
    if answers(work.orm, [seat.id]).get(seat.id, {}).get(purpose) == given:
        return {"purpose": purpose, "given": given}
    work.add(
        Consent(
            seat_id=seat.id,
            purpose=purpose,
            given=given,
            by_seat_id=work.actor.seat,
            simulated=work.actor.simulated,
            at=work.now,
        )
    )
    if not given and purpose in (LISTED, QUOTED):
        names = known_names.spoken_names_of(work, seat)
        known_names.leave_documents(work, seat.programme_id, names, UNNAMED, quotes_only=purpose == QUOTED)
    if not given and purpose == CONTACT:
        work.orm.execute(delete(TandemContact).where(TandemContact.seat_id == seat.id))
    return {"purpose": purpose, "given": given}


# -- going ---------------------------------------------------------------------------------------------------


def erase_account(work: Work, target: None, payload: EraseAccount) -> dict[str, Any]:
    """Erase a person who asked for it, in every programme. `epoch` shows that they are signed in now."""
    query = select(Person).where(Person.id == payload.person).with_for_update()
    person = work.orm.scalars(query).one_or_none()
    if person is None or person.epoch != payload.epoch:
        raise not_found()
    open_seats = select(Seat).where(Seat.person_id == person.id, Seat.erased_at.is_(None)).order_by(Seat.id)
    for seat in work.orm.scalars(open_seats).all():
        if seat.removed_at is None and not _close_if_alone(work, seat):
            require_another_organiser(work, seat)
        if seat.programme_id != work.actor.programme:
            _tell_the_trail(work, seat)
    return dict(erasure.erase_person(work, person))


def _close_if_alone(work: Work, seat: Seat) -> bool:
    """Archive the programme of an organiser who goes and whom no member could follow; says whether it was so.

    Its record stays, as everywhere, and nobody can open it any more.
    """
    if seat.role != ORGANISER or has_other_members(work.orm, seat.programme_id, seat.id):
        return False
    programme = work.orm.get_one(Programme, seat.programme_id)
    work.change(programme, archived_at=programme.archived_at or work.now)
    return True


def _tell_the_trail(work: Work, seat: Seat) -> None:
    """The command's own line stands in one programme: the others are told as well that somebody went."""
    work.add(
        AuditEntry(
            programme_id=seat.programme_id,
            role=work.actor.role,
            name="account.erase",
            subject=f"seats:{seat.id}",
            at=work.now,
        )
    )


def erase_guest(work: Work, seat: Seat, payload: TheSeat) -> dict[str, Any]:
    """Erase a guest who asked for it."""
    if seat.role != GUEST or seat.removed_at is not None:
        raise not_found()
    return dict(erasure.erase_member(work, seat))


def erase_seat(work: Work, seat: Seat, payload: TheSeat) -> dict[str, Any]:
    """Erase somebody's seat in the programme at their request; what they hold elsewhere stays theirs."""
    if seat.erased_at is not None:
        raise not_found()
    if seat.removed_at is None:
        require_another_organiser(work, seat)
    return dict(erasure.erase_member(work, seat))


def erase_after_retention(work: Work, seat: Seat, payload: TheSeat) -> dict[str, Any]:
    """Erase somebody of a programme whose people's data are not to be kept any longer.

    Organisers leave the record like everybody, but keep their seats: somebody must be able to open it.
    """
    programme = work.orm.get_one(Programme, seat.programme_id)
    over = is_over(programme.retention_until, work.now.astimezone(dt.UTC).date())
    if not over or seat.erased_at is not None:
        raise not_found()
    if seat.role == ORGANISER and seat.removed_at is None:
        return dict(erasure.leave_record(work, seat, known_names.names_of(work, seat)))
    return dict(erasure.erase_member(work, seat))
