"""What changed between two versions of a text, word by word."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.domain.word_differences import Effort, parts_of, stretches

KEPT, ADDED, REMOVED = "kept", "added", "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed (KEPT), came (ADDED) or went (REMOVED)."""

    kind: str
    text: str


def changes(before: str, after: str, effort: Effort | None = None) -> list[Piece]:
    """The pieces in order; without the REMOVED ones they are `after`, without the ADDED ones `before`."""
    old, new = parts_of(before), parts_of(after)
    pieces = []
    for same, start, end, begin, stop in stretches(old, new, effort):
        if same:
            pieces.append(Piece(KEPT, "".join(old[start:end])))
            continue
        if end > start:
            pieces.append(Piece(REMOVED, "".join(old[start:end])))
        if stop > begin:
            pieces.append(Piece(ADDED, "".join(new[begin:stop])))
    return pieces
