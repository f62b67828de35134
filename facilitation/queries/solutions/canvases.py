"""Reads the canvases of a session: what the practice tells, what was answered, what holds a plan up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.canvases import FIELDS, holds_up, kept_facts, plan_status
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.boards.harvest import HarvestedNote, of_board
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.sessions import Session
from facilitation.store.told import told_of


@dataclass(frozen=True, slots=True)
class CanvasRead:
    """A canvas with what came of it, as documents may tell it.

    `notes` by the keys of domain/canvases.FIELDS, as everybody was last shown them. `held_up` are the
    prerequisites that keep the plan a draft, `unanswered` how many nobody has answered.
    """

    canvas: Canvas
    prerequisites: list[CanvasPrerequisite]
    notes: dict[str, list[HarvestedNote]]

    @property
    def facts(self) -> dict[str, Any]:
        return self.canvas.facts

    @property
    def held_up(self) -> list[CanvasPrerequisite]:
        return [one for one in self.prerequisites if holds_up(one)]

    @property
    def unanswered(self) -> int:
        return sum(not one.answer for one in self.prerequisites)

    @property
    def empty(self) -> list[str]:
        """The fields in which nobody wrote anything, by their keys in domain/canvases.FIELDS."""
        return [key for key in FIELDS if not self.notes.get(key)]

    @property
    def status(self) -> str:
        """DRAFT or IN_REVIEW, of domain/canvases."""
        return plan_status(self.canvas.scope, self.prerequisites)

    @property
    def is_simulated(self) -> bool:
        """Whether simulated people said anything on it."""
        written = (note.simulated for notes in self.notes.values() for note in notes)
        answered = (one.simulated or one.answer_simulated for one in self.prerequisites)
        return self.canvas.simulated or self.facts["simulated"] or any(written) or any(answered)


def canvases_of(orm: OrmSession, session: Session) -> list[Canvas]:
    """The canvases of a session that stand, in the order in which they were opened."""
    query = select(Canvas).where(Canvas.session_id == session.id, Canvas.removed.is_(False))
    return list(orm.scalars(query.order_by(Canvas.id)))


def canvas_for(orm: OrmSession, viewer: Viewer, session: Session, canvas_id: int) -> Canvas:
    """A canvas of a session that the viewer has found; `Refused` not_found for any other."""
    canvas = orm.get(Canvas, canvas_id)
    if canvas is None or canvas.removed or canvas.session_id != session.id:
        raise not_found()
    viewer.require_entry(canvas.session_id)
    return canvas


def removed_canvases(orm: OrmSession, viewer: Viewer, session: Session) -> list[Canvas]:
    """Those that were removed, and that this viewer may bring back."""
    query = select(Canvas).where(Canvas.session_id == session.id, Canvas.removed.is_(True))
    found = orm.scalars(query.order_by(Canvas.id))
    return [canvas for canvas in found if viewer.leads or viewer.city == canvas.receiver]


def read_canvas(orm: OrmSession, canvas: Canvas) -> CanvasRead:
    """A canvas with its prerequisites in their order and its notes by field."""
    query = select(CanvasPrerequisite).where(
        CanvasPrerequisite.canvas_id == canvas.id, CanvasPrerequisite.removed.is_(False)
    )
    rows = orm.scalars(query.order_by(CanvasPrerequisite.position, CanvasPrerequisite.id))
    titles = {area.id: area.title for area in canvas.board.areas}
    keys = {titles[area]: key for key, area in canvas.fields.items() if area in titles}
    harvest = of_board(orm, canvas.board)
    notes: dict[str, list[HarvestedNote]] = {}
    for note in [*(note for cluster in harvest.clusters for note in cluster.notes), *harvest.loose]:
        if note.area in keys:
            notes.setdefault(keys[note.area], []).append(note)
    return CanvasRead(canvas, list(rows), notes)


def tells_more(orm: OrmSession, canvas: Canvas) -> bool:
    """Whether the practice tells something else by now than what stands on the canvas."""
    return kept_facts(canvas.practice, told_of(orm, canvas.practice)) != canvas.facts
