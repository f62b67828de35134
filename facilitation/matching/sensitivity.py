"""How firm an answer is: what each rule costs, and what survives when the weights move by a fifth or when a
fifth of the wishes is dropped (numpy, scipy; for the worker)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.matching.answer import Answer
from facilitation.matching.in_words import message_form
from facilitation.matching.objective import Problem
from facilitation.matching.optimum import Clock
from facilitation.matching.presets import Found
from facilitation.matching.rounds import PARTS, Round, RoundError
from facilitation.matching.single_rules import SingleRule, priced_rules, rule_name, without
from facilitation.matching.solver import grouping_of

FIFTH = 0.2
DRAWS = 10


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What a rule costs: the preset's total without it less the total with it, and the same of the floor.

    `percent` is the price in per cent of the total without the rule. The price of leaving a city out is what
    it would bring; a freedom (a larger size, a second seat) that brings something has a price below 0. With
    any other rule a price below 0 means that the preset, without it, gives up total for floor.
    None where the time didn't suffice for a proof; `needed`: without it no grouping is possible.
    """

    rule: SingleRule
    name: Message
    price: float | None
    percent: float | None
    floor_price: float | None
    needed: bool = False

    @property
    def said(self) -> Message:
        """The price in words, to stand beside the rule's name: "This rule costs 0.12 = 3 %."."""
        if self.needed:
            return Message(N_("Without it no grouping is possible."))
        if self.price is None or self.percent is None:
            return Message(N_("The time was over before its price was known."))
        if self.price == 0:
            return Message(N_("This rule costs nothing."))
        text = N_("This rule costs %(price)s = %(percent)s %%.")
        if self.price < 0:
            text = N_("This rule brings %(price)s = %(percent)s %%.")
        params = {"price": f"{abs(self.price):.2g}", "percent": f"{abs(self.percent):.2g}"}
        return Message(text, params)


@dataclass(frozen=True, slots=True)
class Variation:
    """The answer to a round that is a little different, and the tandems that stayed.

    `part` and `factor`: which weight was multiplied by what. `dropped`: the positions in `Round.wishes` of
    the wishes left out; then `part` is empty and `factor` 1.
    """

    part: str
    factor: float
    kept: tuple[tuple[str, ...], ...]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stability:
    """How much of a grouping survives in a number of variations, all else equal.

    `survival`: the share of cities, over all variations, that keep exactly their tandems' members.
    `by_tandem`: in what share of the variations each tandem stays. None of it without a proof in time.
    """

    survival: float
    by_tandem: dict[tuple[str, ...], float]
    variations: tuple[Variation, ...]


def rule_prices(round_: Round, preset: str, seconds: float | None = None) -> list[RulePrice]:
    """The price of every rule of a round (`single_rules.priced_rules`) for a preset, each against solving
    without it; empty when the round has no grouping as it is."""
    clock = Clock(seconds)
    with_all = grouping_of(Problem(round_), preset, clock)
    if with_all is None:
        return []
    now = with_all[1]
    return [_price(round_, rule, preset, now, clock) for rule in priced_rules(round_)]


def _price(round_: Round, rule: SingleRule, preset: str, now: Found, clock: Clock) -> RulePrice:
    name = rule_name(round_, rule)
    unknown = RulePrice(rule, name, None, None, None)
    if clock.over:
        return unknown
    try:
        freer = grouping_of(Problem(without(round_, [rule])), preset, clock)
    except RoundError:  # too many groups without it
        return unknown
    if freer is None:
        return replace(unknown, needed=True)
    then = freer[1]
    if not (then.proven and now.proven):
        return unknown
    price = _settled(then.total - now.total)
    percent = 100 * price / then.total if then.total > 0 else 0.0
    return RulePrice(rule, name, price, percent, _settled(then.floor - now.floor))


def stability(problem: Problem, answer: Answer, seconds: float | None = None) -> Stability | None:
    """What survives of an answer under weights moved by a fifth; None without an answer or without time."""
    return weight_stability(problem.round, answer.grouping, answer.preset, seconds)


def weight_stability(
    round_: Round, grouping: Sequence[Sequence[str]], preset: str, seconds: float | None = None
) -> Stability | None:
    """What survives of a grouping when each weight moves by a fifth either way and the preset is solved
    anew. None without groups or without time."""
    variations = [(Variation(part, factor, ()), other) for part, factor, other in _other_weights(round_)]
    return _stability(variations, grouping, preset, Clock(seconds))


def wish_stability(
    round_: Round,
    grouping: Sequence[Sequence[str]],
    preset: str,
    seconds: float | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Stability | None:
    """What survives of a grouping when a fifth of the wishes that count is dropped, in `draws` random draws.

    The same seed drops the same wishes, in whatever order the file has them. None without groups, without
    wishes or without time.
    """
    variations = [
        (Variation("", 1.0, (), dropped), other) for dropped, other in _fewer_wishes(round_, draws, seed)
    ]
    return _stability(variations, grouping, preset, Clock(seconds))


def _stability(
    rounds: Sequence[tuple[Variation, Round]], grouping: Sequence[Sequence[str]], preset: str, clock: Clock
) -> Stability | None:
    tandems = [tuple(sorted(group)) for group in grouping]
    if not tandems or not rounds:
        return None
    variations = []
    for variation, round_ in rounds:
        if clock.over:
            return None
        solved = grouping_of(Problem(round_), preset, clock)
        if solved is None or not solved[1].proven:
            return None
        kept = tuple(group for group in tandems if group in solved[0])
        variations.append(replace(variation, kept=kept))
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


def price_form(price: RulePrice) -> dict[str, Any]:
    """A price as JSON. `name` and `said` are messages in the form of `in_words.message_form`."""
    return {
        "kind": price.rule.kind,
        "at": price.rule.at,
        "cities": sorted(price.rule.cities),
        "name": message_form(price.name),
        "said": message_form(price.said),
        "price": price.price,
        "percent": price.percent,
        "floor_price": price.floor_price,
        "needed": price.needed,
    }


def stability_form(weights: Stability | None, wishes: Stability | None) -> dict[str, Any]:
    """Both kinds of stability as JSON: the survival, of how many variations, and each tandem's share of
    them; None where it isn't known."""

    def form(found: Stability | None) -> dict[str, Any] | None:
        if found is None:
            return None
        return {
            "survival": found.survival,
            "of": len(found.variations),
            "tandems": [{"cities": list(group), "stays": share} for group, share in found.by_tandem.items()],
        }

    return {"weights": form(weights), "wishes": form(wishes)}


def _other_weights(round_: Round) -> Iterator[tuple[str, float, Round]]:
    """The round with one weight a fifth higher or lower; weights of 0 have no fifth."""
    for part in PARTS:
        if round_.rules.weights[part] > 0:
            for factor in (1 - FIFTH, 1 + FIFTH):
                weights = {**round_.rules.weights, part: round_.rules.weights[part] * factor}
                yield part, factor, replace(round_, rules=replace(round_.rules, weights=weights))


def _fewer_wishes(round_: Round, draws: int, seed: int) -> Iterator[tuple[tuple[int, ...], Round]]:
    """The round without a fifth of its countable wishes, at least one, drawn at random."""
    countable = [at for at, wish in enumerate(round_.wishes) if wish.source is not None]

    def in_order(at: int) -> tuple[str, str, str, int]:
        wish = round_.wishes[at]
        return wish.city, wish.source or "", wish.practice or "", wish.priority

    countable.sort(key=in_order)
    for draw in range(draws if countable else 0):
        dice = random.Random(f"{seed}/{draw}")
        dropped = frozenset(dice.sample(countable, max(1, round(FIFTH * len(countable)))))
        kept = tuple(wish for at, wish in enumerate(round_.wishes) if at not in dropped)
        yield tuple(sorted(dropped)), replace(round_, wishes=kept)


def _settled(difference: float) -> float:
    """A difference without the noise of the last bits."""
    return 0.0 if abs(difference) < 1e-9 else difference
