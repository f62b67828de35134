"""Room for rows between others that are in an order of their own, by positions that need not be whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facilitation.commands.work import Work

#: Rows closer than this get new positions, and all others with them.
_CLOSEST = 1e-6


def room_at(work: Work, others: Sequence[Any], place: int, needed: int = 1) -> tuple[float, float]:
    """Room for so many rows before `others[place]`, or behind all of them: where it begins, and the step.

    The first gets the beginning and one step, the second two. `others` are live rows in their order; where
    there is no room between two, all of them get new positions.
    """
    begins, step = _room(others, place, needed)
    if step < _CLOSEST:
        for number, one in enumerate(others, 1):
            work.change(one, position=float(number))
        begins, step = _room(others, place, needed)
    return begins, step


def _room(others: Sequence[Any], place: int, needed: int) -> tuple[float, float]:
    if not others:
        return 0.0, 1.0
    if place == len(others):
        return others[-1].position, 1.0
    if place == 0:
        return others[0].position - needed - 1, 1.0
    ahead, behind = others[place - 1].position, others[place].position
    return ahead, (behind - ahead) / (needed + 1)
