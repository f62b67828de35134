"""The audit log, for organisers: who did what and when, by whom, by command and by day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import ORGANISER, Viewer
from facilitation.store.boards import Board
from facilitation.store.cities import City, Organisation
from facilitation.store.documents import DocumentRow
from facilitation.store.operations import AuditEntry
from facilitation.store.people import Seat
from facilitation.store.sessions import Session

#: How many lines a page shows, and how many a file holds at most.
PAGE, FILE = 100, 50_000

#: By table what a row is called; what somebody wrote has no name here.
_NAMES: dict[str, tuple[type[Seat | Session | Board | City | Organisation | DocumentRow], str]] = {
    "seats": (Seat, "name"),
    "sessions": (Session, "title"),
    "boards": (Board, "title"),
    "cities": (City, "name"),
    "organisations": (Organisation, "name"),
    "documents": (DocumentRow, "title"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a seat's id, a command's name, days (the last one included); None and "" is any."""

    seat: int | None = None
    command: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    before: int | None = None

    def __bool__(self) -> bool:
        return bool(self.seat is not None or self.command or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log. `who` is None for the program itself; `about` names what it was done to.

    `simulated` says that whoever did it is simulated.
    """

    entry: AuditEntry
    who: str | None
    about: str | None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, the newest first; `more` is where the next page begins, None on the last."""

    lines: Sequence[Line]
    more: int | None


def audit_log(orm: OrmSession, viewer: Viewer, wanted: Wanted, most: int = PAGE) -> Page:
    """The programme's lines that fit; `Refused` not_found for whoever does not organise it."""
    if viewer.role != ORGANISER:
        raise not_found()
    entries = orm.scalars(_entries(viewer, wanted).limit(most + 1)).all()
    shown, more = entries[:most], entries[most - 1].id if len(entries) > most else None
    seats = select(Seat.id, Seat.name, Seat.simulated).where(Seat.id.in_({entry.seat_id for entry in shown}))
    people: dict[int | None, tuple[str | None, bool]] = {None: (None, False)}
    people |= {seat: (name, simulated) for seat, name, simulated in orm.execute(seats)}
    names = _named(orm, viewer, (entry.subject for entry in shown))
    return Page(
        [
            Line(
                entry,
                people.get(entry.seat_id, ("", False))[0],
                names.get(entry.subject or ""),
                people.get(entry.seat_id, ("", False))[1],
            )
            for entry in shown
        ],
        more,
    )


def people_in(orm: OrmSession, viewer: Viewer) -> list[tuple[int, str, bool]]:
    """Whoever stands in the log, by name: (seat's id, name, whether they are simulated)."""
    there = select(AuditEntry.seat_id).where(AuditEntry.programme_id == viewer.programme).distinct()
    query = select(Seat.id, Seat.name, Seat.simulated).where(
        Seat.id.in_(there), Seat.programme_id == viewer.programme
    )
    found = orm.execute(query.order_by(Seat.name, Seat.id))
    return [(seat, name, simulated) for seat, name, simulated in found]


def commands_in(orm: OrmSession, viewer: Viewer) -> list[str]:
    """The commands that stand in the log."""
    query = select(AuditEntry.name).where(AuditEntry.programme_id == viewer.programme).distinct()
    return sorted(orm.scalars(query))


def _entries(viewer: Viewer, wanted: Wanted) -> Select[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.programme_id == viewer.programme)
    if wanted.seat is not None:
        query = query.where(AuditEntry.seat_id == (wanted.seat or None))
    if wanted.command:
        query = query.where(AuditEntry.name == wanted.command)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until is not None and wanted.until < dt.date.max:
        query = query.where(AuditEntry.at < _midnight(wanted.until + dt.timedelta(days=1)))
    if wanted.before is not None:
        query = query.where(AuditEntry.id < wanted.before)
    return query.order_by(AuditEntry.id.desc())


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _named(orm: OrmSession, viewer: Viewer, subjects: Iterable[str | None]) -> dict[str, str]:
    ids: dict[str, set[int]] = defaultdict(set)
    for subject in subjects:
        table, _, number = (subject or "").partition(":")
        if table in _NAMES and number.isdigit():
            ids[table].add(int(number))
    names: dict[str, str] = {}
    for table, wanted in ids.items():
        model, column = _NAMES[table]
        query = select(model.id, getattr(model, column)).where(
            model.id.in_(wanted), model.programme_id == viewer.programme
        )
        names |= {f"{table}:{number}": name for number, name in orm.execute(query)}
    return names
