"""What people's texts may hold, when they come in and before they go out.

Nothing invisible passes for a text, no sign turns what follows it, and nothing is left that XML forbids or
terminals act on.
"""

import re
import unicodedata
from typing import Any

from facilitation.domain.errors import N_, Refused
from facilitation.domain.plain_data import scalars

# The codes that Unicode guarantees never to be characters: the last two of each plane, and 32 more.
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
# Left out: what XML 1.0 forbids, the C1 controls (some readers act on them) and what is no character. Line
# separators become plain line breaks.
_UNPRINTABLE = re.compile(f"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff{_NO_CHARACTERS}]")
# Half a character (a lone surrogate has no form in UTF-8) and the one that ends a text for PostgreSQL.
_NEVER_KEPT = re.compile("[\x00\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\u0085\u2028\u2029]")
_LINK = re.compile(r"(https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x1f\x7f-\x9f\ud800-\udfff]+", re.IGNORECASE)
#: Embeddings, overrides and isolates: until one is closed, it turns all that follows, words of ours included.
_DIRECTING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
#: Letters and signs by their category, with nothing to be seen: fillers of Hangul and Khmer, empty Braille.
BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Mc", "Me"))
_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def printable(text: str) -> str:
    """`text` without what XML forbids, terminals act on or turns what follows; line ends become newlines."""
    return _DIRECTING.sub("", _UNPRINTABLE.sub("", _LINE_BREAK.sub("\n", text)))


def one_line(text: str) -> str:
    """`printable`, and every run of white space made one space: for titles, names and labels."""
    return " ".join(printable(text).split())


def can_be_kept(data: Any) -> bool:
    """Whether every text within plain data (dicts, lists, texts) can be written into a database."""
    return not any(isinstance(part, str) and _NEVER_KEPT.search(part) is not None for part in scalars(data))


def turns_what_follows(text: str) -> bool:
    """Whether there are signs in `text` that turn what stands after them."""
    return _DIRECTING.search(text) is not None


def is_link(text: str) -> bool:
    """Whether `text` is an absolute http, https or mailto address without spaces."""
    return _LINK.fullmatch(text) is not None and not turns_what_follows(text)


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen: spaces, zero-width signs, accents without a letter, fillers.

    What is left out before it goes out (`printable`) can't be seen either.
    """
    return all(
        unicodedata.category(sign) in _UNSEEN or sign in BLANK_LETTERS or _UNPRINTABLE.match(sign) is not None
        for sign in text
    )


def clean_text(text: str, *, field: str, limit: int) -> str:
    """`text` as it is kept: NFC, trimmed, without what `printable` would take out before it goes out.

    Refused where nothing of it can be seen, or where it has more than `limit` characters.
    """
    cleaned = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not cleaned.isprintable():
        cleaned = "".join(c for c in cleaned if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
        cleaned = _DIRECTING.sub("", _UNPRINTABLE.sub("", cleaned))
    cleaned = cleaned.strip()
    if is_blank(cleaned):
        raise Refused("invalid", N_("Write something first."), field=field)
    if len(cleaned) > limit:
        raise Refused(
            "invalid",
            N_("This has %(length)s characters; at most %(limit)s fit."),
            field=field,
            length=len(cleaned),
            limit=limit,
        )
    return cleaned


def clean_optional(text: str, *, field: str, limit: int) -> str:
    """`clean_text` of a text that may be left out: "" where nothing of it can be seen."""
    return "" if is_blank(text) else clean_text(text, field=field, limit=limit)


def runs_right_to_left(text: str) -> bool:
    """Whether any letter of `text` is of a script that is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)


def isolated(text: str) -> str:
    """`text` for a place within a sentence: what is written from right to left turns nothing around it.

    Each line has an isolate of its own, since isolates end with the line.
    """
    if text.isascii():
        return text
    lines = _DIRECTING.sub("", text).split("\n")
    return "\n".join(
        f"{_ISOLATE}{line}{_END_OF_ISOLATE}" if runs_right_to_left(line) else line for line in lines
    )
