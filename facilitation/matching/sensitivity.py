"""How firm an answer is: what each rule costs, and what survives when the weights move by a fifth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from facilitation.domain.errors import Message
from facilitation.matching.answer import Answer
from facilitation.matching.objective import Problem
from facilitation.matching.optimum import Clock
from facilitation.matching.rounds import PARTS, Round
from facilitation.matching.single_rules import SingleRule, rule_name, single_rules, without
from facilitation.matching.solver import grouping_of

FIFTH = 0.2


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What a rule costs: the preset's total without it less the total with it, and the same of the floor.

    `percent` is the price in per cent of the total without the rule. The price of leaving a city out is what
    it would bring. A price below 0 means that the preset, without the rule, gives up total for floor.
    None where the time didn't suffice for a proof.
    """

    rule: SingleRule
    name: Message
    price: float | None
    percent: float | None
    floor_price: float | None


@dataclass(frozen=True, slots=True)
class Variation:
    """The answer under other weights: which weight was multiplied by what, and the tandems that stayed."""

    part: str
    factor: float
    kept: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Stability:
    """How much of a grouping survives when each weight moves by a fifth either way, all else equal.

    `survival`: the share of cities, over all variations, that keep exactly their tandems' members.
    `by_tandem`: in what share of the variations each tandem stays. None of it without a proof in time.
    """

    survival: float
    by_tandem: dict[tuple[str, ...], float]
    variations: tuple[Variation, ...]


def rule_prices(round_: Round, preset: str, seconds: float | None = None) -> list[RulePrice]:
    """The price of every single rule of a round; empty when the round has no grouping as it is."""
    clock = Clock(seconds)
    with_all = grouping_of(Problem(round_), preset, clock)
    if with_all is None:
        return []
    now = with_all[1]
    prices = []
    for rule in single_rules(round_):
        freer = None if clock.over else grouping_of(Problem(without(round_, [rule])), preset, clock)
        name = rule_name(round_, rule)
        if freer is None or not (freer[1].proven and now.proven):
            prices.append(RulePrice(rule, name, None, None, None))
            continue
        then = freer[1]
        price = _settled(then.total - now.total)
        percent = 100 * price / then.total if then.total > 0 else 0.0
        prices.append(RulePrice(rule, name, price, percent, _settled(then.floor - now.floor)))
    return prices


def stability(problem: Problem, answer: Answer, seconds: float | None = None) -> Stability | None:
    """What survives of an answer under weights moved by a fifth; None without an answer or without time."""
    clock = Clock(seconds)
    tandems = answer.grouping
    if not tandems:
        return None
    variations = []
    for part, factor, round_ in _other_weights(problem.round):
        if clock.over:
            return None
        solved = grouping_of(Problem(round_), answer.preset, clock)
        if solved is None or not solved[1].proven:
            return None
        variations.append(Variation(part, factor, tuple(group for group in tandems if group in solved[0])))
    cities = {city for group in tandems for city in group}
    held = sum(
        all(group in variation.kept for group in tandems if city in group)
        for variation in variations
        for city in cities
    )
    return Stability(
        survival=held / (len(cities) * len(variations)),
        by_tandem={
            group: sum(group in variation.kept for variation in variations) / len(variations)
            for group in tandems
        },
        variations=tuple(variations),
    )


def _other_weights(round_: Round) -> Iterator[tuple[str, float, Round]]:
    """The round with one weight a fifth higher or lower; weights of 0 have no fifth."""
    for part in PARTS:
        if round_.rules.weights[part] > 0:
            for factor in (1 - FIFTH, 1 + FIFTH):
                weights = {**round_.rules.weights, part: round_.rules.weights[part] * factor}
                yield part, factor, replace(round_, rules=replace(round_.rules, weights=weights))


def _settled(difference: float) -> float:
    """A difference without the noise of the last bits."""
    return 0.0 if abs(difference) < 1e-9 else difference
