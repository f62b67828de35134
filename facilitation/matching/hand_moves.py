"""Groupings made by hand: valued in the live process, before beside after, and put into the answer's form.

Pure Python. A grouping may break rules and may leave cities without a seat: the faults are told in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.matching.answer import BOUNDED, described, to_form
from facilitation.matching.limits import Group
from facilitation.matching.objective import TOLERANCE, Evaluation, Problem, best_seats, evaluate
from facilitation.matching.rounds import Round

BEST = "best"


@dataclass(frozen=True, slots=True)
class CityChange:
    """What a move does to a city: the utility of its best seat and its share of its personal best.

    Utilities are None without a seat; shares are None where the personal best is 0 or not known.
    """

    city: str
    before: float | None
    after: float | None
    share_before: float | None
    share_after: float | None

    @property
    def gain(self) -> float:
        """After less before; a city without a seat has 0."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class Change:
    """What a move does: `total` and `floor` are after less before. `cities`: those whose utility changes or
    who gain or lose their only seat, the heaviest loss first. `broken` and `mended`: the faults that
    come and go."""

    total: float
    floor: float
    cities: tuple[CityChange, ...]
    broken: tuple[Message, ...]
    mended: tuple[Message, ...]


class Table:
    """A round on the coordinator's table.

    `personal_bests` (city id -> utility) are those of the round's stored answer (`answer["personal_best"]`).
    They hold as long as limits and rules are the same; a city they leave out has no share. Without them every
    permitted group is looked at, which takes half a second for 60 cities.
    """

    def __init__(self, round_: Round, personal_bests: Mapping[str, float] | None = None) -> None:
        self.problem = Problem(round_)
        if personal_bests is not None:
            bests = {at: personal_bests.get(round_.cities[at].id, 0.0) for at in self.problem.seated}
            self.problem.personal_bests = bests

    def value(self, grouping: Iterable[Iterable[str]]) -> Evaluation:
        """The same as `objective.evaluate`: total, floor, utilities, shares and faults. Groups without
        cities are passed over. KeyError for an unknown city id."""
        return evaluate(self.problem, [group for group in map(tuple, grouping) if group])

    def compare(self, before: Iterable[Iterable[str]], after: Iterable[Iterable[str]]) -> Change:
        """What changes from one grouping to another. KeyError for an unknown city id."""
        return change(self.value(before), self.value(after))

    def forbids(self, cities: Iterable[str]) -> list[Message]:
        """Which limits and rules keep these cities from ever sitting together, whoever else joins them;
        empty when they may. KeyError for an unknown city id."""
        asked = frozenset(cities)
        if any(asked <= locked for locked in self.problem.round.rules.locked):
            return []  # there they do sit together, whoever would have to join a smaller group
        limits = self.problem.limits
        group: Group = frozenset().union(*(limits.together[city] for city in asked))
        found = [fault.message for fault in limits.faults(group) if fault.kind != "size"]
        largest = max(self.problem.round.rules.sizes)
        if len(group) > largest and group not in self.problem.round.rules.locked:
            text = N_("%(cities)s would be a group of %(size)s; the largest allowed is %(largest)s.")
            params = {"cities": limits.name(group), "size": len(group), "largest": largest}
            found.append(Message(text, params))
        return found


def change(before: Evaluation, after: Evaluation) -> Change:
    """What changes from one evaluation to another of the same round."""
    was, is_ = best_seats(before.utilities), best_seats(after.utilities)
    cities = [
        CityChange(city, was.get(city), is_.get(city), before.shares.get(city), after.shares.get(city))
        for city in sorted({*was, *is_})
    ]
    changed = [
        each for each in cities if abs(each.gain) > TOLERANCE or (each.before is None) != (each.after is None)
    ]
    return Change(
        total=after.total - before.total,
        floor=after.floor - before.floor,
        cities=tuple(sorted(changed, key=lambda each: (each.gain, each.city))),
        broken=tuple(fault for fault in after.faults if fault not in before.faults),
        mended=tuple(fault for fault in before.faults if fault not in after.faults),
    )


def answer_by_hand(
    round_: Round,
    grouping: Sequence[Iterable[str]],
    bests: Mapping[str, float] | None = None,
    bound: float | None = None,
    preset: str = BEST,
) -> dict[str, Any]:
    """A grouping made by hand as a complete answer in the pinned form, with the status "bounded".

    `bound`: the proven total of the preset *best* (`answer["presets"]["best"]["total"]`), when it was found
    under the same limits and rules; it is left out where the grouping breaks a rule or lies above it. The
    `floor` is the grouping's own. `messages` tell which rules it breaks. `blocking_groups` and `alternatives`
    are empty: nobody has looked for them. KeyError for an unknown city id.
    """
    table = Table(round_, bests)
    evaluation = table.value(grouping)
    answer = described(table.problem, evaluation)
    holds = bound is not None and not evaluation.faults and evaluation.total <= bound + TOLERANCE
    answer = replace(
        answer,
        status=BOUNDED,
        preset=preset,
        bound=max(bound, evaluation.total) if holds and bound is not None else None,
        presets={"best": None, "balanced": None, "floor": None},
        messages=(*evaluation.faults, *answer.messages),
    )
    return to_form(answer)
