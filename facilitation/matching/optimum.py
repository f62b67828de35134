"""The best grouping of one cover, proven: relaxation, exact search, and HiGHS's MILP where that runs long."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import vstack

from facilitation.matching.cover import EPSILON, Cover
from facilitation.matching.relaxation import Relaxation, relax
from facilitation.matching.search import Choice, Search

MARGINS = (0.002, 0.01, 0.05, inf)  # of the bound: how far below it the search looks, in turn
#: HiGHS stops at a gap of 1e-6 whatever is asked of it; in larger units that is next to nothing.
SCALE = 1e4


class Clock:
    """How much time a solver run has; None is no limit."""

    def __init__(self, seconds: float | None = None) -> None:
        self.started = time.monotonic()
        self.deadline = inf if seconds is None else self.started + seconds

    @property
    def spent(self) -> float:
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def over(self) -> bool:
        return self.left <= 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best choice known for a cover and a bound on every choice's value.

    `proven`: the choice is the best (worth what was asked, where any such one will do), or (when it is None)
    there is none worth what was asked.
    """

    value: float
    choice: Choice | None
    bound: float
    proven: bool


def optimum(
    cover: Cover,
    clock: Clock,
    least: float = -inf,
    relaxation: Relaxation | None = None,
    any_will_do: bool = False,
) -> Outcome:
    """The best choice of a cover that is worth `least` or more; `any_will_do` stops at the first such choice.

    Once the time is over, what is known is returned, unless `least` is unset and no choice is known at all:
    then the search goes on until it has one.
    """
    known, sharp = relaxation or relax(cover), False
    value, choice = -inf, None
    while known is not None and known.bound >= max(least, value) - EPSILON:
        search = _by_search(cover, known, clock, max(least, value), any_will_do)
        if search.found and search.found[0][0] > value:
            value, choice = search.found[0]
        if search.complete or (any_will_do and choice is not None):
            break
        if sharp or clock.over:
            return _by_milp(cover, known, clock, least, search.margin, value, choice, any_will_do)
        # sharpening spares most branch and bound, and takes long over columns that no such choice can hold
        within = known.loss <= known.bound - max(least, value) + EPSILON
        if not within.all():
            cover = Cover(cover.columns, cover.floor, cover.keep[within])
        known, sharp = relax(cover, sharpen=True), True
    return Outcome(value, choice, value, True)


def _by_search(cover: Cover, relaxation: Relaxation, clock: Clock, least: float, any_will_do: bool) -> Search:
    """The search that found something, looked everywhere in vain, or ran out of steps or time."""
    widest = relaxation.bound - least
    size = max(abs(relaxation.bound + cover.columns.settled), 1e-3)
    for part in MARGINS:
        margin = min(part * size, widest)
        search = Search(cover, relaxation, margin, deadline=clock.deadline, any_will_do=any_will_do).run()
        if search.found or not search.complete or margin >= widest:
            break
    return search


def _by_milp(
    cover: Cover,
    relaxation: Relaxation,
    clock: Clock,
    least: float,
    margin: float,
    value: float,
    choice: Choice | None,
    any_will_do: bool,
) -> Outcome:
    """The best choice by branch and bound (HiGHS), over the columns that could be in it, the `margin` at
    first; `choice` is the best known, worth `value`."""
    if choice is not None:
        margin = relaxation.bound - value
    widest = relaxation.bound - least
    while True:
        if clock.over and (choice is not None or least > -inf):
            return Outcome(value, choice, relaxation.bound, False)
        margin = min(margin, widest)
        kept = np.flatnonzero(relaxation.loss <= margin + EPSILON)
        seconds = clock.left if choice is not None or least > -inf else inf
        solved = _milp(cover, kept, seconds, least, any_will_do)
        if solved.choice is not None and solved.value > max(value, least - EPSILON):
            value, choice = solved.value, solved.choice
        if choice is not None:
            if any_will_do:
                return Outcome(value, choice, relaxation.bound, True)
            # whatever uses a column left out is worth at most bound - margin
            bound = min(relaxation.bound, max(solved.bound, relaxation.bound - margin, value))
            if not solved.proven:
                return Outcome(value, choice, bound, False)
            if relaxation.bound - margin <= value + EPSILON or margin >= widest:
                return Outcome(value, choice, value, True)
            margin = relaxation.bound - value
        elif not solved.proven:
            return Outcome(-inf, None, relaxation.bound, False)
        elif margin >= widest:
            return Outcome(-inf, None, -inf, True)
        else:
            margin = widest


def _milp(cover: Cover, kept: np.ndarray, seconds: float, least: float, any_will_do: bool = False) -> Outcome:
    """HiGHS on some kept columns; with `any_will_do` it may stop, unproven, at a choice worth `least`.

    What it returns is checked: it has called infeasible answers optimal (scipy issue 22812), and its bound
    is believed only where it isn't below its own answer.
    """
    if not len(kept):
        empty = () if not cover.lowest.any() else None
        return Outcome(0.0 if empty == () else -inf, empty, 0.0, True)
    value = cover.value[kept]
    seats = np.flatnonzero(cover.highest > 0)
    needs = np.flatnonzero(cover.lowest > 0)
    pairs = cover.pairs()
    rows = vstack([cover.incidence[seats, :], cover.covering[needs, :], cover.pair_rows(pairs)]).tocsc()[
        :, kept
    ]
    low = np.concatenate([np.zeros(len(seats)), np.ones(len(needs)), np.zeros(len(pairs))])
    high = np.concatenate([cover.highest[seats], np.full(len(needs), 2.0), np.ones(len(pairs))])
    options: dict[str, float] = {"mip_rel_gap": 1e6 if any_will_do else 0.0}
    demand = LinearConstraint(SCALE * value[None, :], SCALE * (least - EPSILON), inf)
    if seconds < inf:
        options["time_limit"] = max(seconds, 0.05)
    result = milp(
        -SCALE * value,
        integrality=np.ones(len(kept)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(rows, low, high), *([demand] if least > -inf else [])],
        options=options,
    )
    if result.status == 2:
        return Outcome(-inf, None, -inf, True)
    if result.x is None:
        return Outcome(-inf, None, inf, False)
    chosen = np.round(result.x)
    held = rows @ chosen
    if (np.abs(result.x - chosen) > 1e-4).any() or (held < low - 1e-6).any() or (held > high + 1e-6).any():
        return Outcome(-inf, None, inf, False)
    worth = float(value @ chosen)
    dual = result.mip_dual_bound
    bound = inf if dual is None else -dual / SCALE
    proven = result.status == 0 and worth - 1e-7 <= bound <= worth + 1e-7
    choice = tuple(sorted(cover.keep[kept[chosen > 0]].tolist()))
    return Outcome(worth, choice, max(bound, worth), proven)
