"""Documents given out, and the work still under way for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload, undefer

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.jobs import Job
from facilitation.store.sessions import Session


def documents_of(orm: OrmSession, viewer: Viewer, session_id: int | None = None) -> Sequence[DocumentRow]:
    """The programme's documents, newest first; a guest's are those of their session.

    A rehearsal's stand on its own page only.
    """
    query = (
        select(DocumentRow)
        .outerjoin(Session, DocumentRow.session_id == Session.id)
        .where(DocumentRow.programme_id == viewer.programme, Session.removed.is_not(True))
        .options(selectinload(DocumentRow.renderings))
        .order_by(DocumentRow.created_at.desc(), DocumentRow.id.desc())
    )
    wanted = viewer.session if viewer.session is not None else session_id
    if wanted is not None:
        query = query.where(DocumentRow.session_id == wanted)
    else:
        query = query.where(Session.rehearsal_of.is_(None))
    return orm.scalars(query).all()


def document_for(orm: OrmSession, viewer: Viewer, document_id: int) -> DocumentRow:
    found = orm.get(DocumentRow, document_id, options=[selectinload(DocumentRow.renderings)])
    if found is None or found.programme_id != viewer.programme:
        raise not_found()
    if found.session_id is None:
        if viewer.session is not None:
            raise not_found()
        return found
    viewer.require_entry(found.session_id)
    session = orm.get(Session, found.session_id)
    if session is None or session.removed:
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
    """The jobs that draft agendas of several sessions and are not done, failed ones included."""
    query = select(Job).where(
        Job.programme_id == viewer.programme, Job.kind == "agendas.draft", Job.status != "done"
    )
    return list(orm.scalars(query.order_by(Job.id)))


def drafting(orm: OrmSession, viewer: Viewer, session_id: int) -> list[Job]:
    """The jobs that draft documents of this session and are not done, failed ones included."""
    query = select(Job).where(
        Job.programme_id == viewer.programme,
        Job.kind.in_(("minutes.draft", "agenda.draft", "sign_in.draft")),
        Job.status != "done",
    )
    return [job for job in orm.scalars(query.order_by(Job.id)) if job.payload.get("session") == session_id]
