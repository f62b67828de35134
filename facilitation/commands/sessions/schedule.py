"""When and where a session is, and how it stands: the one place that sets it, and so raises SEQUENCE.

Calendars take a change only with a higher SEQUENCE (RFC 5545, 3.8.7.4), so no other file assigns `COLUMNS`:
tests/architecture/test_schedule.py reads them all. Who is then told is telling.py's.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from facilitation.commands.sessions.telling import tell_invited
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.store.sessions import Session

#: What `reschedule` may be told to change.
CHANGED = sessions.CALENDAR_COLUMNS | {"status"}
#: What no other file sets; DTSTAMP and LAST-MODIFIED are both `last_modified`.
COLUMNS = CHANGED | {"sequence", "last_modified"}
_WHEN = ("date", "starts_at", "minutes", "zone")


def reschedule(work: Work, session: Session, **changes: Any) -> bool:
    """Change when or where a session is, or how it stands; whether anything was changed.

    `changes` are columns of `CHANGED`; `fold` None leaves the choice as it is while date, time and zone stay.
    `Refused` as by `domain.sessions.plan`. SEQUENCE and the stamps rise with what calendars show, and those
    who are invited will be told: with `status` (planned, running, ended) not, since an entry says of it only
    that it is cancelled.
    """
    assert changes.keys() <= CHANGED, changes.keys() - CHANGED
    fold = changes.pop("fold", None)
    told = {name: changes.get(name, getattr(session, name)) for name in _WHEN}
    moved = {name for name in _WHEN if told[name] != getattr(session, name)}
    if moved or fold not in (None, session.fold):
        same_hour = moved <= {"minutes"}
        changes |= sessions.plan(**told, fold=session.fold if fold is None and same_hour else fold)
    differ = {name: value for name, value in changes.items() if getattr(session, name) != value}
    if not differ:
        return False
    if differ.keys() & sessions.CALENDAR_COLUMNS:
        differ["last_modified"] = work.now
        if session.date is not None or session.sequence:  # before its first date it stood in no calendar
            differ["sequence"] = session.sequence + 1
    tells = "status" not in differ and not differ.keys().isdisjoint(sessions.CALENDAR_COLUMNS)
    work.change(session, **differ)
    if tells:  # whoever opens a room or ends it changes nothing that people would have to be mailed
        tell_invited(work, session, at_once=differ.get("cancelled") is True)
    return True


def raise_sequence(work: Work, session: Session) -> None:
    """Let a mail to single people about a session be newer than the last one (RFC 5546, 2.1.4)."""
    work.change(session, sequence=session.sequence + 1, last_modified=work.now)


def retell(work: Work, session: Session) -> None:
    """Note that a session's entry in calendars says something else, while its time and place are the same."""
    work.change(session, last_modified=work.now)


def scheduled(work: Work, **columns: Any) -> Session:
    """A new session of the actor's programme, with a UID for good; `Refused` as by `domain.sessions.plan`."""
    when: dict[str, Any] = {"date": None, "starts_at": None, "minutes": None, "fold": None}
    when |= {name: columns.pop(name) for name in (*_WHEN, "fold") if name in columns}
    fresh = {"status": sessions.PLANNED, "cancelled": False, "uid": f"{uuid4()}@facilitation"}
    session = Session(
        programme_id=work.programme,
        sequence=0,
        created_at=work.now,
        last_modified=work.now,
        **sessions.plan(**when),
        **(fresh | columns),
    )
    work.add(session)
    return session
