"""Handlers of documents: ask for one, and keep what the worker made."""

import base64

import msgspec
from sqlalchemy import func, select

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.sessions import Session

KINDS = ("minutes", "agenda")


class DraftDocument(msgspec.Struct):
    session: int
    kind: str


class StoredRendering(msgspec.Struct):
    format: str
    media_type: str
    file_name: str
    remarks: list[str]
    body: str


class StoreDocument(msgspec.Struct):
    session: int
    kind: str
    title: str
    language: str
    simulated: bool
    content: dict
    renderings: list[StoredRendering]


def draft_document(work: Work, session: Session, payload: DraftDocument) -> dict:
    """Ask the worker for the minutes or the agenda of a session, from what the programme knows now."""
    if payload.kind not in KINDS:
        raise Refused("invalid", N_("Choose a kind of document."), field="kind")
    return {"job": work.job(f"{payload.kind}.draft", {"session": session.id})}


def store_document(work: Work, session: Session, payload: StoreDocument) -> dict:
    """Keep a new version of a session's document with its renderings (`body` in base64)."""
    query = select(func.max(DocumentRow.version)).where(
        DocumentRow.session_id == session.id, DocumentRow.kind == payload.kind
    )
    document = DocumentRow(
        programme_id=work.programme,
        session_id=session.id,
        kind=payload.kind,
        title=payload.title,
        language=payload.language,
        version=(work.orm.scalar(query) or 0) + 1,
        status="draft",
        simulated=payload.simulated,
        content=payload.content,
        created_at=work.now,
    )
    document.renderings = [
        Rendering(
            format=rendering.format,
            media_type=rendering.media_type,
            file_name=rendering.file_name,
            remarks=rendering.remarks,
            body=base64.b64decode(rendering.body),
        )
        for rendering in payload.renderings
    ]
    return {"document": work.add(document)}
