"""What somebody who leads hides leaves the minutes at once that are still corrected, for their readers too.

Minutes that are approved stay as they were given out. Once it is shown again, the data offer it as anything
else that is new.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.commands.names_in_undo import ON_MINUTES, forget_steps
from facilitation.commands.work import Work
from facilitation.domain.boards import beginning
from facilitation.domain.documents import block_from_json
from facilitation.domain.minutes import APPROVED, without_points
from facilitation.domain.points import carried
from facilitation.store.boards import Board, Note
from facilitation.store.minutes import Minutes, MinutesBlock

#: The blocks that may say a note again by its words alone: the picture of votes, and what else is as strong.
_BY_WORDS = ("glance:votes", "glance:clusters")


def leave_minutes(work: Work, session: int, of: str, text: str) -> None:
    """Take out of a session's open minutes the passages and points made from a row, `of` such as "note:12".

    `text` is what it said. What `minutes.undo` keeps of it goes as well.
    """
    query = select(Minutes).where(Minutes.session_id == session, Minutes.status != APPROVED)
    minutes = work.orm.scalars(query).one_or_none()
    if minutes is not None:
        _leave(work, minutes, of, text)


def leave_reopened(work: Work, minutes: Minutes) -> None:
    """The same for all that was hidden while the minutes were approved, and stayed as it was given out."""
    query = select(Note).join(Board).where(Board.session_id == minutes.session_id, Note.hidden)
    for note in work.orm.scalars(query.order_by(Note.id)).all():
        _leave(work, minutes, f"note:{note.id}", note.shown_text or note.text)


def _leave(work: Work, minutes: Minutes, of: str, text: str) -> None:
    touched = set()
    query = select(MinutesBlock).where(MinutesBlock.minutes_id == minutes.id, MinutesBlock.removed.is_(False))
    for block in work.orm.scalars(query.order_by(MinutesBlock.id)).all():
        columns = {name: getattr(block, name) for name in ("content", "drafted", "fresh")}
        left = {name: without_points(value, of) for name, value in columns.items()}
        said_again = block.key.startswith(_BY_WORDS) and any(says(value, text) for value in left.values())
        said_again = said_again or _is_its_title(left["content"], text)
        if block.key == of or block.key.startswith(f"{of}/") or left["content"] is None or said_again:
            block.removed = True
            touched.add(block.id)
            continue
        if left != columns:
            touched.add(block.id)
        if block.points_left_out and left["content"] != columns["content"]:
            # Points are named by their places: those that were left out stay so where they stand now.
            before, after = (block_from_json(one["content"]) for one in (columns, left))
            block.points_left_out = carried(before, after, block.points_left_out) or None
        for name, value in left.items():
            if value != columns[name]:
                setattr(block, name, value)

    def tells_it(row: int, _: str, value: Any) -> bool:
        # What somebody wrote over is kept by its words alone, which may be those of an earlier wording.
        return row in touched or bool(without_points(value, of) != value) or says(value, text)

    forget_steps(work, minutes.programme_id, ON_MINUTES, tells_it)


def _is_its_title(content: Any, text: str) -> bool:
    """Whether a passage is the heading of a cluster that nobody has named."""
    return content is not None and content["type"] == "heading" and content["text"] == beginning(text) != ""


def says(content: Any, text: str) -> bool:
    """Whether these words, or as many of them as the first page has room for, stand in plain data."""
    if isinstance(content, dict):
        return any(says(value, text) for value in content.values())
    if isinstance(content, list):
        return any(says(value, text) for value in content)
    start = " ".join(text.split())[:20]
    return isinstance(content, str) and bool(start) and start in content
