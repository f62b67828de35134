"""The texts within a block of a document: each has a path, and one is rewritten without losing its marks.

A path is "text", "caption", "title", "by", "role", "alt", "header/1", "rows/2/1" (of a table), "rows/3/label"
and "rows/3/value" (of facts), "items/2", "items/2/0" (the list below that point), or, in a passage set apart,
such a path behind "blocks/1/".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from facilitation.domain.documents import (
    PERSON,
    Block,
    BulletList,
    Callout,
    Fact,
    Facts,
    Figure,
    Heading,
    Inline,
    NumberedList,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import is_blank, one_line, printable
from facilitation.domain.word_differences import parts_of, stretches

#: How long one text of a block may be, in characters.
LONGEST = 10_000
#: Paths of texts that stand on one line and have no marks.
_LINES = re.compile(r"(?:blocks/\d+/)?(?:caption|title|by|role|alt|rows/\d+/label)")
_Rows = tuple[Inline, ...]


def texts_of(block: Block) -> Iterator[tuple[str, Inline]]:
    """Every text of a block that can be corrected, by its path, in reading order."""
    match block:
        case Heading(text=text):
            yield "text", (Run(text),)
        case Paragraph(content=content):
            yield "text", content
        case BulletList() | NumberedList():
            yield from _items(block)
        case Table():
            yield "caption", (Run(block.caption),)
            for column, cell in enumerate(block.header):
                yield f"header/{column}", cell
            for number, row in enumerate(block.rows):
                for column, cell in enumerate(row):
                    yield f"rows/{number}/{column}", cell
        case Figure():
            yield "alt", (Run(block.alt),)
            yield "caption", (Run(block.caption),)
        case Quote():
            yield "text", block.content
            yield "by", (Run(block.by),)
            yield "role", (Run(block.role),)
        case Callout():
            yield "title", (Run(block.title),)
            for number, inner in enumerate(block.blocks):
                for path, content in texts_of(inner):
                    yield f"blocks/{number}/{path}", content
        case Facts():
            for number, fact in enumerate(block.rows):
                yield f"rows/{number}/label", (Run(fact.label),)
                yield f"rows/{number}/value", fact.value


def _items(points: BulletList | NumberedList) -> Iterator[tuple[str, Inline]]:
    for number, item in enumerate(points.items):
        yield f"items/{number}", item.content
        if item.below is not None:
            for path, content in _items(item.below):
                yield f"items/{number}/{path.removeprefix('items/')}", content


def text_at(block: Block, path: str) -> Inline:
    """The text at a path; Refused (conflict) where there is none any more."""
    for known, content in texts_of(block):
        if known == path:
            return content
    raise _gone()


def cleaned(block: Block, path: str, text: str) -> str:
    """A text as the block keeps it at that path; Refused (invalid) where it is too long."""
    if len(text) > LONGEST:
        raise Refused(
            "invalid",
            N_("This text is too long: at most %(limit)d characters."),
            field="text",
            limit=LONGEST,
        )
    words = one_line(text) if isinstance(block, Heading) or _LINES.fullmatch(path) else printable(text)
    return "" if is_blank(words) else words  # what nobody can see would be kept as if it was said


def with_text(block: Block, path: str, text: str) -> Block:
    """The block with another text at a path; Refused (invalid) where it can't do without words there."""
    before = text_at(block, path)
    if isinstance(block, Heading) and is_blank(text):
        raise Refused("invalid", N_("A heading needs words."), field="text")
    if isinstance(block, Figure) and path == "alt" and is_blank(text):
        raise Refused("invalid", N_("A picture needs a text that says what it shows."), field="text")
    return _put(block, path.split("/"), rewritten(before, text))


def with_runs(block: Block, path: str, content: Inline) -> Block:
    """The block with these runs at a path, marks and links included."""
    text_at(block, path)
    return _put(block, path.split("/"), content)


def only_text(block: Block) -> str | None:
    """The path of a block's text where it is just one, beside a title of its own; otherwise None."""
    paths = [path for path, _ in texts_of(block) if path != "title"]
    return paths[0] if len(paths) == 1 else None


def _put(block: Block, steps: list[str], content: Inline) -> Block:
    match block:
        case Heading():
            return replace(block, text=plain(content))
        case Paragraph():
            return replace(block, content=content)
        case BulletList() | NumberedList():
            return _put_item(block, [int(step) for step in steps[1:]], content)
        case Table() if steps[0] == "caption":
            return replace(block, caption=plain(content))
        case Table() if steps[0] == "header":
            return replace(block, header=_at(block.header, int(steps[1]), content))
        case Table():
            row = _at(block.rows[int(steps[1])], int(steps[2]), content)
            rows = tuple(row if number == int(steps[1]) else one for number, one in enumerate(block.rows))
            return replace(block, rows=rows)
        case Figure() if steps[0] == "alt":
            return replace(block, alt=plain(content))
        case Figure():
            return replace(block, caption=plain(content))
        case Quote() if steps[0] == "text":
            return replace(block, content=content)
        case Quote() if steps[0] == "by":
            return replace(block, by=plain(content))
        case Quote():
            return replace(block, role=plain(content))
        case Callout() if steps[0] == "title":
            return replace(block, title=plain(content))
        case Callout():
            number = int(steps[1])
            inner = _put(block.blocks[number], steps[2:], content)
            assert isinstance(inner, Paragraph | BulletList | NumberedList)
            blocks = tuple(inner if at == number else one for at, one in enumerate(block.blocks))
            return replace(block, blocks=blocks)
        case Facts():
            number = int(steps[1])
            fact = block.rows[number]
            new = Fact(plain(content), fact.value) if steps[2] == "label" else Fact(fact.label, content)
            return replace(
                block, rows=tuple(new if at == number else one for at, one in enumerate(block.rows))
            )
        case _:
            raise _gone()


def _put_item(
    points: BulletList | NumberedList, steps: list[int], content: Inline
) -> BulletList | NumberedList:
    number, *deeper = steps
    item = points.items[number]
    if deeper:
        assert item.below is not None
        item = replace(item, below=_put_item(item.below, deeper, content))
    else:
        item = replace(item, content=content)
    return replace(points, items=tuple(item if at == number else one for at, one in enumerate(points.items)))


def _at(cells: _Rows, column: int, content: Inline) -> _Rows:
    return tuple(content if at == column else cell for at, cell in enumerate(cells))


def rewritten(content: Inline, text: str) -> Inline:
    """`text` with the marks, links and languages that its words had in `content`.

    New words are marked as those whose place they took, or else as those before them; what is said to be
    simulated stays so when it is corrected. A corrected name is still somebody's; words beside it are not.
    """
    if plain(content) == text:
        return content
    signs = [(sign, run) for run in content for sign in run.text]
    old, new = parts_of(plain(content)), parts_of(text)
    starts = [0]
    for word in old:
        starts.append(starts[-1] + len(word))
    made: list[tuple[str, Run]] = []
    for same, start, end, begin, stop in stretches(old, new):
        if same:
            made += signs[starts[start] : starts[end]]
        elif stop > begin:
            like = _like(signs, starts[start], starts[end])
            made += [(sign, like) for word in new[begin:stop] for sign in word]
    return _together(made)


def _like(signs: list[tuple[str, Run]], start: int, end: int) -> Run:
    """By whose marks new words go that stand instead of the signs from `start` up to `end`."""
    if end > start:
        replaced = [run for _, run in signs[start:end]]
        pattern = replaced[0]
        if not all(PERSON in run.marks for run in replaced):
            pattern = replace(pattern, marks=tuple(mark for mark in pattern.marks if mark != PERSON))
        if any("simulated" in run.marks for run in replaced):
            return replace(pattern, marks=(*pattern.marks, "simulated"))
        return pattern
    if not signs:
        return Run("")
    beside = signs[start - 1][1] if start else signs[0][1]
    kept = {"simulated"}
    if 0 < start < len(signs) and signs[start][1] is beside:
        kept.add(PERSON)  # put into the middle of a name
    # Words put beside a link, or beside a name, are no part of it.
    return replace(beside, marks=tuple(mark for mark in beside.marks if mark in kept), href="")


def _together(signs: list[tuple[str, Run]]) -> Inline:
    return tuple(
        Run("".join(sign for sign, _ in group), *alike)
        for alike, group in groupby(signs, lambda one: (one[1].marks, one[1].href, one[1].language))
    )


def _gone() -> Refused:
    return Refused(
        "conflict", N_("This text is no longer there: somebody has changed the passage."), field="path"
    )
