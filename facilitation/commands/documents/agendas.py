"""Handlers of agendas about several sessions, or a whole programme: ask for one, and keep what was made."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.documents.documents import (
    StoredRendering,
    files_of,
    require_current,
    require_language,
)
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.documents import DocumentRow
from facilitation.store.sessions import Session

KIND = "agendas"
SESSIONS_MOST = 200


class DraftAgendas(msgspec.Struct):
    """`sessions` are ids, in any order; None is every session of the programme that is still to come."""

    language: str
    sessions: list[int] | None = None


class StoreAgendas(msgspec.Struct):
    """`sessions` are the ids of those it is about."""

    sessions: list[int]
    title: str
    language: str
    simulated: bool
    content: dict[str, Any]
    renderings: list[StoredRendering]


def draft_agendas(work: Work, target: None, payload: DraftAgendas) -> dict[str, Any]:
    """Ask the worker for the agendas of several sessions in one document."""
    language = require_language(payload.language)
    if payload.sessions is not None:
        _require_sessions(work, payload.sessions)
    asked = {"sessions": payload.sessions, "language": language, "programme": work.programme}
    return {"job": work.job("agendas.draft", asked)}


def store_agendas(work: Work, target: None, payload: StoreAgendas) -> dict[str, Any]:
    """Keep a new version of the programme's agendas with its renderings."""
    return keep_for_programme(work, KIND, payload)


def keep_for_programme(work: Work, kind: str, payload: StoreAgendas) -> dict[str, Any]:
    """Keep a new version of a document of a kind about the whole programme, or several of its sessions."""
    require_current(work, payload.content)
    if payload.sessions:
        _require_sessions(work, payload.sessions)
    query = select(func.max(DocumentRow.version)).where(
        DocumentRow.programme_id == work.programme, DocumentRow.kind == kind
    )
    document = DocumentRow(
        programme_id=work.programme,
        sessions=payload.sessions,
        kind=kind,
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


def _require_sessions(work: Work, ids: list[int]) -> None:
    if not ids:
        raise Refused("invalid", N_("Choose at least one session."), field="sessions")
    if len(ids) > SESSIONS_MOST:
        raise Refused(
            "invalid", N_("Choose at most %(most)s sessions."), field="sessions", most=SESSIONS_MOST
        )
    query = select(func.count()).where(
        Session.id.in_(ids), Session.programme_id == work.programme, Session.removed.is_(False)
    )
    if work.orm.scalar(query) != len(set(ids)):
        raise not_found()
