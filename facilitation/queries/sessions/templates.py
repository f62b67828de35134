"""The session templates that a programme keeps of its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import Viewer
from facilitation.store.session_templates import SessionTemplate


def own_templates(orm: OrmSession, viewer: Viewer, *, removed: bool = False) -> Sequence[SessionTemplate]:
    """Those that can be chosen, by title, or (`removed`) those that were taken away; nobody but who leads
    plans sessions."""
    if not viewer.leads:
        return []
    gone = SessionTemplate.removed_at
    query = select(SessionTemplate).where(
        SessionTemplate.programme_id == viewer.programme, gone.is_not(None) if removed else gone.is_(None)
    )
    return orm.scalars(query.order_by(SessionTemplate.title, SessionTemplate.id)).all()
