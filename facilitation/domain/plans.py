"""The rules of planning a session's blocks: what may change of each, and until when.

Nobody is torn away: what is over stays as it was held, what runs can be worded anew and take longer, and what
comes later is free until somebody has written in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facilitation.domain.boards import CANVAS_SIDE
from facilitation.domain.errors import N_, Refused

BLOCKS_MOST = 60
AREAS_MOST = 12
QUESTION_LENGTH = 500
INSTRUCTION_LENGTH = 2_000
LEADS_LENGTH = 120
HINT_LENGTH = 200
BLOCK_LONGEST = 24 * 60

#: The commands that can be taken back by `plan.undo`.
PLAN_COMMANDS = (
    "block.add",
    "block.insert",
    "block.change",
    "block.move",
    "block.duplicate",
    "block.remove",
    "area.add",
    "area.rename",
    "area.move",
    "area.remove",
    "poll.add",
    "poll.change",
    "poll.move",
    "poll.remove",
)
#: So many of one's last changes can be taken back, one after the other.
UNDO_KEPT = 50

#: Where a block is: still to come, running, or over.
AHEAD, NOW, OVER = "ahead", "now", "over"
#: Of what is over, these change nothing about how it was held.
NAMES = frozenset({"title", "method", "instruction", "leads"})

_IT_IS_OVER = N_("This part is over, so it stays as it was held. Its title can still be changed.")
_WRITTEN = N_("People have written here already, so the areas stay as they are. Their names can change.")


def state_of(block: int, present: int | None, begun: bool) -> str:
    """AHEAD, NOW or OVER, of a block by its id, the id of the session's present one, and whether it began."""
    return NOW if begun and block == present else OVER if begun else AHEAD


def require_movable(state: str) -> None:
    if state == NOW:
        raise Refused("conflict", N_("This part is running, so it can't be moved or removed."), field="block")
    if state == OVER:
        raise Refused("conflict", N_("This part is over, so it can't be moved or removed."), field="block")


def require_removable(state: str, written: bool) -> None:
    require_movable(state)
    if written:
        raise Refused(
            "conflict", N_("People have written in this part already, so it can't be removed."), field="block"
        )


def require_changeable(field: str, state: str, written: bool) -> None:
    """Whether that field of a block may have another value; `written`: somebody wrote on its board."""
    if state == OVER and field not in NAMES:
        raise Refused("conflict", _IT_IS_OVER, field=field)
    if field == "question" and written and state != NOW:
        raise Refused(
            "conflict", N_("People have answered this question already, so it stays."), field="question"
        )


def require_unwritten(written: bool, field: str = "area") -> None:
    """Let a board's areas be put together anew."""
    if written:
        raise Refused("conflict", _WRITTEN, field=field)


def require_unchanged(field: str, was: Any, now: Any, wanted: Any) -> None:
    """Nobody writes over what they haven't seen: `was` is the value that somebody's change began from."""
    if was != now and wanted != now:
        raise Refused("conflict", N_("Somebody else has changed this meanwhile."), field=field)


def require_block_minutes(minutes: int) -> int:
    if not 1 <= minutes <= BLOCK_LONGEST:
        raise Refused("invalid", N_("A part takes between 1 minute and 24 hours."), field="minutes")
    return minutes


def placed(ids: Sequence[int], moved: int, to: int, first: int) -> list[int]:
    """`ids` with `moved` at place `to`, from 1 on; what may be moved begins at place `first`."""
    if not 1 <= to <= len(ids):
        raise Refused("invalid", N_("Choose a place between 1 and %(most)s."), field="to", most=len(ids))
    if to < first:
        raise Refused("conflict", N_("Choose a place after the part that is running."), field="to")
    others = [one for one in ids if one != moved]
    return [*others[: to - 1], moved, *others[to - 1 :]]


def free_place(taken: Sequence[Sequence[int]]) -> list[int]:
    """The first free cell of a canvas as [column, row, 1, 1]; `Refused` where there is none."""
    cells = {
        (x, y)
        for column, row, columns, rows in taken
        for x in range(column, column + columns)
        for y in range(row, row + rows)
    }
    for row in range(1, CANVAS_SIDE + 1):
        for column in range(1, CANVAS_SIDE + 1):
            if (column, row) not in cells:
                return [column, row, 1, 1]
    raise Refused("too_large", N_("There is no free field left on this canvas."), field="area")
