"""Handlers of what the facilitator shows to everybody: a note, a cluster, an area, or the heat-map."""

from typing import Any

import msgspec

from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.visibility import text_is_hidden
from facilitation.store.boards import Area, Board, Cluster, Note

_MODELS: dict[str, type[Note] | type[Cluster] | type[Area]] = {
    "note": Note,
    "cluster": Cluster,
    "area": Area,
}


class ShowToAll(msgspec.Struct):
    board: int
    on: str | None = None


def show_to_all(work: Work, board: Board, payload: ShowToAll) -> dict[str, Any]:
    """Let everybody look at one thing, or (`on` null) no longer.

    Only what everybody may see can be shown: no hidden note, nothing of a board before its reveal.
    """
    if payload.on is not None:
        _require_shown(work, board, payload.on)
    work.change(board, focus=payload.on)
    return {"on": payload.on}


def leave_focus(work: Work, row: Note | Cluster) -> None:
    """What is gone or hidden is not shown any longer."""
    kind = "note" if isinstance(row, Note) else "cluster"
    if row.board.focus == f"{kind}:{row.id}":
        work.change(row.board, focus=None)


def check_focus(work: Work, board: Board) -> None:
    """Take away a focus that may not be shown any longer, after a change that can bring this about."""
    if board.focus is None:
        return
    try:
        _require_shown(work, board, board.focus)
    except Refused:
        work.change(board, focus=None)


def _require_shown(work: Work, board: Board, on: str) -> None:
    kind, row_id = boards.focus_target(on)
    if kind == boards.HEAT:
        if text_is_hidden(board):
            raise Refused("closed", N_("Reveal the notes first."))
        return
    row: Any = work.orm.get(_MODELS[kind], row_id)
    if row is None or row.board_id != board.id or getattr(row, "removed", False):
        raise not_found()
    if kind != "area" and text_is_hidden(board):
        raise Refused("closed", N_("Reveal the notes first."))
    if getattr(row, "hidden", False):
        raise Refused("conflict", N_("This note is hidden. Show it again first."), field="on")
