"""What a transaction changes of live rows: it stamps revisions and collects what readers must be told.

No handler can forget to broadcast, since the collecting happens at every flush. The price is that live
rows are never deleted (removal leaves a mark) and never updated in bulk; both raise here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnDefault, ColumnElement, Insert, Table, Update, bindparam, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, class_mapper
from sqlalchemy.orm.attributes import instance_dict, set_committed_value
from sqlalchemy.orm.util import identity_key

from facilitation.store.base import Live, LiveSubject, table_of

#: The row lock that orders a subject's revisions between processes. It leaves those alone who only refer to
#: the row: FOR UPDATE would have everybody wait who joins a session or writes a note on a board.
OF_A_SUBJECT = {"key_share": True}


@dataclass(slots=True)
class SubjectChange:
    """What one committed transaction changed of one live subject.

    Readers at revision `since` who apply it are at revision `to`. With `visibility`, they are given
    everything again instead of `rows`.
    """

    row: LiveSubject
    since: int
    to: int
    visibility: bool = False
    rows: dict[int, Live] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        return self.row.subject

    def of(self, model: type) -> list[Any]:
        """The changed rows of one kind, in the order of their first change."""
        return [row for row in self.rows.values() if isinstance(row, model)]


class LiveSession(Session):
    """A session of the write side: it knows the changes of its transaction.

    One that is kept for the next transaction (store/writers.py) also keeps the subjects in `held` and what is
    in `remembered`; both are empty at the start of a transaction if anybody else may have changed something.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.changes: dict[str, SubjectChange] = {}
        self.held: set[LiveSubject] = set()
        self.remembered: dict[Any, Any] = {}
        self._inserts: dict[type[Live], list[Live]] = {}
        self._counted: dict[LiveSubject, dict[str, int]] = {}

    def insert(self, model: type[Live], subject: LiveSubject, **columns: Any) -> Any:
        """A new live row that is written together with all others of its kind, by one statement.

        For what arrives by the hundred: the unit of work would do many times the work for each. Columns that
        are not named have their default. The row has its id after the next flush; what changes it later does
        so through a row that was loaded.
        """
        change = self.change_of(subject)
        row: Any = class_mapper(model).class_manager.new_instance()
        owner = {f"{model.SUBJECT}_id": subject.id, "revision": change.to}
        instance_dict(row).update(defaults_of(table_of(model))() | columns | owner)
        change.rows[id(row)] = row
        self._inserts.setdefault(model, []).append(row)
        return row

    def count(self, subject: LiveSubject, **counters: int) -> None:
        """Set counters of a subject, written by one small statement with the next flush.

        For what rises with every note: the unit of work would do many times the work. Only for what no
        reader is sent; its revision is one of them.
        """
        for name, value in counters.items():
            set_committed_value(subject, name, value)
        self._counted.setdefault(subject, {}).update(counters)

    def flush(self, objects: Any = None) -> None:
        super().flush(objects)
        counted, self._counted = self._counted, {}
        for subject, counters in counted.items():
            statement = _count(table_of(type(subject)), tuple(sorted(counters)))
            self.connection().execute(statement, {"counted_id": subject.id, **counters})
        inserts, self._inserts = self._inserts, {}
        for model, rows in inserts.items():
            values = [dict(instance_dict(row)) for row in rows]
            for one in values:
                del one["_sa_instance_state"]
            for row, row_id in zip(
                rows, self.connection().scalars(_insert(table_of(model)), values), strict=True
            ):
                instance_dict(row)["id"] = row_id

    def commit(self) -> None:
        # The unit of work knows nothing of what is written past it, and would not flush for that alone.
        self.flush()
        super().commit()

    def change_unseen(self, model: type[Live], which: ColumnElement[bool], **values: Any) -> None:
        """Set columns that no reader is sent (the model's UNSEEN) in all rows of a kind, by one statement.

        Nothing is stamped and nothing told. A value may be an expression of the row's other columns.
        """
        if not values.keys() <= model.UNSEEN:
            raise RuntimeError(f"bulk changes of {model.__name__} would reach no reader")
        self.flush()
        table = table_of(model)
        self.connection().execute(table.update().where(which).values(**values))
        for row in self.identity_map.values():
            if isinstance(row, model):
                self.expire(row, list(values))

    def forget(self) -> None:
        """Know nothing of what was read before."""
        self.expunge_all()
        self._inserts.clear()
        self._counted.clear()
        self.held.clear()
        self.remembered.clear()

    def present(self, model: type, row_id: int) -> Any:
        """The row if this session has it and it still holds, otherwise None."""
        row = self.identity_map.get(identity_key(model, row_id))
        return None if row is None or inspect(row).expired else row

    def change_of(self, subject: LiveSubject) -> SubjectChange:
        """This transaction's change of `subject`, begun (with its next revision) if there was none."""
        change = self.changes.get(subject.subject)
        if change is None:
            if subject not in self.held:
                # Read in passing, without its lock: another process may have counted on meanwhile.
                self.refresh(subject, ["revision"], with_for_update=OF_A_SUBJECT)
            since = subject.revision
            self.count(subject, revision=since + 1)
            change = self.changes[subject.subject] = SubjectChange(subject, since, since + 1)
        return change


@cache
def defaults_of(table: Table) -> Callable[[], dict[str, Any]]:
    """Gives for each new row of a table the defaults of its columns but the key: None where there is none.

    RuntimeError for a column whose default only the database knows: nobody could render such a row before it
    is read again.
    """
    fixed: dict[str, Any] = {}
    made: dict[str, Callable[[Any], Any]] = {}
    for column in table.columns:
        default = column.default
        if column.primary_key:
            continue
        if isinstance(default, ColumnDefault) and default.is_callable:
            made[column.key] = default.arg
        elif isinstance(default, ColumnDefault) and default.is_scalar:
            fixed[column.key] = default.arg
        elif default is not None or column.server_default is not None:
            raise RuntimeError(f"{table.name}.{column.name} needs a default that is known in Python")
        else:
            fixed[column.key] = None
    if not made:
        return fixed.copy
    return lambda: fixed | {name: make(None) for name, make in made.items()}


@cache
def _insert(table: Table) -> Insert:
    return table.insert().returning(table.c.id, sort_by_parameter_order=True)


@cache
def _count(table: Table, columns: tuple[str, ...]) -> Update:
    return (
        table.update()
        .where(table.c.id == bindparam("counted_id"))
        .values({name: bindparam(name) for name in columns})
    )


def _subject_of(row: Live) -> LiveSubject:
    subject = getattr(row, row.SUBJECT) if row.SUBJECT else row
    assert isinstance(subject, LiveSubject), type(row)
    return subject


@event.listens_for(LiveSession, "before_flush")
def _stamp(session: LiveSession, context: Any, instances: Any) -> None:
    if any(isinstance(row, Live) for row in session.deleted):
        raise RuntimeError("a live row is marked as removed, never deleted")
    if any(not isinstance(row, Live) for row in session.dirty):
        session.remembered.clear()
    changed = [row for row in session.new if isinstance(row, Live)]
    fresh_subjects = [row for row in changed if isinstance(row, LiveSubject)]
    for fresh in fresh_subjects:  # nobody can be subscribed to it yet
        fresh.revision = fresh.visibility_revision = 1
    changed = [row for row in changed if not isinstance(row, LiveSubject)]
    changed += [row for row in session.dirty if isinstance(row, Live) and session.is_modified(row)]
    for row in changed:
        subject = _subject_of(row)
        if inspect(subject).pending:
            row.revision = 1
            continue
        change = session.change_of(subject)
        row.revision = change.to
        change.rows[id(row)] = row
        if isinstance(row, LiveSubject) and _visibility_changed(row):
            change.visibility = True
            row.visibility_revision = change.to


def _visibility_changed(row: LiveSubject) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in row.VISIBILITY)


@event.listens_for(LiveSession, "do_orm_execute")
def _forbid_bulk(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and not state.is_select:
        mapper = state.bind_mapper
        if mapper is not None and issubclass(mapper.class_, Live):
            raise RuntimeError(f"bulk changes of {mapper.class_.__name__} would reach no reader")
        assert isinstance(state.session, LiveSession)  # this listens to no other
        state.session.remembered.clear()
