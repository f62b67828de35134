"""Who sees to a prerequisite of a canvas: names leave with their people, or go along when seats merge."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select

from facilitation.commands.names_in_undo import forget_steps
from facilitation.commands.work import Work
from facilitation.domain.privacy import means
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.operations import Operation
from facilitation.store.sessions import Session


def forget_owner(work: Work, programme: int, names: Collection[str]) -> set[str]:
    """Take these names from where somebody sees to something; gives them as they stood there.

    Nobody sees to it then: a plan that can't do without it is a draft again. Nor does `undo` bring them back.
    """
    found = set()
    for one in _theirs(work, programme, names):
        found.add(one.owner)
        one.owner = ""
    _forget_steps(work, programme, names)
    return found


def owners_of(work: Work, programme: int, names: Collection[str]) -> set[str]:
    """These names as they stand where somebody sees to something."""
    return {one.owner for one in _theirs(work, programme, names)}


def hand_over_owner(work: Work, programme: int, names: Collection[str], name: str) -> None:
    """What a guest of these names sees to is the member's whose `name` this is."""
    for one in _theirs(work, programme, names):
        one.owner = name
    _forget_steps(work, programme, names)


def _forget_steps(work: Work, programme: int, names: Collection[str]) -> None:
    def names_them(_: int, column: str, value: object) -> bool:
        return column == "owner" and any(means(str(value), name) for name in names)

    forget_steps(work, programme, Operation.name == "prerequisite.answer", names_them)


def _theirs(work: Work, programme: int, names: Collection[str]) -> Iterator[CanvasPrerequisite]:
    query = (
        select(CanvasPrerequisite)
        .join(Canvas, CanvasPrerequisite.canvas_id == Canvas.id)
        .join(Session, Canvas.session_id == Session.id)
        .where(Session.programme_id == programme, CanvasPrerequisite.owner != "")
        .order_by(CanvasPrerequisite.board_id, CanvasPrerequisite.id)
    )
    for one in work.orm.scalars(query).all():
        if any(means(one.owner, name) for name in names):
            yield one
