"""One covering problem (which groups to hold, at a given floor) and its linear relaxation (scipy's HiGHS).

The relaxation is solved on a growing part of the columns; its bound and reduced costs are computed here
from the dual prices over all columns, so that they hold even if the prices are a little off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, csr_array, vstack

from facilitation.matching.columns import Columns, Floats, Integers

FIRST_COLUMNS = 30  # per city, where the relaxation starts
MORE_COLUMNS = 1_000
FEW_PAIRS = 60  # beyond, the rows of pairs of cities are made when they are needed
EPSILON = 1e-9

Pair = tuple[int, int]


class Cover:
    """Seats for all cities such that every city's best share is at least `floor`: rows over the kept columns.

    `keep` are the columns that may be used. `lowest` and `highest` seats a city takes among them; `good` says
    which entries count for `lowest`. Two cities with two seats each must not meet twice: rows by pair, made
    only when they are needed.
    """

    def __init__(self, columns: Columns, floor: float = 0.0, among: Integers | None = None) -> None:
        self.columns = columns
        self.floor = floor
        good = columns.share >= floor - EPSILON
        needs_good = columns.locked_share < floor - EPSILON
        self.lowest = ((columns.asked | needs_good) & (columns.seats > 0)).astype(np.int64)
        self.highest = columns.seats
        # a city's only remaining seat must be a good one; of two seats one must
        wanting = needs_good & (columns.seats == 1)
        bad = ~good & wanting[columns.city]
        owner = columns.owner
        usable = np.ones(len(columns.groups), dtype=bool)
        usable[owner[bad]] = False
        if among is not None:
            chosen = np.zeros(len(usable), dtype=bool)
            chosen[among] = True
            usable &= chosen
        self.keep: Integers = np.flatnonzero(usable)
        self.good = good | ~needs_good[columns.city]
        count = len(self.columns.seats)
        self.incidence = csc_array(
            (np.ones(len(columns.city)), columns.city, columns.starts), shape=(count, len(columns.groups))
        )[:, self.keep]
        self.covering = csc_array(
            (self.good.astype(float), columns.city, columns.starts), shape=(count, len(columns.groups))
        )[:, self.keep]
        self.value = columns.value[self.keep]
        self.exact = np.flatnonzero((self.highest == 1) & (self.lowest == 1))
        self.at_most = np.flatnonzero((self.highest > 0) & ~((self.highest == 1) & (self.lowest == 1)))
        self.at_least = np.flatnonzero((self.highest == 2) & (self.lowest == 1))

    def pair_rows(self, pairs: list[Pair]) -> csr_array:
        """One row a pair of cities: the kept columns that hold both."""
        held = self._held_by_two_seats
        row = {city: at for at, city in enumerate(self.two_seats)}
        columns = [np.flatnonzero(held[row[one]] & held[row[other]]) for one, other in pairs]
        ends = np.cumsum([0, *map(len, columns)])
        where = np.concatenate([np.zeros(0, dtype=np.int64), *columns])
        return csr_array((np.ones(len(where)), where, ends), shape=(len(pairs), len(self.keep)))

    def pairs(self) -> list[Pair]:
        """The pairs of cities that could meet twice: both have two seats."""
        return list(combinations(self.two_seats, 2))

    @cached_property
    def two_seats(self) -> list[int]:
        return np.flatnonzero(self.highest == 2).tolist()

    @cached_property
    def _held_by_two_seats(self) -> np.ndarray:
        """Which kept columns hold each of the cities with two seats."""
        return self.incidence[self.two_seats, :].toarray() > 0


@dataclass(frozen=True, slots=True)
class Relaxation:
    """`bound`: no choice of columns is worth more. `loss[k]`: what kept column k costs, at the least, any
    choice that holds it; a choice is worth at most `bound` less its columns' losses."""

    bound: float
    loss: Floats


def relax(cover: Cover) -> Relaxation | None:
    """The linear relaxation of a cover, or None when not even that has an answer."""
    lonely = np.asarray(cover.covering.sum(axis=1)).ravel() < 1
    if (lonely & (cover.lowest > 0)).any():
        return None
    if not len(cover.keep):
        return Relaxation(0.0, np.zeros(0))
    active = _first_columns(cover)
    pairs = cover.pairs()
    if len(pairs) > FEW_PAIRS:
        pairs = []
    rows = _Rows(cover)
    while True:
        solved = rows.solve(active, pairs)
        if solved is None:
            if active.all():
                return None
            active[:] = True
            continue
        bound, loss, weights = solved
        missing = np.flatnonzero(~active & (loss < -EPSILON))
        met = _met_too_often(cover, active, weights, pairs)
        if not len(missing) and not met:
            return Relaxation(bound, np.maximum(loss, 0.0))
        active[missing[np.argsort(loss[missing], kind="stable")[:MORE_COLUMNS]]] = True
        pairs += met


def _first_columns(cover: Cover) -> np.ndarray:
    """The columns with the highest value a seat, the same number for each city."""
    active = np.zeros(len(cover.keep), dtype=bool)
    if len(cover.keep) <= MORE_COLUMNS:
        active[:] = True
        return active
    sizes = np.diff(cover.incidence.indptr)
    order = np.argsort(-cover.value / sizes, kind="stable")
    by_city = cover.incidence.tocsr()[:, order]
    for city in range(by_city.shape[0]):
        first = by_city.indices[by_city.indptr[city] : by_city.indptr[city + 1]]
        active[order[np.sort(first)[:FIRST_COLUMNS]]] = True
    return active


class _Rows:
    """The rows of a cover as scipy wants them: exact ones, and those with an upper limit."""

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self._equal = cover.incidence[cover.exact, :]
        self._seats = cover.incidence[cover.at_most, :]
        self._needs = -cover.covering[cover.at_least, :]

    def solve(self, active: np.ndarray, pairs: list[Pair]) -> tuple[float, Floats, Floats] | None:
        """(bound, loss of every kept column, weight of every active column); None when there is no answer."""
        cover, equal = self.cover, self._equal
        below = vstack([self._seats, self._needs, cover.pair_rows(pairs)]).tocsc()
        limits = np.concatenate(
            [cover.highest[cover.at_most], -np.ones(len(cover.at_least)), np.ones(len(pairs))]
        )
        result = linprog(
            -cover.value[active],
            A_ub=below[:, active] if len(limits) else None,
            b_ub=limits if len(limits) else None,
            A_eq=equal[:, active] if len(cover.exact) else None,
            b_eq=np.ones(len(cover.exact)) if len(cover.exact) else None,
            bounds=(0, None),
            method="highs-ds",
        )
        if result.status == 2:
            return None
        if result.status != 0:
            raise ArithmeticError(f"linear relaxation: {result.message}")
        loss = -cover.value
        ceiling = 0.0
        if len(cover.exact):
            loss = loss - equal.T @ result.eqlin.marginals
            ceiling -= result.eqlin.marginals.sum()
        if len(limits):
            prices = np.minimum(result.ineqlin.marginals, 0.0)
            loss = loss - below.T @ prices
            ceiling -= float(limits @ prices)
        return ceiling - float(np.minimum(loss, 0.0).sum()), loss, result.x


def _met_too_often(cover: Cover, active: np.ndarray, weights: Floats, known: list[Pair]) -> list[Pair]:
    """The pairs of cities that the relaxation lets meet more than once."""
    possible = cover.pairs()
    if not possible:
        return []
    used = np.flatnonzero(active)[weights > EPSILON]
    matrix = cover.incidence[:, used]
    meetings = (matrix * weights[weights > EPSILON]) @ matrix.T
    dense = meetings.toarray()
    return [pair for pair in possible if dense[pair] > 1 + 1e-6 and pair not in known]
