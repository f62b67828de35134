"""Handlers of notes: post, edit, move, remove, hide, restore."""

import msgspec

from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.boards import Area, Board, Note


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


def post_note(work: Work, board: Board, payload: PostNote) -> dict:
    """Write a note on the board under the actor's name and city as they are now."""
    actor = work.actor
    boards.require_open(boards.POSTING, stage=board.stage, locked=board.locked, leads=actor.leads)
    text = boards.clean_note(payload.text)
    area = area_of(board, payload.area)
    if board.notes_made >= boards.NOTES_PER_BOARD:
        raise Refused(
            "too_large", N_("The board is full: it holds %(limit)s notes."), limit=boards.NOTES_PER_BOARD
        )
    board.notes_made += 1
    note = Note(
        board=board,
        area_id=area.id,
        seat_id=actor.seat,
        text=text,
        author=actor.name,
        city=actor.city,
        language=payload.language,
        position=next_position(work, board),
        hidden=False,
        removed=False,
        simulated=actor.simulated,
        created_at=work.now,
    )
    return {"note": work.add(note)}


def edit_note(work: Work, note: Note, payload: EditNote) -> dict:
    """Change the text of a note."""
    _require_posting(work, note)
    work.change(note, text=boards.clean_note(payload.text))
    return {"note": note}


def move_note(work: Work, note: Note, payload: MoveNote) -> dict:
    """Put a note into an area, at a position among the others there (to the end without one)."""
    _require_present(note)
    action = boards.GROUPING if note.seat_id != work.actor.seat else boards.POSTING
    boards.require_open(action, stage=note.board.stage, locked=note.board.locked, leads=work.actor.leads)
    area = area_of(note.board, payload.area)
    position = payload.position if payload.position is not None else next_position(work, note.board)
    work.change(
        note,
        area_id=area.id,
        position=position,
        cluster_id=None if area.id != note.area_id else note.cluster_id,
    )
    return {"note": note}


def remove_note(work: Work, note: Note, payload: TheNote) -> dict:
    """Take a note away; `undo` and, for facilitators, `note.restore` bring it back."""
    _require_posting(work, note)
    work.change(note, removed=True)
    return {"note": note}


def hide_note(work: Work, note: Note, payload: TheNote) -> dict:
    """Hide a note from everybody but facilitators."""
    _require_present(note)
    work.change(note, hidden=True)
    return {"note": note}


def restore_note(work: Work, note: Note, payload: TheNote) -> dict:
    """Bring back a hidden or removed note."""
    work.change(note, hidden=False, removed=False)
    return {"note": note}


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
    _require_present(note)
    boards.require_open(
        boards.POSTING, stage=note.board.stage, locked=note.board.locked, leads=work.actor.leads
    )


def _require_present(note: Note) -> None:
    if note.removed:
        raise not_found()
