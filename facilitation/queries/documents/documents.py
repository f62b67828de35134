"""Documents given out, and the work still under way for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload, undefer

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.documents.minutes_readers import approved_last, is_readable
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.jobs import Job
from facilitation.store.sessions import Session


def documents_of(orm: OrmSession, viewer: Viewer, session_id: int | None = None) -> Sequence[DocumentRow]:
    """The programme's documents, newest first; a guest's are those of their session that are for guests, too.

    Of minutes those that this viewer may read (minutes_readers). A rehearsal's stand on its own page only.
    """
    query = (
        select(DocumentRow)
        .outerjoin(Session, DocumentRow.session_id == Session.id)
        .where(
            DocumentRow.programme_id == viewer.programme, Session.removed.is_not(True), is_readable(viewer)
        )
        .options(selectinload(DocumentRow.renderings))
        .order_by(DocumentRow.created_at.desc(), DocumentRow.id.desc())
    )
    wanted = viewer.session if viewer.session is not None else session_id
    if wanted is not None:
        query = query.where(DocumentRow.session_id == wanted)
    else:
        query = query.where(Session.rehearsal_of.is_(None))
    return [row for row in orm.scalars(query) if not _is_withheld(viewer, row)]


def withheld_plans(orm: OrmSession, viewer: Viewer, session_id: int) -> set[int]:
    """The ids of the canvases of a session whose latest plan this viewer may not read."""
    query = (
        select(DocumentRow)
        .where(
            DocumentRow.programme_id == viewer.programme,
            DocumentRow.session_id == session_id,
            DocumentRow.canvas_id.is_not(None),
        )
        .order_by(DocumentRow.id)
    )
    latest = {row.canvas_id: row for row in orm.scalars(query)}
    return {canvas for canvas, row in latest.items() if canvas is not None and _is_withheld(viewer, row)}


def _is_withheld(viewer: Viewer, document: DocumentRow) -> bool:
    """Whether a document tells what a guest may not read: see Document.members_only."""
    return viewer.session is not None and bool(document.content.get("members_only"))


def document_for(orm: OrmSession, viewer: Viewer, document_id: int) -> DocumentRow:
    """The document, if this viewer may read it: of minutes that were replaced since, the version that holds.

    `Refused` not_found otherwise.
    """
    found = _document(orm, viewer, document_id)
    if found.session_id is None or _may_read(orm, viewer, found):
        return found
    instead = approved_last(orm, found.session_id)
    if instead is None:
        raise not_found()
    return instead


def _may_read(orm: OrmSession, viewer: Viewer, document: DocumentRow) -> bool:
    query = select(DocumentRow.id).where(DocumentRow.id == document.id, is_readable(viewer))
    return orm.scalar(query) is not None


def _document(orm: OrmSession, viewer: Viewer, document_id: int) -> DocumentRow:
    found = orm.get(DocumentRow, document_id, options=[selectinload(DocumentRow.renderings)])
    if found is None or found.programme_id != viewer.programme:
        raise not_found()
    if found.session_id is None:
        if viewer.session is not None:
            raise not_found()
        return found
    viewer.require_entry(found.session_id)
    session = orm.get(Session, found.session_id)
    if session is None or session.removed or _is_withheld(viewer, found):
        raise not_found()
    return found


def rendering_for(orm: OrmSession, viewer: Viewer, document_id: int, format: str) -> Rendering:
    """A document's file in a format, with its bytes."""
    document = document_for(orm, viewer, document_id)
    query = (
        select(Rendering)
        .where(Rendering.document_id == document.id, Rendering.format == format)
        .options(undefer(Rendering.body))
    )
    found = orm.scalars(query).one_or_none()
    if found is None:
        raise not_found()
    return found


def drafting_agendas(orm: OrmSession, viewer: Viewer) -> list[Job]:
    """The jobs that draft documents about several sessions and are not done, failed ones included."""
    query = select(Job).where(
        Job.programme_id == viewer.programme,
        Job.kind.in_(("agendas.draft", "annex.draft")),
        Job.status != "done",
    )
    return list(orm.scalars(query.order_by(Job.id)))


def drafting(orm: OrmSession, viewer: Viewer, session_id: int) -> list[Job]:
    """The jobs that draft documents of this session and are not done, failed ones included."""
    query = select(Job).where(
        Job.programme_id == viewer.programme,
        Job.kind.in_(("minutes.draft", "agenda.draft", "sign_in.draft", "transfer_plan.draft")),
        Job.status != "done",
    )
    return [job for job in orm.scalars(query.order_by(Job.id)) if job.payload.get("session") == session_id]
