"""Enumeration of the groups a round permits: every one of them, in pure Python; meant for up to 60 cities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from facilitation.domain.errors import N_
from facilitation.domain.scheduling import has_stretch, start_of_work, working_length, working_minutes
from facilitation.matching.limits import Limits
from facilitation.matching.rounds import Round, RoundError

Members = tuple[int, ...]
"""A group as the positions of its cities in `Round.cities`, ascending."""

PROVEN_CITIES = 60
GROUP_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class _Block:
    """Cities that must sit together, as one unit of a group. All sets are bits by city position."""

    members: int
    size: int
    languages: int
    clocks: int
    apart: int


def permitted_groups(round_: Round) -> list[Members]:
    """Every group that the round's limits and rules permit, locked ones included, in ascending order.

    Permitted means by itself: whether the rest of the cities can then be seated isn't asked. RoundError
    when there are more than GROUP_LIMIT: such a round needs another method than enumeration.
    """
    place = {city.id: at for at, city in enumerate(round_.cities)}
    groups = {tuple(sorted(place[city] for city in group)) for group in round_.rules.locked}
    hours = _Hours(round_)
    for members in _unions(_blocks(round_, place, hours), round_.rules.sizes, hours):
        groups.add(members)
        if len(groups) > GROUP_LIMIT:
            text = N_(
                "%(place)s: %(cities)s cities in these sizes make more than %(limit)s groups, too many to"
                " compare; exclude cities, allow fewer sizes or divide the round."
            )
            raise RoundError("rules.sizes", text, cities=len(round_.seated), limit=GROUP_LIMIT)
    return sorted(groups)


class _Hours:
    """Whether cities have enough working time in common on every date, remembered by their clocks.

    Cities whose work starts at the same minutes of the UTC day on all dates have one clock, so that only
    sets of clocks are looked at, not sets of cities.
    """

    def __init__(self, round_: Round) -> None:
        rules = round_.rules
        starts = {
            city.id: tuple(start_of_work(city.time_zone, day, rules.opens) for day in rules.dates)
            for city in round_.cities
        }
        kinds = {clock: bit for bit, clock in enumerate(sorted(set(starts.values())))}
        length = working_length(rules.opens, rules.closes)
        self.clock = {city: 1 << kinds[clock] for city, clock in starts.items()}
        self._minutes = [[working_minutes(start, length) for start in clock] for clock in kinds]
        self._needed = rules.min_common_minutes
        self._known: dict[int, bool] = {}

    def suffice(self, clocks: int) -> bool:
        known = self._known.get(clocks)
        if known is None:
            days = zip(*(day for bit, day in enumerate(self._minutes) if clocks >> bit & 1), strict=True)
            known = all(has_stretch(reduce(int.__and__, day), self._needed) for day in days)
            self._known[clocks] = known
        return known


def _blocks(round_: Round, place: dict[str, int], hours: _Hours) -> list[_Block]:
    """The units groups are made of: cities with a seat left, joined by `together`, none impossible."""
    rules = round_.rules
    apart = [0] * len(round_.cities)
    for entry in (*rules.never, *rules.locked):  # who shares a locked group must not share another
        together = sum(1 << place[city] for city in entry)
        for city in entry:
            apart[place[city]] |= together & ~(1 << place[city])
    tongues = {
        tongue: bit for bit, tongue in enumerate(sorted({t for c in round_.cities for t in c.languages}))
    }
    full = {
        city.id for city in round_.cities if sum(city.id in group for group in rules.locked) >= city.capacity
    }
    blocks = []
    for unit in sorted(set(Limits(round_).together.values()), key=sorted):
        if unit & full or unit.intersection(rules.exclude):
            continue
        cities = [round_.cities[place[city]] for city in sorted(unit)]
        block = _Block(
            members=sum(1 << place[city] for city in unit),
            size=len(unit),
            languages=reduce(int.__and__, (sum(1 << tongues[t] for t in city.languages) for city in cities)),
            clocks=reduce(int.__or__, (hours.clock[city.id] for city in cities)),
            apart=reduce(int.__or__, (apart[place[city.id]] for city in cities)),
        )
        if not block.apart & block.members:
            blocks.append(block)
    return blocks


def _unions(blocks: list[_Block], sizes: tuple[int, ...], hours: _Hours) -> list[Members]:
    """The unions of blocks with a permitted size, a common language, common hours and nobody kept apart."""
    largest = max(sizes)
    found: list[Members] = []

    def extend(members: int, size: int, languages: int, clocks: int, apart: int, following: int) -> None:
        for at in range(following, len(blocks)):
            block = blocks[at]
            grown, tongues = size + block.size, languages & block.languages
            if grown > largest or not tongues or apart & block.members:
                continue
            joined = clocks | block.clocks
            if not hours.suffice(joined):  # more cities never have more time in common
                continue
            union = members | block.members
            if grown in sizes:
                found.append(_positions(union))
            if grown < largest:
                extend(union, grown, tongues, joined, apart | block.apart, at + 1)

    extend(0, 0, -1, 0, 0, 0)
    return found


def _positions(members: int) -> Members:
    positions = []
    while members:
        low = members & -members
        positions.append(low.bit_length() - 1)
        members ^= low
    return tuple(positions)
