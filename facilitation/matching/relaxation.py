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
TRIPLES = 30

Pair = tuple[int, int]
Triple = tuple[int, int, int]


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

    def triple_rows(self, triples: list[Triple]) -> csr_array:
        """One row for three cities with one seat each: the kept columns that hold two of them or more. A
        choice has at most one of these, which the seats alone don't tell the relaxation."""
        by_city = self._by_city
        rows = []
        for triple in triples:
            held = [by_city.indices[by_city.indptr[city] : by_city.indptr[city + 1]] for city in triple]
            columns, times = np.unique(np.concatenate(held), return_counts=True)
            rows.append(columns[times > 1])
        ends = np.cumsum([0, *map(len, rows)])
        where = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
        return csr_array((np.ones(len(where)), where, ends), shape=(len(triples), len(self.keep)))

    @cached_property
    def _by_city(self) -> csr_array:
        """The kept columns of each city."""
        return self.incidence.tocsr()

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
    choice that holds it; a choice is worth at most `bound` less its columns' losses. `prices` are the
    multipliers that they follow from."""

    bound: float
    loss: Floats
    prices: Prices


@dataclass(frozen=True, slots=True)
class Prices:
    """The dual prices of a cover, none below 0: per city, for having at most its seats (`most`) and for
    having the seat it needs (`least`); for pairs that may meet once; for triples, see `Cover.triple_rows`."""

    most: Floats
    least: Floats
    pairs: tuple[tuple[Pair, float], ...] = ()
    triples: tuple[tuple[Triple, float], ...] = ()


def relax(cover: Cover, sharpen: bool = False) -> Relaxation | None:
    """The linear relaxation of a cover, or None when not even that has an answer.

    `sharpen` adds triples while they lower the bound, which takes several times as long.
    """
    lonely = np.asarray(cover.covering.sum(axis=1)).ravel() < 1
    if (lonely & (cover.lowest > 0)).any():
        return None
    if not len(cover.keep):
        nothing = np.zeros(len(cover.highest))
        return Relaxation(0.0, np.zeros(0), Prices(nothing, nothing))
    active = _first_columns(cover)
    pairs = cover.pairs()
    if len(pairs) > FEW_PAIRS:
        pairs = []
    triples: list[Triple] = []
    rows = _Rows(cover)
    while True:
        solved = rows.solve(active, pairs, triples)
        if solved is None:
            if active.all():
                return None
            active[:] = True
            continue
        bound, loss, weights, prices = solved
        missing = np.flatnonzero(~active & (loss < -EPSILON))
        met = _met_too_often(cover, active, weights, pairs)
        if not len(missing) and not met:
            odd = _held_in_halves(cover, active, weights, triples) if sharpen else []
            if not odd:
                return Relaxation(bound, np.maximum(loss, 0.0), prices)
            triples += odd
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

    def solve(
        self, active: np.ndarray, pairs: list[Pair], triples: list[Triple]
    ) -> tuple[float, Floats, Floats, Prices] | None:
        """(bound, loss of every kept column, weight of every active column, prices); None when there is no
        answer."""
        cover, equal = self.cover, self._equal
        parts = [self._seats, self._needs, cover.pair_rows(pairs)]
        if triples:
            parts.append(cover.triple_rows(triples))
        below = vstack(parts).tocsc()
        limits = np.concatenate(
            [
                cover.highest[cover.at_most],
                -np.ones(len(cover.at_least)),
                np.ones(len(pairs) + len(triples)),
            ]
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
        exact, prices = np.zeros(0), np.zeros(0)
        if len(cover.exact):
            exact = result.eqlin.marginals
            loss = loss - equal.T @ exact
            ceiling -= exact.sum()
        if len(limits):
            prices = np.minimum(result.ineqlin.marginals, 0.0)
            loss = loss - below.T @ prices
            ceiling -= float(limits @ prices)
        bound = ceiling - float(np.minimum(loss, 0.0).sum())
        return bound, loss, result.x, self._prices(exact, -prices, pairs, triples)

    def _prices(self, exact: Floats, below: Floats, pairs: list[Pair], triples: list[Triple]) -> Prices:
        cover = self.cover
        most, least = np.zeros(len(cover.highest)), np.zeros(len(cover.highest))
        most[cover.exact], least[cover.exact] = np.maximum(-exact, 0.0), np.maximum(exact, 0.0)
        ends = np.cumsum([len(cover.at_most), len(cover.at_least), len(pairs)])
        most[cover.at_most], least[cover.at_least], for_pairs, for_triples = np.split(below, ends)
        return Prices(
            most=most,
            least=least,
            pairs=tuple(zip(pairs, for_pairs.tolist(), strict=True)),
            triples=tuple(zip(triples, for_triples.tolist(), strict=True)),
        )


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


def _held_in_halves(cover: Cover, active: np.ndarray, weights: Floats, known: list[Triple]) -> list[Triple]:
    """The triples of cities that the relaxation holds in pieces, the worst first; at most TRIPLES at once."""
    used = np.flatnonzero(active)[weights > EPSILON]
    matrix = cover.incidence[:, used].toarray()
    once = np.flatnonzero((cover.highest == 1) & (cover.lowest == 1) & cover.columns.asked)
    held, weight = matrix[once], weights[weights > EPSILON]
    meetings = (held * weight) @ held.T
    partners = meetings > EPSILON
    np.fill_diagonal(partners, False)
    seen, found = set(known), []
    for a, b in zip(*np.nonzero(np.triu(partners)), strict=True):
        for c in np.flatnonzero(partners[a] | partners[b]).tolist():
            if c in (a, b):
                continue
            first, second, third = sorted((int(once[a]), int(once[b]), int(once[c])))
            triple = (first, second, third)
            together = float(weight[held[[a, b, c]].sum(axis=0) > 1].sum())
            if together > 1 + 1e-6 and triple not in seen:
                seen.add(triple)
                found.append((-together, triple))
    return [triple for _, triple in sorted(found)[:TRIPLES]]
