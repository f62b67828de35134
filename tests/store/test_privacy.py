"""The audit log only grows, whoever asks; and erasing somebody leaves no trace on PostgreSQL either."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from facilitation.store.operations import AuditEntry
from tests.commands.privacy.test_erasure import WAYS
from tests.jobs.test_retention import test_removed_rehearsals_are_really_deleted as rehearsals_are_deleted
from tests.traces import draft, found, leave_traces, render_again
from tests.world import World

ON = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
TAMPERING = (
    "UPDATE audit_log SET role = 'nobody'",
    "UPDATE audit_log SET seat_id = NULL WHERE id = (SELECT min(id) FROM audit_log)",
    "DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)",
    "DELETE FROM audit_log",
)
SQLITE_ONLY = (
    "INSERT OR REPLACE INTO audit_log (id, role, name, at) SELECT min(id), 'x', 'x', at FROM audit_log",
    "REPLACE INTO audit_log (id, role, name, at) SELECT max(id), 'x', 'x', at FROM audit_log",
)
POSTGRESQL_ONLY = ("TRUNCATE audit_log", "TRUNCATE audit_log CASCADE")


@pytest.fixture(params=ON)
def somewhere(request: pytest.FixtureRequest) -> Iterator[World]:
    yield request.getfixturevalue("world" if request.param == "sqlite" else "on_postgresql")


def _lines(world: World) -> list[tuple]:
    with world.database.reading() as orm:
        return [tuple(row) for row in orm.execute(select(AuditEntry.__table__).order_by(AuditEntry.id))]


def test_the_audit_log_is_only_ever_added_to(somewhere: World) -> None:
    world = somewhere
    before = _lines(world)
    assert len(before) > 2
    for statement in TAMPERING + (SQLITE_ONLY if world.database.is_sqlite else POSTGRESQL_ONLY):
        with pytest.raises(DBAPIError, match="only ever added to"), world.database.engine.begin() as bare:
            bare.execute(text(statement))
        assert _lines(world) == before, statement
    world.by("organiser", "feed.renew", {})
    assert _lines(world)[:-1] == before


def test_rows_of_the_log_cannot_be_changed_by_the_program(somewhere: World) -> None:
    world = somewhere
    for tamper in (lambda orm, row: orm.delete(row), lambda orm, row: setattr(row, "name", "another")):
        with pytest.raises(Exception, match="only ever added to"), world.database.writing() as orm:
            tamper(orm, orm.scalars(select(AuditEntry)).first())
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count()).where(AuditEntry.name == "another")) == 0


@pytest.mark.postgresql
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_nothing_names_them_any_more(on_postgresql: World, way) -> None:
    traced = leave_traces(on_postgresql)
    draft(on_postgresql, "agenda")
    assert found(on_postgresql, traced.secrets)
    way(on_postgresql, traced)
    render_again(on_postgresql)
    assert found(on_postgresql, traced.secrets) == []


@pytest.mark.postgresql
def test_removed_rehearsals_are_really_deleted(on_postgresql: World) -> None:
    rehearsals_are_deleted(on_postgresql)
