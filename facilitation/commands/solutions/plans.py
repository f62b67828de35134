"""Handlers of transfer plans: ask for one of a canvas, and keep what the worker made."""

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
from facilitation.domain.canvases import DRAFT, IN_REVIEW, PLAN_KIND
from facilitation.domain.errors import N_, Refused
from facilitation.store.canvases import Canvas
from facilitation.store.documents import DocumentRow


class AskForPlan(msgspec.Struct):
    """`language` is that of the plan's own words; without it the session's."""

    canvas: int
    language: str | None = None


class StorePlan(msgspec.Struct):
    canvas: int
    title: str
    language: str
    status: str
    simulated: bool
    content: dict[str, Any]
    renderings: list[StoredRendering]


def ask_for_plan(work: Work, canvas: Canvas, payload: AskForPlan) -> dict[str, Any]:
    """Ask the worker for the transfer plan of a canvas, from what stands there now."""
    asked: dict[str, Any] = {"session": canvas.session_id, "canvas": canvas.id}
    if payload.language is not None:
        asked["language"] = require_language(payload.language)
    return {"job": work.job(f"{PLAN_KIND}.draft", asked)}


def store_plan(work: Work, canvas: Canvas, payload: StorePlan) -> dict[str, Any]:
    """Keep a new version of a canvas's transfer plan with its renderings."""
    require_current(work, payload.content)
    if payload.status not in (DRAFT, IN_REVIEW):
        raise Refused("invalid", N_("A transfer plan is a draft or in review."), field="status")
    versions = select(func.max(DocumentRow.version)).where(DocumentRow.canvas_id == canvas.id)
    document = DocumentRow(
        programme_id=work.programme,
        session_id=canvas.session_id,
        canvas_id=canvas.id,
        kind=PLAN_KIND,
        title=payload.title,
        language=payload.language,
        version=(work.orm.scalar(versions) or 0) + 1,
        status=payload.status,
        simulated=payload.simulated,
        content=payload.content,
        created_at=work.now,
    )
    document.renderings = files_of(payload.renderings)
    return {"document": work.add(document)}
