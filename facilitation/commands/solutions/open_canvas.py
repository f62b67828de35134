"""Whether a canvas takes answers now: as its board takes notes."""

from __future__ import annotations

from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.store.canvases import Canvas


def require_open_canvas(work: Work, canvas: Canvas) -> None:
    """Refuse as closed what is asked of a canvas whose board takes no notes from the actor."""
    board = canvas.board
    boards.require_open(boards.POSTING, stage=board.stage, locked=board.locked, leads=work.actor.leads)
