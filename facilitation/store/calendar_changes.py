"""Counts what changes in a programme's calendars, in the transaction that changes it.

Nobody can forget it: it is done at every flush, for whatever a calendar shows and for what decides in whose
calendar a session stands. Stored calendars bear the count that they were made at (exports/feeds.py), so an
old one is known as such from the moment that the change is committed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, inspect, text

from facilitation.domain.sessions import UNKNOWN
from facilitation.store.changes import LiveSession
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Attendance, Session, SessionPerson
from facilitation.store.themes import Theme, ThemePerson

#: By kind of row what calendars show of it, or what decides where a session stands.
SHOWN: dict[type, frozenset[str]] = {
    Session: frozenset(
        {"title", "type", "date", "starts_at", "fold", "minutes", "zone", "place", "link", "cancelled"}
        | {"sequence", "last_modified", "simulated", "removed", "rehearsal_of", "for_whom", "was_there"}
        | {"cities", "cities_there"}
    ),
    City: frozenset({"code", "name", "time_zone", "programme_id"}),
    Programme: frozenset({"title", "slug", "contact", "language", "languages"}),
    SessionPerson: frozenset({"seat_id"}),
    Theme: frozenset({"session_id", "removed_at"}),
    ThemePerson: frozenset({"seat_id", "theme"}),  # taken off the list, it has no theme any more
    SessionInvitation: frozenset({"seat_id", "uninvited_at"}),
    # Only where nobody has said whom the session is for.
    Attendance: frozenset({"city", "ejected", "removed"}),
}
#: Where the session keeps the programmes whose calendars the transaction has changed.
_TO_COUNT, _CHANGED = "calendars_to_count", "calendars_changed"
_COUNT = text(
    "INSERT INTO calendar_states (programme_id, revision) VALUES (:programme, 1) "
    "ON CONFLICT (programme_id) DO UPDATE SET revision = calendar_states.revision + 1"
)


def forget(orm: LiveSession) -> None:
    """A transaction begins."""
    orm.info.pop(_TO_COUNT, None)
    orm.info.pop(_CHANGED, None)


def changed(orm: LiveSession) -> list[int]:
    """The programmes whose calendars this transaction has changed so far."""
    return sorted(orm.info.get(_CHANGED, ()))


@event.listens_for(LiveSession, "before_flush")
def _look(session: LiveSession, context: Any, instances: Any) -> None:
    for rows in (session.new, session.deleted):
        for row in rows:
            if type(row) in SHOWN:
                _note(session, row)
    for row in session.dirty:
        shown = SHOWN.get(type(row))
        if shown and any(inspect(row).attrs[name].history.has_changes() for name in shown):
            _note(session, row)


def _note(session: LiveSession, row: Any) -> None:
    programme: int | None
    if isinstance(row, Programme):
        programme = row.id
    elif isinstance(row, Attendance | SessionPerson):
        # Somebody who is taken off a session's list has left it already.
        of = row.session or session.get(Session, row.session_id)
        if of is None or (isinstance(row, Attendance) and of.for_whom != UNKNOWN):
            return
        programme = of.programme_id
    elif isinstance(row, ThemePerson):
        theme = row.theme or session.get(Theme, row.theme_id)
        programme = theme.programme_id if theme is not None else None
    else:
        programme = row.programme_id
    if programme is not None:  # one that is just being made has no calendars yet
        session.info.setdefault(_TO_COUNT, set()).add(programme)


@event.listens_for(LiveSession, "after_flush")
def _count(session: LiveSession, context: Any) -> None:
    waiting = session.info.pop(_TO_COUNT, None)
    for programme in sorted(waiting or ()):
        session.connection().execute(_COUNT, {"programme": programme})
    if waiting:
        session.info.setdefault(_CHANGED, set()).update(waiting)
