"""Points of the lists in minutes: they can be left out one by one, and nobody is shown an emptied one.

A point is named by its path in the block (domain/block_texts), such as "items/2".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import (
    Block,
    BulletList,
    Callout,
    Inline,
    ListItem,
    NumberedList,
    Paragraph,
    plain,
)
from facilitation.domain.word_differences import shared

#: From this likeness on two points are the same one, reworded.
_ALIKE = 0.6


def points_of(block: Block) -> dict[str, str]:
    """The words of each point of a block by its path, in reading order."""
    return {path: plain(content) for path, content in texts_of(block) if "items/" in path}


def as_read(block: Block, left_out: Collection[str] = ()) -> Block | None:
    """The block without the points left out and without what was emptied; None where nothing remains."""
    match block:
        case Paragraph(content=content):
            return block if plain(content).strip() else None
        case BulletList() | NumberedList():
            return _list(block, left_out, "items/")
        case Callout(blocks=blocks):
            kept = []
            for number, inner in enumerate(blocks):
                prefix = f"blocks/{number}/"
                within = [path.removeprefix(prefix) for path in left_out if path.startswith(prefix)]
                shown = as_read(inner, within)
                if isinstance(shown, Paragraph | BulletList | NumberedList):
                    kept.append(shown)
            return replace(block, blocks=tuple(kept)) if kept else None
        case _:
            return block


def _list(points: BulletList | NumberedList, left_out: Collection[str], prefix: str) -> Block | None:
    items = tuple(_items(points, left_out, prefix))
    return replace(points, items=items) if items else None


def _items(points: BulletList | NumberedList, left_out: Collection[str], prefix: str) -> Iterator[ListItem]:
    for number, item in enumerate(points.items):
        path = f"{prefix}{number}"
        if path in left_out:
            continue
        below = _list(item.below, left_out, f"{path}/") if item.below is not None else None
        assert below is None or isinstance(below, BulletList | NumberedList)
        if below is not None or _has_words(item.content):
            yield replace(item, below=below)


def _has_words(content: Inline) -> bool:
    return bool(plain(content).strip())


def carried(before: Block | None, fresh: Block, left_out: Collection[str]) -> list[str]:
    """Which points of `fresh` are left out, since they were in `before`: by their words, or else by likeness.

    One that was reworded in the data meanwhile stays left out: nobody has said that it may be read.
    """
    known = points_of(before) if before is not None else {}
    now = points_of(fresh)
    free = {path for path in now if now[path] not in known.values()}
    found: set[str] = set()
    for path in left_out:
        words = known.get(path)
        if words is None:
            continue
        same = [one for one, text in now.items() if text == words and one not in found]
        alike = [one for one in free - found if shared(now[one], words) >= _ALIKE]
        if same:
            found.add(path if path in same else same[0])
        elif alike:
            found.add(max(sorted(alike), key=lambda one: shared(now[one], words)))
    return [path for path in now if path in found]
