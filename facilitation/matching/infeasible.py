"""Why no grouping is possible, in sentences a coordinator can act on (pure Python)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from facilitation.domain.errors import N_, Message
from facilitation.matching.limits import Group, Limits
from facilitation.matching.objective import Problem
from facilitation.matching.rounds import City, Round


def contradictions(round_: Round) -> list[Message]:
    """Rules that can't all be kept, whatever the other limits are."""
    limits = Limits(round_)
    return [
        *_together_and_never(round_, limits),
        *_locked_against_rules(round_, limits),
        *_locked_against_locked(round_, limits),
        *_without_a_seat(round_, limits),
        *_forced_too_large(round_, limits),
    ]


def uneven_parts(problem: Problem) -> list[Message]:
    """Cities that can't be split into groups of the sizes: all of them, or some that only meet each other.

    Looks at the permitted groups only; cheap, and spares the solver what counting can settle.
    """
    open_cities = _open_cities(problem.round)
    if not _splits(problem.round, problem.round.seated):
        return [_cannot_split(problem.round, open_cities)]
    parts = _Parts(city.id for city in problem.round.seated)
    for group in problem.groups:
        parts.join(problem.ids(group))
        if parts.count == 1:  # usually after the first few of thousands
            break
    return _uneven(problem.round, parts)


def obstacles(problem: Problem) -> list[Message]:
    """What makes a round without contradictions impossible, as far as single cities and counting can tell."""
    round_, limits = problem.round, problem.limits
    found = [
        _no_partner(limits, city)
        for city in _open_cities(round_)
        if limits.together[city.id] == {city.id} and not _partners(limits, city.id)
    ]
    if not _splits(round_, round_.seated):
        found.append(_cannot_split(round_, _open_cities(round_)))
    parts = _Parts(city.id for city in round_.seated)
    for city in _open_cities(round_):
        for partner in _partners(limits, city.id):
            parts.join((city.id, partner))
    found += _uneven(round_, parts)
    if not found:
        found = uneven_parts(problem)
    in_groups = {city for group in problem.groups for city in group}
    if not found:
        for at in problem.seated:
            if at not in in_groups:
                text = N_("%(city)s has partners, but fits in no group of %(sizes)s with them")
                params = {"city": round_.cities[at].name, "sizes": _sizes(round_)}
                found.append(Message(text, params))
    return found


# --- contradictory rules ------------------------------------------------------------------------------


def _together_and_never(round_: Round, limits: Limits) -> list[Message]:
    text = N_("%(one)s and %(other)s are both 'always together' and 'never together'")
    pairs = {
        pair
        for entry in round_.rules.never
        for pair in combinations(sorted(entry), 2)
        if pair[1] in limits.together[pair[0]]
    }
    return [Message(text, _two(limits, pair)) for pair in sorted(pairs)]


def _locked_against_rules(round_: Round, limits: Limits) -> list[Message]:
    found = []
    for locked in round_.rules.locked:
        name = limits.name(locked)
        for entry in round_.rules.never:
            for pair in combinations(sorted(entry & locked), 2):
                text = N_("%(one)s and %(other)s are 'never together' and locked into one group (%(locked)s)")
                found.append(Message(text, {**_two(limits, pair), "locked": name}))
        for entry in round_.rules.together:
            if entry & locked and not entry <= locked:
                text = N_(
                    "%(cities)s are 'always together', and the locked group %(locked)s tears them apart"
                )
                found.append(Message(text, {"cities": limits.name(entry), "locked": name}))
        for city in sorted(locked.intersection(round_.rules.exclude)):
            text = N_("%(city)s gets no seat this time and is locked into a group (%(locked)s)")
            found.append(Message(text, {"city": limits.name([city]), "locked": name}))
    return found


def _locked_against_locked(round_: Round, limits: Limits) -> list[Message]:
    found = []
    for city in round_.cities:
        groups = sum(city.id in locked for locked in round_.rules.locked)
        if groups > city.capacity:
            text = N_("%(city)s is locked into %(groups)s groups and can sit in %(capacity)s")
            found.append(Message(text, {"city": city.name, "groups": groups, "capacity": city.capacity}))
    for one, other in combinations(round_.rules.locked, 2):
        if len(one & other) > 1:
            text = N_("%(cities)s share two locked groups; two cities may share one group")
            found.append(Message(text, {"cities": limits.name(one & other)}))
    return found


def _without_a_seat(round_: Round, limits: Limits) -> list[Message]:
    """Cities that must sit with one that has no seat to offer: excluded, or all seats locked elsewhere."""
    found = []
    for block in sorted(set(limits.together.values()), key=sorted):
        gone = block.intersection(round_.rules.exclude)
        if gone and gone != block:
            text = N_("%(cities)s are 'always together', but %(gone)s gets no seat this time")
            found.append(Message(text, {"cities": limits.name(block), "gone": limits.name(gone)}))
    return found


def _forced_too_large(round_: Round, limits: Limits) -> list[Message]:
    text = N_("%(cities)s are forced into one group of %(size)s; the largest allowed is %(largest)s")
    largest = max(round_.rules.sizes)
    return [
        Message(text, {"cities": limits.name(block), "size": len(block), "largest": largest})
        for block in sorted(set(limits.together.values()), key=sorted)
        if len(block) > largest
        and not block.intersection(round_.rules.exclude)
        and not any(block & locked for locked in round_.rules.locked)
    ]


def _two(limits: Limits, pair: tuple[str, str]) -> dict[str, str]:
    return {"one": limits.name([pair[0]]), "other": limits.name([pair[1]])}


# --- cities nobody may meet ---------------------------------------------------------------------------


def _free_seats(round_: Round, city: City) -> int:
    if city.id in round_.rules.exclude:
        return 0
    return city.capacity - sum(city.id in locked for locked in round_.rules.locked)


def _open_cities(round_: Round) -> list[City]:
    """The cities that still need a seat beside the locked groups."""
    locked = frozenset().union(*round_.rules.locked)
    return [city for city in round_.seated if city.id not in locked]


def _partners(limits: Limits, city: str) -> list[str]:
    return [
        other.id
        for other in limits.round.seated
        if other.id != city and _free_seats(limits.round, other) and _why_not(limits, city, other.id) is None
    ]


def _why_not(limits: Limits, one: str, other: str) -> str | None:
    """What kind of fault keeps two cities, with all that must sit with them, apart; None if none does."""
    union: Group = limits.together[one] | limits.together[other]
    kinds = {fault.kind for fault in limits.faults(union)}
    for kind in ("locked", "excluded", "hours", "language", "never"):
        if kind in kinds:
            return kind
    return None


def _no_partner(limits: Limits, city: City) -> Message:
    kinds = [_why_not(limits, city.id, other.id) for other in limits.round.seated if other.id != city.id]
    params = {
        "city": city.name,
        "excluded": kinds.count("hours") + kinds.count("language"),
        "never": kinds.count("never"),
        "locked": kinds.count("locked"),
    }
    if params["locked"]:
        text = N_(
            "%(city)s has no permitted partner (%(excluded)s excluded by hours or language,"
            " %(never)s by 'never together', %(locked)s locked elsewhere)"
        )
    else:
        text = N_(
            "%(city)s has no permitted partner (%(excluded)s excluded by hours or language,"
            " %(never)s by 'never together')"
        )
    return Message(text, params)


# --- counting -----------------------------------------------------------------------------------------


class _Parts:
    """Cities joined into parts that can only meet among themselves."""

    def __init__(self, cities: Iterable[str]) -> None:
        self._above = {city: city for city in cities}
        self.count = len(self._above)

    def join(self, cities: Iterable[str]) -> None:
        first, *others = (self._top(city) for city in cities)
        for other in others:
            if self._top(other) != self._top(first):
                self._above[self._top(other)] = self._top(first)
                self.count -= 1

    def _top(self, city: str) -> str:
        while self._above[city] != city:
            self._above[city] = city = self._above[self._above[city]]
        return city

    def all(self) -> list[list[str]]:
        parts: dict[str, list[str]] = {}
        for city in sorted(self._above):
            parts.setdefault(self._top(city), []).append(city)
        return sorted(parts.values())


def _uneven(round_: Round, parts: _Parts) -> list[Message]:
    found = []
    open_ids = {city.id for city in _open_cities(round_)}
    for part in parts.all():
        cities = [city for city in round_.cities if city.id in part]
        if 1 < len(part) < len(round_.seated) and not _splits(round_, cities):
            found.append(_cannot_split_alone(round_, [city for city in cities if city.id in open_ids]))
    return found


def _splits(round_: Round, cities: Iterable[City]) -> bool:
    """Whether the seats these cities need, and the second ones they can take, add up to groups."""
    open_ids = {city.id for city in _open_cities(round_)}
    cities = list(cities)
    needed = sum(city.id in open_ids for city in cities)
    most = sum(max(0, _free_seats(round_, city)) for city in cities)
    reachable = {0}
    for seats in range(1, most + 1):
        if any(seats - size in reachable for size in round_.rules.sizes):
            reachable.add(seats)
    return any(seats in reachable for seats in range(needed, most + 1))


def _cannot_split(round_: Round, cities: list[City]) -> Message:
    text = N_("%(count)s cities cannot be split into groups of %(sizes)s")
    return Message(text, {"count": len(cities), "sizes": _sizes(round_)})


def _cannot_split_alone(round_: Round, cities: list[City]) -> Message:
    text = N_(
        "the cities %(cities)s can only meet each other, and %(count)s cannot be split into groups"
        " of %(sizes)s"
    )
    names = ", ".join(city.name for city in cities)
    return Message(text, {"cities": names, "count": len(cities), "sizes": _sizes(round_)})


def _sizes(round_: Round) -> str:
    return ", ".join(map(str, round_.rules.sizes))
