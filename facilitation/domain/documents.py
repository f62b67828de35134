"""The one document model: what minutes, reports and notes are made of before they become a file.

A `Document` is plain data: inline runs inside blocks inside one frozen object. Text is cleaned when it enters
(see `texts`), so no renderer meets a control character; structure is checked when the document is built,
so every renderer can rely on it (headings never skip a level, pictures carry a text, links are links).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any

from facilitation.domain.drawings import check_drawing
from facilitation.domain.errors import N_, Refused
from facilitation.domain.plain_data import from_plain, to_plain
from facilitation.domain.texts import is_link, one_line, printable

STATUSES = ("draft", "in_review", "approved")
#: What a run is besides its words. PERSON says that it names somebody: nothing shows it, and by it a name is
#: found again when it has to go, whatever was corrected around it.
PERSON = "person"
MARKS = ("strong", "emphasis", "simulated", PERSON)
CALLOUT_KINDS = ("note", "decision", "commitment", "caution", "box")
#: How a document is set on paper: as it comes; all of it on one page; a page for what stands before the first
#: chapter (a heading of level 1), one for each chapter; a page for the first chapter and what is before it,
#: then the rest as it comes. What is fitted is set in smaller print if need be.
AS_IT_COMES, ONE_PAGE, PAGE_PER_CHAPTER, FIRST_PAGE = "", "one", "chapters", "first"
PAGINGS = (AS_IT_COMES, ONE_PAGE, PAGE_PER_CHAPTER, FIRST_PAGE)
DEEPEST_HEADING = 4
DEEPEST_LIST = 4
HIGHEST_NUMBER = 9999
#: What stands for a title of which nothing is left in print: it never keeps a whole document from being made.
NO_WORDS = "–"

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the same marks (of MARKS); `href` is an absolute http, https or mailto link.

    `language` is set where it isn't the document's own.
    """

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        _set(self, text=printable(self.text), marks=tuple(mark for mark in MARKS if mark in self.marks))
        if self.href and not is_link(self.href):
            raise Refused("invalid", N_("A link begins with http://, https:// or mailto: and has no spaces."))
        if self.language and not _LANGUAGE.fullmatch(self.language):
            raise Refused("invalid", N_("Choose a language."), field="language")


Inline = tuple[Run, ...]


def person(name: str, *marks: str) -> Run:
    """A run that names somebody, or says who sees to something."""
    return Run(name, (*marks, PERSON))


def inline(content: "str | Run | Inline") -> Inline:
    """Runs from plain text, one run or several; runs without text are left out."""
    if isinstance(content, str):
        content = Run(content)
    runs = (content,) if isinstance(content, Run) else tuple(content)
    return tuple(run for run in runs if run.text)


def passages(content: Inline) -> Iterator[tuple[bool, Inline]]:
    """`content` cut where simulated words begin or end: whether they are simulated, and the runs."""
    for simulated, runs in groupby(content, key=lambda run: "simulated" in run.marks):
        yield simulated, tuple(runs)


def plain(content: Inline) -> str:
    """The text of `content` without its marks."""
    return "".join(run.text for run in content)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the document's title; level 1 is a chapter, DEEPEST_HEADING the smallest."""

    level: int
    text: str

    def __post_init__(self) -> None:
        _set(self, text=one_line(self.text) or NO_WORDS)
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise Refused(
                "invalid", N_("A heading's level is from 1 to %(deepest)d."), deepest=DEEPEST_HEADING
            )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a newline inside a run is a line break."""

    content: Inline

    def __post_init__(self) -> None:
        _set(self, content=inline(self.content))


@dataclass(frozen=True, slots=True)
class ListItem:
    """One point of a list, with the list that hangs below it, if any.

    `of` names the row that it was made from, such as "note:12": nothing shows it.
    """

    content: Inline
    below: "BulletList | NumberedList | None" = None
    of: str = ""

    def __post_init__(self) -> None:
        _set(self, content=inline(self.content))
        if self.below is not None and _depth(self.below) >= DEEPEST_LIST:
            raise Refused("invalid", N_("Lists can lie %(deepest)d deep, no deeper."), deepest=DEEPEST_LIST)


@dataclass(frozen=True, slots=True)
class BulletList:
    """Points in no particular order."""

    items: tuple[ListItem, ...]

    def __post_init__(self) -> None:
        _set(self, items=_items(self.items))


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Points in order, counted from `start` (0 or more)."""

    items: tuple[ListItem, ...]
    start: int = 1

    def __post_init__(self) -> None:
        _set(self, items=_items(self.items))
        if not 0 <= self.start <= HIGHEST_NUMBER:
            raise Refused(
                "invalid",
                N_("A list is counted from a number between 0 and %(highest)d."),
                highest=HIGHEST_NUMBER,
            )


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and one header row. Every row has as many cells as the header.

    `header_column` says that each row's first cell names the row; `numeric` lists the columns (from 0) that
    hold numbers and are set flush right.
    """

    caption: str
    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    header_column: bool = False
    numeric: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        header = tuple(inline(cell) for cell in self.header)
        rows = tuple(tuple(inline(cell) for cell in row) for row in self.rows)
        _set(self, header=header, rows=rows, numeric=tuple(sorted(set(self.numeric))))
        _set(self, caption=one_line(self.caption))
        if not header or any(len(row) != len(header) for row in rows):
            raise Refused("invalid", N_("Every row of a table needs as many cells as its header."))
        if any(not 0 <= column < len(header) for column in self.numeric):
            raise Refused("invalid", N_("A table has no column with that number."))


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG text, with a text that says what it shows (`alt`) and a visible caption."""

    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        _set(self, svg=printable(self.svg).strip(), alt=one_line(self.alt), caption=one_line(self.caption))
        if not self.alt:
            raise Refused("invalid", N_("A picture needs a text that says what it shows."))
        check_drawing(self.svg)


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, word for word, with name and role (city, organisation)."""

    content: Inline
    by: str
    role: str = ""

    def __post_init__(self) -> None:
        _set(self, content=inline(self.content), by=one_line(self.by), role=one_line(self.role))


@dataclass(frozen=True, slots=True)
class Callout:
    """A passage set apart (of CALLOUT_KINDS); untitled it bears its kind's name, a `box` bears none."""

    kind: str
    blocks: "tuple[Paragraph | BulletList | NumberedList, ...]"
    title: str = ""

    def __post_init__(self) -> None:
        _set(self, blocks=tuple(self.blocks), title=one_line(self.title))
        if self.kind not in CALLOUT_KINDS:
            raise Refused("invalid", N_("There is no passage of the kind %(kind)s."), kind=self.kind)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a fact table: what it is, and its value."""

    label: str
    value: Inline

    def __post_init__(self) -> None:
        _set(self, label=one_line(self.label), value=inline(self.value))


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of facts (date, place, languages ...), each under its own label."""

    rows: tuple[Fact, ...]

    def __post_init__(self) -> None:
        _set(self, rows=tuple(self.rows))


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of the table of contents; it lists the headings down to `deepest`."""

    deepest: int = 2


Block = Heading | Paragraph | BulletList | NumberedList | Table | Figure | Quote | Callout | Facts | Contents

# The names under which blocks are stored; a stored name is never given to another block.
_TAGS = MappingProxyType(
    {
        Heading: "heading",
        Paragraph: "paragraph",
        BulletList: "bullets",
        NumberedList: "numbers",
        Table: "table",
        Figure: "figure",
        Quote: "quote",
        Callout: "callout",
        Facts: "facts",
        Contents: "contents",
    }
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What the document was made from: the records' name, their revision and the moment (aware)."""

    subject: str
    revision: int
    made_at: datetime

    def __post_init__(self) -> None:
        _set(self, subject=one_line(self.subject))
        if self.made_at.tzinfo is None:
            raise Refused("invalid", N_("The moment a document was made needs its time zone."))


@dataclass(frozen=True, slots=True)
class Document:
    """A document and everything it knows about itself.

    `language` is a BCP 47 tag; `kind` is what sort of document it is, in that language ("Minutes"); `dated`
    is the day it speaks of; `simulated` says that simulated people wrote some or all of it, and every file
    then says so. `paging` is one of PAGINGS. With `members_only` it tells what guests of its session may not
    read.
    """

    language: str
    title: str
    blocks: tuple[Block, ...] = ()
    kind: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    dated: date | None = None
    status: str = "draft"
    version: int = 1
    programme: str = ""
    funding: str = ""
    emblem: Figure | None = None
    disclaimer: str = ""
    simulated: bool = False
    origin: Origin | None = None
    paging: str = AS_IT_COMES
    members_only: bool = False

    def __post_init__(self) -> None:
        lines = {name: one_line(getattr(self, name)) for name in ("title", "kind", "subtitle", "programme")}
        notices = {name: printable(getattr(self, name)).strip() for name in ("funding", "disclaimer")}
        _set(self, **lines | {"title": lines["title"] or NO_WORDS}, **notices)
        _set(self, blocks=tuple(self.blocks), authors=tuple(filter(None, map(one_line, self.authors))))
        if not _LANGUAGE.fullmatch(self.language):
            raise Refused("invalid", N_("A document's language must be a language tag such as en or pt-BR."))
        if self.status not in STATUSES:
            raise Refused("invalid", N_("There is no document status %(status)s."), status=self.status)
        if self.paging not in PAGINGS:
            raise Refused("invalid", N_("There is no paging %(paging)s."), paging=self.paging)
        if self.version < 1:
            raise Refused("invalid", N_("A document's version is a number from 1."))
        _check_headings(self.blocks)

    def headings(self, deepest: int = DEEPEST_HEADING) -> Iterator[tuple[int, Heading]]:
        """Each heading down to level `deepest` with its position among all headings, from 1."""
        found = (block for block in self.blocks if isinstance(block, Heading))
        return ((number, block) for number, block in enumerate(found, 1) if block.level <= deepest)


def block_to_json(block: Block) -> dict[str, Any]:
    """A single block as plain JSON data."""
    plain: dict[str, Any] = to_plain(block, _TAGS)
    return plain


def block_from_json(data: object) -> Block:
    """The block that `block_to_json` wrote. Refused (invalid, with the place) if anything is off."""
    block: Block = from_plain(Block, data, _TAGS)
    return block


def to_json(document: Document) -> dict[str, object]:
    """`document` as plain JSON data; what has its default value is left out."""
    plain: dict[str, object] = to_plain(document, _TAGS)
    return plain


def from_json(data: object) -> Document:
    """The document that `to_json` wrote. Refused (invalid, with the place) if anything is off."""
    document: Document = from_plain(Document, data, _TAGS)
    return document


def _set(owner: object, **values: object) -> None:
    """Put cleaned values into a frozen object while it is being made."""
    for name, value in values.items():
        object.__setattr__(owner, name, value)


def _items(items: "tuple[ListItem | str | Inline, ...]") -> tuple[ListItem, ...]:
    return tuple(item if isinstance(item, ListItem) else ListItem(inline(item)) for item in items)


def _depth(points: BulletList | NumberedList) -> int:
    return 1 + max((_depth(item.below) for item in points.items if item.below is not None), default=0)


def _check_headings(blocks: tuple[Block, ...]) -> None:
    above = 0
    for block in blocks:
        if not isinstance(block, Block):
            raise TypeError(f"not a block of a document: {type(block).__name__}")
        if isinstance(block, Heading):
            if block.level > above + 1:
                raise Refused(
                    "invalid",
                    N_("The heading %(heading)s skips a level: %(level)d can't follow %(above)d."),
                    heading=block.text,
                    level=block.level,
                    above=above,
                )
            above = block.level
