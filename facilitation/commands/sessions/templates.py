"""A programme's own session templates: kept from a session, named anew, taken away and brought back."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.sessions.furnishing import as_template
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.board_templates import to_json
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.texts import clean_optional
from facilitation.store.session_templates import SessionTemplate
from facilitation.store.sessions import Session

DESCRIPTION_LENGTH = 300
#: More could not be chosen from any more.
TEMPLATES_MOST = 100


class KeepTemplate(msgspec.Struct):
    """`type`: the type of session that it is for; the session's own without one, "" for any."""

    session: int
    title: str
    description: str = ""
    type: str | None = None


class ChangeTemplate(msgspec.Struct):
    """Changes what is named."""

    template: int
    title: str | None = None
    description: str | None = None
    type: str | None = None


class TheTemplate(msgspec.Struct):
    template: int


def keep_template(work: Work, session: Session, payload: KeepTemplate) -> dict[str, Any]:
    """Keep a session's blocks with their empty boards for other sessions: no notes, no names, no hours."""
    if not session.blocks:
        raise Refused("conflict", N_("This session has no parts to keep."))
    kept = select(func.count()).where(
        SessionTemplate.programme_id == work.programme, SessionTemplate.removed_at.is_(None)
    )
    if (work.orm.scalar(kept) or 0) >= TEMPLATES_MOST:
        raise Refused(
            "too_large",
            N_("A programme keeps at most %(most)s templates of its own."),
            field="title",
            most=TEMPLATES_MOST,
        )
    template = SessionTemplate(
        programme_id=work.programme,
        type=_type(session.type if payload.type is None else payload.type),
        title=_title(payload.title),
        description=_description(payload.description),
        language=session.language,
        blocks=[to_json(as_template(work, block)) for block in session.blocks],
        created_at=work.now,
    )
    return {"template": work.add(template)}


def change_template(work: Work, template: SessionTemplate, payload: ChangeTemplate) -> dict[str, Any]:
    """Name or describe a template anew; sessions that were made from it stay as they are."""
    named = {}
    if payload.title is not None:
        named["title"] = _title(payload.title)
    if payload.description is not None:
        named["description"] = _description(payload.description)
    if payload.type is not None:
        named["type"] = _type(payload.type)
    work.change(template, **named)
    return {"template": template}


def remove_template(work: Work, template: SessionTemplate, payload: TheTemplate) -> dict[str, Any]:
    """Offer a template no more; `template.restore` brings it back."""
    if template.removed_at is None:
        work.change(template, removed_at=work.now)
    return {"template": template}


def restore_template(work: Work, template: SessionTemplate, payload: TheTemplate) -> dict[str, Any]:
    """Offer a template again."""
    work.change(template, removed_at=None)
    return {"template": template}


def _title(text: str) -> str:
    return clean_name(text, "title", sessions.TITLE_LENGTH)


def _description(text: str) -> str:
    return clean_optional(text, field="description", limit=DESCRIPTION_LENGTH)


def _type(key: str) -> str:
    if key and key not in sessions.TYPES:
        raise Refused("invalid", N_("Choose a type of session."), field="type")
    return key
