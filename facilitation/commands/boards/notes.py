"""Handlers of notes: post, edit, move, remove, hide, restore."""

from typing import Any

import msgspec

from facilitation.commands.boards.consequences import drop_if_empty, note_back, note_gone
from facilitation.commands.boards.focus import leave_focus
from facilitation.commands.boards.showing import keep_shown
from facilitation.commands.hidden_in_documents import withdraw_drafts
from facilitation.commands.hidden_in_minutes import leave_minutes
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.sessions import ENDED
from facilitation.domain.visibility import text_is_hidden
from facilitation.store.boards import Area, Board, Cluster, Note
from facilitation.store.sessions import Session


class PostNote(msgspec.Struct):
    board: int
    area: int
    text: str
    language: str | None = None


class EditNote(msgspec.Struct):
    note: int
    text: str


class MoveNote(msgspec.Struct):
    note: int
    area: int
    position: float | None = None


class TheNote(msgspec.Struct):
    note: int


def post_note(work: Work, board: Board, payload: PostNote) -> dict[str, Any]:
    """Write a note on the board under the actor's name and city as they are now."""
    actor = work.actor
    boards.require_open(boards.POSTING, stage=board.stage, locked=board.locked, leads=actor.leads)
    text = boards.clean_note(payload.text)
    area = area_of(board, payload.area)
    if board.notes_made >= work.notes_per_board:
        raise Refused(
            "too_large", N_("The board is full: it holds %(limit)s notes."), limit=work.notes_per_board
        )
    work.orm.count(board, notes_made=board.notes_made + 1)
    note = work.insert(
        Note,
        board,
        area_id=area.id,
        seat_id=actor.seat,
        text=text,
        shown_text=None if text_is_hidden(board) else text,
        author=actor.name,
        city=actor.city,
        language=language_here(work, board.session_id, payload.language),
        position=next_position(work, board),
        simulated=actor.simulated,
        created_at=work.now,
    )
    return {"note": note}


def edit_note(work: Work, note: Note, payload: EditNote) -> dict[str, Any]:
    """Change the text of a note."""
    _require_posting(work, note)
    work.change(note, text=boards.clean_note(payload.text))
    keep_shown(note)
    return {"note": note}


def move_note(work: Work, note: Note, payload: MoveNote) -> dict[str, Any]:
    """Put a note into an area, at a position among the others there (to the end without one)."""
    require_present(work, note)
    action = boards.GROUPING if note.seat_id != work.actor.seat else boards.POSTING
    boards.require_open(action, stage=note.board.stage, locked=note.board.locked, leads=work.actor.leads)
    area = area_of(note.board, payload.area)
    position = payload.position if payload.position is not None else next_position(work, note.board)
    left = work.orm.get(Cluster, note.cluster_id) if note.cluster_id is not None else None
    if left is not None and not left.removed and left.area_id == area.id:
        work.change(note, position=position)  # within its cluster, which lies there: it keeps its own area
    else:
        work.change(note, area_id=area.id, position=position, cluster_id=None)
        drop_if_empty(work, left.id if left else None)
    return {"note": note}


def remove_note(work: Work, note: Note, payload: TheNote) -> dict[str, Any]:
    """Take a note away; `undo` and, for facilitators, `note.restore` bring it back."""
    _require_posting(work, note)
    work.change(note, removed=True)
    leave_focus(work, note)
    note_gone(work, note)
    return {"note": note}


def hide_note(work: Work, note: Note, payload: TheNote) -> dict[str, Any]:
    """Hide a note from everybody but facilitators."""
    require_present(work, note)
    work.change(note, hidden=True)
    leave_focus(work, note)
    note_gone(work, note)
    leave_minutes(work, note.board.session_id, f"note:{note.id}", note.shown_text or note.text)
    withdraw_drafts(work, note)
    return {"note": note}


def restore_note(work: Work, note: Note, payload: TheNote) -> dict[str, Any]:
    """Bring back a hidden or removed note; after the end only a hidden one, and never an erased one."""
    session = work.orm.get(Session, note.board.session_id) if note.board.session_id is not None else None
    over = session is not None and session.status == ENDED
    erased = note.seat_id is None and not note.text
    if erased or (over and note.removed):
        raise not_found()
    work.change(note, hidden=False, removed=False)
    keep_shown(note)
    note_back(work, note)
    return {"note": note}


def require_present(work: Work, note: Note) -> None:
    """Let pass what the actor may know of: what is hidden is there for facilitators only."""
    if note.removed or (note.hidden and not work.actor.leads):
        raise not_found()


def area_of(board: Board, area_id: int) -> Area:
    """The board's own area of that id."""
    for area in board.areas:
        if area.id == area_id:
            return area
    raise Refused("invalid", N_("This area is not on the board."), field="area")


def next_position(work: Work, board: Board) -> float:
    """A position behind everything there is: the time of the change, in ms, orders late comers last."""
    return work.now.timestamp() * 1000


def _require_posting(work: Work, note: Note) -> None:
    require_present(work, note)
    boards.require_open(
        boards.POSTING, stage=note.board.stage, locked=note.board.locked, leads=work.actor.leads
    )
