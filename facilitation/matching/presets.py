"""The three presets: the best total, the highest floor near the best total, the highest floor of all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np

from facilitation.matching.columns import Columns, Integers
from facilitation.matching.cover import EPSILON, Cover
from facilitation.matching.groups import Members
from facilitation.matching.optimum import Clock, Outcome, optimum
from facilitation.matching.relaxation import Relaxation, relax
from facilitation.matching.search import Choice, Search

PRESETS = ("best", "balanced", "floor")
NEAR_BEST = 0.98
ALTERNATIVES = 5
NEAR_TIE = 0.01
_TIE_MARGINS = (0.0005, 0.002, 0.005, NEAR_TIE)
_TIE_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A grouping found for a preset, by free columns; totals with everything the locked groups settle.

    `floor` is that of the grouping; `highest` says whether it is proven to be the preset's. `bound` limits
    the preset's total, None while its floor isn't known: another total says nothing about it.
    """

    choice: Choice
    total: float
    floor: float
    bound: float | None
    proven: bool
    highest: bool = False


def enough(best: float) -> float:
    """The total that balanced asks for, of a best total: of one not above 0 there is no 98 %."""
    return NEAR_BEST * best if best > 0 else best


class Presets:
    """Solves the presets of one round, each once; later ones start from earlier ones."""

    def __init__(self, columns: Columns, clock: Clock) -> None:
        self.columns = columns
        self.clock = clock

    def find(self, preset: str) -> Found | None:
        """The preset's grouping, None when no grouping is possible."""
        if preset == "best":
            return self.best
        return self.balanced if preset == "balanced" else self.floor

    @cached_property
    def best(self) -> Found | None:
        """The best total; of equal totals the one with the highest floor."""
        first = self._first
        if first is None or not first.proven:
            return first
        raised = self._raise_floor(first, first.total - EPSILON)
        return raised if raised.proven else replace(raised, bound=max(first.total, raised.total))

    @cached_property
    def balanced(self) -> Found | None:
        """The highest floor whose best total is at least 98 % of the best total."""
        best, first = self.best, self._first
        if best is None or first is None:
            return None
        # The best total is proven before it is proven which grouping with that total has the highest floor.
        start = replace(best, proven=first.proven)
        raised = self._raise_floor(start, enough(best.total) - EPSILON)
        # 98 % of a total that isn't proven to be the best may be too low a demand.
        return raised if first.proven else replace(raised, bound=None, proven=False, highest=False)

    @cached_property
    def floor(self) -> Found | None:
        """The highest floor, then the best total."""
        return None if self.balanced is None else self._raise_floor(self.balanced, -inf)

    def groups(self, choice: Choice) -> list[Members]:
        """The groups of a choice with the locked ones, in ascending order."""
        return sorted([self.columns.groups[column] for column in choice] + self.columns.locked)

    def alternatives(self, found: Found) -> list[tuple[float, float, Choice]]:
        """(total, floor, choice) of the best other groupings, at most five: within 1 % of the found total and
        not below its floor, the best first. Should the search run long, good ones, but perhaps not the
        very best."""
        cover = Cover(self.columns, found.floor)
        relaxation = relax(cover)
        if relaxation is None or self.clock.over:
            return []
        near: list[tuple[float, Choice]] = []
        for part in _TIE_MARGINS:
            least = found.total - part * abs(found.total) - self.columns.settled
            search = Search(
                cover,
                relaxation,
                relaxation.bound - least,
                count=ALTERNATIVES + 1,
                steps=_TIE_STEPS,
                deadline=self.clock.deadline,
            ).run()
            if search.complete or len(search.found) > len(near):
                near = search.found
            if not search.complete or len(near) > ALTERNATIVES:
                break
        others = [(value, choice) for value, choice in near if choice != found.choice][:ALTERNATIVES]
        return [(self.columns.settled + value, self._floor_of(choice), choice) for value, choice in others]

    # --- the steps ------------------------------------------------------------------------------------

    @cached_property
    def _relaxation(self) -> tuple[Cover, Relaxation | None]:
        cover = Cover(self.columns)
        return cover, relax(cover)

    @cached_property
    def _first(self) -> Found | None:
        cover, relaxation = self._relaxation
        if relaxation is None:
            return None
        return self._found(optimum(cover, self.clock, relaxation=relaxation))

    def _found(self, outcome: Outcome) -> Found | None:
        if outcome.choice is None:
            return None
        settled = self.columns.settled
        return Found(
            choice=outcome.choice,
            total=settled + outcome.value,
            floor=self._floor_of(outcome.choice),
            bound=settled + outcome.bound,
            proven=outcome.proven,
        )

    def _floor_of(self, choice: Choice) -> float:
        columns = self.columns
        best = columns.locked_share.copy()
        for column in choice:
            entries = slice(columns.starts[column], columns.starts[column + 1])
            np.maximum.at(best, columns.city[entries], columns.share[entries])
        concerned = best[columns.seated]
        return float(min(1.0, concerned.min(initial=inf)))

    def _raise_floor(self, start: Found, least: float) -> Found:
        """The highest floor with a total of at least `least`, then the best total there.

        `start` has such a total, and the best one at its own floor. The floors that can occur are the shares
        that occur: the middle one is tried, where any such grouping will do, until none is left; after one
        that took more than prices to exclude, the lowest, which ends it all when it can't be had. Whatever
        can't be in a grouping at a floor can't at a higher one. When the time is over before that, the best
        known is given, without a bound.
        """
        among = self._columns_worth(least)
        shares = self._floors_above(start.floor, among)
        found, demand, hard = start, self._value(least), False
        while len(shares):
            tried = 0 if hard else len(shares) // 2
            cover = Cover(self.columns, float(shares[tried]), among)
            relaxation = relax(cover)
            if relaxation is None or relaxation.bound < demand - EPSILON:
                shares = shares[:tried]
                continue
            outcome = optimum(cover, self.clock, demand, relaxation, any_will_do=True)
            better = self._found(outcome)
            hard = better is None
            if better is not None:
                found = better
                among = cover.keep[relaxation.loss <= relaxation.bound - demand + EPSILON]
                possible = self._floors_above(found.floor, among)
                shares = possible[possible <= shares[-1] + EPSILON]
            elif outcome.proven:
                shares = shares[:tried]
            if not outcome.proven and len(shares):
                return replace(found, bound=None, proven=False, highest=False)
        if found is not start:
            found = self._best_at(found, among)
        bound = found.bound
        if bound is None:
            assert self._first is not None  # there is something to raise the floor of
            bound = self._first.bound
        return replace(found, bound=bound, highest=True)

    def _best_at(self, found: Found, among: Integers | None) -> Found:
        """The best total at the floor of a grouping, which is the highest."""
        cover = Cover(self.columns, found.floor, among)
        outcome = optimum(cover, self.clock, found.total - self.columns.settled - EPSILON)
        best = self._found(outcome)
        if best is None:
            bound = self.columns.settled + outcome.bound
            return found if outcome.proven else replace(found, bound=bound, proven=False)
        return best

    def _value(self, total: float) -> float:
        """What the free columns must be worth for a total. Any total is a demand too, lower than
        all that can be: with a demand the search may stop empty-handed when its time is over."""
        return -len(self.columns.seats) - 1.0 if total == -inf else total - self.columns.settled

    def _columns_worth(self, least: float) -> Integers | None:
        """The columns that a grouping with such a total can hold at all."""
        cover, relaxation = self._relaxation
        if least == -inf:
            return None
        assert relaxation is not None  # a grouping with a total was found in it
        margin = relaxation.bound + self.columns.settled - least
        return cover.keep[relaxation.loss <= margin + EPSILON]

    def _floors_above(self, floor: float, among: Integers | None) -> np.ndarray:
        """The shares above a floor that could be a grouping's floor, ascending, without near-doubles."""
        columns = self.columns
        entries = np.ones(len(columns.city), dtype=bool)
        if among is not None:
            entries = np.isin(columns.owner, among)
        ceiling = columns.locked_share.copy()
        np.maximum.at(ceiling, columns.city[entries], columns.share[entries])
        top = ceiling[columns.seated].min(initial=inf)
        shares = np.unique(np.concatenate([columns.share[entries], columns.locked_share]))
        shares = shares[(shares > floor + EPSILON) & (shares <= top + EPSILON) & (shares < inf)]
        if len(shares) > 1:
            shares = shares[np.concatenate([np.diff(shares) > EPSILON, [True]])]
        return shares
