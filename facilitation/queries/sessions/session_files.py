"""What is attached to a session, for whoever may see the session."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import undefer

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.sessions.sessions import session_for
from facilitation.store.session_files import SessionFile
from facilitation.store.sessions import Session


def files_of(orm: OrmSession, session: Session) -> Sequence[SessionFile]:
    """The files and links of a session in their order, without their content."""
    query = select(SessionFile).where(SessionFile.session_id == session.id, SessionFile.removed_at.is_(None))
    return orm.scalars(query.order_by(SessionFile.position, SessionFile.id)).all()


def file_for(orm: OrmSession, viewer: Viewer, session_id: int, file_id: int) -> SessionFile:
    """A file of a session with its content; `Refused` not_found where this viewer may not see the session."""
    session = session_for(orm, viewer, session_id)
    found = orm.get(SessionFile, file_id, options=[undefer(SessionFile.content)])
    if found is None or found.session_id != session.id or found.removed_at is not None or found.link:
        raise not_found()
    return found
