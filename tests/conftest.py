"""Fixtures that every test may use: a migrated database of its own, and the world in it."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from tests.world import World

pytest_plugins = ["tests.suites"]


#: Files here never reach a disk (Linux): two fifths of a law's time was waiting for one.
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def world_folder() -> Iterator[Path]:
    """Where the world's database lies while tests run: in memory where there is some."""
    place = MEMORY if os.access(MEMORY, os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(prefix="world-", dir=place) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def world_file(world_folder: Path) -> tuple[Path, bytes]:
    """A migrated SQLite file with the world in it, made once; and what the world remembers of it."""
    path = world_folder / "made.sqlite3"
    database = Database(f"sqlite:///{path}", "normal")
    upgrade_database(database)
    made = World(database)
    database.dispose()
    return path, pickle.dumps((made.here, made.there))


@pytest.fixture(scope="session")
def kept(world_folder: Path) -> Iterator[Database]:
    """A database that stays open as long as the tests run: what it compiled once need not be again."""
    database = Database(f"sqlite:///{world_folder / 'world.sqlite3'}", "normal")
    yield database
    database.dispose()


@pytest.fixture
def world(world_file: tuple[Path, bytes], kept: Database) -> World:
    """The world as it was made, whatever earlier tests have done in theirs."""
    made, remembered = world_file
    kept.dispose()
    path = Path(kept.url.database or "")
    # Not written over: whoever of an earlier test still has the file open goes on with the old one.
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copy(made, path)
    return World(kept, pickle.loads(remembered))
