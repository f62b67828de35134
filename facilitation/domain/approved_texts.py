"""What approved minutes tell of the data they were made from: in which words, or that it was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Protocol

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import Block, block_from_json, plain
from facilitation.domain.word_differences import parts_of, shared, stretches

#: What may stand behind and before the words of the data within one text of the minutes: who said it, votes.
_BEHIND, _BEFORE = (" — ", " (", " · "), ": "
#: From this likeness on two texts are the same one, corrected.
_ALIKE = 0.4
_FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Told:
    """Something of the data as minutes tell it: its `words`, within the whole `text` that they stand in."""

    words: str
    text: str

    def names(self, cell: str | None) -> str:
        """What the data say beside it (an author, a city), "" where the minutes don't say so too."""
        return cell if cell and _holds(self.text, cell) else ""


class Texts(Protocol):
    """What minutes say of the things in the data, which are named by their keys (domain/minutes.Keyed)."""

    def told(self, key: str, text: str, *beside: str | None) -> Told | None:
        """`text` as the minutes tell it, None where they don't; `beside` tells it from others like it."""

    def stands(self, key: str) -> bool: ...

    def is_corrected(self, key: str) -> bool: ...

    def says(self, key: str, cell: str) -> bool:
        """Whether the block says so anywhere."""


class AsWritten:
    """Of minutes that nobody has corrected: everything, in the words of the data."""

    def told(self, key: str, text: str, *beside: str | None) -> Told | None:
        return Told(text, "\n".join([text, *filter(None, beside)]))

    def stands(self, key: str) -> bool:
        return True

    def is_corrected(self, key: str) -> bool:
        return False

    def says(self, key: str, cell: str) -> bool:
        return True


AS_WRITTEN = AsWritten()


@dataclass(frozen=True)
class _Source:
    """A block as the data gave it (None where that is the same), and as it was approved."""

    drafted: dict[str, Any] | None
    content: dict[str, Any]

    @cached_property
    def after(self) -> list[str]:
        return _texts(block_from_json(self.content))

    @cached_property
    def pairs(self) -> list[tuple[str, str | None]]:
        """Each text of the data with what it became, None where it was taken out."""
        if self.drafted is None:
            return [(text, text) for text in self.after]
        return list(_paired(_texts(block_from_json(self.drafted)), self.after))


class ApprovedTexts:
    """Of approved minutes: only what stands in them, in their words. Whatever came later isn't told.

    `sources` is what `sources_of` gave when they were approved, `blocks` are the document's.
    """

    def __init__(self, sources: Iterable[Mapping[str, Any]], blocks: Iterable[Mapping[str, Any]]) -> None:
        there = [tuple(_texts(block_from_json(one))) for one in blocks if one["type"] != _FIGURE]
        made = [(one["key"], _Source(one.get("drafted"), one["content"])) for one in sources]
        matcher = SequenceMatcher(None, [tuple(source.after) for _, source in made], there, autojunk=False)
        # Only what is found in the document: something may have been dropped because it was empty.
        self._sources = {
            key: source
            for match in matcher.get_matching_blocks()
            for key, source in made[match.a : match.a + match.size]
        }

    def told(self, key: str, text: str, *beside: str | None) -> Told | None:
        source = self._sources.get(key)
        if source is None or not text:
            return None
        found = [(before, after) for before, after in source.pairs if _start(before, text) is not None]
        if not found:
            return None

        def likeness(pair: tuple[str, str | None]) -> tuple[bool, int, bool]:
            before, after = pair
            return any(one and one not in before for one in beside), len(before), after is None

        before, after = min(found, key=likeness)
        if after is None:
            return None
        words = became(before, after, _start(before, text) or 0, len(text)).strip()
        return Told(words, after) if words else None

    def stands(self, key: str) -> bool:
        return key in self._sources

    def is_corrected(self, key: str) -> bool:
        return key in self._sources and self._sources[key].drafted is not None

    def says(self, key: str, cell: str) -> bool:
        source = self._sources.get(key)
        return source is not None and any(_holds(text, cell) for text in source.after)


def sources_of(blocks: Iterable[tuple[str, dict[str, Any] | None, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Where the blocks of approved minutes come from: of each its key, its content, and what the data gave
    instead where it was corrected. Pictures have their words elsewhere.

    The blocks are given in the document's order, each as key, draft (or None) and content.
    """
    return [
        {"key": key, "content": content} | ({} if drafted in (None, content) else {"drafted": drafted})
        for key, drafted, content in blocks
        if content["type"] != _FIGURE
    ]


def became(before: str, after: str, start: int, length: int) -> str:
    """What the words of `before` from `start` on became in `after`, of which only a part may be meant."""
    if before == after:
        return before[start : start + length]
    end = start + length
    old, new = parts_of(before), parts_of(after)
    places = [0]
    for word in old:
        places.append(places[-1] + len(word))
    kept: list[str] = []
    for same, i1, i2, j1, j2 in stretches(old, new):
        if same:
            kept += [word for at, word in zip(places[i1:i2], old[i1:i2], strict=True) if start <= at < end]
        elif i1 == i2:
            kept += new[j1:j2] if start <= places[i1] <= end else []
        elif places[i1] < end and places[i2] > start:
            kept += new[j1:j2]
    return "".join(kept)


def _holds(text: str, cell: str) -> bool:
    """Whether `cell` stands there in words of its own: Ann isn't in "Annual"."""
    return re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", text) is not None


def _texts(block: Block) -> list[str]:
    return [plain(content) for _, content in texts_of(block)]


def _start(before: str, text: str) -> int | None:
    """Where in a text of the minutes the words of the data stand; None where it is about something else."""
    at = before.find(text)
    while at >= 0:
        rest = before[at + len(text) :]
        if (not rest or rest.startswith(_BEHIND)) and (at == 0 or before[:at].endswith(_BEFORE)):
            return at
        at = before.find(text, at + 1)
    return None


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[str, str | None]]:
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    for same, i1, i2, j1, j2 in stretches(old, new):
        if same:
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
            continue
        yield from _alike(old[i1:i2], new[j1:j2])


def _alike(old: list[str], new: list[str]) -> Iterator[tuple[str, str | None]]:
    """Each old text with the new one that it is most like, which no other old one is more like."""
    likeness = sorted(
        ((shared(one, other), at, to) for at, one in enumerate(old) for to, other in enumerate(new)),
        key=lambda found: -found[0],
    )
    became: dict[int, int] = {}
    for ratio, at, to in likeness:
        if ratio >= _ALIKE and at not in became and to not in became.values():
            became[at] = to
    for at, text in enumerate(old):
        yield text, new[became[at]] if at in became else None
