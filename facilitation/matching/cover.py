"""One covering problem: which groups to hold, at a given floor, as rows over columns (scipy's matrices)."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations

import numpy as np
from scipy.sparse import csc_array, csr_array

from facilitation.matching.columns import Columns, Integers

EPSILON = 1e-9

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
