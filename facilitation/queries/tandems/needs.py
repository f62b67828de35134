"""Needs and offers: which city needs what, and whose practice answers it, as a picture shows it.

Pure functions of a round's `problem` and `answer` in the pinned form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Form = Mapping[str, Any]

#: Who answers a need: somebody of the tandem, only others, nobody.
PARTNER, OTHERS, NOBODY = "partner", "others", "nobody"


@dataclass(frozen=True, slots=True)
class Need:
    """A challenge that a city named: who answers it (PARTNER, OTHERS, NOBODY), and with which practices.

    `practices` are (city, title): the partners' where there are any, or else the others'.
    """

    answered_by: str
    practices: tuple[tuple[str, str], ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities that answer it, each once."""
        return tuple(dict.fromkeys(city for city, _ in self.practices))


@dataclass(frozen=True, slots=True)
class Rarity:
    """A challenge and how many of all cities named it."""

    challenge: str
    named_by: int
    of: int


@dataclass(frozen=True, slots=True)
class NeedsOfGroup:
    """The members of a group with their needs in the order of the map's challenges; None: not named.

    `number` is None for the cities that have no seat.
    """

    number: int | None
    rows: tuple[tuple[str, tuple[Need | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class NeedsMap:
    """Cities by what they need (down, by group) and challenges (across, the commonest first)."""

    challenges: tuple[Rarity, ...]
    groups: tuple[NeedsOfGroup, ...]


def needs_map(problem: Form, answer: Form) -> NeedsMap:
    """Which city needs what, and whose practice answers it."""
    named = {city["id"]: set(city.get("challenges") or ()) for city in problem["cities"]}
    counts: dict[str, int] = defaultdict(int)
    for needs in named.values():
        for challenge in needs:
            counts[challenge] += 1
    order = sorted(counts, key=lambda challenge: (-counts[challenge], challenge))
    offers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for practice in problem.get("practices") or ():
        for challenge in practice.get("challenges") or ():
            offers[challenge].append((practice["city"], practice.get("title") or practice["id"]))

    def row(city: str, group: Sequence[str]) -> tuple[Need | None, ...]:
        return tuple(
            _need(city, group, offers[challenge]) if challenge in named.get(city, ()) else None
            for challenge in order
        )

    groups = []
    seated: set[str] = set()
    for number, tandem in enumerate(answer.get("tandems") or (), 1):
        seated.update(tandem["cities"])
        rows = tuple((city, row(city, tandem["cities"])) for city in tandem["cities"])
        groups.append(NeedsOfGroup(number, rows))
    without = tuple((city, row(city, (city,))) for city in sorted(named) if city not in seated)
    if without:
        groups.append(NeedsOfGroup(None, without))
    return NeedsMap(tuple(Rarity(one, counts[one], len(named)) for one in order), tuple(groups))


def _need(city: str, group: Sequence[str], offers: Sequence[tuple[str, str]]) -> Need:
    partners = tuple(offer for offer in offers if offer[0] in group and offer[0] != city)
    if partners:
        return Need(PARTNER, partners)
    others = tuple(offer for offer in offers if offer[0] != city)
    return Need(OTHERS, others) if others else Need(NOBODY, ())
