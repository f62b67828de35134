"""What changed between two texts cut into words, and how many words they share, in bounded time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

#: How much work one comparison may be, in pairs of words looked at: a twentieth of a second or so.
EFFORT = 4_000_000
_PARTS = re.compile(r"\w+|\s+|[^\w\s]")
_WORDS = re.compile(r"\w+")


class Effort:
    """How much work is left for comparing; several comparisons share one where somebody waits for all."""

    def __init__(self, left: int = EFFORT) -> None:
        self._left = left

    def spend(self, work: int) -> bool:
        """Whether there is as much left; it is spent then."""
        if work > self._left:
            return False
        self._left -= work
        return True


class Stretch(NamedTuple):
    """What is `same`, or not, in both: one from `start` to `end`, the other from `begin` to `stop`."""

    same: bool
    start: int
    end: int
    begin: int
    stop: int


def parts_of(text: str) -> list[str]:
    """A text as words, white space and single signs; joined they are the text."""
    return _PARTS.findall(text)


def stretches(
    old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort | None = None
) -> list[Stretch]:
    """Both from beginning to end, in turns the same and different.

    difflib alone takes minutes for a few thousand words that repeat. What would cost more than `effort` is
    cut at the words that stand once on either side; what is still too much counts as different.
    """
    found = []
    at, there = 0, 0
    for start, begin, length in _same(old, new, effort or Effort()):
        if start > at or begin > there:
            found.append(Stretch(False, at, start, there, begin))
        at, there = start + length, begin + length
        last = found[-1] if found else None
        if last is not None and last.same:
            found[-1] = Stretch(True, last.start, at, last.begin, there)
        else:
            found.append(Stretch(True, start, at, begin, there))
    if at < len(old) or there < len(new):
        found.append(Stretch(False, at, len(old), there, len(new)))
    return found


def _same(old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort) -> list[tuple[int, int, int]]:
    """(start in the old, start in the new, length) of what is the same, in order."""
    found = []
    left = [(0, len(old), 0, len(new))]
    while left:
        start, end, begin, stop = left.pop()
        most = min(end - start, stop - begin)
        ahead = next((step for step in range(most) if old[start + step] != new[begin + step]), most)
        most -= ahead
        behind = next((step for step in range(most) if old[end - 1 - step] != new[stop - 1 - step]), most)
        found += [(start, begin, ahead), (end - behind, stop - behind, behind)]
        start, end, begin, stop = start + ahead, end - behind, begin + ahead, stop - behind
        one, other = old[start:end], new[begin:stop]
        if not one or not other or not effort.spend(len(one) + len(other)):
            continue
        if effort.spend(_work(one, other)):
            matcher = SequenceMatcher(None, one, other, autojunk=False)
            found += [(start + a, begin + b, length) for a, b, length in matcher.get_matching_blocks()]
        elif anchors := _anchors(one, other):
            corners = [(0, 0), *anchors, (len(one), len(other))]
            left += [
                (start + a, start + to_a, begin + b, begin + to_b)
                for (a, b), (to_a, to_b) in reversed(list(pairwise(corners)))
            ]
    return sorted(one for one in found if one[2])


def _work(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """What difflib does at most: it looks at all pairs of equal words once for each stretch it finds."""
    there = Counter(other)
    return sum(count * there[word] for word, count in Counter(one).items()) * min(len(one), len(other))


def _anchors(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Where the words stand that both have once: as many as are in the same order."""
    in_one, in_other = Counter(one), Counter(other)
    places = {word: place for place, word in enumerate(other) if in_other[word] == 1}
    pairs = [(place, places[word]) for place, word in enumerate(one) if in_one[word] == 1 and word in places]
    # The longest rising row: of each length the one that ends lowest, and of each pair the one before it.
    ends: list[int] = []
    rows: list[int] = []
    before: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(rows[length - 1] if length else None)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    at = rows[-1] if rows else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def shared(one: str, other: str) -> float:
    """How many of the words of the shorter text the other has as well, from 0 to 1; 1 where it has none."""
    first, second = (Counter(_WORDS.findall(text.casefold())) for text in (one, other))
    shorter = min(first.total(), second.total())
    return (first & second).total() / shorter if shorter else 1.0
