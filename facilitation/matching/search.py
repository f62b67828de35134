"""The exact search: all groupings within a margin of the relaxation's bound, best first, in plain Python.

A choice of groups is worth at most the relaxation's bound less the losses of its groups. With the margins
that occur (a fraction of a per cent) a few dozen to a few thousand steps visit every choice that could
matter, which proves the best one without trusting anybody's branch-and-bound, and gives its near-ties.
"""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, field

import numpy as np

from facilitation.matching.cover import EPSILON, Cover
from facilitation.matching.relaxation import Relaxation

Choice = tuple[int, ...]
"""Positions of the chosen columns in `Columns.groups`, ascending."""


class OutOfStepsError(Exception):
    """The search has used up its steps or its time."""


@dataclass(slots=True)
class _Column:
    loss: float
    members: int  # cities, as bits
    covers: int  # the members whose need this column meets
    value: float
    column: int
    bit: int
    two_seats: bool  # whether it holds two cities that could meet again elsewhere


@dataclass(slots=True)
class Search:
    """Finds the `count` best choices of a cover whose losses stay within `margin`.

    `found` holds (value, choice), the best first; `complete` says whether nothing was left out. `deadline` is
    a `time.monotonic` moment. With `any_will_do` the first choice within the margin ends it, incomplete.
    """

    cover: Cover
    relaxation: Relaxation
    margin: float
    count: int = 1
    steps: int = 5_000
    deadline: float = float("inf")
    any_will_do: bool = False
    found: list[tuple[float, Choice]] = field(default_factory=list)
    complete: bool = False
    _by_city: list[list[_Column]] = field(default_factory=list)
    _all: list[_Column] = field(default_factory=list)
    _chosen: list[_Column] = field(default_factory=list)
    _doubles: bool = False  # whether any city can still take two seats

    def run(self) -> Search:
        """Search; stops quietly, incomplete, when steps or time run out."""
        self._prepare()
        highest = self.cover.highest
        self._doubles = bool((highest >= 2).any())
        try:
            self._cover(
                open_=_bits(np.flatnonzero(self.cover.lowest > 0)),
                one=_bits(np.flatnonzero(highest >= 1)),
                two=_bits(np.flatnonzero(highest >= 2)),
                banned=0,
                lost=0.0,
            )
            self.complete = True
        except OutOfStepsError:
            self.complete = False
        self.found.sort(key=lambda found: (-found[0], found[1]))
        return self

    def _prepare(self) -> None:
        cover = self.cover
        within = np.flatnonzero(self.relaxation.loss <= self.margin + EPSILON)
        order = within[np.lexsort((within, self.relaxation.loss[within]))]
        self._by_city = [[] for _ in range(len(cover.highest))]
        twice = _bits(np.array(cover.two_seats, dtype=np.int64))
        starts, cities, good = cover.columns.starts, cover.columns.city, cover.good
        for bit, kept in enumerate(order.tolist()):
            column = int(cover.keep[kept])
            entries = slice(starts[column], starts[column + 1])
            members = cities[entries]
            item = _Column(
                loss=float(self.relaxation.loss[kept]),
                members=_bits(members),
                covers=_bits(members[good[entries]]),
                value=float(cover.value[kept]),
                column=column,
                bit=1 << bit,
                two_seats=(_bits(members) & twice).bit_count() > 1,
            )
            self._all.append(item)
            for city in members[good[entries]].tolist():
                self._by_city[city].append(item)

    def _cover(self, open_: int, one: int, two: int, banned: int, lost: float) -> None:
        """Extend the choice: `open_` cities need a seat, `one` and `two` have at least so many seats left."""
        self.steps -= 1
        if self.steps < 0 or (self.steps % 256 == 0 and time.monotonic() > self.deadline):
            raise OutOfStepsError
        if open_:
            options = self._fewest(open_, one, banned, lost)
        else:
            self._record()
            if not two and not one:
                return
            options = [
                item
                for item in self._all
                if lost + item.loss <= self.margin and not item.members & ~one and not banned & item.bit
            ]
        for item in options:
            if lost + item.loss > self.margin + EPSILON:  # the margin shrinks while better ones are found
                break
            if self._doubles:
                if item.two_seats and any(
                    (item.members & other.members).bit_count() > 1 for other in self._chosen
                ):
                    continue
                banned |= item.bit  # in the branches to come, so that no choice is met twice
            self._chosen.append(item)
            self._cover(
                open_ & ~item.covers,
                one & ~(item.members & ~two),
                two & ~item.members,
                banned,
                lost + item.loss,
            )
            self._chosen.pop()

    def _fewest(self, open_: int, one: int, banned: int, lost: float) -> list[_Column]:
        """The columns left for the open city that has the fewest."""
        left = self.margin + EPSILON - lost
        fewest: list[_Column] | None = None
        rest = open_
        while rest:
            low = rest & -rest
            rest ^= low
            options = []
            for item in self._by_city[low.bit_length() - 1]:
                if item.loss > left:
                    break
                if not item.members & ~one and not item.bit & banned:
                    options.append(item)
                    if fewest is not None and len(options) >= len(fewest):
                        break
            if fewest is None or len(options) < len(fewest):
                fewest = options
                if len(fewest) <= 1:
                    break
        return fewest or []

    def _record(self) -> None:
        value = sum(item.value for item in sorted(self._chosen, key=lambda item: item.column))
        choice = tuple(sorted(item.column for item in self._chosen))
        if self.relaxation.bound - value > self.margin + EPSILON:
            return
        self.found.append((value, choice))
        if self.any_will_do:
            raise OutOfStepsError
        if len(self.found) >= self.count:
            self.found = heapq.nsmallest(self.count, self.found, key=lambda found: (-found[0], found[1]))
            self.margin = min(self.margin, self.relaxation.bound - self.found[-1][0] - 2 * EPSILON)


def _bits(cities: np.ndarray) -> int:
    bits = 0
    for city in cities.tolist():
        bits |= 1 << city
    return bits
