"""Drafts documents of a session: assembled by a query, rendered into every format, stored by a command."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from facilitation.commands.documents import agendas as agendas_of
from facilitation.commands.documents import annexes
from facilitation.commands.documents.documents import digest
from facilitation.domain.documents import Document, from_json, to_json
from facilitation.exports.documents.render import FORMATS, render
from facilitation.jobs.work import Context
from facilitation.queries.documents.agendas import agenda, agendas
from facilitation.queries.documents.annex import annex
from facilitation.queries.documents.minutes import minutes, next_version, next_version_of_programme
from facilitation.queries.documents.sign_in import sign_in_sheet
from facilitation.queries.documents.transfer_plans import transfer_plan
from facilitation.queries.sessions.overviews import sessions_for_agendas
from facilitation.store.canvases import Canvas
from facilitation.store.documents import DocumentRow
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.translations import say, say_message


def draft_minutes(context: Context, payload: dict[str, Any], job_id: int) -> None:
    _draft(context, payload["session"], job_id, "minutes", minutes)


def draft_agenda(context: Context, payload: dict[str, Any], job_id: int) -> None:
    language = payload.get("language")

    assemble = partial(agenda, language=language)
    _draft(context, payload["session"], job_id, "agenda", assemble, language)


def draft_agendas(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """The agendas of several sessions, or of all that are still to come, in one document."""
    language, now = payload["language"], context.clock()

    def translate(text: str) -> str:
        return say(text, language)

    with context.database.reading() as orm:
        programme = orm.get_one(Programme, context.programme)
        chosen = sessions_for_agendas(orm, programme, payload["sessions"], now)
        version = next_version_of_programme(orm, programme, agendas_of.KIND, DocumentRow)
        document = agendas(orm, programme, chosen, now, translate, version, language)
    about = [session.id for session in chosen]
    context.store("agendas.store", job_id, {"sessions": about, **_kept(document, language)})


def draft_annex(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """The list of the programme's events, which nobody needs to type."""
    language, now = payload["language"], context.clock()

    def translate(text: str) -> str:
        return say(text, language)

    with context.database.reading() as orm:
        programme = orm.get_one(Programme, context.programme)
        version = next_version_of_programme(orm, programme, annexes.KIND, DocumentRow)
        document = annex(orm, programme, now, translate, version, language)
    context.store("annex.store", job_id, {"sessions": [], **_kept(document, language)})


def draft_transfer_plan(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """The transfer plan of a canvas, in the language of whoever asked for it."""
    with context.database.reading() as orm:
        canvas = orm.get(Canvas, payload["canvas"])
        if canvas is None or canvas.removed or canvas.board.removed:
            return
        language = payload.get("language") or canvas.session.language

        def translate(text: str) -> str:
            return say(text, language)

        versions = select(DocumentRow.version).where(DocumentRow.canvas_id == canvas.id)
        version = max(orm.scalars(versions), default=0) + 1
        document = transfer_plan(orm, canvas, context.clock(), translate, version, language)
    kept = {"canvas": payload["canvas"], "status": document.status, **_kept(document, language)}
    context.store("plan.store", job_id, kept)


def draft_sign_in(context: Context, payload: dict[str, Any], job_id: int) -> None:
    _draft(context, payload["session"], job_id, "sign_in", sign_in_sheet)


def _draft(
    context: Context,
    session_id: int,
    job_id: int,
    kind: str,
    assemble: Callable[..., Document],
    chosen: str | None = None,
) -> None:
    """In the `chosen` language, or else the session's own."""
    with context.database.reading() as orm:
        session = orm.get(Session, session_id)
        if session is None or session.removed:
            return
        language = chosen or session.language

        def translate(text: str) -> str:
            return say(text, language)

        version = next_version(orm, session, kind, DocumentRow)
        document = assemble(orm, session, context.clock(), translate, version)
    kept = {"session": session_id, "kind": kind, **_kept(document, language)}
    context.store("document.store", job_id, kept)


def render_again(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Make the files of a document anew from its content."""
    with context.database.reading() as orm:
        row = orm.get(DocumentRow, payload["document"])
        if row is None:
            return
        content, language = row.content, row.language
    files = _files(from_json(content), language)
    renewed = {"document": payload["document"], "digest": digest(content), "renderings": files}
    context.store("document.renew", job_id, renewed)


def _kept(document: Document, language: str) -> dict[str, Any]:
    """What every command that keeps a document is told of it."""
    return {
        "title": document.title,
        "language": language,
        "simulated": document.simulated,
        "content": to_json(document),
        "renderings": _files(document, language),
    }


def _files(document: Document, language: str) -> list[dict[str, Any]]:
    """The document in every format, as a command takes it."""

    def translate(text: str) -> str:
        return say(text, language)

    renderings = [(format, render(document, format, translate)) for format in FORMATS]
    return [
        {
            "format": format,
            "media_type": rendering.media_type,
            "file_name": rendering.file_name,
            "remarks": [say_message(remark, language) for remark in rendering.remarks],
            "body": base64.b64encode(rendering.content).decode(),
        }
        for format, rendering in renderings
    ]
