"""Who has to leave: people whom a facilitator asked to, those who were put into another small group, and
everybody where a rehearsal was removed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import false, select

from facilitation.domain.errors import N_
from facilitation.domain.permissions import ASKED_TO_LEAVE
from facilitation.live.audiences import Audiences, Member
from facilitation.store.boards import Board
from facilitation.store.breakouts import Entry, entries
from facilitation.store.database import Database
from facilitation.store.minutes import Minutes
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.store.viewers import viewers

#: The commands after which somebody may have to leave. What another process did is seen within a second.
COMMANDS = frozenset(
    {"seat.eject", "rehearsal.remove", "breakout.move", "breakout.take_out", "breakout.remove"}
)
_REMOVED = N_("This rehearsal has been removed.")
_OTHER_GROUP = N_("You are in another small group now. What you wrote stays.")
_GROUP_GONE = N_("This small group has been taken away.")


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
        sessions, removed, groups = self._sessions({subject for subject, _ in members})
        ejected = self._ejected({member.seat for _, member in members})
        outside = self._outside(groups, members)
        for subject, member in members:
            if subject in removed:
                self._dismiss(member.connection, subject, _GROUP_GONE if subject in groups else _REMOVED)
            elif sessions.get(subject) in ejected.get(member.seat, ()):
                self._dismiss(member.connection, subject, ASKED_TO_LEAVE)
            elif (subject, member.seat) in outside:
                self._dismiss(member.connection, subject, _OTHER_GROUP)

    def _sessions(self, subjects: set[str]) -> tuple[dict[str, int], set[str], dict[str, Entry]]:
        """By subject the session it belongs to, the subjects that were removed, and who may come to those
        that are boards of small groups."""
        ids: dict[str, list[int]] = {"session": [], "board": [], "minutes": []}
        for subject in subjects:
            kind, _, number = subject.partition(":")
            ids[kind].append(int(number))
        queries = {
            "session": select(Session.id, Session.id, Session.removed, false()).where(
                Session.id.in_(ids["session"])
            ),
            "board": select(Board.id, Board.session_id, Board.removed, Board.of_breakout).where(
                Board.id.in_(ids["board"])
            ),
            "minutes": select(Minutes.id, Minutes.session_id, Session.removed, false())
            .join(Session, Minutes.session_id == Session.id)
            .where(Minutes.id.in_(ids["minutes"])),
        }
        sessions, removed, of_groups = {}, set(), []
        with self._database.reading() as orm:
            for kind, query in queries.items():
                for row_id, session, gone, of_group in orm.execute(query):
                    sessions[f"{kind}:{row_id}"] = session
                    if gone:
                        removed.add(f"{kind}:{row_id}")
                    if of_group:
                        of_groups.append(row_id)
            groups = {f"board:{board}": entry for board, entry in entries(orm, of_groups).items()}
        return sessions, removed, groups

    def _ejected(self, seats: set[int]) -> dict[int, list[int]]:
        """By seat the sessions that it was asked to leave, where there are any."""
        query = select(Seat.id, Seat.ejected_from).where(Seat.id.in_(seats), Seat.ejected_from.is_not(None))
        with self._database.reading() as orm:
            return {seat: left for seat, left in orm.execute(query)}

    def _outside(self, groups: dict[str, Entry], members: list[tuple[str, Member]]) -> set[tuple[str, int]]:
        """(board of a small group, seat) of whoever is subscribed to it and isn't let in any more."""
        inside = [(subject, member.seat) for subject, member in members if subject in groups]
        if not inside:
            return set()
        with self._database.reading() as orm:
            present = viewers(orm, {seat for _, seat in inside})
        return {
            (subject, seat)
            for subject, seat in inside
            if seat not in present or not groups[subject].admits(present[seat])
        }
