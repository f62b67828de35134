"""The simulated people: their names by city, and what they write, from what their city really named."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "demo" / "data"
TEXTS = Path(__file__).resolve().parent / "texts"
LANGUAGES = ("en", "es", "fr")
SOCIAL, TRANSVERSAL = "social", "transversal"

#: Given names that are common in each city. Nobody in particular.
_NAMES = {
    "BHZ": ("Camila", "Thiago", "Renata", "Otávio", "Larissa", "Caio", "Beatriz", "Vinícius"),
    "BIO": ("Maialen", "Iker", "Ane", "Gorka", "Leire", "Unai", "Nerea", "Jon"),
    "DUB": ("Aoife", "Cian", "Niamh", "Oisín", "Saoirse", "Declan", "Róisín", "Eoin"),
    "GDL": ("Ximena", "Diego", "Lupita", "Emiliano", "Paola", "Rodrigo", "Fernanda", "Andrés"),
    "MTL": ("Maude", "Étienne", "Florence", "Mathieu", "Noémie", "Olivier", "Geneviève", "Samuel"),
    "RTM": ("Sanne", "Daan", "Femke", "Jeroen", "Lotte", "Bram", "Anouk", "Thijs"),
    "SFO": ("Maya", "Marcus", "Lucia", "Kenji", "Hannah", "Andre", "Mei", "Jordan"),
    "TRN": ("Giulia", "Matteo", "Chiara", "Lorenzo", "Elisa", "Davide", "Francesca", "Paolo"),
    "WAW": ("Zofia", "Kacper", "Agnieszka", "Tomasz", "Magda", "Piotr", "Ewa", "Marek"),
}
CITIES = tuple(_NAMES)


@dataclass(frozen=True, slots=True)
class Theme:
    """A challenge that the programme knows: `title` is the one that it bears there."""

    key: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody simulated, with the challenges that their city named."""

    name: str
    city: str
    themes: tuple[Theme, ...]


@cache
def themes() -> dict[str, Theme]:
    """The programme's challenges by key."""
    social = {
        row["challenge_id"]: Theme(row["challenge_id"], SOCIAL, row["challenge"])
        for row in _rows("social_challenges.csv")
    }
    return social | {
        row["topic_id"]: Theme(row["topic_id"], TRANSVERSAL, row["topic"]) for row in _rows("topics.csv")
    }


@cache
def named_by(city: str) -> tuple[Theme, ...]:
    """What a city named, social challenges first."""
    keys = [row["challenge_id"] for row in _rows("social_challenges.csv") if row["city_id"] == city]
    keys += [row["topic_id"] for row in _rows("transversal_challenges.csv") if row["city_id"] == city]
    return tuple(themes()[key] for key in dict.fromkeys(keys))


def cast(number: int, cities: Sequence[str] | None = None) -> list[Person]:
    """So many people, the `cities` (three-letter codes) in turn, no two under one name.

    People of a city that nobody here knows are called and write as any city's. Their names don't say that
    they are simulated: their seats do, and every screen and document shows it beside the name.
    """
    cities = cities or CITIES
    people: dict[str, Person] = {}
    for place in range(number):
        city = cities[place % len(cities)]
        name = next(name for name in _names_of(city) if name not in people)
        people[name] = Person(name, city, named_by(city))
    return list(people.values())


def cast_of(number: int, cities: Sequence[str], themes_of: Mapping[str, tuple[Theme, ...]]) -> list[Person]:
    """As `cast`, of cities whose challenges are given by their codes."""
    return [replace(person, themes=themes_of.get(person.city, ())) for person in cast(number, cities)]


def _names_of(city: str) -> Iterator[str]:
    """Names for people of a city, without end; a city that nobody here knows takes them from everywhere."""
    names = _NAMES.get(city) or [name for names in zip(*_NAMES.values(), strict=True) for name in names]
    yield from names
    for again in count(2):
        yield from (f"{name} {again}" for name in names)


@cache
def phrases(language: str) -> dict[str, Any]:
    """What is said in a language; English for one that nobody here speaks."""
    name = language if language in LANGUAGES else "en"
    return json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))


class Writer:
    """Finds words for simulated people, in one language, and repeats a sentence as late as it can."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self.language = language
        self._chance = chance
        self._said: Counter[str] = Counter()

    def notes(self, person: Person, kinds: Sequence[str]) -> Iterator[tuple[Theme, str]]:
        """What a person writes, without end: (challenge, text), the kinds in turn."""
        by_kind = {kind: [theme for theme in person.themes if theme.kind == kind] for kind in kinds}
        lists = [found for found in by_kind.values() if found] or [list(themes().values())]
        for found in lists:
            self._chance.shuffle(found)
        for turn in count():
            for found in lists:
                theme = found[turn % len(found)]
                yield theme, self._text(theme)

    def _text(self, theme: Theme) -> str:
        words = phrases(self.language)
        # Of a challenge that nobody here knows there are sentences that fit any.
        known = words["challenges"].get(theme.key)
        sentences = list(known or (one % {"challenge": theme.title} for one in words["any_challenge"]))
        self._chance.shuffle(sentences)
        text = min(sentences, key=self._said.__getitem__)
        self._said[text] += 1
        if self._said[text] > 1:
            text = f"{text} {self._chance.choice(words['follow_ups'])}"
        return text


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
