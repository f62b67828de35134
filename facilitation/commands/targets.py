"""The rows that the calls of a tick are about, live subjects with their lock: one query a kind of row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from facilitation.store.base import Live, LiveSubject
from facilitation.store.changes import OF_A_SUBJECT, LiveSession

#: A row by its model and id.
Key = tuple[type, int]


class Targets:
    """Rows by their keys, and the live subjects that another process holds at the moment."""

    def __init__(self, orm: LiveSession, wanted: Iterable[Key], held: Container[Key]) -> None:
        """Load `wanted` with the live subjects that they belong to.

        The lock of a live subject in `held` is not waited for. Raises OperationalError when another's is not
        to be had in the time that the transaction waits for locks.
        """
        self._orm = orm
        self._held = held
        self._rows: dict[Key, Any] = {}
        self._elsewhere: set[Key] = set()
        self._load(wanted)
        self._load([key for row in list(self._rows.values()) if (key := _subject_of(row)) is not None])

    def row(self, key: Key) -> Any:
        """The row, or None if there is none."""
        return self._rows.get(key)

    def elsewhere(self, key: Key) -> Key | None:
        """The live subject that another process holds, if it is this row or what this row belongs to."""
        if not self._elsewhere:  # nearly always, and this is asked for every call
            return None
        return next((one for one in (key, _subject_of(self.row(key))) if one in self._elsewhere), None)

    def _load(self, keys: Iterable[Key]) -> None:
        by_model: dict[type, set[int]] = defaultdict(set)
        for model, row_id in keys:
            by_model[model].add(row_id)
        for model, ids in by_model.items():
            self._load_of(model, ids)

    def _load_of(self, model: type, ids: set[int]) -> None:
        rows = [row for row_id in sorted(ids) if (row := self._orm.present(model, row_id)) is not None]
        unknown = ids - {row.id for row in rows}
        doubtful = {row_id for row_id in unknown if _is_locked(model) and (model, row_id) in self._held}
        if unknown - doubtful:
            rows += self._orm.scalars(_by_ids(model), {"ids": list(unknown - doubtful)})
        if doubtful:
            rows += self._orm.scalars(_by_ids(model, skipping=True), {"ids": list(doubtful)})
            missing = doubtful - {row.id for row in rows}
            there = select(model.id).where(model.id.in_(missing))  # type: ignore[attr-defined]  # targets have one
            self._elsewhere.update((model, row_id) for row_id in self._orm.scalars(there))
        self._orm.held.update(row for row in rows if isinstance(row, LiveSubject))
        self._rows.update(((model, row.id), row) for row in rows)


def _subject_of(row: Any) -> Key | None:
    """The live subject that a row of its own belongs to."""
    if not isinstance(row, Live) or not row.SUBJECT:
        return None
    return getattr(type(row), row.SUBJECT).property.mapper.class_, getattr(row, f"{row.SUBJECT}_id")


def _is_locked(model: type) -> bool:
    """Whether rows are read with their lock: it orders a subject's revisions between processes."""
    return issubclass(model, LiveSubject)


@cache
def _by_ids(model: Any, *, skipping: bool = False) -> Select[Any]:
    """Built once: to put a statement together costs more than to run it."""
    query: Select[Any] = (
        select(model).where(model.id.in_(bindparam("ids", expanding=True))).order_by(model.id)
    )
    # SQLite's one writer has all locks anyway, and knows no such words.
    if not _is_locked(model):
        return query
    return query.with_for_update(key_share=OF_A_SUBJECT["key_share"], skip_locked=skipping)
