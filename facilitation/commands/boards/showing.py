"""What everybody has been shown of a board: each note keeps its text as it last stood open to all.

It is what documents and counts go by, so that a reveal stays one, also on a board that goes back to private
writing, and what somebody changes there in private stays theirs. Nobody takes it back by `undo`. A reveal of
the whole board is in commands/sessions/staging.py.
"""

from facilitation.domain.visibility import text_is_open
from facilitation.store.boards import Note


def keep_shown(note: Note) -> None:
    """After a note was changed or came back: if everybody may read it now, this is what they were shown."""
    if text_is_open(note.board, note):
        note.shown_text = note.text
