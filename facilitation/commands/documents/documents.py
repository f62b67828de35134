"""Handlers of documents: ask for one, and keep what the worker made."""

import base64
import hashlib
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, func, select

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.consents import Consent
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.people import Seat
from facilitation.store.sessions import Session

KINDS = ("minutes", "agenda", "sign_in")


class DraftDocument(msgspec.Struct):
    """`language` is of an agenda: one of the program's; without it the session's own."""

    session: int
    kind: str
    language: str | None = None


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
    content: dict[str, Any]
    renderings: list[StoredRendering]


class RenewDocument(msgspec.Struct):
    document: int
    digest: str
    renderings: list[StoredRendering]


def draft_document(work: Work, session: Session, payload: DraftDocument) -> dict[str, Any]:
    """Ask the worker for a document of a session (one of KINDS), from what the programme knows now."""
    if payload.kind not in KINDS:
        raise Refused("invalid", N_("Choose a kind of document."), field="kind")
    asked: dict[str, Any] = {"session": session.id}
    if payload.language is not None:
        if payload.kind != "agenda":
            raise Refused("invalid", N_("Only an agenda has a choice of languages."), field="language")
        asked["language"] = require_language(payload.language)
    return {"job": work.job(f"{payload.kind}.draft", asked)}


def require_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refused("invalid", N_("Choose a language."), field="language")
    return language


def store_document(work: Work, session: Session, payload: StoreDocument) -> dict[str, Any]:
    """Keep a new version of a session's document with its renderings (`body` in base64)."""
    require_current(work, payload.content)
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
    document.renderings = files_of(payload.renderings)
    return {"document": work.add(document)}


def renew_document(work: Work, document: DocumentRow, payload: RenewDocument) -> dict[str, Any]:
    """Keep the files of a document whose content a name was taken out of.

    `digest` is that of the content they were made from: it may have changed again meanwhile.
    """
    if payload.digest != digest(document.content):
        raise Refused("conflict", N_("Somebody has changed this meanwhile. Look again."))
    work.orm.execute(delete(Rendering).where(Rendering.document_id == document.id))
    for rendering in files_of(payload.renderings):
        rendering.document_id = document.id
        work.add(rendering)
    return {"document": document.id}


def digest(content: dict[str, Any]) -> str:
    """By which a document's content is known again."""
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def require_current(work: Work, content: dict[str, Any]) -> None:
    """Refuse what was drafted before somebody's name had to go; the worker then drafts it again."""
    made_at = (content.get("origin") or {}).get("made_at")
    if made_at is None:
        return
    since = datetime.fromisoformat(made_at)
    erased = select(Seat.id).where(Seat.programme_id == work.programme, Seat.erased_at > since).limit(1)
    withdrawn = (
        select(Consent.id)
        .join(Seat, Consent.seat_id == Seat.id)
        .where(Seat.programme_id == work.programme, Consent.given.is_(False), Consent.at > since)
        .limit(1)
    )
    if work.orm.scalars(erased).first() or work.orm.scalars(withdrawn).first():
        raise Refused(
            "conflict", N_("Somebody's name was removed meanwhile. The document is being drafted again.")
        )


def files_of(renderings: list[StoredRendering]) -> list[Rendering]:
    return [
        Rendering(
            format=rendering.format,
            media_type=rendering.media_type,
            file_name=rendering.file_name,
            remarks=rendering.remarks,
            body=base64.b64decode(rendering.body),
        )
        for rendering in renderings
    ]
