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

    `proven`: the choice is the best, or (when it is None) there is none worth what was asked.
    """

    value: float
    choice: Choice | None
    bound: float
    proven: bool


def optimum(cover: Cover, clock: Clock, least: float = -inf, relaxation: Relaxation | None = None) -> Outcome:
    """The best choice of a cover that is worth `least` or more.

    Once the time is over, what is known is returned, unless `least` is unset and no choice is known at all:
    then the search goes on until it has one.
    """
    known, sharp = relaxation or relax(cover), False
    while True:
        if known is None or known.bound < least - EPSILON:
            return Outcome(-inf, None, -inf, True)
        search = _by_search(cover, known, clock, least)
        if search.complete:
            if not search.found:
                return Outcome(-inf, None, -inf, True)
            value, choice = search.found[0]
            return Outcome(value, choice, value, True)
        if sharp or clock.over:
            return _by_milp(cover, known, clock, least, search)
        known, sharp = relax(cover, sharpen=True), True  # it spares most branch and bound


def _by_search(cover: Cover, relaxation: Relaxation, clock: Clock, least: float) -> Search:
    """The search that found something, looked everywhere in vain, or ran out of steps or time."""
    widest = relaxation.bound - least
    size = max(abs(relaxation.bound + cover.columns.settled), 1e-3)
    for part in MARGINS:
        margin = min(part * size, widest)
        search = Search(cover, relaxation, margin, deadline=clock.deadline).run()
        if search.found or not search.complete or margin >= widest:
            break
    return search


def _by_milp(cover: Cover, relaxation: Relaxation, clock: Clock, least: float, search: Search) -> Outcome:
    """The best choice by branch and bound (HiGHS), over the columns that could be in it."""
    value, choice = search.found[0] if search.found else (-inf, None)
    margin = relaxation.bound - value if choice is not None else search.margin
    widest = relaxation.bound - least
    while True:
        if clock.over and (choice is not None or least > -inf):
            return Outcome(value, choice, relaxation.bound, False)
        margin = min(margin, widest)
        kept = np.flatnonzero(relaxation.loss <= margin + EPSILON)
        solved = _milp(cover, kept, clock.left if choice is not None or least > -inf else inf)
        if solved.choice is not None and solved.value > value:
            value, choice = solved.value, solved.choice
        if choice is not None:
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


def _milp(cover: Cover, kept: np.ndarray, seconds: float) -> Outcome:
    """HiGHS on some kept columns. What it returns is checked: it has called infeasible answers optimal
    (scipy issue 22812), and its bound is believed only where it isn't below its own answer."""
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
    options: dict[str, float] = {"mip_rel_gap": 0.0}
    if seconds < inf:
        options["time_limit"] = max(seconds, 0.05)
    result = milp(
        -SCALE * value,
        integrality=np.ones(len(kept)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, low, high),
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
