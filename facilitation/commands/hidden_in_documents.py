"""Drafts that say what somebody who leads has hidden are withdrawn at once, and made anew without it.

What was approved stays as it was given out.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from facilitation.commands.hidden_in_minutes import says
from facilitation.commands.work import Work
from facilitation.store.boards import Note
from facilitation.store.documents import DocumentRow, Rendering

MINUTES, TRANSFER_PLAN = "minutes", "transfer_plan"


def withdraw_drafts(work: Work, note: Note) -> None:
    """Of the note's session: the drafts of minutes that the worker made by itself, and transfer plans."""
    query = select(DocumentRow).where(
        DocumentRow.session_id == note.board.session_id,
        DocumentRow.kind.in_((MINUTES, TRANSFER_PLAN)),
        DocumentRow.status == "draft",
    )
    words = note.shown_text or note.text
    told = [one for one in work.orm.scalars(query.order_by(DocumentRow.id)) if says(one.content, words)]
    anew = {(one.kind, one.canvas_id): one for one in told}
    ids = [one.id for one in told]
    work.orm.execute(delete(Rendering).where(Rendering.document_id.in_(ids)))
    work.orm.execute(delete(DocumentRow).where(DocumentRow.id.in_(ids)))
    for kind, canvas in anew:
        asked = {"session": note.board.session_id} | ({"canvas": canvas} if canvas is not None else {})
        work.job(f"{kind}.draft", asked)
