"""Whether anybody was told of a session: until then it can be removed as if it had never been."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import N_
from facilitation.domain.sessions import PLANNED
from facilitation.store.documents import DocumentRow
from facilitation.store.registrations import Registration
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Attendance, Session


def told(orm: OrmSession, session: Session) -> str | None:
    """Why a session can't be removed any more, as a sentence; None while nobody was told of it."""
    if session.status != PLANNED or session.started_at is not None:
        return N_("This session has begun, so it stays in the record.")
    attended = select(Attendance.id).where(Attendance.session_id == session.id)
    if orm.scalar(attended.limit(1)) is not None:
        return N_("Somebody has joined this session already. Cancel it instead, and say why.")
    invited = select(SessionInvitation.id).where(SessionInvitation.session_id == session.id)
    registered = select(Registration.id).where(Registration.session_id == session.id)
    if orm.scalar(invited.limit(1)) is not None or orm.scalar(registered.limit(1)) is not None:
        return N_("People have been invited or have registered. Cancel the session instead, and say why.")
    given_out = select(DocumentRow.id).where(DocumentRow.session_id == session.id)
    of_several = select(DocumentRow.sessions).where(
        DocumentRow.programme_id == session.programme_id, DocumentRow.sessions.is_not(None)
    )
    if orm.scalar(given_out.limit(1)) is not None or any(
        session.id in ids for ids in orm.scalars(of_several)
    ):
        return N_("An agenda of this session was given out already. Cancel it instead, and say why.")
    return None
