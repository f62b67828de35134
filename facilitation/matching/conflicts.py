"""The smallest set of rules whose removal makes an impossible round possible (HiGHS through scipy)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from facilitation.matching.groups import permitted_groups
from facilitation.matching.rounds import Round
from facilitation.matching.single_rules import (
    EXCLUDE,
    HOURS,
    LOCKED,
    NEVER,
    TOGETHER,
    SingleRule,
    single_rules,
)


def smallest_conflict(round_: Round, seconds: float = 20.0) -> list[SingleRule] | None:
    """A smallest set of rules without which a grouping is possible; None when sizes and languages alone
    forbid it, or when no set is found in time.
    Of equally small sets, earlier rules of `single_rules` are dropped.
    """
    rules = single_rules(round_)
    if not rules:
        return None
    groups, breaks = _groups_and_what_they_break(round_, rules)
    program = _Program(len(groups) + len(rules))
    drop = {rule: len(groups) + at for at, rule in enumerate(rules)}
    by_city: dict[str, list[int]] = {city.id: [] for city in round_.cities}
    for at, group in enumerate(groups):
        for city in group:
            by_city[city].append(at)
    _seats(program, round_, by_city, drop)
    _broken_rules(program, round_, by_city, breaks, drop)
    _no_second_meeting(program, round_, by_city)
    first_locked = len(groups) - len(round_.rules.locked)
    for rule in rules:
        if rule.kind == LOCKED:  # the group exists exactly so, or its rule is dropped
            program.row({first_locked + rule.at: 1, drop[rule]: 1}, 1, 1)
    cost = np.zeros(program.width)
    cost[len(groups) :] = 1 + 1e-3 * np.arange(len(rules)) / len(rules)
    solved = program.solve(cost, seconds)
    return None if solved is None else [rule for rule in rules if solved[drop[rule]] > 0.5]


def _groups_and_what_they_break(
    round_: Round, rules: list[SingleRule]
) -> tuple[list[frozenset[str]], list[list[SingleRule]]]:
    """All groups that sizes and languages permit, then the locked ones, and the rules each would break."""
    bare = replace(
        round_,
        rules=replace(round_.rules, never=(), together=(), locked=(), exclude=(), min_common_hours=0.0),
    )
    names = [city.id for city in round_.cities]
    groups = [frozenset(names[at] for at in group) for group in permitted_groups(bare)]
    timely = replace(bare, rules=replace(bare.rules, min_common_hours=round_.rules.min_common_hours))
    in_time = {frozenset(names[at] for at in group) for group in permitted_groups(timely)}
    breaks = []
    for at, group in enumerate([*groups, *round_.rules.locked]):
        excused = at >= len(groups)
        breaks.append(
            [
                rule
                for rule in rules
                if (rule.kind == NEVER and len(rule.cities & group) > 1)
                or (rule.kind == TOGETHER and rule.cities & group and not rule.cities <= group)
                or (rule.kind == HOURS and not excused and group not in in_time)
            ]
        )
    return [*groups, *round_.rules.locked], breaks


class _Program:
    """A 0-1 program put together row by row."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._entries: tuple[list[float], list[int], list[int]] = ([], [], [])
        self._low: list[float] = []
        self._high: list[float] = []

    def row(self, coefficients: dict[int, float], low: float, high: float) -> None:
        values, rows, columns = self._entries
        values.extend(coefficients.values())
        columns.extend(coefficients)
        rows.extend([len(self._low)] * len(coefficients))
        self._low.append(low)
        self._high.append(high)

    def solve(self, cost: np.ndarray, seconds: float) -> np.ndarray | None:
        values, rows, columns = self._entries
        matrix = coo_array((values, (rows, columns)), shape=(len(self._low), self.width)).tocsc()
        result = milp(
            cost,
            integrality=np.ones(self.width),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, self._low, self._high),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if result.x is None or result.status != 0:
            return None
        chosen = np.round(result.x)
        held = matrix @ chosen
        stands = (held >= np.array(self._low) - 1e-6).all() and (held <= np.array(self._high) + 1e-6).all()
        return chosen if stands else None


def _seats(
    program: _Program, round_: Round, by_city: dict[str, list[int]], drop: dict[SingleRule, int]
) -> None:
    excluded = {next(iter(rule.cities)): rule for rule in drop if rule.kind == EXCLUDE}
    for city in round_.cities:
        seats = dict.fromkeys(by_city[city.id], 1.0)
        if city.id in excluded:  # no seat unless the rule is dropped, which is only worth it for a seat
            gate = drop[excluded[city.id]]
            program.row({**seats, gate: -float(city.capacity)}, -np.inf, 0)
        else:
            program.row(seats, 1, city.capacity)


def _broken_rules(
    program: _Program,
    round_: Round,
    by_city: dict[str, list[int]],
    breaks: list[list[SingleRule]],
    drop: dict[SingleRule, int],
) -> None:
    for city in round_.cities:
        breaking: dict[SingleRule, list[int]] = {}
        for group in by_city[city.id]:
            for rule in breaks[group]:
                breaking.setdefault(rule, []).append(group)
        for rule, groups in breaking.items():
            program.row({**dict.fromkeys(groups, 1.0), drop[rule]: -float(city.capacity)}, -np.inf, 0)


def _no_second_meeting(program: _Program, round_: Round, by_city: dict[str, list[int]]) -> None:
    twice = [city.id for city in round_.cities if city.capacity == 2]
    for one, other in combinations(twice, 2):
        shared = set(by_city[one]).intersection(by_city[other])
        if len(shared) > 1:
            program.row(dict.fromkeys(sorted(shared), 1.0), 0, 1)
