"""Challenges: where they are named, their titles by language, and which of them look alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from facilitation.domain.cities import fold
from facilitation.domain.errors import N_

TITLE_LENGTH = 200
REMARK_LENGTH = 500
SOURCE_LENGTH = 300
EVIDENCE_LENGTH = 2_000
#: How a city answered a challenge that a board proposes for it.
CONFIRMED, DECLINED = "confirmed", "declined"
#: How pressing a challenge is for a city, the most pressing first; a city need not say.
URGENCIES = {1: N_("Urgent"), 2: N_("Within this year"), 3: N_("Later")}
#: Of why a challenge is a session's theme.
REASON_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the language that it is in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


class _Titled(Protocol):
    title: str


class _HasTitles(Protocol):
    """A challenge as its row is: `title` in `language` first, then `titles` by further languages."""

    title: str
    language: str

    @property
    def titles(self) -> Mapping[str, _Titled]: ...


def title_in(challenge: _HasTitles, language: str | None) -> Title:
    """The title for a reader of `language`; the first one where there is none in it."""
    if language is not None and language != challenge.language and language in challenge.titles:
        return Title(challenge.titles[language].title, language)
    return Title(challenge.title, challenge.language)


def all_titles(challenge: _HasTitles) -> list[str]:
    """The first title and those in further languages."""
    return [challenge.title, *(titled.title for titled in challenge.titles.values())]


# Words that tell nothing of what a title is about, as `fold` leaves them: English, Spanish, French.
_SMALL_WORDS = frozenset(
    fold(
        "a an and at by for from in of on or the to with "
        "al con de del e el en la las los o para por su sus un una y "
        "au aux avec d dans des du et l le les ou pour sur une"
    ).split()
)
#: Two words are alike when so much of the longer one is how both begin: homeless, homelessness.
_SAME_BEGINNING = 0.6
#: So much of the shorter title must be found in the longer one: rather one suggestion too many.
_ALIKE = 0.3

Row = TypeVar("Row", bound=_HasTitles)


def look_alikes(title: str, challenges: Iterable[Row], most: int = 5) -> list[Row]:
    """Those of `challenges` whose title in some language shares enough words with `title`, likest first."""
    wanted = _words(title)
    found = [(max(_likeness(wanted, _words(text)) for text in all_titles(row)), row) for row in challenges]
    alike = sorted((pair for pair in found if pair[0] >= _ALIKE), key=lambda pair: -pair[0])
    return [row for _, row in alike[:most]]


def _words(text: str) -> list[str]:
    words = fold(text).split()
    return [word for word in words if word not in _SMALL_WORDS] or words


def _likeness(one: list[str], other: list[str]) -> float:
    """How much of the shorter title's words the other shares, up to 1; less the longer that one is."""
    if not one or not other:
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    shared = sum(any(_alike(word, against) for against in longer) for word in shorter)
    return shared / len(shorter) - 0.01 * (len(longer) - len(shorter))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    same = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    return same >= 4 and same >= _SAME_BEGINNING * len(longer)
