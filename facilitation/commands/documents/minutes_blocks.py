"""Handlers of the blocks of minutes: their order, and what is added by hand or removed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.placing import room_at
from facilitation.commands.work import Work
from facilitation.domain.documents import block_from_json
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.first_page import Passage, takes_part
from facilitation.domain.minutes import BY_HAND, by_hand, require_open
from facilitation.domain.minutes_parts import (
    DOWN,
    END,
    UP,
    Placed,
    behind,
    level_of,
    part_of,
)
from facilitation.store.minutes import Minutes, MinutesBlock

#: So many blocks may be added by hand.
MOST_BLOCKS = 2_000
UNDOABLE = frozenset({"minutes_blocks"})


class TheBlock(msgspec.Struct):
    block: int


class MoveBlock(msgspec.Struct):
    """`way` is "up", "down" or "end"; or `before` is a block, or `after` (None: at the beginning)."""

    block: int
    after: int | None = None
    before: int | None = None
    way: str = ""


class AddBlock(msgspec.Struct):
    """`kind` is one of domain/minutes.ADDED; `after` as in MoveBlock, left out: at the end."""

    minutes: int
    kind: str
    text: str
    after: int | None = None


class TheMinutes(msgspec.Struct):
    minutes: int


def move(work: Work, block: MinutesBlock, payload: MoveBlock) -> dict[str, Any]:
    """Put a block elsewhere; a heading takes along all that stands beneath it."""
    require_there(block)
    work.undoable = UNDOABLE
    blocks = blocks_of(work, block.minutes)
    rows = [placed(one) for one in blocks]
    part = {row.id for row in part_of(rows, next(at for at, row in enumerate(rows) if row.id == block.id))}
    after = payload.after
    if payload.way:
        after = _behind(rows, block, part, payload.way)
    elif payload.before is not None:
        at = next((number for number, row in enumerate(rows) if row.id == payload.before), None)
        if at is None:
            raise not_found()
        ahead = [row.id for row in rows[:at] if row.id not in part]
        after = ahead[-1] if ahead else None
    within = payload.after if payload.before is None else payload.before
    if not payload.way and within in part and within != block.id:
        raise Refused("conflict", N_("A part can’t be moved into itself."))
    moved = [one for one in blocks if one.id in part]
    if after not in part:
        _put(work, [one for one in blocks if one.id not in part], after, moved)
    return {"block": block.id}


def _behind(rows: list[Placed], block: MinutesBlock, part: set[int], way: str) -> int | None:
    if way == END:
        return next((row.id for row in reversed(rows) if row.id not in part), None)
    if way not in (UP, DOWN):
        raise Refused("invalid", N_("A passage goes up, down or to the end."), field="way")
    if not block.stands:
        raise not_found()
    return behind(rows, block.id, way)


def add(work: Work, minutes: Minutes, payload: AddBlock) -> dict[str, Any]:
    """Add a paragraph, a heading or a decision by hand."""
    require_open(minutes.status)
    blocks = blocks_of(work, minutes)
    if len(blocks) >= MOST_BLOCKS:
        raise Refused("invalid", N_("These minutes have as many passages as they can hold."), field="minutes")
    work.undoable = UNDOABLE
    after = payload.after if payload.after is not None else (blocks[-1].id if blocks else None)
    block = MinutesBlock(
        minutes=minutes,
        key=f"{BY_HAND}{secrets.token_hex(8)}",
        position=_put(work, blocks, after),
        content=by_hand(payload.kind, payload.text, minutes.language),
        removed=False,
    )
    work.add(block)
    work.expect(block, "content")  # it can't be undone once somebody has written in it
    return {"block": block}


def remove(work: Work, block: MinutesBlock, payload: TheBlock) -> dict[str, Any]:
    """Take away a block that was added by hand."""
    require_there(block)
    if not block.is_by_hand:
        raise Refused("conflict", N_("This comes from the session. It can be left out, not deleted."))
    work.undoable = UNDOABLE
    work.change(block, removed=True)
    return {"block": block.id}


def blocks_of(work: Work, minutes: Minutes) -> list[MinutesBlock]:
    """The blocks in their order, also those that are left out or offered; not the removed ones."""
    query = select(MinutesBlock).where(MinutesBlock.minutes_id == minutes.id, MinutesBlock.removed.is_(False))
    return list(work.orm.scalars(query.order_by(MinutesBlock.position, MinutesBlock.id)))


def taking_part(work: Work, minutes: Minutes) -> tuple[dict[str, MinutesBlock], dict[str, Passage]]:
    """The blocks that the first page repeats or that repeat something there, by key, and how they read."""
    rows = {
        block.key: block
        for block in blocks_of(work, minutes)
        if block.drafted is not None and not block.offered and takes_part(block.key)
    }
    return rows, {
        key: Passage(block_from_json(row.drafted), block_from_json(row.content)) for key, row in rows.items()
    }


def require_there(block: MinutesBlock) -> None:
    require_open(block.minutes.status)
    if block.removed:
        raise Refused("conflict", N_("Somebody has taken this passage away. Restore it to go on."))


def placed(block: MinutesBlock) -> Placed:
    """A block in its place among the others."""
    return Placed(block.id, level_of(block_from_json(block.content)), block.stands, block.key)


def _put(
    work: Work, others: list[MinutesBlock], after: int | None, moved: Sequence[MinutesBlock] = ()
) -> float:
    """Put what is moved behind a block, in its order; gives the first position of it, or of something new."""
    index = -1
    if after is not None:
        index = next((number for number, block in enumerate(others) if block.id == after), -1)
        if index < 0:
            raise not_found()
    begins, step = room_at(work, others, index + 1, max(1, len(moved)))
    for number, block in enumerate(moved, 1):
        work.change(block, position=begins + number * step)
    return begins + step
