"""Handlers of what is left out of minutes, a block or one point of it, and restored."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.documents.minutes_blocks import (
    UNDOABLE,
    blocks_of,
    placed,
    require_there,
    taking_part,
)
from facilitation.commands.work import Work
from facilitation.domain.documents import block_from_json
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.first_page import Passage, told_above
from facilitation.domain.minutes import require_open
from facilitation.domain.minutes_parts import headings_above, is_empty
from facilitation.domain.points import as_read, points_of
from facilitation.store.minutes import MinutesBlock


class LeaveOut(msgspec.Struct):
    """`path` is that of a point of the block (domain/points), None for all of it."""

    block: int
    path: str | None = None


def leave_out(work: Work, block: MinutesBlock, payload: LeaveOut) -> dict[str, Any]:
    """Leave a block, or one point of it, out of the document; it stays here and can be restored.

    It leaves the first page as well, and so do headings that lead to nothing any more.
    """
    require_there(block)
    work.undoable = UNDOABLE
    rows, passages = taking_part(work, block.minutes)
    left = [_leave(work, block, payload.path)]
    for key, path in told_above(passages, block.key, payload.path):
        left.append(_leave(work, rows[key], path))
    by_id = {one.id: one for one in blocks_of(work, block.minutes)}
    for one in left:
        for number in headings_above([placed(row) for row in by_id.values()], one.id):
            if by_id[number].stands and is_empty([placed(row) for row in by_id.values()], number):
                work.change(by_id[number], left_out=True)
    return {"block": block.id}


def _leave(work: Work, block: MinutesBlock, path: str | None) -> MinutesBlock:
    """With its last point the whole block is left out: nothing of it would be read."""
    if path:
        points = _points(block)
        content = block_from_json(block.content)
        if path not in points_of(content):
            raise Refused("conflict", N_("This text is no longer there: somebody has changed the passage."))
        if as_read(content, {*points, path}) is not None:
            work.change(block, points_left_out=[*(one for one in points if one != path), path])
            return block
    work.change(block, left_out=True)
    return block


def restore(work: Work, block: MinutesBlock, payload: LeaveOut) -> dict[str, Any]:
    """Bring back a block or a point that was left out, or a block that was added by hand and removed.

    What the first page told of it comes back too, and so do the headings that went with it.
    """
    require_open(block.minutes.status)
    if block.removed and not block.is_by_hand:
        raise not_found()  # the data say it no longer, or somebody who leads has hidden it
    work.undoable = UNDOABLE
    rows, passages = taking_part(work, block.minutes)
    above = told_above(passages, block.key, payload.path)
    back = [block] + [rows[key] for key, _ in above]
    by_id = {one.id: one for one in blocks_of(work, block.minutes) + ([block] if block.removed else [])}
    order = [placed(one) for one in sorted(by_id.values(), key=lambda one: (one.position, one.id))]
    empty = [
        number
        for one in back
        for number in headings_above(order, one.id)
        if by_id[number].left_out and is_empty(order, number)
    ]
    _bring_back(work, block, payload.path)
    hidden = {place for key, row in rows.items() for place in _hidden_above(passages, key, row)}
    for key, path in above:
        if (key, path) not in hidden:
            _bring_back(work, rows[key], path)
    if block.stands:
        for number in empty:
            work.change(by_id[number], left_out=False)
    return {"block": block.id}


def _bring_back(work: Work, block: MinutesBlock, path: str | None) -> None:
    if path and not block.left_out:
        work.change(block, points_left_out=[one for one in _points(block) if one != path] or None)
        return
    points = [one for one in _points(block) if one != path] or None
    work.change(block, left_out=False, removed=False, points_left_out=points)


def _hidden_above(passages: dict[str, Passage], key: str, row: MinutesBlock) -> list[tuple[str, str]]:
    """Where the first page would tell what is left out of a passage."""
    if row.left_out:
        return told_above(passages, key)
    return [place for path in _points(row) for place in told_above(passages, key, path)]


def _points(block: MinutesBlock) -> list[str]:
    return list(block.points_left_out or ())
