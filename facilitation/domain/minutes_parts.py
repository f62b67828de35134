"""The parts of minutes: a heading with all that stands beneath it, how a part moves, and when it is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facilitation.domain.documents import Block, Heading
from facilitation.domain.minutes import BY_HAND

UP, DOWN, END = "up", "down", "end"


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage in its place: `level` is a heading's, None of anything else; `key` names what it says."""

    id: int
    level: int | None
    stands: bool
    key: str = ""


def level_of(block: Block) -> int | None:
    return block.level if isinstance(block, Heading) else None


def part_of(rows: Sequence[Placed], at: int) -> Sequence[Placed]:
    """The passage at a place; with a heading that stands, all that is beneath it."""
    level = rows[at].level
    if level is None or not rows[at].stands:
        return rows[at : at + 1]
    end = at + 1
    while end < len(rows) and not _ends(rows, end, level) and _owns(rows[at], rows[end]):
        end += 1
    return rows[at:end]


def _owns(heading: Placed, row: Placed) -> bool:
    """Not what was recorded in a step: it closes the chapter, below the headings of what was written."""
    by_hand = heading.key.startswith(BY_HAND)
    return by_hand or heading.level == 1 or not row.key.startswith("record:")


def _ends(rows: Sequence[Placed], at: int, level: int) -> bool:
    """Whether a part of that level ends before a place: a heading that is out counts if its part is out."""
    here = rows[at].level
    if here is None or here > level:
        return False
    if rows[at].stands:
        return True
    following = next((row for row in rows[at + 1 :] if row.stands), None)
    return following is None or following.level is not None


def behind(rows: Sequence[Placed], id_: int, way: str) -> int | None:
    """Behind which passage one stands that goes UP or DOWN by one; None: at the beginning.

    A heading goes past the part beside its own, at the edge of a larger part into the one next to that.
    """
    standing = [row for row in rows if row.stands]
    at = next(place for place, row in enumerate(standing) if row.id == id_)
    part = len(part_of(standing, at))
    if way == UP:
        place = _above(standing, at)
        return standing[place - 1].id if place else None
    place = _below(standing, at + part, standing[at].level)
    return standing[place - 1].id if place > at + part else standing[at + part - 1].id


def _above(standing: Sequence[Placed], at: int) -> int:
    level = standing[at].level
    if level is None:
        return max(0, at - 1)
    return next((place for place in range(at - 1, -1, -1) if _is_heading(standing[place], level)), 0)


def _below(standing: Sequence[Placed], at: int, level: int | None) -> int:
    """Before which place something stands that goes past what is at a place."""
    if at >= len(standing):
        return at
    if level is None:
        return at + 1
    if standing[at].level == level:
        return at + len(part_of(standing, at))
    return next((place for place in range(at + 1, len(standing)) if standing[place].level), len(standing))


def _is_heading(row: Placed, deepest: int) -> bool:
    return row.level is not None and row.level <= deepest


def headings_above(rows: Sequence[Placed], id_: int) -> list[int]:
    """The headings under which a passage stands, from the nearest to the chapter's."""
    at = next(place for place, row in enumerate(rows) if row.id == id_)
    level = rows[at].level or 99
    found = []
    for row in reversed(rows[:at]):
        if row.level is not None and row.level < level and _owns(row, rows[at]):
            found.append(row.id)
            level = row.level
    return found


def is_empty(rows: Sequence[Placed], heading: int) -> bool:
    """Whether nothing but headings stands beneath a heading, up to the next one of its level."""
    at = next(place for place, row in enumerate(rows) if row.id == heading)
    level = rows[at].level or 0
    for row in rows[at + 1 :]:
        if row.stands and (_is_heading(row, level) or not _owns(rows[at], row)):
            return True
        if row.stands and row.level is None:
            return False
    return True


def without_emptied(blocks: Iterable[tuple[str, Block, bool]]) -> list[Block]:
    """The blocks that have something to read (True), without the headings of emptied ones; each has a key."""
    blocks = list(blocks)
    rows = [Placed(number, level_of(block), told, key) for number, (key, block, told) in enumerate(blocks)]
    emptied = {
        row.id
        for row in rows
        if row.level is not None and is_empty(rows, row.id) and _led(rows, row.id, row.level)
    }
    return [block for number, (_, block, told) in enumerate(blocks) if told and number not in emptied]


def _led(rows: Sequence[Placed], at: int, level: int) -> bool:
    """Whether something other than a heading stood beneath a heading."""
    for row in rows[at + 1 :]:
        if _is_heading(row, level):
            return False
        if row.level is None:
            return True
    return False
