"""What a programme is entered from: its own facts, the sheets that the program takes, and its events."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facilitation.domain.cities import fold
from facilitation.domain.errors import Refused
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.sheets import SheetRow, read_sheet
from facilitation.play.events import Event, events_of

#: The sheets that the program's own pages take in, in the order in which each needs those before it.
IMPORTED = ("cities", "challenges", "practices", "wishes", "commitments")
#: Further sheets of a folder: the programme itself in one row, and what is held when.
PROGRAMME, EVENTS = "programme", "events"
NEEDED = ("cities", "events")
ENDINGS = ("csv", "xlsx")
BYTES_MOST = 2_000_000


class Unusable(Exception):
    """What somebody gave can't be played; the text says why, and where."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as a file: what it is called, its bytes, its first row, and the rows below, as cells."""

    name: str
    content: bytes
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The programme's own: what `programme.change` takes. `source`: where its events are written down."""

    title: str
    aims: str = ""
    language: str = "en"
    host_zone: str = ""
    funding: str = ""
    disclaimer: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """Everything that a programme is entered from.

    `tables` holds those of IMPORTED that there are. `invented`: nothing of it is about real cities.
    `replication`: what a source says of practices that another city could carry over.
    """

    name: str
    facts: Facts
    tables: Mapping[str, Table]
    events: tuple[Event, ...]
    replication: tuple[Mapping[str, Any], ...] = ()
    invented: bool = False

    def rows(self, name: str) -> int:
        """How many rows a sheet has below its first."""
        return len(self.tables[name].rows) if name in self.tables else 0

    @property
    def kinds(self) -> Counter[str] | None:
        """How many challenges of cities there are of each kind; None unless every row names its kind."""
        table = self.tables.get("challenges")
        if table is None or "kind" not in table.header:
            return None
        place = table.header.index("kind")
        found = [row[place].strip() if place < len(row) else "" for row in table.rows]
        return Counter(found) if set(found) <= {"social", "transversal"} else None

    @property
    def calls(self) -> int:
        """How many onboarding calls: one for each city that a row names, or for every city."""
        cities = self.rows("cities")
        return sum(len(event.cities) or cities for event in self.events if event.is_call)

    @property
    def sessions(self) -> tuple[Event, ...]:
        """The events that are no onboarding calls."""
        return tuple(event for event in self.events if not event.is_call)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The cities that met in each solution workshop that was held, each group once."""
        held = [event.cities for event in self.sessions if event.type == "solution" and event.cities]
        return tuple(dict.fromkeys(tuple(sorted(cities)) for cities in held))


def folder_sheets(folder: Path) -> Sheets:
    """The sheets of a folder. Raises Unusable."""
    if not folder.is_dir():
        raise Unusable(f"{folder} is no folder. Write rrr, or a folder with cities.csv and events.csv.")
    tables = {name: table for name in IMPORTED if (table := _table_in(folder, name))}
    events = _table_in(folder, EVENTS)
    for name, there in (("cities", "cities" in tables), (EVENTS, events is not None)):
        if not there:
            raise Unusable(f"{folder} has no {name}.csv (or .xlsx).")
    assert events is not None
    try:
        read = events_of(_sheet(events.content))
    except Refused as refused:
        raise Unusable(f"{events.name}: {said(refused)}") from None
    about = _table_in(folder, PROGRAMME)
    facts, invented = _facts(about, folder) if about else (Facts(_title(folder)), False)
    return Sheets(folder.resolve().name, facts, tables, tuple(read), invented=invented)


def table_of(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A sheet made of rows, as a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    cells = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    writer.writerows(cells)
    return Table(f"{name}.csv", text.getvalue().encode(), tuple(header), tuple(cells))


def said(refused: Refused) -> str:
    """A refusal's sentence, in English."""
    return refused.message.text % refused.message.params


def _table_in(folder: Path, name: str) -> Table | None:
    found = [path for ending in ENDINGS if (path := folder / f"{name}.{ending}").is_file()]
    if not found:
        return None
    if len(found) > 1:
        raise Unusable(f"{folder} has {found[0].name} and {found[1].name}. Keep one of them.")
    path = found[0]
    if path.stat().st_size > BYTES_MOST:
        raise Unusable(f"{path.name} is larger than {BYTES_MOST // 1_000_000} MB.")
    content = path.read_bytes()
    try:
        rows = _sheet(content)
    except Refused as refused:
        raise Unusable(f"{path.name}: {said(refused)}") from None
    header = tuple(fold(cell) for cell in rows[0].cells)
    return Table(path.name, content, header, tuple(row.cells for row in rows[1:] if any(row.cells)))


def _sheet(content: bytes) -> list[SheetRow]:
    rows = read_sheet(content)
    if not rows:
        raise Refused("invalid", "It is empty.")
    return rows


_WORDS = {
    "title": ("title", "programme", "name"),
    "aims": ("aims",),
    "language": ("language",),
    "host_zone": ("host time zone", "time zone", "host_zone"),
    "funding": ("funding",),
    "disclaimer": ("disclaimer",),
    "source": ("source",),
    "invented": ("invented",),
}


def _facts(table: Table, folder: Path) -> tuple[Facts, bool]:
    """The programme's own facts, in the first row below the header; and whether they are invented."""
    rows = _sheet(table.content)
    words = {fold(word): name for name, those in _WORDS.items() for word in those}
    columns = [words.get(fold(cell)) for cell in rows[0].cells]
    cells = rows[1].cells if len(rows) > 1 else ()
    values = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column and cell}
    invented = fold(values.pop("invented", "no")) in ("yes", "y", "1", "true")
    values.setdefault("title", _title(folder))
    if values.get("language", "en") not in LANGUAGES:
        raise Unusable(f"{table.name}: the language has to be one of {', '.join(LANGUAGES)}.")
    return Facts(**values), invented


def _title(folder: Path) -> str:
    words = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Our programme"
