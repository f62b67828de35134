"""Corrections of a block, carried to where the words that they correct stand by now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facilitation.domain.block_texts import texts_of, with_text
from facilitation.domain.documents import Block, plain
from facilitation.domain.word_differences import shared
from facilitation.domain.word_merging import changed_meanwhile, merged

#: Points and rows move when others come and go: with so many words in common it is still the same one.
_ALIKE = 0.6
_MOVES = re.compile(r"(?:blocks/\d+/)?(?:items/[\d/]+|rows/\d+)")

#: The texts of what moves as one (a point, a row), or of a place that stays, by the rest of their paths.
_Part = dict[str, str]


def taken_over(drafted: Block | None, corrected: Block, fresh: Block) -> tuple[Block, list[str]]:
    """The block as the data give it now, with the corrections that were made to the one `drafted` before.

    A correction is kept where what it corrects still stands, or was reworded and both can be put together.
    Those that can't be kept are given beside the block, in their words; without `drafted` each text counts
    as one.
    """
    if drafted == corrected:
        return fresh, []
    before = _parts(drafted) if drafted is not None else {}
    after, now = _parts(corrected), _parts(fresh)
    if type(drafted) is not type(fresh) or _places(before) != _places(after):
        known = {*_texts(before), *_texts(now)}
        return fresh, [text for text in _texts(after) if text not in known]
    lost = []
    source = _same_parts(before, now)
    for place, was in source.items():
        for rest, text in after[was].items():
            if text == before[was][rest]:
                continue
            both = merged(before[was][rest], now[place][rest], text)
            if both is None:
                lost.append(text)
            else:
                fresh = with_text(fresh, place + rest, both)
    kept = set(source.values())
    left = ((was, rest, text) for was in after if was not in kept for rest, text in after[was].items())
    return fresh, lost + [text for was, rest, text in left if text != before[was][rest]]


def place_of(block: Block, path: str, was: str) -> str:
    """Where the text stands now that somebody began to correct at `path` when it read `was`.

    It is another place where points or rows have come or gone meanwhile; Refused (conflict) where there is
    none any more.
    """
    texts = {path: plain(content) for path, content in texts_of(block)}
    stored = texts.get(path)
    if stored == was or _MOVES.match(path) is None:
        return path
    likeness = shared(was, stored) if stored is not None else 0
    if likeness == 1:
        return path
    shape = re.sub(r"\d+", "*", path)
    others = [one for one, text in texts.items() if text == was and re.sub(r"\d+", "*", one) == shape]
    if len(others) == 1:
        return others[0]
    if likeness >= _ALIKE:
        return path
    raise changed_meanwhile()


def _same_parts(before: dict[str, _Part], now: dict[str, _Part]) -> dict[str, str]:
    """Of each place of `now` the place of the same part before: none is taken twice."""
    found = {place: place for place in now if place in before and _stays(place, before[place], now[place])}
    free = [place for place in before if place not in found]
    for place, part in now.items():
        if place not in found and _MOVES.match(place):
            was = next((one for one in free if before[one] == part), None)
            if was is not None:
                found[place] = was
                free.remove(was)
    for place in free:
        if place in now and place not in found and _is_reworded(before[place], now[place]):
            found[place] = place
    return found


def _stays(place: str, before: _Part, now: _Part) -> bool:
    return before == now or (_MOVES.match(place) is None and before.keys() == now.keys())


def _is_reworded(before: _Part, now: _Part) -> bool:
    return before.keys() == now.keys() and shared(" ".join(before.values()), " ".join(now.values())) >= _ALIKE


def _parts(block: Block) -> dict[str, _Part]:
    parts: dict[str, _Part] = {}
    for path, content in texts_of(block):
        moving = _MOVES.match(path)
        place = moving.group() if moving else path
        parts.setdefault(place, {})[path.removeprefix(place)] = plain(content)
    return parts


def _places(parts: dict[str, _Part]) -> set[str]:
    return {place + rest for place, part in parts.items() for rest in part}


def _texts(parts: dict[str, _Part]) -> Iterator[str]:
    for part in parts.values():
        yield from part.values()
