"""Handler of cleaning up: what is of no more use is deleted, a piece at a time so that nobody has to wait."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Table, select, update

from facilitation.commands.people.known_names import words_for_removed
from facilitation.commands.privacy.erasure import forget_session_person
from facilitation.commands.registrations import forgetting
from facilitation.commands.work import Work
from facilitation.domain.privacy import REMOVED
from facilitation.store.base import table_of
from facilitation.store.commitments import Commitment
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from facilitation.store.privacy import left_over, referring, removed_sessions, unseated_names
from facilitation.store.sessions import Block, Record, Session, SessionPerson

#: So many rows of each kind go in one transaction, and so many sessions.
ROWS_AT_ONCE = 2_000
SESSIONS_AT_ONCE = 3


class CleanUp(msgspec.Struct):
    pass


def clean_up(work: Work, target: None, payload: CleanUp) -> dict[str, Any]:
    """Delete what is of no more use: old operations, jobs, mails, links and
    files, and sessions that were removed.

    Gives how many rows of each table went; asked again until that is nothing.
    """
    counts: Counter[str] = Counter()
    for model, which in left_over(work.now).items():
        table = table_of(model)
        [key] = table.primary_key.columns
        ids = list(work.orm.scalars(select(key).where(which).limit(ROWS_AT_ONCE)))
        if model is Mail:
            work.orm.execute(update(Invitation).where(Invitation.mail_id.in_(ids)).values(mail_id=None))
        counts[table.name] += _delete(work, table, ids)
    _forget_names(work, counts)
    counts["registrations"] += forgetting.forget_overdue(work, words_for_removed(work), ROWS_AT_ONCE)
    sessions = removed_sessions(work.orm, work.now, SESSIONS_AT_ONCE)
    if sessions:
        # What cities really committed to outlives the session that it was said in.
        said = Commitment.made_in_id.in_(sessions) & Commitment.simulated.is_(False)
        work.orm.execute(update(Commitment).where(said).values(made_in_id=None))
        work.orm.flush()
        _delete_deep(work, table_of(Session), set(sessions), counts, set())
        # Some of them may still be known from before.
        work.orm.forget()
    return {table: count for table, count in sorted(counts.items()) if count}


def _forget_names(work: Work, counts: Counter[str]) -> None:
    """Names of people without a seat go with the others once the retention date has passed."""
    today = work.now.astimezone(dt.UTC).date()
    for row in unseated_names(work.orm, today, words_for_removed(work), ROWS_AT_ONCE):
        if isinstance(row, Record):
            row.speaker = work.translate(REMOVED, row.session.language)
            row.speaker_seat_id, row.known = None, True
        elif isinstance(row, SessionPerson):
            forget_session_person(work, row)
        elif isinstance(row, Block):
            row.leads = ""
        elif isinstance(row, Session):
            row.desk_notes = ""
        else:
            row.name = work.translate(REMOVED, "en")
        counts["names"] += 1


def _delete_deep(
    work: Work, table: Table, ids: set[int], counts: Counter[str], under_way: set[tuple[str, int]]
) -> None:
    """Delete rows with everything that names them, from the leaves on.

    Live rows are never deleted where anybody could hold a copy; nobody finds a removed session any more.
    """
    ids = {one for one in ids if (table.name, one) not in under_way}
    if not ids:
        return
    under_way |= {(table.name, one) for one in ids}
    for child, column in referring(table):
        keys = list(child.primary_key.columns)
        if len(keys) == 1:
            found = set(work.orm.scalars(select(keys[0]).where(column.in_(ids))))
            _delete_deep(work, child, found, counts, under_way)
        else:
            joining = child.delete().where(column.in_(ids))
            counts[child.name] += work.orm.connection().execute(joining).rowcount
    counts[table.name] += _delete(work, table, ids)


def _delete(work: Work, table: Table, ids: Iterable[int | str]) -> int:
    [key] = table.primary_key.columns
    return work.orm.connection().execute(table.delete().where(key.in_(list(ids)))).rowcount
