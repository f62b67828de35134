"""Reads the canvases of a whole programme: all of them, and what other workshops filled in for the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.store.boards import Note
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class ListedCanvas:
    """A canvas of some session with how much stands on it: notes, and answers to how many prerequisites."""

    canvas: Canvas
    notes: int
    answered: int
    prerequisites: int

    @property
    def is_filled(self) -> bool:
        return bool(self.notes or self.answered or self.canvas.scope)


def all_canvases(orm: OrmSession, viewer: Viewer) -> list[ListedCanvas]:
    """The canvases of all sessions of the programme, the latest session first; `Refused` for guests.

    Those of rehearsals stand in their own session only.
    """
    if viewer.session is not None:
        raise not_found()
    query = (
        select(Canvas)
        .join(Session, Canvas.session_id == Session.id)
        .where(
            Session.programme_id == viewer.programme,
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Canvas.removed.is_(False),
        )
        .options(joinedload(Canvas.session), joinedload(Canvas.city))
        .order_by(Session.date.is_(None), Session.date.desc(), Session.id.desc(), Canvas.id)
    )
    return _counted(orm, orm.scalars(query).all())


def in_other_workshops(
    orm: OrmSession, viewer: Viewer, session: Session
) -> dict[tuple[int, int], list[ListedCanvas]]:
    """What is filled in for the same in other sessions than this: by the ids of practice and receiving city.

    Nothing for guests, who know of no other session.
    """
    found: dict[tuple[int, int], list[ListedCanvas]] = {}
    if viewer.session is not None:
        return found
    for one in all_canvases(orm, viewer):
        if one.is_filled and one.canvas.session_id != session.id:
            found.setdefault((one.canvas.practice_id, one.canvas.city_id), []).append(one)
    return found


def chosen(listed: Iterable[ListedCanvas], wanted: list[int]) -> list[Canvas]:
    """The canvases with the wanted ids, in the order in which they are wanted; others are left out."""
    by_id = {one.canvas.id: one.canvas for one in listed}
    return [by_id[number] for number in dict.fromkeys(wanted) if number in by_id]


def _counted(orm: OrmSession, canvases: Iterable[Canvas]) -> list[ListedCanvas]:
    rows = list(canvases)
    boards, ids = [one.board_id for one in rows], [one.id for one in rows]
    counting = (
        select(Note.board_id, func.count())
        .where(Note.board_id.in_(boards), Note.removed.is_(False), Note.hidden.is_(False))
        .group_by(Note.board_id)
    )
    notes = {board: count for board, count in orm.execute(counting)}
    asking = (
        select(
            CanvasPrerequisite.canvas_id, func.count(), func.count(func.nullif(CanvasPrerequisite.answer, ""))
        )
        .where(CanvasPrerequisite.canvas_id.in_(ids), CanvasPrerequisite.removed.is_(False))
        .group_by(CanvasPrerequisite.canvas_id)
    )
    answers = {canvas: (every, answered) for canvas, every, answered in orm.execute(asking)}
    found = []
    for one in rows:
        every, answered = answers.get(one.id, (0, 0))
        found.append(ListedCanvas(one, notes.get(one.board_id, 0), answered, every))
    return found
