"""What somebody who leads hides leaves the minutes at once that are still corrected, for their readers too.

Minutes that are approved stay as they were given out. Once it is shown again, the data offer it as anything
else that is new.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.commands.names_in_undo import ON_MINUTES, forget_steps
from facilitation.commands.work import Work
from facilitation.domain.documents import block_from_json
from facilitation.domain.minutes import APPROVED, without_points
from facilitation.domain.points import carried
from facilitation.store.minutes import Minutes, MinutesBlock

#: The blocks that may say a note again by its words alone: the picture of votes, and what else is as strong.
_BY_WORDS = ("glance:votes", "glance:clusters")


def leave_minutes(work: Work, session: int, of: str, text: str) -> None:
    """Take out of a session's minutes the passages and points made from a row, `of` such as "note:12".

    `text` is what it said. What `minutes.undo` keeps of it goes as well.
    """
    minutes = work.orm.scalars(
        select(Minutes).where(Minutes.session_id == session, Minutes.status != APPROVED)
    ).one_or_none()
    if minutes is None:
        return
    query = select(MinutesBlock).where(MinutesBlock.minutes_id == minutes.id, MinutesBlock.removed.is_(False))
    for block in work.orm.scalars(query.order_by(MinutesBlock.id)).all():
        columns = {name: getattr(block, name) for name in ("content", "drafted", "fresh")}
        left = {name: without_points(value, of) for name, value in columns.items()}
        said_again = block.key.startswith(_BY_WORDS) and any(_says(value, text) for value in left.values())
        if block.key == of or block.key.startswith(f"{of}/") or left["content"] is None or said_again:
            block.removed = True
            continue
        if block.points_left_out and left["content"] != columns["content"]:
            # Points are named by their places: those that were left out stay so where they stand now.
            before, after = (block_from_json(one["content"]) for one in (columns, left))
            block.points_left_out = carried(before, after, block.points_left_out) or None
        for name, value in left.items():
            if value != columns[name]:
                setattr(block, name, value)

    def tells_it(_: str, value: Any) -> bool:
        # What somebody wrote over is kept by its words alone.
        return bool(without_points(value, of) != value) or _says(value, text)

    forget_steps(work, minutes.programme_id, ON_MINUTES, tells_it)


def _says(content: Any, text: str) -> bool:
    """Whether these words, or as many of them as the first page has room for, stand in plain data."""
    if isinstance(content, dict):
        return any(_says(value, text) for value in content.values())
    if isinstance(content, list):
        return any(_says(value, text) for value in content)
    start = " ".join(text.split())[:20]
    return isinstance(content, str) and bool(start) and start in content
