"""A round of tandem formation as frozen values: cities, practices, wishes and the coordinator's rules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from facilitation.domain.errors import N_, Message

PARTS = ("shared", "wishes", "answered")
WEIGHT_SETTINGS = {
    "default": {"shared": 0.40, "wishes": 0.40, "answered": 0.20},
    "challenges_first": {"shared": 0.70, "wishes": 0.15, "answered": 0.15},
    "wishes_first": {"shared": 0.20, "wishes": 0.60, "answered": 0.20},
    "offers_first": {"shared": 0.20, "wishes": 0.20, "answered": 0.60},
}
WEIGHT_SETTING_NAMES = {
    "default": N_("Balanced weights"),
    "challenges_first": N_("Challenges first"),
    "wishes_first": N_("Wishes first"),
    "offers_first": N_("Offers first"),
}


class RoundError(ValueError):
    """A round that can't be meant. `message` is one sentence that names the place; `place` is that place."""

    def __init__(self, place: str, text: str, **params: Any) -> None:
        self.place = place
        self.message = Message(text, {"place": place, **params})
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True)
class City:
    """A partner city that asks for a tandem; `capacity` is how many tandems it can sit in, 1 or 2."""

    id: str
    name: str
    time_zone: str
    languages: frozenset[str]
    challenges: frozenset[str]
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class Practice:
    """What a city offers, tagged with the challenges it answers."""

    id: str
    city: str
    title: str
    challenges: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a city wants to learn. `source` is the city that can meet it, None for a wish of words only."""

    city: str
    practice: str | None
    teacher: str | None
    priority: int
    text: str
    source: str | None

    @property
    def weight(self) -> float:
        """1, 1/2, 1/3 for priority 1, 2, 3."""
        return 1 / self.priority


@dataclass(frozen=True, slots=True)
class Rules:
    """What the coordinator asks of every grouping. Local times of day are in minutes after midnight.

    `never`: no two cities of an entry sit in one group. `together`, `locked`: as the file gives them.
    """

    sizes: tuple[int, ...] = (2, 3)
    min_common_hours: float = 1.0
    opens: int = 8 * 60 + 30
    closes: int = 18 * 60 + 30
    dates: tuple[date, ...] = ()
    together: tuple[frozenset[str], ...] = ()
    never: tuple[frozenset[str], ...] = ()
    locked: tuple[frozenset[str], ...] = ()
    exclude: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHT_SETTINGS["default"]))

    @property
    def min_common_minutes(self) -> int:
        return math.ceil(self.min_common_hours * 60 - 1e-9)


@dataclass(frozen=True, slots=True)
class Round:
    """A round of tandem formation; `cities` are by id, wishes as in the file."""

    cities: tuple[City, ...]
    practices: tuple[Practice, ...]
    wishes: tuple[Wish, ...]
    rules: Rules

    def city(self, city_id: str) -> City:
        return next(city for city in self.cities if city.id == city_id)

    @property
    def seated(self) -> tuple[City, ...]:
        """The cities that get a seat: all but the excluded."""
        return tuple(city for city in self.cities if city.id not in self.rules.exclude)
