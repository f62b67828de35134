"""What text may hold before it goes out: no control characters, one line where one is meant, real links."""

import re
from typing import Any

# Left out: what XML 1.0 forbids, the C1 controls (some readers act on them) and the characters that are
# guaranteed not to be characters. Line separators become plain line breaks.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Half a character (a lone surrogate has no form in UTF-8) and the one that ends a text for PostgreSQL.
_NEVER_KEPT = re.compile("[\x00\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n?|[\u0085\u2028\u2029]")
_LINK = re.compile(r"(https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x1f\x7f-\x9f\ud800-\udfff]+", re.IGNORECASE)


def printable(text: str) -> str:
    """`text` without what XML forbids or terminals act on; every line end becomes a newline."""
    return _UNPRINTABLE.sub("", _LINE_BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """`printable`, and every run of white space made one space: for titles, names and labels."""
    return " ".join(printable(text).split())


def can_be_kept(data: Any) -> bool:
    """Whether every text within plain data (dicts, lists, texts) can be written into a database."""
    if isinstance(data, str):
        return _NEVER_KEPT.search(data) is None
    if isinstance(data, dict):
        return all(can_be_kept(key) and can_be_kept(value) for key, value in data.items())
    return all(map(can_be_kept, data)) if isinstance(data, list) else True


def is_link(text: str) -> bool:
    """Whether `text` is an absolute http, https or mailto address without spaces."""
    return _LINK.fullmatch(text) is not None
