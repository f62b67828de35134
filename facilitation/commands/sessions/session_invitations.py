"""Handlers of invitations to a session: invite, uninvite, and keep what somebody answers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.schedule import raise_sequence
from facilitation.commands.sessions.telling import tell_some
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.invitations import INVITED_MOST, require_answer
from facilitation.store.people import Seat
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session, SessionPerson


class Invite(msgspec.Struct):
    """By id: `seats` of the programme, and `people` from outside who have a role at the session."""

    session: int
    seats: list[int] = []
    people: list[int] = []


class TheInvitation(msgspec.Struct):
    invitation: int


class GiveAnswer(msgspec.Struct):
    """`answer`: "yes", "no" or "perhaps"."""

    invitation: int
    answer: str


def invite(work: Work, session: Session, payload: Invite) -> dict[str, Any]:
    """Invite people to a session. Each gets a mail with an entry for their calendar; nobody gets a second."""
    _require_invitable(session)
    query = select(SessionInvitation).where(SessionInvitation.session_id == session.id)
    known = list(work.orm.scalars(query))
    by_seat = {row.seat_id: row for row in known if row.seat_id is not None}
    by_address = {row.email: row for row in known if row.seat_id is None}
    fresh: list[SessionInvitation] = []
    for seat in (_seat(work, number) for number in dict.fromkeys(payload.seats)):
        fresh += _opened(work, session, by_seat.get(seat.id), seat_id=seat.id)
    for person in (_outsider(session, number) for number in dict.fromkeys(payload.people)):
        known_as = by_address.get(person.email)
        fresh += _opened(work, session, known_as, name=person.name, email=person.email)
    if not payload.seats and not payload.people:
        raise Refused("invalid", N_("Choose whom to invite."), field="seats")
    if len(known) + len(fresh) > INVITED_MOST:
        raise Refused("too_large", N_("At most %(most)d fit here."), field="seats", most=INVITED_MOST)
    if any(invitation.told_sequence is not None for invitation in fresh):
        raise_sequence(work, session)  # newer than the mail that took them off
    work.orm.flush()
    if fresh:
        tell_some(work, session, fresh)
    return {"invited": len(fresh)}


def uninvite(work: Work, invitation: SessionInvitation, payload: TheInvitation) -> dict[str, Any]:
    """Take an invitation back: that person alone is told, and the entry goes from their calendar."""
    if invitation.uninvited_at is not None:
        raise Refused("conflict", N_("This invitation was taken back already."))
    session = invitation.session
    sessions.require_not_over(session.status)
    work.change(invitation, uninvited_at=work.now)
    raise_sequence(work, session)
    tell_some(work, session, [invitation])
    return {}


def answer(work: Work, invitation: SessionInvitation, payload: GiveAnswer) -> dict[str, Any]:
    """Keep whether somebody will come, as they said by the link in their mail. The last answer counts."""
    given = require_answer(payload.answer)
    session = invitation.session
    if invitation.uninvited_at is not None:
        raise Refused("closed", N_("This invitation was taken back."))
    sessions.require_not_over(session.status)
    if session.cancelled:
        raise Refused("closed", N_("The session is cancelled."))
    work.change(invitation, answered=given, answered_at=work.now)
    return {"answer": given}


def _require_invitable(session: Session) -> None:
    if session.rehearsal_of is not None:
        raise Refused("invalid", N_("Nobody is invited to a rehearsal."))
    if session.cancelled:
        raise Refused("closed", N_("The session is cancelled."))
    if session.date is None:
        raise Refused("conflict", N_("Give the session a date first: an invitation stands in calendars."))


def _seat(work: Work, number: int) -> Seat:
    seat = work.own(Seat, number)
    if seat.removed_at is not None or seat.session_id is not None:
        raise not_found()
    if seat.person is None or seat.person.email is None:
        raise Refused(
            "invalid",
            N_("%(name)s has no e-mail address that an invitation could go to."),
            field="seats",
            name=seat.name,
        )
    return seat


def _outsider(session: Session, number: int) -> SessionPerson:
    person = next((one for one in session.people if one.id == number and one.seat_id is None), None)
    if person is None:
        raise not_found()
    if person.email is None:
        raise Refused(
            "invalid",
            N_("%(name)s has no e-mail address that an invitation could go to."),
            field="people",
            name=person.name,
        )
    return person


def _opened(
    work: Work, session: Session, known: SessionInvitation | None, **columns: Any
) -> Iterable[SessionInvitation]:
    """The invitation, if it was not open before."""
    if known is not None:
        if known.uninvited_at is None:
            return []
        work.change(
            known,
            uninvited_at=None,
            invited_at=work.now,
            invited_by=work.actor.seat,
            told=None,
            answered=None,
            answered_at=None,
            nonce=secrets.token_hex(16),
        )
        return [known]
    invitation = SessionInvitation(
        programme_id=session.programme_id,
        session=session,
        invited_by=work.actor.seat,
        invited_at=work.now,
        nonce=secrets.token_hex(16),
        **columns,
    )
    return [work.add(invitation)]
