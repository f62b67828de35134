"""Moving a board to a stage: what goes with it, whoever asks for it."""

from facilitation.commands.boards.focus import check_focus
from facilitation.commands.boards.showing import keep_all_shown
from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.store.boards import Board


def bring_to_stage(work: Work, board: Board, stage: str) -> None:
    """Set a board's stage. Nothing that was written is lost; a reveal shows every note."""
    work.change(board, stage=stage, hides_text=boards.hides_text_at(stage, board.hides_text))
    keep_all_shown(work, board)
    check_focus(work, board)
