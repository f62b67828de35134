"""What everybody has been shown of a board: each note keeps its text as it last stood open to all.

It is what documents and counts go by, so that a reveal stays one, also on a board that goes back to private
writing, and what somebody changes there in private stays theirs. Nobody takes it back by `undo`.
"""

from sqlalchemy import and_

from facilitation.commands.work import Work
from facilitation.domain.visibility import text_is_hidden, text_is_open
from facilitation.store.boards import Board, Note


def keep_shown(note: Note) -> None:
    """After a note was changed or came back: if everybody may read it now, this is what they were shown."""
    if text_is_open(note.board, note):
        note.shown_text = note.text


def keep_all_shown(work: Work, board: Board) -> None:
    """After the board's stage has changed: a reveal shows every note that is neither hidden nor removed."""
    if text_is_hidden(board):
        return
    there = and_(Note.board_id == board.id, Note.removed.is_(False), Note.hidden.is_(False))
    changed = Note.shown_text.is_distinct_from(Note.text)
    work.orm.change_unseen(Note, and_(there, changed), shown_text=Note.text)
