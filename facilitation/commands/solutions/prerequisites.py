"""Handlers of the prerequisites on a canvas: answer, add, reword, order, take away, bring back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select

from facilitation.commands.placing import room_at
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.solutions.open_canvas import require_open_canvas
from facilitation.commands.solutions.taking_over import BUILT_UPON, UNANSWERED
from facilitation.commands.work import Work
from facilitation.domain import canvases
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.replication import NOT_SAID
from facilitation.store.canvases import Canvas, CanvasPrerequisite


class Answer(msgspec.Struct):
    """Changes what is named: `answer` is one of domain/canvases.ANSWERS, `due` None takes the day away.

    `was` is the owner that the writer began from: it is a conflict where others named one meanwhile.
    """

    prerequisite: int
    answer: str | UnsetType = UNSET
    owner: str | UnsetType = UNSET
    was: str | UnsetType = UNSET
    due: dt.date | None | UnsetType = UNSET


class AddPrerequisite(msgspec.Struct):
    canvas: int
    text: str
    kind: str = NOT_SAID
    language: str | None = None


class ChangePrerequisite(msgspec.Struct):
    """Changes what is named.

    `was` is the text that the writer began from: what others wrote meanwhile stays then, or it is a conflict.
    """

    prerequisite: int
    text: str | UnsetType = UNSET
    was: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    language: str | None = None


class MovePrerequisite(msgspec.Struct):
    """`before`: the one that it is put before; without one it comes last."""

    prerequisite: int
    before: int | None = None


class ThePrerequisite(msgspec.Struct):
    prerequisite: int


def answer_prerequisite(work: Work, one: CanvasPrerequisite, payload: Answer) -> dict[str, Any]:
    """Say whether the receiving city has it, can get it or misses it, who sees to it, and by when."""
    _require_there(work, one)
    changes: dict[str, Any] = {}
    if payload.answer is not UNSET:
        changes["answer"] = canvases.require_answer(payload.answer)
    if payload.owner is not UNSET:
        was = one.owner if payload.was is UNSET else payload.was
        changes["owner"] = canvases.owner_after(was, one.owner, payload.owner)
    if payload.due is not UNSET:
        changes["due"] = canvases.kept_day(payload.due)
    if any(getattr(one, name) != value for name, value in changes.items()):
        work.change(one, answer_simulated=work.actor.simulated, **changes)
    return {"prerequisite": one}


def add_prerequisite(work: Work, canvas: Canvas, payload: AddPrerequisite) -> dict[str, Any]:
    """Add a prerequisite that the practice doesn't name; it stands on this canvas only."""
    require_open_canvas(work, canvas)
    text, kind = canvases.clean_prerequisite(payload.text), canvases.require_kind(payload.kind)
    present = _there(work, canvas)
    if len(present) >= canvases.PREREQUISITES_MOST:
        raise Refused(
            "too_large",
            N_("A canvas has at most %(most)s prerequisites."),
            field="text",
            most=canvases.PREREQUISITES_MOST,
        )
    one = CanvasPrerequisite(
        board=canvas.board,
        canvas=canvas,
        position=sum(room_at(work, present, len(present))),
        text=text,
        language=language_here(work, canvas.session_id, payload.language),
        kind=kind,
        simulated=work.actor.simulated,
        **UNANSWERED,
        created_at=work.now,
    )
    work.add(one)
    work.expect(one, *BUILT_UPON)
    return {"prerequisite": one}


def change_prerequisite(work: Work, one: CanvasPrerequisite, payload: ChangePrerequisite) -> dict[str, Any]:
    """Word it otherwise for this canvas, or say of which kind it is; the practice's own page stays."""
    _require_there(work, one)
    changes: dict[str, Any] = {}
    if payload.kind is not UNSET:
        changes["kind"] = canvases.require_kind(payload.kind)
    if payload.text is not UNSET:
        was = one.text if payload.was is UNSET else payload.was
        text = canvases.prerequisite_after(was, one.text, payload.text)
        if text != one.text:
            language = language_here(work, one.canvas.session_id, payload.language)
            changes |= {"text": text, "language": language, "simulated": work.actor.simulated}
    work.change(one, **changes)
    return {"prerequisite": one}


def move_prerequisite(work: Work, one: CanvasPrerequisite, payload: MovePrerequisite) -> dict[str, Any]:
    """Put it before another of the same canvas, or last."""
    _require_there(work, one)
    others = [other for other in _there(work, one.canvas) if other.id != one.id]
    place = len(others)
    if payload.before is not None:
        place = next((at for at, other in enumerate(others) if other.id == payload.before), -1)
        if place < 0:
            raise Refused("invalid", N_("This prerequisite is not on the canvas."), field="before")
    work.change(one, position=sum(room_at(work, others, place)))
    return {"prerequisite": one}


def remove_prerequisite(work: Work, one: CanvasPrerequisite, payload: ThePrerequisite) -> dict[str, Any]:
    """Take it off this canvas; the practice's own page stays."""
    _require_there(work, one)
    work.change(one, removed=True)
    return {"prerequisite": one}


def restore_prerequisite(work: Work, one: CanvasPrerequisite, payload: ThePrerequisite) -> dict[str, Any]:
    """Bring it back with its answer."""
    require_open_canvas(work, one.canvas)
    work.change(one, removed=False)
    return {"prerequisite": one}


def _require_there(work: Work, one: CanvasPrerequisite) -> None:
    if one.removed:
        raise not_found()
    require_open_canvas(work, one.canvas)


def _there(work: Work, canvas: Canvas) -> list[CanvasPrerequisite]:
    query = select(CanvasPrerequisite).where(
        CanvasPrerequisite.canvas_id == canvas.id, CanvasPrerequisite.removed.is_(False)
    )
    return list(work.orm.scalars(query.order_by(CanvasPrerequisite.position, CanvasPrerequisite.id)))
