"""What fits on a page: texts cut at a word, lists with how many more there are, names in their own runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from facilitation.domain.documents import Block, BulletList, ListItem, Paragraph, Run
from facilitation.domain.errors import N_

#: How wide a line of a page is at the smallest print, in Latin letters; how long a text may be.
_LINE = 95
_TEXT_LENGTH = 240


def fitting(items: Sequence[tuple[Run, ...]], room: int, say: Callable[[str], str]) -> list[Block]:
    """The items that fit into so many lines, at least one, and how many more there are."""
    kept: list[ListItem] = []
    for runs in items:
        lines = -(-_width("".join(run.text for run in runs)) // _LINE)
        if kept and lines > room:
            break
        room -= lines
        kept.append(ListItem(runs))
    return [*([BulletList(tuple(kept))] if kept else []), *more(len(items) - len(kept), say)]


def more(count: int, say: Callable[[str], str]) -> list[Block]:
    """The sentence that so many more are not shown; nothing where there are none."""
    if count <= 0:
        return []
    return [Paragraph((Run(say(N_("More of them: %(count)d")) % {"count": count}, ("emphasis",)),))]


def filled(sentence: str, names: Mapping[str, str]) -> tuple[Run, ...]:
    """A sentence with its `%(name)s` places filled, each in a run of its own."""
    parts = re.split(r"%\((\w+)\)s", sentence)
    return tuple(Run(names[part] if at % 2 else part) for at, part in enumerate(parts) if part)


def _width(text: str) -> int:
    """How wide a text is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def clipped(text: str, length: int = _TEXT_LENGTH) -> str:
    """The beginning of a text, cut at a word where there is one."""
    line = " ".join(text.split())
    if _width(line) <= length:
        return line
    while _width(line) >= length:
        line = line[: min(len(line) - 1, length)]
    start, _, _ = line.rpartition(" ")
    return f"{start if len(start) > length // 2 else line}…"
