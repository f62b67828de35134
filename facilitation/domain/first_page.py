"""What the first page of minutes repeats of the passages below, and how a correction reaches all its places.

A name stands at each place with other words around it ("Empty shops · Votes: 5"). Both are known from how the
passage was drafted. Two passages below that are called alike are left alone: nobody knows which is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from textwrap import shorten
from xml.sax.saxutils import escape

from facilitation.domain.block_texts import texts_of, with_text
from facilitation.domain.documents import (
    Block,
    BulletList,
    Callout,
    Figure,
    Heading,
    Inline,
    NumberedList,
    Paragraph,
    Table,
    plain,
)
from facilitation.domain.word_merging import merged

#: As many letters of a text as a page of one minute's reading has room for.
LETTERS = 240
#: As many letters of a title as have room above its bar.
TITLE_LETTERS = 52
#: The picture of the votes, and the line of those with as many votes as the third.
PICTURE, EQUALS = "glance:votes", "glance:clusters/2"
_ABOVE = ("glance:clusters/1", "glance:decided/1", "glance:commitments/1")
_BELOW = re.compile(r"(?:cluster|record):\d+|commitments:made|.*/notes")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of minutes as the data gave it, and as it reads now."""

    drafted: Block
    content: Block


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name stands: in the text at `path` of the passage `key`, between `before` and `after`."""

    key: str
    path: str
    name: str
    before: str = ""
    after: str = ""

    def split(self, text: str) -> tuple[str, str, str] | None:
        """What stands before the name in a text of this place, the name, the rest; None: can't be told."""
        if not text.startswith(self.before):
            return None
        said = text[len(self.before) :]
        if said.endswith(self.after):
            return self.before, said[: len(said) - len(self.after)], self.after
        name, sign, rest = said.partition(self.after[:3])  # " · " or " — ": the rest was corrected as well
        return (self.before, name, sign + rest) if sign else None


def cut(text: str) -> str:
    """A text's first letters in one line, as the first page gives it; the whole follows in the minutes."""
    return shorten(text, LETTERS, placeholder=" …") if " " in text.strip()[:LETTERS] else text[:LETTERS]


def shortened(words: str, widths: int) -> str:
    """As much of a line as has room in a drawing; `widths` are those of Latin letters."""
    room = widths
    for place, letter in enumerate(words):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return words[: max(place - 1, 0)].rstrip() + "…"
    return words


def takes_part(key: str) -> bool:
    """Whether a passage repeats others, or may be repeated."""
    return key in (*_ABOVE, PICTURE, EQUALS) or _BELOW.fullmatch(key) is not None


def repeated(
    passages: Mapping[str, Passage], key: str, path: str, before: str, after: str
) -> dict[str, Block]:
    """The other passages in which the correction of a text from `before` to `after` has to be made too.

    `passages` are those that take part, as they read before it. Where somebody chose other words for one
    place, these stay as far as they can be put together with the correction.
    """
    for below, above in _groups(passages):
        spots = (below, *above)
        spot = next((one for one in spots if (one.key, one.path) == (key, path)), None)
        if spot is None:
            continue
        was, now = spot.split(before), spot.split(after)
        if was is None or now is None or not now[1].strip() or was[1] == now[1]:
            return {}
        made: dict[str, Block] = {}
        title = (was[1], now[1]) if spot is below else None
        for other in spots:
            if other is spot:
                continue
            content = made.get(other.key, passages[other.key].content)
            old, new = was[1], now[1]
            if spot is below and other.name != below.name:
                old, new = cut(old), cut(new)
            told = _corrected(content, other, old, new)
            if told is not None:
                made[other.key], title_here = told
                title = title_here if other is below else title
        if title is not None and below.key.startswith("cluster:"):
            for place in (PICTURE, EQUALS):
                if place in passages:
                    made[place] = _with_title(passages[place].content, *title)
        return {name: block for name, block in made.items() if block != passages[name].content}
    return {}


def with_corrections(passages: Mapping[str, Passage], key: str) -> Block:
    """A passage of the first page, taken from the data anew, with the names as they are corrected below."""
    made = passages[key].content
    for below, above in _groups(passages):
        if below.key == key:
            continue
        now = below.split(_texts(passages[below.key].content).get(below.path, ""))
        if now is None or not now[1].strip() or now[1] == below.name:
            continue
        for spot in above:
            if spot.key == key:
                new = now[1] if spot.name == below.name else cut(now[1])
                told = _corrected(made, spot, spot.name, new)
                made = told[0] if told is not None else made
        if key in (PICTURE, EQUALS):
            made = _with_title(made, below.name, now[1])
    return made


def told_above(passages: Mapping[str, Passage], key: str, path: str | None = None) -> list[tuple[str, str]]:
    """Where the first page tells what stands in a passage, or at a path of it: by key and path.

    The path is "" where it is told together with others: a picture, or a line of several.
    """
    found = []
    for below, above in _groups(passages):
        if below.key != key or path not in (None, below.path):
            continue
        found += [(spot.key, spot.path if spot.path.startswith("items/") else "") for spot in above]
        now = below.split(_texts(passages[below.key].content).get(below.path, ""))
        titles = {below.name, now[1]} if now is not None else {below.name}
        for place in (PICTURE, EQUALS):
            if place in passages and any(_tells(passages[place].content, title) for title in titles):
                found.append((place, ""))
    return list(dict.fromkeys(found))


def _corrected(block: Block, spot: Spot, old: str, new: str) -> tuple[Block, tuple[str, str]] | None:
    """The block with a name corrected at a place, and the name before and after; None: nothing to do."""
    parts = spot.split(_texts(block).get(spot.path, ""))
    if parts is None:
        return None
    before, name, after = parts
    both = new if name == old or not old.strip() else merged(old, name, new)
    if both is None or not both.strip() or both == name:
        return None
    return with_text(block, spot.path, before + both + after), (name, both)


def _groups(passages: Mapping[str, Passage]) -> list[tuple[Spot, list[Spot]]]:
    """What stands below under a name of its own, each with its places on the first page."""
    found = []
    for above, below in zip(_ABOVE, _below(passages), strict=True):
        names = Counter(spot.name for spot in below)
        single = [spot for spot in below if names[spot.name] == 1]
        places: dict[Spot, list[Spot]] = {spot: [] for spot in single}
        for place in _spots(passages, above, last=above == _ABOVE[2]):
            meant = [spot for spot in below if place.name in (spot.name, cut(spot.name))]
            if len(meant) == 1:
                places[meant[0]].append(place)
        found += list(places.items())
    return found


def _below(passages: Mapping[str, Passage]) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """Clusters (or notes, where there are none), records and commitments, where they are told in full."""
    clusters = [key for key in passages if re.fullmatch(r"cluster:\d+", key)]
    named = clusters or [key for key in passages if key.endswith("/notes")]
    records = [key for key in passages if re.fullmatch(r"record:\d+", key)]
    commitments = [key for key in passages if key == "commitments:made"]
    first, second, third = (
        [spot for key in keys for spot in _spots(passages, key)] for keys in (named, records, commitments)
    )
    return first, second, third


def _spots(passages: Mapping[str, Passage], key: str, *, last: bool = False) -> list[Spot]:
    """The names in a passage as it was drafted: the first run of each text, or the `last`."""
    if key not in passages:
        return []
    found = []
    for path, runs in _named(passages[key].drafted):
        if runs:
            at = len(runs) - 1 if last else 0
            found.append(Spot(key, path, runs[at].text, plain(runs[:at]), plain(runs[at + 1 :])))
    return found


def _named(block: Block) -> Iterator[tuple[str, Inline]]:
    match block:
        case Heading():
            yield from texts_of(block)
        case BulletList() | NumberedList():
            yield from ((f"items/{number}", item.content) for number, item in enumerate(block.items))
        case Callout(blocks=(Paragraph(content=content), *_)):
            yield "blocks/0/text", content
        case Table() if len(block.header) > 1:
            yield from ((f"rows/{number}/1", row[1]) for number, row in enumerate(block.rows))


def _texts(block: Block) -> dict[str, str]:
    return {path: plain(content) for path, content in texts_of(block)}


def _with_title(block: Block, old: str, new: str) -> Block:
    """A picture of votes, or the line of equals, with another title instead of one of its own."""
    if isinstance(block, Figure):
        svg = block.svg.replace(_drawn(old), _drawn(new), 1)
        return replace(block, svg=svg, alt=_in_words(old, ":").sub(lambda _: new, block.alt, 1))
    text = _texts(block).get("text", "")
    now = _in_words(cut(old), ";|$").sub(lambda _: cut(new), text, 1)
    return with_text(block, "text", now) if now != text else block


def _tells(block: Block, title: str) -> bool:
    if isinstance(block, Figure):
        return _drawn(title) in block.svg
    return _in_words(cut(title), ";|$").search(_texts(block).get("text", "")) is not None


def _drawn(title: str) -> str:
    """A title as the text of a drawing, between its tags."""
    return f">{escape(shortened(title, TITLE_LETTERS))}<"


def _in_words(title: str, end: str) -> re.Pattern[str]:
    """Finds one of several titles in a line such as "Votes: Trust: 5 (Turin); Shops: 3"."""
    return re.compile(rf"(?<=[:;] ){re.escape(title)}(?={end})")
