"""The linear relaxation of a covering problem (scipy's HiGHS).

The relaxation is solved on a growing part of the columns; its bound and reduced costs are computed here
from the dual prices over all columns, so that they hold even if the prices are a little off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import vstack

from facilitation.matching.columns import Floats
from facilitation.matching.cover import EPSILON, Cover, Pair, Triple

FIRST_COLUMNS = 30  # per city, where the relaxation starts
MORE_COLUMNS = 1_000
FEW_PAIRS = 60  # beyond, the rows of pairs of cities are made when they are needed
TRIPLES = 30  # so many more at once


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
