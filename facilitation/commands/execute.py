"""The one door: everything that changes passes here, whichever way it came.

identify the actor -> known operation? give its stored answer -> load the target, check the permission ->
handler -> commit -> what to publish. The calls of one tick share one transaction, and each step above is
one query for all of them.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from facilitation.commands.calendar_jobs import write_down_jobs
from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.command import Command
from facilitation.commands.house import House
from facilitation.commands.targets import Key, Targets
from facilitation.commands.work import Work
from facilitation.domain.boards import CLOSED
from facilitation.domain.breakouts import OVER
from facilitation.domain.errors import N_, Refused, mishap, not_found
from facilitation.domain.permissions import SYSTEM, Viewer
from facilitation.domain.plain_data import scalars
from facilitation.domain.programmes import ARCHIVED
from facilitation.domain.sessions import require_not_over
from facilitation.domain.texts import can_be_kept
from facilitation.domain.wire import Acknowledged
from facilitation.store import calendar_changes
from facilitation.store.base import Base, Live, LiveSubject, table_of
from facilitation.store.boards import Board
from facilitation.store.breakouts import Entry, entries
from facilitation.store.changes import LiveSession, SubjectChange
from facilitation.store.database import LOCK_WAIT, Held, busy
from facilitation.store.operations import AuditEntry, Operation
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import archived_programmes, viewers

OPERATION_ID_LENGTH = 64
TOO_LARGE = N_("Something here is too large or too long to be kept.")
#: From here on a number has no column to stand in, nor below its negative.
_TOO_LARGE = 2**63
_MANY_DIGITS = re.compile(rb"\d{19}")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks for something. `seat` None is the program itself, acting in `programme`.

    `payload` is plain data as it came (dict); its shape is settled here.
    """

    name: str
    operation_id: str
    payload: Any
    seat: int | None = None
    programme: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A success: its result, and the live subject and revision that it led to."""

    result: dict[str, Any]
    subject: str | None = None
    revision: int | None = None

    def as_json(self) -> Acknowledged:
        """The acknowledgement of LIVE_PROTOCOL."""
        if self.subject is None:
            return {"ok": True, "result": self.result}
        return {"ok": True, "subject": self.subject, "revision": self.revision, "result": self.result}


Outcome = Done | Refused


def run_batch(
    house: House, calls: Sequence[Call], held: Container[Key] | None = None
) -> tuple[list[Outcome], list[SubjectChange]]:
    """Judge and carry out `calls` in one transaction; give an outcome for each, in order, and the changes.

    When the transaction fails as a whole, or a handler refuses after it may have begun to change something,
    each call is done again in a transaction of its own, so that nobody pays for another's fault. Nothing is
    raised: a database that is locked, full or away makes every outcome `Refused` busy.

    Where another process holds what some of the calls are about, their outcome is `Held` and the others are
    done. When some are tried again, `held` are the live rows that they wait for: these are not waited for in
    here, and anything else only a moment.
    """
    return _run(house, calls, frozenset(), LOCK_WAIT) if held is None else _run(house, calls, held, _MOMENT)


class _Everything:
    """Holds whatever it is asked for."""

    def __contains__(self, what: object) -> bool:
        return True


_EVERYTHING = _Everything()
#: How long locks are waited for once it is known that another process holds some, in seconds.
_MOMENT = 0.02


def _run(
    house: House, calls: Sequence[Call], held: Container[Key], wait: float
) -> tuple[list[Outcome], list[SubjectChange]]:
    parts: list[Sequence[Call]]
    try:
        return _run_together(house, calls, held, wait)
    except Held as refused:
        # Somebody holds what one of them needs. First all of them without waiting for any board or session;
        # if that isn't it, half of them each, until it is clear whose it is.
        parts, middle = [calls], len(calls) // 2
        if held is _EVERYTHING:
            if not middle:
                return [refused], []
            parts = [calls[:middle], calls[middle:]]
        held, wait = _EVERYTHING, _MOMENT
    except Refused as refused:
        return [refused] * len(calls), []
    except Exception as error:  # whatever one call brings about must not fall upon the others
        if len(calls) == 1:
            return [_refusal(error)], []
        parts = [[call] for call in calls]
    outcomes: list[Outcome] = []
    changes: list[SubjectChange] = []
    for part in parts:
        house.database.forget()  # the changes of the one before are not published yet
        own_outcomes, own_changes = _run(house, part, held, wait)
        outcomes += own_outcomes
        changes += own_changes
    return outcomes, changes


class _HandlerRefused(Exception):
    """A handler said no: its transaction may hold half of it and must not be committed."""


def _refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, _HandlerRefused):
        assert isinstance(error.__cause__, Refused)  # it is raised from nothing else
        return error.__cause__
    if isinstance(error, IntegrityError):
        return Refused("conflict", N_("Somebody else changed this first. Check it, then try again."))
    # psycopg2 says of a NUL character within a text that it is a ValueError.
    if isinstance(error, DataError | OverflowError) or (
        isinstance(error, ValueError) and "NUL" in str(error)
    ):
        return Refused("invalid", TOO_LARGE)
    if isinstance(error, DBAPIError):
        return busy()
    log.error("a command failed", exc_info=error)
    return mishap()


@dataclass(slots=True, eq=False)
class _Task:
    """A call on its way through the door."""

    call: Call
    outcome: Outcome | None = None
    command: Command | None = None
    payload: Any = None
    digest: str = ""
    actor: Viewer | None = None
    target: Any = None
    entry: Entry | None = None
    work: Work | None = None
    result: dict[str, Any] | None = None


def _run_together(
    house: House, calls: Sequence[Call], held: Container[Key], wait: float
) -> tuple[list[Outcome], list[SubjectChange]]:
    tasks = [_parse(call) for call in calls]
    if all(task.outcome for task in tasks):
        return [_outcome(task) for task in tasks], []
    now = house.clock()
    with house.database.writing(wait=wait) as orm:
        assert isinstance(orm, LiveSession)
        calendar_changes.forget(orm)
        _identify(orm, tasks)
        _answer_known(orm, tasks)
        _load_targets(orm, tasks, held)
        for task in tasks:
            if task.outcome is None:
                _handle(orm, task, now, house)
        orm.flush()
        write_down_jobs(orm, now)
        _finish(orm, tasks, now)
        changes = list(orm.changes.values())
    return [_outcome(task) for task in tasks], changes


def _outcome(task: _Task) -> Outcome:
    assert task.outcome is not None, f"{task.call.name} was left out"
    return task.outcome


def _parse(call: Call) -> _Task:
    task = _Task(call)
    task.command = COMMANDS.get(call.name)
    if task.command is None:
        task.outcome = Refused("not_found", N_("There is no command of that name."))
    elif not _is_operation_id(call.operation_id):
        task.outcome = Refused("invalid", N_("The operation id is missing."), field="operation_id")
    else:
        try:
            task.payload = msgspec.convert(call.payload, task.command.payload)
            encoded = msgspec.json.encode([call.name, task.payload], order="sorted")
            task.digest = hashlib.sha256(encoded).hexdigest()
        except msgspec.ValidationError as error:
            task.outcome = _malformed(error)
        except UnicodeEncodeError:
            task.outcome = _not_to_be_kept(call.payload)
        except OverflowError:
            task.outcome = _too_large(call.payload) or Refused("invalid", TOO_LARGE)
        else:
            # Looked at closely only where there may be one: "\\u0000" is also what a text about it holds.
            if b"\\u0000" in encoded and not can_be_kept(call.payload):
                task.outcome = _not_to_be_kept(call.payload)
            elif _MANY_DIGITS.search(encoded):
                task.outcome = _too_large(call.payload)
    return task


def _is_operation_id(given: object) -> bool:
    return (
        isinstance(given, str)
        and 8 <= len(given) <= OPERATION_ID_LENGTH
        and given.isascii()
        and given.isprintable()
    )


def _not_to_be_kept(payload: Any) -> Refused:
    """The refusal of a text with half a character or a NUL in it; names the field where it stands."""
    fields = payload if isinstance(payload, dict) else {}
    field = next((name for name, value in fields.items() if not can_be_kept(value)), None)
    if field is None or not can_be_kept(field):
        return Refused("invalid", N_("This contains a character that can't be stored."))
    return Refused(
        "invalid",
        N_("“%(name)s” contains a character that can't be stored. Delete it and try again."),
        field=field,
        name=field,
    )


def _too_large(payload: Any) -> Refused | None:
    """The refusal of a number that no database can hold; names the field where it stands."""
    fields = payload if isinstance(payload, dict) else {}
    for name, value in fields.items():
        if any(isinstance(part, int) and not -_TOO_LARGE <= part < _TOO_LARGE for part in scalars(value)):
            return Refused("invalid", TOO_LARGE, field=name)
    return None


def _malformed(error: msgspec.ValidationError) -> Refused:
    text = str(error)
    _, _, path = text.partition("`$.")
    field = path.rstrip("`").split(".")[0].split("[")[0]
    if not field and "field `" in text:
        field = text.split("field `")[1].split("`")[0]
    return Refused(
        "invalid",
        N_("The field “%(name)s” is missing or malformed."),
        field=field or None,
        name=field or "payload",
    )


def _identify(orm: LiveSession, tasks: list[_Task]) -> None:
    found: dict[int, Viewer] = orm.remembered.setdefault(Viewer, {})
    unknown = {task.call.seat for task in tasks if task.call.seat is not None} - found.keys()
    if unknown:
        found |= viewers(orm, unknown)
    archived = _archived(orm, tasks)
    for task in tasks:
        if task.outcome is not None:
            continue
        if task.call.seat is None:
            programme = task.call.programme
            task.actor = Viewer(programme, SYSTEM, archived=programme is not None and archived[programme])
        elif task.call.seat in found:
            task.actor = found[task.call.seat]
        else:
            task.outcome = Refused("not_allowed", N_("Your seat is no longer open."))


def _archived(orm: LiveSession, tasks: list[_Task]) -> dict[int, bool]:
    """Of the programmes that the program itself acts in, whether they are archived."""
    known: dict[int, bool] = orm.remembered.setdefault(Programme, {})
    asked = {task.call.programme for task in tasks if task.call.seat is None}
    unknown = {one for one in asked if one is not None} - known.keys()
    if unknown:
        found = archived_programmes(orm, unknown)
        known |= {programme: programme in found for programme in unknown}
    return known


# Statements are built once: to put one together costs more than to run it.
_OPERATIONS = table_of(Operation)
_KNOWN = select(
    _OPERATIONS.c.operation_id,
    _OPERATIONS.c.digest,
    _OPERATIONS.c.seat_id,
    _OPERATIONS.c.result,
    _OPERATIONS.c.subject,
    _OPERATIONS.c.revision,
).where(_OPERATIONS.c.operation_id.in_(bindparam("ids", expanding=True)))


def _answer_known(orm: LiveSession, tasks: list[_Task]) -> None:
    tasks = [task for task in tasks if task.outcome is None and not (task.command and task.command.signs_in)]
    ids = {task.call.operation_id for task in tasks}
    rows = orm.connection().execute(_KNOWN, {"ids": list(ids)})
    known = {row.operation_id: row for row in rows}
    first: dict[str, _Task] = {}
    for task in tasks:
        row = known.get(task.call.operation_id)
        twin = first.setdefault(task.call.operation_id, task)
        if row is not None:
            same = row.digest == task.digest and row.seat_id == task.call.seat
            task.outcome = Done(row.result, row.subject, row.revision) if same else _conflict()
        elif twin is not task:
            # The same operation twice in one tick: the second is judged when the first is stored.
            task.outcome = Refused("busy", N_("This is just being saved."), retry_after=0.2)


def _conflict() -> Refused:
    return Refused(
        "conflict", N_("This operation id was already used for something else."), field="operation_id"
    )


def _load_targets(orm: LiveSession, tasks: list[_Task], held: Container[Key]) -> None:
    wanted = {task: key for task in tasks if task.outcome is None and (key := _target_key(task)) is not None}
    targets = Targets(orm, wanted.values(), held)
    groups: dict[_Task, int] = {}
    for task, key in wanted.items():
        elsewhere = targets.elsewhere(key)
        task.target = targets.row(key)
        if elsewhere is not None:
            task.outcome = Held(elsewhere)
        elif task.target is None or not _in_reach(task.actor, task.target):
            task.outcome = not_found()
        elif (board := _board_of_group(task.target)) is not None:
            groups[task] = board
    if groups:
        _let_into_groups(orm, groups)


def _board_of_group(target: Any) -> int | None:
    """The board, if a row is the board of a small group or lies on one."""
    subject = _subject_of(target)
    return subject.id if isinstance(subject, Board) and subject.of_breakout else None


def _let_into_groups(orm: LiveSession, groups: dict[_Task, int]) -> None:
    """The board of a small group is there for its members, and for those who lead: one look for all calls."""
    found = entries(orm, set(groups.values()))
    for task, board in groups.items():
        assert task.actor is not None
        task.entry = found[board]
        if not task.entry.admits(task.actor):
            task.outcome = not_found()


def _target_key(task: _Task) -> Key | None:
    target = task.command.target if task.command else None
    return None if target is None else (target.model, getattr(task.payload, target.field))


def _in_reach(actor: Viewer | None, row: Any) -> bool:
    """Whether the row is there, in the actor's programme, in a session that they may enter."""
    assert actor is not None
    while isinstance(row, Live) and row.SUBJECT:
        row = getattr(row, row.SUBJECT)
    if row.programme_id != actor.programme or getattr(row, "removed", False):
        return False
    session = row.id if row.__tablename__ == "sessions" else getattr(row, "session_id", None)
    return actor.session is None if session is None else actor.may_enter(session)


def _handle(orm: LiveSession, task: _Task, now: datetime, house: House) -> None:
    assert task.command and task.actor
    if not task.command.permission(task.actor, task.target):
        task.outcome = Refused("not_allowed", N_("Your role does not allow this here."))
        return
    if task.actor.archived and not task.command.in_archive:
        task.outcome = Refused("closed", ARCHIVED)
        return
    if not task.command.after_the_end:
        try:
            _require_not_over(orm, _subject_of(task.target))
        except Refused as refused:
            task.outcome = refused
            return
    if task.entry is not None and not task.entry.takes_writing(task.actor, now):
        task.outcome = Refused("closed", OVER)
        return
    task.work = Work(orm, task.actor, now, house.translate, house.notes_per_board)
    try:
        task.result = task.command.handler(task.work, task.target, task.payload)
    except Refused as refused:
        raise _HandlerRefused from refused


def _require_not_over(orm: LiveSession, subject: LiveSubject | None) -> None:
    """Refuse as closed what is asked of a session that has ended, or of a board of one.

    Its boards are closed with it, and only then is the session looked up: open boards cost nothing more.
    """
    if isinstance(subject, Board):
        subject = orm.get(Session, subject.session_id) if subject.stage == CLOSED else None
    if isinstance(subject, Session):
        require_not_over(subject.status)


def _finish(orm: LiveSession, tasks: list[_Task], now: datetime) -> None:
    operations, audit = [], []
    for task in tasks:
        if task.outcome is not None or task.work is None:
            continue
        assert task.command and task.actor
        result = {name: _id_of(value) for name, value in (task.result or {}).items()}
        subject = _subject_of(task.target)
        task.outcome = Done(
            result, subject.subject if subject else None, subject.revision if subject else None
        )
        if not task.command.signs_in:
            operations.append(
                {
                    "operation_id": task.call.operation_id,
                    "programme_id": task.actor.programme,
                    "seat_id": task.call.seat,
                    "name": task.call.name,
                    "digest": task.digest,
                    "subject": task.outcome.subject,
                    "revision": task.outcome.revision,
                    "result": result,
                    "undo": task.work.undo_log() or None,
                    "created_at": now,
                }
            )
        if task.command.audited:
            audit.append(
                {
                    "programme_id": task.actor.programme,
                    "seat_id": task.call.seat,
                    "role": task.actor.role,
                    "name": task.call.name,
                    "subject": _audit_subject(task.target),
                    "at": now,
                }
            )
    if operations:
        orm.connection().execute(_OPERATIONS.insert(), operations)
    if audit:
        orm.connection().execute(table_of(AuditEntry).insert(), audit)


def _id_of(value: Any) -> Any:
    """The id of a row; everything else as it is."""
    return value.id if isinstance(value, Base) else value  # type: ignore[attr-defined]  # handlers give models that have one


def _subject_of(row: Any) -> LiveSubject | None:
    while isinstance(row, Live) and row.SUBJECT:
        row = getattr(row, row.SUBJECT)
    return row if isinstance(row, LiveSubject) else None


def _audit_subject(row: Any) -> str | None:
    return None if row is None else f"{row.__tablename__}:{row.id}"
