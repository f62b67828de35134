"""Which practices somebody may mean who types a wish: by the stems of its words, at once and in pure Python.

Wishes and practices are written in different languages, so besides its stem a word counts, for less, by its
first letters: "solidarity", "solidaridad" and "solidarité" begin alike. What a text means rather than says is
for `meaning`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log, sqrt

import snowballstemmer

#: The stemmer's name of each language that has one here; texts of others are read as English.
STEMMERS = {"en": "english", "es": "spanish", "fr": "french"}
#: So many first letters say what a word is about in another language.
BEGINNING = 5
BEGINNING_WEIGHT = 0.5
#: Words that say nothing of what is meant; those of fewer letters than SHORTEST are left out, too.
SHORTEST = 3
_EMPTY = """
and the for with from that their they them our are its how who what this into more about
los las una unos unas del con por para que como sus nuestra nuestro más sobre entre
les des une aux avec pour par que qui dans sur nos notre leur leurs plus chez auprès
"""
EMPTY = frozenset(_EMPTY.split())
#: Short forms of the field, written out: a reader knows them, a comparison of words does not.
SHORT_FORMS = {"SSE": "social and solidarity economy", "ESS": "économie sociale et solidaire"}
#: Below this a likeness is chance.
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Offered:
    """What a practice says of itself: texts with the language of each, the most telling first."""

    key: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A practice and its likeness to the wish, above 0 up to 1."""

    key: str
    likeness: float


class Stems:
    """An index of what is offered (TF-IDF with cosine), to be asked as often as somebody types."""

    def __init__(self, offered: Iterable[Offered]) -> None:
        counted = {one.key: _terms(one.texts) for one in offered}
        known = Counter(term for terms in counted.values() for term in terms)
        self._rarity = {term: log(1 + len(counted) / many) for term, many in known.items()}
        self._offered = {key: self._weighed(terms) for key, terms in counted.items()}

    def order(self, wish: str, language: str, most: int = 3) -> list[Suggestion]:
        """The practices likest to a wish, best first; those that share nothing with it are left out."""
        asked = self._weighed(_terms([(wish, language)]))
        found = [
            Suggestion(key, likeness)
            for key, terms in self._offered.items()
            if (likeness := fsum(weight * terms.get(term, 0.0) for term, weight in asked.items())) > LEAST
        ]
        return sorted(found, key=lambda one: (-one.likeness, one.key))[:most]

    def _weighed(self, terms: Mapping[str, float]) -> dict[str, float]:
        weighed = {term: much * self._rarity[term] for term, much in terms.items() if term in self._rarity}
        length = sqrt(fsum(weight * weight for weight in weighed.values()))
        return {term: weight / length for term, weight in weighed.items()} if length else {}


def written_out(text: str) -> str:
    """A text with the field's short forms in full."""
    for short, full in SHORT_FORMS.items():
        text = re.sub(rf"\b{short}\b", full, text)
    return text


def _terms(texts: Iterable[tuple[str, str]]) -> dict[str, float]:
    """How much each stem and beginning stands in some texts; a repetition counts for less."""
    found: Counter[str] = Counter()
    for text, language in texts:
        for word in _words(written_out(text)):
            found[_stem(word, language)] += 1
            if len(word) > BEGINNING:
                found[_plain(word)[:BEGINNING] + "…"] += 1
    return {
        term: (1 + log(many)) * (BEGINNING_WEIGHT if term.endswith("…") else 1.0)
        for term, many in found.items()
    }


def _words(text: str) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]+", text.casefold()):
        if len(word) >= SHORTEST and word not in EMPTY:
            yield word


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    # Typed on a phone, accents are often missing: a stem is compared without them.
    return _plain(_stemmer(STEMMERS.get(language, "english")).stemWord(word))


@lru_cache(maxsize=len(STEMMERS))
def _stemmer(name: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(name)


def _plain(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
