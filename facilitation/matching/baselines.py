"""Simpler ways to form tandems, to measure the solver against: greedy, greedy with swaps, pairs by networkx.

They look at cities with one seat each and keep limits and rules, but may leave cities without a seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import fsum

from facilitation.matching.groups import Members
from facilitation.matching.objective import Problem

try:
    import networkx
except ImportError:  # only the comparison needs it; tests/requirements.txt has it
    networkx = None

#: More than a city without a seat could be worth to anybody.
_WITHOUT_A_SEAT = -10.0
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Reached:
    """What a simpler way comes to: the sum of all utilities, and how many cities it leaves out."""

    total: float
    left_out: int
    groups: tuple[Members, ...]


def greedy(problem: Problem) -> Reached:
    """Always the group with the highest mean utility among those whose cities are all still free."""
    worth = _worth(problem)
    free, chosen = set(problem.seated), []
    for group in sorted(worth, key=lambda group: (-worth[group] / len(group), group)):
        if free.issuperset(group):
            free.difference_update(group)
            chosen.append(group)
    return _reached(problem, worth, chosen)


def greedy_with_swaps(problem: Problem) -> Reached:
    """The greedy grouping, then moves of one city and swaps of two between two groups while any helps."""
    worth = _worth(problem)
    start = greedy(problem)
    seated = {city for group in start.groups for city in group}
    groups = [*start.groups, *((city,) for city in problem.seated if city not in seated)]

    def value(group: Members) -> float | None:
        if len(group) < 2:
            return worth.get(group, _WITHOUT_A_SEAT) if group else 0.0
        return worth.get(group)

    def better(one: Members, other: Members) -> tuple[Members, Members] | None:
        had = (value(one) or 0.0) + (value(other) or 0.0)
        best, found = had + _NOTHING, None
        cities = sorted({*one, *other})
        for size in range(max(0, len(one) - 1), min(len(cities), len(one) + 1) + 1):
            for first in combinations(cities, size):
                second = tuple(city for city in cities if city not in first)
                worth_first, worth_second = value(first), value(second)
                if worth_first is None or worth_second is None:
                    continue
                if worth_first + worth_second > best:
                    best, found = worth_first + worth_second, (first, second)
        return found

    helped = True
    while helped:
        helped = False
        for at, after in combinations(range(len(groups)), 2):
            found = better(groups[at], groups[after])
            if found is not None:
                groups[at], groups[after] = found
                helped = True
    return _reached(problem, worth, [group for group in groups if group in worth])


def networkx_pairs(problem: Problem) -> Reached | None:
    """The best pairs by networkx's matching of maximal weight; None where networkx isn't installed."""
    if networkx is None:
        return None
    every = _worth(problem)
    worth: dict[Members, float] = {group: every[group] for group in every if len(group) == 2}
    graph = networkx.Graph()
    for (one, other), value in sorted(worth.items()):
        graph.add_edge(one, other, weight=value)
    pairs = networkx.max_weight_matching(graph, maxcardinality=True)
    return _reached(problem, worth, [tuple(sorted(pair)) for pair in pairs])


def _worth(problem: Problem) -> dict[Members, float]:
    return dict(zip(problem.groups, map(fsum, problem.group_utilities), strict=True))


def _reached(problem: Problem, worth: dict[Members, float], groups: list[Members]) -> Reached:
    seated = sum(map(len, groups))
    total = fsum(worth[group] for group in groups)
    return Reached(total, len(problem.seated) - seated, tuple(sorted(groups)))
