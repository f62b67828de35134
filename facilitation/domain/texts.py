"""What text may hold before it goes out: nothing that controls or turns what is around it, real links."""

import re

# Left out: what XML 1.0 forbids, the C1 controls (some readers act on them) and the characters that are
# guaranteed not to be characters. Line separators become plain line breaks. Embeddings, overrides and
# isolates go too: one that is never closed turns all that follows, and letters know their direction without.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\u0085\u2028\u2029]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_LINK = re.compile(r"(https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x1f\x7f-\x9f\ud800-\udfff]+", re.IGNORECASE)


def printable(text: str) -> str:
    """`text` without what XML forbids, terminals act on or turns other text; a newline for every line end."""
    return _UNPRINTABLE.sub("", _LINE_BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """`printable`, and every run of white space made one space: for titles, names and labels."""
    return " ".join(printable(text).split())


def runs_right_to_left(text: str) -> bool:
    """Whether any letter of `text` is of a script that is written from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def isolated(text: str) -> str:
    """`text` as it may stand within other text: what runs from right to left does not turn its neighbours.

    Each line has an isolate of its own, since isolates end with the line.
    """
    lines = text.split("\n")
    return "\n".join(
        f"{_ISOLATE}{line}{_END_OF_ISOLATE}" if runs_right_to_left(line) else line for line in lines
    )


def is_link(text: str) -> bool:
    """Whether `text` is an absolute http, https or mailto address without spaces."""
    return _LINK.fullmatch(text) is not None
