"""What a handler is handed: the transaction, the actor, the clock, and the ways to change something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from facilitation.domain.boards import NOTES_PER_BOARD
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.store.base import Base, Live, LiveSubject
from facilitation.store.changes import LiveSession
from facilitation.store.jobs import Job
from facilitation.store.people import Seat

Translate = Callable[[str, str], str]
Row = TypeVar("Row", bound=Base)


class Work:
    """One command at work inside the transaction of its tick.

    `translate(text, language)` gives a marked English text in a language: for what is written into the
    database in the language of its session, such as the columns of a board template.
    """

    def __init__(
        self,
        orm: LiveSession,
        actor: Viewer,
        now: datetime,
        translate: Translate,
        notes_per_board: int = NOTES_PER_BOARD,
    ) -> None:
        self.orm = orm
        self.actor = actor
        self.now = now
        self.translate = translate
        self.notes_per_board = notes_per_board
        self.undoable = UNDOABLE
        self._done: list[tuple[Live, str, Any, Any]] = []

    @property
    def programme(self) -> int:
        """The actor's programme. Identity comes from the seat, never from the payload."""
        assert self.actor.programme is not None
        return self.actor.programme

    def seat(self) -> Seat:
        """The actor's own seat."""
        return self.orm.get_one(Seat, self.actor.seat)

    def add(self, row: Row) -> Row:
        """Add a row. What can be removed is taken back by `undo`."""
        self.orm.add(row)
        if isinstance(row, Live) and hasattr(row, "removed"):
            self._done.append((row, "removed", True, False))
        return row

    def insert(self, model: type, subject: LiveSubject, **columns: Any) -> Any:
        """As `add` with a row of these columns, others at their defaults: for what arrives by the hundred."""
        row = self.orm.insert(model, subject, **columns)
        self._done.append((row, "removed", True, False))
        return row

    def change(self, row: Base, **values: Any) -> None:
        """Set columns of a row; those that differ are what `undo` takes back."""
        for name, value in values.items():
            before = getattr(row, name)
            if before == value:
                continue
            setattr(row, name, value)
            if isinstance(row, Live):
                self._done.append((row, name, before, value))

    def expect(self, row: Live, *columns: str) -> None:
        """Let `undo` take back this command only while these columns of a row are as they are now."""
        self._done += [(row, name, getattr(row, name), getattr(row, name)) for name in columns]

    def note(self, row: Live, what: str, before: Any, after: Any) -> None:
        """Let `undo` take back a change finer than a column: `what` tells its handler what changed."""
        self._done.append((row, what, before, after))

    def job(self, kind: str, payload: dict[str, Any]) -> Job:
        """Write down slow work for the worker, in this same transaction."""
        return self.add(Job(programme_id=self.programme, kind=kind, payload=payload, run_after=self.now))

    def own(self, model: type[Row], row_id: int | None) -> Row:
        """A row of the actor's own programme by id; `Refused` not_found for any other."""
        row = self.orm.get(model, row_id) if row_id is not None else None
        if row is None or getattr(row, "programme_id", None) != self.programme:
            raise not_found()
        return row

    def undo_log(self) -> list[list[Any]]:
        """[table, id, column, before, after] of each change to the tables in `undoable`, newest first.

        These are the content of a board, unless a handler says otherwise. To be read after the flush, when
        new rows have their ids.
        """
        return [
            [row.__tablename__, row.id, column, before, after]
            for row, column, before, after in reversed(self._done)
            if row.__tablename__ in self.undoable
        ]


#: The tables whose changes a person can take back.
UNDOABLE = frozenset({"notes", "clusters", "votes", "canvases", "canvas_prerequisites"})
