"""Two people's corrections of one text put together, word by word, so that nobody's words are lost."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.domain.errors import N_, Refused
from facilitation.domain.word_differences import parts_of, stretches

#: Behind these a word of somebody else begins with a space.
_ENDS = frozenset(".,;:!?…")


@dataclass(frozen=True, slots=True)
class _Change:
    """The words from `start` up to `end` of the text that both began from became `words`."""

    start: int
    end: int
    words: tuple[str, ...]


def merged(base: str, stored: str, written: str) -> str | None:
    """What both corrections of `base` come to; None where they change the same words differently.

    `stored` was there first: where both put words at one place, its words stand before those `written`.
    Every word that either put in is in the result, and every word that either took out is gone.
    """
    if stored == written or written == base:
        return stored
    if stored == base:
        return written
    words = parts_of(base)
    first, second = _changes(words, stored), _changes(words, written)
    if _any_collide(first, second):
        return None
    known = set(first)
    # Where both put words at the same place, those that were stored come first.
    ordered = sorted(
        [(change.start, change.end > change.start, 0, change) for change in first]
        + [(change.start, change.end > change.start, 1, change) for change in second if change not in known],
        key=lambda item: item[:3],
    )
    result: list[str] = []
    at = 0
    meets = False
    for *_, change in ordered:
        between = words[at : change.start]
        result += between
        meets = meets and not between
        if meets and result[-1] in _ENDS and _is_word("".join(change.words[:1])):
            result.append(" ")
        result += change.words
        meets = meets or bool(change.words)
        at = max(at, change.end)
    return _joined([*result, *words[at:]])


def together(base: str, stored: str, written: str, field: str = "text") -> str:
    """The same; Refused (conflict) where the writer has to choose, since both can't stand."""
    both = merged(base, stored, written)
    if both is None:
        raise changed_meanwhile(field)
    return both


def changed_meanwhile(field: str = "text") -> Refused:
    """The refusal of what was written where somebody else has written something else meanwhile."""
    return Refused(
        "conflict",
        N_("Somebody has changed the same words meanwhile. Choose which of the two shall stand."),
        field=field,
    )


def _joined(words: list[str]) -> str:
    """The words as a text; where two came to stand side by side, a space keeps them apart."""
    parts: list[str] = []
    for word in words:
        if parts and _is_word(parts[-1]) and _is_word(word):
            parts.append(" ")
        parts.append(word)
    return "".join(parts)


def _is_word(word: str) -> bool:
    return word[:1].isalnum() or word[:1] == "_"


def _changes(base: list[str], text: str) -> list[_Change]:
    words = parts_of(text)
    return [
        _Change(start, end, tuple(words[begin:stop]))
        for same, start, end, begin, stop in stretches(base, words)
        if not same
    ]


def _any_collide(first: list[_Change], second: list[_Change]) -> bool:
    """Whether any of the first touches any of the second; both stand in order, so neighbours are enough."""
    one, other = 0, 0
    while one < len(first) and other < len(second):
        if _collide(first[one], second[other]):
            return True
        if first[one].end <= second[other].end:
            one += 1
        else:
            other += 1
    return False


def _collide(one: _Change, other: _Change) -> bool:
    """Whether two changes touch the same words; what stands side by side does not."""
    if one == other:
        return False
    if one.start == one.end or other.start == other.end:
        inner, outer = (one, other) if one.start == one.end else (other, one)
        return outer.start < inner.start < outer.end
    return one.start < other.end and other.start < one.end
