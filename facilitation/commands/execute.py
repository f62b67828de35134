"""The one door: everything that changes passes here, whichever way it came.

identify the actor -> known operation? give its stored answer -> load the target, check the permission ->
handler -> commit -> what to publish. The calls of one tick share one transaction, and each step above is
one query for all of them.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.command import Command
from facilitation.commands.house import House
from facilitation.commands.work import Work
from facilitation.domain.boards import CLOSED
from facilitation.domain.errors import N_, Refused, mishap, not_found
from facilitation.domain.permissions import SYSTEM, Viewer
from facilitation.domain.sessions import require_not_over
from facilitation.store.base import Base, Live, LiveSubject
from facilitation.store.boards import Board
from facilitation.store.changes import LiveSession, SubjectChange
from facilitation.store.database import busy
from facilitation.store.operations import AuditEntry, Operation
from facilitation.store.sessions import Session
from facilitation.store.viewers import viewers

OPERATION_ID_LENGTH = 64
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

    def as_json(self) -> dict[str, Any]:
        """The acknowledgement of LIVE_PROTOCOL."""
        answer: dict[str, Any] = {"ok": True}
        if self.subject is not None:
            answer |= {"subject": self.subject, "revision": self.revision}
        return answer | {"result": self.result}


Outcome = Done | Refused


def run_batch(house: House, calls: Sequence[Call]) -> tuple[list[Outcome], list[SubjectChange]]:
    """Judge and carry out `calls` in one transaction; give an outcome for each, in order, and the changes.

    When the transaction fails as a whole, or a handler refuses after it may have begun to change something,
    each call is done again in a transaction of its own, so that nobody pays for another's fault. Nothing is
    raised: a database that is locked, full or away makes every outcome `Refused` busy.
    """
    try:
        return _run_together(house, calls)
    except Refused as refused:
        return [refused] * len(calls), []
    except Exception as error:  # whatever one call brings about must not fall upon the others
        if len(calls) == 1:
            return [_refusal(error)], []
    outcomes: list[Outcome] = []
    changes: list[SubjectChange] = []
    for call in calls:
        house.database.forget()  # the changes of the one before are not published yet
        own_outcomes, own_changes = run_batch(house, [call])
        outcomes += own_outcomes
        changes += own_changes
    return outcomes, changes


class _HandlerRefused(Exception):
    """A handler said no: its transaction may hold half of it and must not be committed."""


def _refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, _HandlerRefused):
        return error.__cause__  # type: ignore[return-value]
    if isinstance(error, IntegrityError):
        return Refused("conflict", N_("Somebody else changed this first. Check it, then try again."))
    # psycopg2 says of a NUL character within a text that it is a ValueError.
    if isinstance(error, DataError | OverflowError) or (
        isinstance(error, ValueError) and "NUL" in str(error)
    ):
        return Refused("invalid", N_("Something here is too large or too long to be kept."))
    if isinstance(error, DBAPIError):
        return busy()
    log.error("a command failed", exc_info=error)
    return mishap()


@dataclass(slots=True)
class _Task:
    """A call on its way through the door."""

    call: Call
    outcome: Outcome | None = None
    command: Command | None = None
    payload: Any = None
    digest: str = ""
    actor: Viewer | None = None
    target: Any = None
    work: Work | None = None
    result: dict[str, Any] | None = None


def _run_together(house: House, calls: Sequence[Call]) -> tuple[list[Outcome], list[SubjectChange]]:
    tasks = [_parse(call) for call in calls]
    if all(task.outcome for task in tasks):
        return [task.outcome for task in tasks], []  # type: ignore[misc]
    now = house.clock()
    with house.database.writing() as orm:
        assert isinstance(orm, LiveSession)
        _identify(orm, tasks)
        _answer_known(orm, tasks)
        _load_targets(orm, tasks)
        for task in tasks:
            if task.outcome is None:
                _handle(orm, task, now, house)
        orm.flush()
        _finish(orm, tasks, now)
        changes = list(orm.changes.values())
    return [task.outcome for task in tasks], changes  # type: ignore[misc]


def _parse(call: Call) -> _Task:
    task = _Task(call)
    task.command = COMMANDS.get(call.name)
    if task.command is None:
        task.outcome = Refused("not_found", N_("There is no command of that name."))
    elif not isinstance(call.operation_id, str) or not 8 <= len(call.operation_id) <= OPERATION_ID_LENGTH:
        task.outcome = Refused("invalid", N_("The operation id is missing."), field="operation_id")
    else:
        try:
            task.payload = msgspec.convert(call.payload, task.command.payload)
        except msgspec.ValidationError as error:
            task.outcome = _malformed(error)
        else:
            encoded = msgspec.json.encode([call.name, task.payload], order="sorted")
            task.digest = hashlib.sha256(encoded).hexdigest()
    return task


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
    for task in tasks:
        if task.outcome is not None:
            continue
        if task.call.seat is None:
            task.actor = Viewer(programme=task.call.programme, role=SYSTEM)
        elif task.call.seat in found:
            task.actor = found[task.call.seat]
        else:
            task.outcome = Refused("not_allowed", N_("Your seat is no longer open."))


# Statements are built once: to put one together costs more than to run it.
_OPERATIONS = Operation.__table__
_KNOWN = select(
    _OPERATIONS.c.operation_id,
    _OPERATIONS.c.digest,
    _OPERATIONS.c.seat_id,
    _OPERATIONS.c.result,
    _OPERATIONS.c.subject,
    _OPERATIONS.c.revision,
).where(_OPERATIONS.c.operation_id.in_(bindparam("ids", expanding=True)))


def _answer_known(orm: LiveSession, tasks: list[_Task]) -> None:
    ids = {task.call.operation_id for task in tasks if task.outcome is None}
    rows = orm.connection().execute(_KNOWN, {"ids": list(ids)})
    known = {row.operation_id: row for row in rows}
    first: dict[str, _Task] = {}
    for task in tasks:
        if task.outcome is not None:
            continue
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


def _load_targets(orm: LiveSession, tasks: list[_Task]) -> None:
    wanted: dict[type, set[int]] = defaultdict(set)
    for task in tasks:
        if task.outcome is None and task.command and task.command.target:
            wanted[task.command.target.model].add(getattr(task.payload, task.command.target.field))
    loaded: dict[tuple[type, int], Any] = {}
    for model, ids in wanted.items():
        loaded |= {(model, row.id): row for row in _rows(orm, model, ids)}
    parents: dict[tuple[type, str], set[int]] = defaultdict(set)
    for (model, _), row in loaded.items():
        if issubclass(model, Live) and model.SUBJECT:
            relation = getattr(model, model.SUBJECT).property.mapper.class_
            parents[relation, model.SUBJECT].add(getattr(row, f"{model.SUBJECT}_id"))
    for (model, _), ids in parents.items():
        loaded |= {(model, row.id): row for row in _rows(orm, model, ids)}
    for task in tasks:
        if task.outcome is not None or task.command is None or task.command.target is None:
            continue
        target = task.command.target
        task.target = loaded.get((target.model, getattr(task.payload, target.field)))
        if task.target is None or not _in_reach(task.actor, task.target):
            task.outcome = not_found()


def _rows(orm: LiveSession, model: type, ids: set[int]) -> list[Any]:
    rows = [row for row_id in sorted(ids) if (row := orm.present(model, row_id)) is not None]
    unknown = ids - {row.id for row in rows}
    if unknown:
        rows += orm.scalars(_by_ids(model), {"ids": list(unknown)})
    orm.held.update(row for row in rows if isinstance(row, LiveSubject))
    return rows


@cache
def _by_ids(model: type) -> Select:
    query = select(model).where(model.id.in_(bindparam("ids", expanding=True))).order_by(model.id)
    # Its row lock is what orders a subject's revisions between processes; SQLite's one writer has it anyway.
    return query.with_for_update() if issubclass(model, LiveSubject) else query


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
    if not task.command.after_the_end:
        try:
            _require_not_over(orm, _subject_of(task.target))
        except Refused as refused:
            task.outcome = refused
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
        result = {k: v.id if isinstance(v, Base) else v for k, v in (task.result or {}).items()}
        subject = _subject_of(task.target)
        task.outcome = Done(
            result, subject.subject if subject else None, subject.revision if subject else None
        )
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
        orm.connection().execute(AuditEntry.__table__.insert(), audit)


def _subject_of(row: Any) -> LiveSubject | None:
    while isinstance(row, Live) and row.SUBJECT:
        row = getattr(row, row.SUBJECT)
    return row if isinstance(row, LiveSubject) else None


def _audit_subject(row: Any) -> str | None:
    return None if row is None else f"{row.__tablename__}:{row.id}"
