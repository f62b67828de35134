"""What changed between two versions of a document: passage by passage, and within them word by word."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import Block, Document, Heading, plain
from facilitation.domain.text_changes import ADDED, KEPT, REMOVED, Piece, changes
from facilitation.domain.word_differences import EFFORT, Effort, stretches

CHANGED = "changed"
#: From this likeness on two passages of one kind are the same one, changed.
_ALIKE = 0.4
#: So many passages are looked at for the one that became another.
_AHEAD = 30
#: How much work the words of a whole document may be: half a second or so.
_WHOLE = 10 * EFFORT


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that came (ADDED), went (REMOVED) or became another (CHANGED).

    `under` is the heading that it stands under, "" before the first; `texts` are its texts, each in pieces.
    """

    kind: str
    under: str
    texts: tuple[tuple[Piece, ...], ...]


def differences(before: Document, after: Document) -> list[Passage]:
    """The passages that differ, in the order of `after`."""
    old, new = list(before.blocks), list(after.blocks)
    effort = Effort(_WHOLE)
    found: list[Passage] = []
    for same, start, end, begin, stop in stretches([_said(one) for one in old], [_said(one) for one in new]):
        if not same:
            found += _between(old[start:end], new[begin:stop], _heading_above(new, begin), effort)
    return found


def _said(block: Block) -> tuple[str, ...]:
    return (type(block).__name__, *(plain(content) for _, content in texts_of(block)))


def _heading_above(blocks: list[Block], at: int) -> str:
    above = [block.text for block in blocks[:at] if isinstance(block, Heading)]
    return above[-1] if above else ""


def _between(old: list[Block], new: list[Block], under: str, effort: Effort) -> list[Passage]:
    found: list[Passage] = []
    looks = [_look(one) for one in old]
    at = 0
    for block in new:
        look = _look(block)
        ahead = range(at, min(at + _AHEAD, len(old)))
        match = next((place for place in ahead if _are_alike(looks[place], look)), None)
        if match is None:
            found.append(_whole(ADDED, block, under))
        else:
            # What stood before its counterpart is gone.
            found += [_whole(REMOVED, one, under) for one in old[at:match]]
            found.append(Passage(CHANGED, under, changed_texts(old[match], block, effort)))
            at = match + 1
        if isinstance(block, Heading):
            under = block.text
    return found + [_whole(REMOVED, one, under) for one in old[at:]]


def _look(block: Block) -> tuple[type, frozenset[str]]:
    """What passages are known by: their kind, and every three signs that stand side by side."""
    text = f" {' '.join(_said(block)[1:])} "
    return type(block), frozenset(map("".join, zip(text, text[1:], text[2:], strict=False)))


def _are_alike(one: tuple[type, frozenset[str]], other: tuple[type, frozenset[str]]) -> bool:
    if one[0] is not other[0]:
        return False
    both = len(one[1]) + len(other[1])
    return both == 0 or 2 * len(one[1] & other[1]) >= _ALIKE * both


def _whole(kind: str, block: Block, under: str) -> Passage:
    texts = [plain(content) for _, content in texts_of(block)]
    return Passage(kind, under, tuple((Piece(kind, text),) for text in texts if text))


def changed_texts(old: Block, new: Block, effort: Effort | None = None) -> tuple[tuple[Piece, ...], ...]:
    """Of two forms of a passage the texts that differ, in pieces; all as one where their number differs."""
    effort = effort or Effort()
    before = [plain(content) for _, content in texts_of(old)]
    after = [plain(content) for _, content in texts_of(new)]
    if len(before) != len(after):
        return (tuple(changes("\n".join(before), "\n".join(after), effort)),)
    pairs = zip(before, after, strict=True)
    return tuple(tuple(changes(one, other, effort)) for one, other in pairs if one != other)


__all__ = ["ADDED", "CHANGED", "KEPT", "REMOVED", "Passage", "changed_texts", "differences"]
