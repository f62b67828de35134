"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, ADDED, REMOVED = "kept", "added", "removed"
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed (KEPT), came (ADDED) or went (REMOVED)."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The pieces in order; without the REMOVED ones they are `after`, without the ADDED ones `before`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            pieces.append(Piece(KEPT, "".join(old[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece(REMOVED, "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(ADDED, "".join(new[j1:j2])))
    return pieces
