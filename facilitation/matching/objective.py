"""What a grouping is worth, in pure Python: utilities, shares, and the check of a grouping made anywhere.

Shares no code with the solver, so that every answer of the solver can be checked here. Figures are plain
floats, summed exactly (`math.fsum`), so that the order of the input can't change them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import fsum, log

from facilitation.domain.errors import N_, Message
from facilitation.matching.groups import Members, permitted_groups
from facilitation.matching.limits import Group, Limits
from facilitation.matching.rounds import PARTS, Round

SECOND_SEAT = 0.15
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts of a utility, each from 0 to 1, or None where the city has no data for it."""

    shared: float | None
    wishes: float | None
    answered: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a grouping is worth, whether it is permitted or not.

    `utilities` has one table (city id -> utility) a group, in the order of `grouping`. `shares`: each
    city's best utility as a share of its personal best; 0 without a seat, None where the personal best is 0.
    `floor` is the lowest share, 1 when no city has one. `faults` says what forbids the grouping.
    """

    grouping: tuple[tuple[str, ...], ...]
    total: float
    floor: float
    utilities: tuple[dict[str, float], ...]
    shares: dict[str, float | None]
    faults: tuple[Message, ...]


class Problem:
    """A round made ready to be valued. Cities are positions in `Round.cities`, groups ascending tuples."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.limits = Limits(round_)
        self.position = {city.id: at for at, city in enumerate(round_.cities)}
        self.seated = [self.position[city.id] for city in round_.seated]
        named = Counter(challenge for city in round_.cities for challenge in city.challenges)
        self.named_by = {challenge: named[challenge] for challenge in sorted(named)}
        self.rarity = {c: log(1 + len(round_.cities) / count) for c, count in self.named_by.items()}
        self._bits = {challenge: 1 << bit for bit, challenge in enumerate(self.rarity)}
        self._rarities = list(self.rarity.values())
        self._needs = [self._set(city.challenges) for city in round_.cities]
        self._offers = [0] * len(round_.cities)
        for practice in round_.practices:
            self._offers[self.position[practice.city]] |= self._set(practice.challenges)
        self._sums: dict[int, float] = {}
        # Filled where it is asked for: a grouping made by hand needs a few dozen likenesses of thousands.
        self._alike: list[list[float | None]] = [[None] * len(round_.cities) for _ in round_.cities]
        self._has_wishes = [False] * len(round_.cities)
        self._wished = self._wish_shares()
        self._weights = [self._weights_of(at) for at in range(len(round_.cities))]

    # --- the parts of a utility -----------------------------------------------------------------------

    def parts(self, city: int, group: Members) -> Parts:
        """The parts of a city's utility in a group it belongs to."""
        shared, wishes, answered = self._values(city, group)
        has_challenges, has_wishes = bool(self._needs[city]), self._has_wishes[city]
        return Parts(
            shared if has_challenges else None,
            wishes if has_wishes else None,
            answered if has_challenges else None,
        )

    def utility(self, city: int, group: Members) -> float:
        """What a group it belongs to is worth to a city, from 0 to 1."""
        shared, wishes, answered = self._values(city, group)
        for_shared, for_wishes, for_answered = self._weights[city]
        return for_shared * shared + for_wishes * wishes + for_answered * answered

    def _values(self, city: int, group: Members) -> tuple[float, float, float]:
        """Shared, wishes, answered, 0 where there is no data. Runs for every group of a round: kept lean."""
        alike, wished = self._alike[city], self._wished[city]
        shared = wishes = 0.0
        offers = 0
        for other in group:
            if other != city:
                likeness = alike[other]
                if likeness is None:
                    likeness = alike[other] = self._likeness(self._needs[city], self._needs[other])
                shared += likeness
                wishes += wished[other]
                offers |= self._offers[other]
        partners = len(group) - 1
        met = self._needs[city] & offers
        answered = self._sum(met) / self._sum(self._needs[city]) if met else 0.0
        return (shared / partners if partners else 0.0), wishes, answered

    def _set(self, challenges: Iterable[str]) -> int:
        """Challenges as bits; those that no city named have no rarity and count nowhere."""
        bits = 0
        for challenge in challenges:
            bits |= self._bits.get(challenge, 0)
        return bits

    def _sum(self, challenges: int) -> float:
        known = self._sums.get(challenges)
        if known is None:
            known = fsum(rarity for bit, rarity in enumerate(self._rarities) if challenges >> bit & 1)
            self._sums[challenges] = known
        return known

    def _likeness(self, one: int, other: int) -> float:
        either = one | other
        return self._sum(one & other) / self._sum(either) if either else 0.0

    def _wish_shares(self) -> list[list[float]]:
        """For each city the share of its countable wishes that each other city meets."""
        met_by: list[dict[int, list[float]]] = [{} for _ in self.round.cities]
        for wish in self.round.wishes:
            if wish.source is not None:
                source = self.position[wish.source]
                met_by[self.position[wish.city]].setdefault(source, []).append(wish.weight)
        shares = [[0.0] * len(self.round.cities) for _ in self.round.cities]
        for city, by_source in enumerate(met_by):
            everything = fsum(weight for weights in by_source.values() for weight in weights)
            self._has_wishes[city] = everything > 0
            for source, weights in by_source.items():
                shares[city][source] = fsum(weights) / everything
        return shares

    def _weights_of(self, city: int) -> tuple[float, float, float]:
        """The weights of the parts a city has data for, scaled to sum to 1; all 0 where nothing is left."""
        has = {
            "shared": self._needs[city],
            "wishes": self._has_wishes[city],
            "answered": self._needs[city],
        }
        weights = [self.round.rules.weights[part] if has[part] else 0.0 for part in PARTS]
        everything = fsum(weights)
        shared, wishes, answered = (weight / everything if everything else 0.0 for weight in weights)
        return shared, wishes, answered

    # --- all groups the round permits -----------------------------------------------------------------

    @cached_property
    def groups(self) -> list[Members]:
        """Every permitted group, see `groups.permitted_groups`."""
        return permitted_groups(self.round)

    @cached_property
    def group_utilities(self) -> list[tuple[float, ...]]:
        """The utilities of the members of each of `groups`, in the order of its members."""
        return [tuple(self.utility(city, group) for city in group) for group in self.groups]

    @cached_property
    def personal_bests(self) -> dict[int, float]:
        """The highest utility any permitted group holds for each seated city; 0 without a permitted group."""
        bests = dict.fromkeys(self.seated, 0.0)
        for group, utilities in zip(self.groups, self.group_utilities, strict=True):
            for city, utility in zip(group, utilities, strict=True):
                if utility > bests.get(city, utility):
                    bests[city] = utility
        return bests

    def ids(self, group: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.round.cities[city].id for city in group)

    def members(self, group: Iterable[str]) -> Members:
        return tuple(sorted(self.position[city] for city in group))


def check(problem: Problem, grouping: Iterable[Iterable[str]]) -> list[Message]:
    """Everything that forbids a grouping (groups of city ids): limits, rules, seats. Empty when it may stand.

    KeyError for an unknown id.
    """
    groups: list[Group] = [frozenset(group) for group in grouping]
    limits = problem.limits
    found = [fault.message for group in groups for fault in limits.faults(group)]
    for group, times in Counter(groups).items():
        if times > 1:
            found.append(Message(N_("%(group)s stands twice."), {"group": limits.name(group)}))
    for locked in problem.round.rules.locked:
        if locked not in groups:
            found.append(
                Message(N_("The locked group %(group)s is missing."), {"group": limits.name(locked)})
            )
    seats = Counter(city for group in groups for city in group)
    for city in problem.round.seated:
        if not seats[city.id]:
            found.append(Message(N_("%(city)s has no seat."), {"city": city.name}))
        elif seats[city.id] > city.capacity:
            params = {"city": city.name, "seats": seats[city.id], "capacity": city.capacity}
            found.append(Message(N_("%(city)s has %(seats)s seats; it can take %(capacity)s."), params))
    for one, other in combinations(sorted(set(groups), key=sorted), 2):
        if len(one & other) > 1:
            found.append(
                Message(N_("%(group)s share more than one group."), {"group": limits.name(one & other)})
            )
    return found


def evaluate(problem: Problem, grouping: Iterable[Iterable[str]]) -> Evaluation:
    """What a grouping is worth (groups of city ids), permitted or not; for one made by hand as well.

    KeyError for an unknown id.
    """
    groups = tuple(tuple(sorted(set(group))) for group in grouping)
    utilities = tuple(
        {problem.round.cities[city].id: problem.utility(city, members) for city in members}
        for members in map(problem.members, groups)
    )
    best_seat = best_seats(utilities)
    shares: dict[str, float | None] = {}
    for city, best in problem.personal_bests.items():
        city_id = problem.round.cities[city].id
        shares[city_id] = best_seat.get(city_id, 0.0) / best if best > TOLERANCE else None
    seats = sum(map(len, groups))
    return Evaluation(
        grouping=groups,
        total=fsum(u for table in utilities for u in table.values()) - SECOND_SEAT * (seats - len(best_seat)),
        floor=min((share for share in shares.values() if share is not None), default=1.0),
        utilities=utilities,
        shares=shares,
        faults=tuple(check(problem, groups)),
    )


def blocking_groups(problem: Problem, evaluation: Evaluation) -> list[tuple[str, ...]]:
    """The permitted groups that all members would strictly prefer to their best seat in the grouping."""
    best_seat = best_seats(evaluation.utilities)
    now = [best_seat.get(city.id, 0.0) + TOLERANCE for city in problem.round.cities]
    return [
        problem.ids(group)
        for group, utilities in zip(problem.groups, problem.group_utilities, strict=True)
        if all(utility > now[city] for city, utility in zip(group, utilities, strict=True))
    ]


def best_seats(utilities: Sequence[dict[str, float]]) -> dict[str, float]:
    """Each seated city's highest utility over the groups it sits in."""
    best: dict[str, float] = {}
    for table in utilities:
        for city, utility in table.items():
            best[city] = max(utility, best.get(city, 0.0))
    return best
