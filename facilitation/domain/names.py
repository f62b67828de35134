"""What a name may be: of people, organisations, cities, sessions, challenges, all that has a title."""

import re
import unicodedata

from facilitation.domain.texts import BLANK_LETTERS, clean_text, is_blank, printable

NAME_LENGTH = 80

#: Flags of England, Scotland and the like end in signs that are invisible elsewhere, and could hide words.
_FLAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)")
#: Persian and Indian names need these two within a word, and families of emoji the second.
_JOINERS = "\u200c\u200d"


def clean_name(text: str, field: str = "name", limit: int = NAME_LENGTH) -> str:
    """A name as it is kept: one line, of signs that can be seen.

    Raises `Refused` where nothing of it can be seen or it is too long.
    """
    parts = _FLAG.split(printable(text))
    seen = "".join(part if place % 2 else _visible(part) for place, part in enumerate(parts))
    return " ".join(clean_text(seen.strip(_JOINERS), field=field, limit=limit).split())


def clean_name_or_none(text: str | None, field: str, limit: int = NAME_LENGTH) -> str | None:
    """A name that may be left out: None where nothing of it can be seen."""
    return clean_name(text, field, limit) if text and not is_blank(text) else None


def _visible(text: str) -> str:
    if text.isprintable() and BLANK_LETTERS.isdisjoint(text):
        return text
    return "".join(sign for sign in text if not _is_hidden(sign))


def _is_hidden(sign: str) -> bool:
    return sign in BLANK_LETTERS or (unicodedata.category(sign) == "Cf" and sign not in _JOINERS)
