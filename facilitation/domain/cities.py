"""Partner cities and the consortium's other members: what they may be called, found by any name."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, product
from string import ascii_uppercase

from facilitation.domain.errors import N_

NAME_LENGTH = 120
OFFICE_LENGTH = 300
#: So many aliases, offices, languages or support organisations a city can have.
LIST_LENGTH = 20
MOST_INHABITANTS = 100_000_000
COLOURS = range(1, 13)

SUPPORT = "support"
#: The roles of organisations in a programme: one may have several of them at once.
ORGANISATION_ROLES = {
    SUPPORT: N_("Support organisation"),
    "network": N_("Network"),
    "academic": N_("Academic partner"),
    "coordination": N_("Coordination team"),
}

ORGANISATION_GROUPS = {
    SUPPORT: N_("Support organisations"),
    "network": N_("Networks"),
    "academic": N_("Academic partners"),
    "coordination": N_("Coordination team"),
}

_CODE = re.compile("[A-Z]{3}")
# Letters that decomposition does not take apart.
_WHOLE_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)


def fold(text: str) -> str:
    """`text` as it is compared: without accents, case and punctuation, words apart by one space."""
    lower = text.casefold().translate(_WHOLE_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


def folded(title: str) -> str:
    """A title as two of them are compared: `fold`, or small letters where that leaves nothing of it."""
    return fold(title) or title.casefold()


def is_code(text: str) -> bool:
    """Whether `text` can be a city's badge: three capital letters."""
    return _CODE.fullmatch(text) is not None


def matches(wanted: str, names: Iterable[str]) -> bool:
    """Whether every word of the folded `wanted` begins a word of one of `names`, or stands within it."""
    folded = [f" {fold(name)}" for name in names]
    return all(any(f" {word}" in name or word in name for name in folded) for word in wanted.split())


def suggest_code(name: str, taken: Collection[str]) -> str:
    """A free badge that reminds of the name; "" once all 17,576 are taken."""
    return next((code for code in _codes(name) if code not in taken), "")


def _codes(name: str) -> Iterator[str]:
    words = [word for word in re.findall("[a-z]+", fold(name)) if word]
    letters = "".join(words).upper()
    if len(words) > 2:
        yield "".join(word[0] for word in words[:3]).upper()
    if len(letters) >= 3:
        yield letters[:3]
        first, consonants = letters[0], "".join(c for c in letters[1:] if c not in "AEIOU")
        for pair in combinations(consonants, 2):
            yield first + "".join(pair)
        for pair in combinations(letters[1:], 2):
            yield first + "".join(pair)
    starts = letters[:1] + ascii_uppercase
    for code in product(starts, ascii_uppercase, ascii_uppercase):
        yield "".join(code)
