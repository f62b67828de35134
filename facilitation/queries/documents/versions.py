"""The versions of a session's minutes that were given out, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import Viewer
from facilitation.queries.documents.minutes_readers import MINUTES, is_readable
from facilitation.store.documents import DocumentRow


def versions_of(orm: OrmSession, viewer: Viewer, session_id: int) -> Sequence[DocumentRow]:
    """The versions of a session's minutes that this viewer may read, drafts included, the latest first."""
    query = (
        select(DocumentRow)
        .where(
            DocumentRow.programme_id == viewer.programme,
            DocumentRow.session_id == session_id,
            DocumentRow.kind == MINUTES,
            is_readable(viewer),
        )
        .order_by(DocumentRow.version.desc(), DocumentRow.id.desc())
    )
    return orm.scalars(query).all()
