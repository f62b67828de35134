"""Moving a board to a stage: what goes with it, whether by hand or with the session's steps."""

from sqlalchemy import and_

from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.visibility import text_is_hidden
from facilitation.store.boards import Area, Board, Note


def bring_to_stage(work: Work, board: Board, stage: str) -> None:
    """Set a board's stage. Nothing that was written is lost; a reveal shows every note that is there.

    Where texts are hidden again, nothing of them is shown to everybody any longer.
    """
    work.change(board, stage=stage, hides_text=boards.hides_text_at(stage, board.hides_text))
    if text_is_hidden(board):
        if board.focus is not None and not board.focus.startswith("area:"):
            work.change(board, focus=None)
        return
    there = and_(Note.board_id == board.id, Note.removed.is_(False), Note.hidden.is_(False))
    changed = Note.shown_text.is_distinct_from(Note.text)
    work.orm.change_unseen(Note, and_(there, changed), shown_text=Note.text)


def leave_area(work: Work, area: Area) -> None:
    """An area that is gone is not shown to everybody any longer."""
    if area.board.focus == f"area:{area.id}":
        work.change(area.board, focus=None)
