"""A locked and a full SQLite: everybody is told to come back, nothing is half stored, nobody else waits."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import event, func, select

from facilitation.commands.execute import Call, Done, run_batch
from facilitation.domain.errors import Refused
from facilitation.store import database as store
from facilitation.store.boards import Note
from facilitation.store.operations import Operation
from tests.world import World


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> float:
    monkeypatch.setattr(store, "LOCK_PATIENCE", 0.5)
    return 0.5


@pytest.fixture
def lock(world: World) -> Iterator[sqlite3.Connection]:
    """Another process's connection that holds the write lock until `rollback`."""
    other = sqlite3.connect(world.database.url.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def _post(world: World, text: str) -> Call:
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": text}
    return Call("note.post", world.operation_id(), payload, world.here.seats["guest"])


def _count(world: World, model: type) -> int:
    with world.database.reading() as orm:
        return orm.scalar(select(func.count()).select_from(model))


def test_locked_gives_busy_within_the_patience(
    world: World, lock: sqlite3.Connection, impatient: float
) -> None:
    notes = _count(world, Note)
    calls = [_post(world, "One"), _post(world, "Two")]
    started = time.monotonic()
    outcomes, changes = run_batch(world.house, calls)
    waited = time.monotonic() - started
    assert [outcome.code for outcome in outcomes] == ["busy", "busy"] and changes == []
    assert all(outcome.retry_after for outcome in outcomes)
    assert waited >= impatient
    assert _count(world, Note) == notes, "and reading goes on"
    lock.execute("ROLLBACK")
    outcomes, _ = run_batch(world.house, calls)
    assert all(isinstance(outcome, Done) for outcome in outcomes)


def test_a_lock_that_ends_in_time_is_waited_for(world: World, lock: sqlite3.Connection) -> None:
    call = _post(world, "Waited")
    outcomes: list = []
    waiting = threading.Thread(target=lambda: outcomes.extend(run_batch(world.house, [call])[0]))
    waiting.start()
    assert _count(world, Note) >= 0
    lock.execute("ROLLBACK")
    waiting.join(30)
    assert isinstance(outcomes[0], Done)


def test_waiting_is_done_in_python_so_that_others_may_run(
    world: World, lock: sqlite3.Connection, impatient: float
) -> None:
    """SQLite's own busy handler waits inside C, where no greenlet can run: it must give up at once.

    The wait between the tries is `time.sleep`, which the engines make cooperative.
    """
    tries: list[float] = []

    @event.listens_for(world.database.engine, "handle_error")
    def count(*_: object) -> None:
        tries.append(time.monotonic())

    with pytest.raises(Refused):
        world.door.execute(_post(world, "Waits"))
    assert len(tries) >= 3
    with world.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() <= 50


def test_a_full_disk_gives_busy_and_stores_nothing(world: World) -> None:
    """SQLite's own bound of pages ends as a full disk does."""
    notes, operations = _count(world, Note), _count(world, Operation)

    def bound(connection: sqlite3.Connection, record: object = None) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    world.database.engine.dispose()
    event.listen(world.database.engine, "connect", bound)
    stored = refused = 0
    for number in range(60):
        outcomes, changes = run_batch(world.house, [_post(world, f"{number} " + "x" * 490)] * 1)
        if isinstance(outcomes[0], Done):
            stored += 1
            assert changes
        else:
            refused += 1
            assert (outcomes[0].code, outcomes[0].retry_after) == ("busy", 1) and changes == []
    assert refused > 0
    assert _count(world, Note) == notes + stored
    assert _count(world, Operation) == operations + stored
    event.remove(world.database.engine, "connect", bound)
    world.database.engine.dispose()
    assert world.door.execute(_post(world, "Room again")).result["note"]
    with world.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
