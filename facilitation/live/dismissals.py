"""Who has to leave: people whom a facilitator asked to, and everybody where a rehearsal was removed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from facilitation.domain.errors import N_
from facilitation.domain.permissions import ASKED_TO_LEAVE
from facilitation.live.audiences import Audiences
from facilitation.store.boards import Board
from facilitation.store.database import Database
from facilitation.store.people import Seat
from facilitation.store.sessions import Session

#: The commands after which somebody may have to leave. What another process did is seen within a second.
COMMANDS = frozenset({"seat.eject", "rehearsal.remove"})
_REMOVED = N_("This rehearsal has been removed.")


class Dismissals:
    """Compares who is subscribed with who may be; `dismiss(connection, subject, reason)` ends it."""

    def __init__(
        self, database: Database, audiences: Audiences, dismiss: Callable[[str, str, str], None]
    ) -> None:
        self._database = database
        self._audiences = audiences
        self._dismiss = dismiss

    def check(self) -> None:
        """Send away whoever has to leave by now."""
        members = [
            (subject, member)
            for subject in self._audiences.subjects()
            for member in self._audiences.members(subject)
        ]
        if not members:
            return
        sessions, removed = self._sessions({subject for subject, _ in members})
        ejected = self._ejected({member.seat for _, member in members})
        for subject, member in members:
            if subject in removed:
                self._dismiss(member.connection, subject, _REMOVED)
            elif sessions.get(subject) in ejected.get(member.seat, ()):
                self._dismiss(member.connection, subject, ASKED_TO_LEAVE)

    def _sessions(self, subjects: set[str]) -> tuple[dict[str, int], set[str]]:
        """By subject the session it belongs to, and the subjects that were removed."""
        ids: dict[str, list[int]] = {"session": [], "board": []}
        for subject in subjects:
            kind, _, number = subject.partition(":")
            ids[kind].append(int(number))
        queries = {
            "session": select(Session.id, Session.id, Session.removed).where(Session.id.in_(ids["session"])),
            "board": select(Board.id, Board.session_id, Board.removed).where(Board.id.in_(ids["board"])),
        }
        sessions, removed = {}, set()
        with self._database.reading() as orm:
            for kind, query in queries.items():
                for row_id, session, gone in orm.execute(query):
                    sessions[f"{kind}:{row_id}"] = session
                    if gone:
                        removed.add(f"{kind}:{row_id}")
        return sessions, removed

    def _ejected(self, seats: set[int]) -> dict[int, list[int]]:
        """By seat the sessions that it was asked to leave, where there are any."""
        query = select(Seat.id, Seat.ejected_from).where(Seat.id.in_(seats), Seat.ejected_from.is_not(None))
        with self._database.reading() as orm:
            return {seat: left for seat, left in orm.execute(query)}
