"""The permitted groups of a round as arrays, one column a group, with what each is worth (numpy).

Computes every utility on its own, without `objective`, which then checks the solver's answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facilitation.matching.groups import Members
from facilitation.matching.rounds import PARTS, Round

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SECOND_SEAT = 0.15


@dataclass(frozen=True, slots=True)
class Columns:
    """The free groups of a round; what its locked groups already settle is in the fields by city.

    Per entry (a city in a group, groups one after another): `city`, `share` of its personal best (infinite
    where that is 0: nothing is asked for such a city). `starts[g]` is where group g's entries begin.
    `value[g]` is the sum of its utilities less the price of all its seats; `settled` is what the locked
    groups are worth and gives every city its first seat back, so that a grouping's total is
    `settled + value[chosen].sum()`.
    Per city: `seated` or excluded, `seats` left beside locked groups, `asked` whether a seat must still be
    found, `locked_share` the best share in a locked group (0 without one).
    """

    groups: list[Members]
    city: Integers
    share: Floats
    starts: Integers
    value: Floats
    locked: list[Members]
    settled: float
    seated: NDArray[np.bool_]
    seats: Integers
    asked: NDArray[np.bool_]
    locked_share: Floats

    @property
    def owner(self) -> Integers:
        """The group of each entry."""
        return np.repeat(np.arange(len(self.groups)), np.diff(self.starts))


def build_columns(round_: Round, permitted: list[Members]) -> Columns:
    """All permitted groups of the round (from `groups.permitted_groups`), valued."""
    place = {city.id: at for at, city in enumerate(round_.cities)}
    locked = sorted(tuple(sorted(place[city] for city in group)) for group in round_.rules.locked)
    groups = sorted(set(permitted) - set(locked), key=lambda group: (len(group), group))
    worth = _Worth(round_)
    utility = worth.of(groups)
    locked_utility = worth.of(locked)
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    city, locked_city = _flat(groups), _flat(locked)
    best = np.zeros(len(round_.cities))
    np.maximum.at(best, city, utility)
    np.maximum.at(best, locked_city, locked_utility)
    locked_share = np.zeros(len(best))
    np.maximum.at(locked_share, locked_city, _share(locked_utility, best[locked_city]))
    taken = np.bincount(locked_city, minlength=len(best))
    seated = np.array([city.id not in round_.rules.exclude for city in round_.cities])
    capacity = np.array([city.capacity for city in round_.cities])
    value = np.bincount(np.repeat(np.arange(len(groups)), sizes), utility, len(groups)) - SECOND_SEAT * sizes
    return Columns(
        groups=groups,
        city=city,
        share=_share(utility, best[city]),
        starts=starts,
        value=value,
        locked=locked,
        settled=float(locked_utility.sum() - SECOND_SEAT * len(locked_city) + SECOND_SEAT * seated.sum()),
        seated=seated,
        seats=np.where(seated, capacity - taken, 0),
        asked=seated & (taken == 0),
        locked_share=locked_share,
    )


def _flat(groups: list[Members]) -> Integers:
    return np.array([city for group in groups for city in group], dtype=np.int64)


def _share(utility: Floats, best: Floats) -> Floats:
    has = best > 1e-9
    return np.where(has, utility / np.where(has, best, 1.0), np.inf)


class _Worth:
    """Utilities of many groups at once, from tables by city and challenge."""

    def __init__(self, round_: Round) -> None:
        cities = round_.cities
        place = {city.id: at for at, city in enumerate(cities)}
        challenges = sorted({challenge for city in cities for challenge in city.challenges})
        column = {challenge: at for at, challenge in enumerate(challenges)}
        named = np.zeros((len(cities), len(challenges)))
        self.offers = np.zeros((len(cities), len(challenges)), dtype=bool)
        for city in cities:
            named[place[city.id], [column[challenge] for challenge in city.challenges]] = 1
        for practice in round_.practices:
            tags = [column[challenge] for challenge in practice.challenges if challenge in column]
            self.offers[place[practice.city], tags] = True
        self.needs = named * np.log1p(len(cities) / np.maximum(named.sum(axis=0), 1))
        weight = self.needs.sum(axis=1)
        both = self.needs @ named.T
        self.alike = _ratio(both, weight[:, None] + weight[None, :] - both)
        wished = np.zeros((len(cities), len(cities)))
        for wish in sorted(round_.wishes, key=lambda wish: wish.priority):
            if wish.source is not None:
                wished[place[wish.city], place[wish.source]] += 1 / wish.priority
        asked = wished.sum(axis=1)
        self.wished = _ratio(wished, asked[:, None])
        self.weight = weight
        has = np.stack([weight > 0, asked > 0, weight > 0])
        weights = has * np.array([round_.rules.weights[part] for part in PARTS])[:, None]
        self.weights = _ratio(weights, weights.sum(axis=0)[None, :])

    def of(self, groups: list[Members]) -> Floats:
        """The utilities of all members of all groups, flat, in order; neighbours of one size at once."""
        found: list[Floats] = []
        at = 0
        while at < len(groups):
            size, end = len(groups[at]), at
            while end < len(groups) and len(groups[end]) == size:
                end += 1
            found.append(self._of_one_size(np.array(groups[at:end], dtype=np.int64)).ravel())
            at = end
        return np.concatenate(found) if found else np.zeros(0)

    def _of_one_size(self, groups: Integers) -> Floats:
        utilities = np.zeros(groups.shape)
        size = groups.shape[1]
        for seat in range(size):
            city = groups[:, seat]
            partners = [groups[:, other] for other in range(size) if other != seat]
            if not partners:
                continue
            shared = sum(self.alike[city, partner] for partner in partners) / len(partners)
            wishes = sum(self.wished[city, partner] for partner in partners)
            offered = np.logical_or.reduce([self.offers[partner] for partner in partners])
            answered = _ratio((self.needs[city] * offered).sum(axis=1), self.weight[city])
            weights = self.weights[:, city]
            utilities[:, seat] = weights[0] * shared + weights[1] * wishes + weights[2] * answered
        return utilities


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole > 0)
