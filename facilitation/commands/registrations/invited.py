"""The answer to an invitation: kept with it and, where people register, on the session's list as well."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.commands.registrations import answers, places
from facilitation.commands.sessions import session_invitations
from facilitation.commands.sessions.session_invitations import GiveAnswer
from facilitation.commands.work import Work
from facilitation.domain.registrations import CLOSED
from facilitation.store.changes import OF_A_SUBJECT
from facilitation.store.registrations import Registration
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session


def answer_invitation(work: Work, invitation: SessionInvitation, payload: GiveAnswer) -> dict[str, Any]:
    """Keep whether somebody comes, as they said by the link in their mail, and give or free their place.

    `place` in the result is "in", "waiting" or "" (none is needed, or nobody registers for this session).
    """
    session = work.orm.get_one(Session, invitation.session_id, with_for_update=OF_A_SUBJECT)
    result = session_invitations.answer(work, invitation, payload)
    desk = places.desk_of(work, session)
    if desk is None or desk.way == CLOSED:
        return result | {"place": ""}
    registration = _registration_of(work, session, invitation)
    given = answers.Answer(
        session.id,
        payload.answer,
        mode=registration.mode,
        interpretation=registration.interpretation,
        access_needs=registration.access_needs,
        remind=registration.remind,
    )
    answers.save(work, session, desk, registration, given)
    return result | {"place": registration.place}


def _registration_of(work: Work, session: Session, invitation: SessionInvitation) -> Registration:
    """That of the seat or, of somebody from outside, of the address; a new one where there is none."""
    whose = (
        Registration.seat_id == invitation.seat_id
        if invitation.seat_id is not None
        else Registration.email == invitation.email
    )
    found = work.orm.scalars(select(Registration).where(Registration.session_id == session.id, whose)).first()
    if found is None:
        found = answers.new_registration(
            work, session, seat=invitation.seat, email=None if invitation.seat_id else invitation.email
        )
        if invitation.seat_id is None:
            work.change(found, name=invitation.name)
    return found
