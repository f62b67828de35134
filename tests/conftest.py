"""Fixtures that every test may use: a migrated database of its own, and the world in it."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from tests.world import World

pytest_plugins = ["tests.suites"]


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A migrated SQLite file with the world in it, made once; and what the world remembers of it."""
    path = tmp_path_factory.mktemp("world") / "world.sqlite3"
    database = Database(f"sqlite:///{path}", "normal")
    upgrade_database(database)
    made = World(database)
    database.dispose()
    return path, pickle.dumps((made.here, made.there))


@pytest.fixture
def world(world_file: tuple[Path, bytes], tmp_path: Path) -> Iterator[World]:
    """The world in a database of this test's own."""
    path, remembered = world_file
    shutil.copy(path, tmp_path / "world.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'world.sqlite3'}", "normal")
    yield World(database, pickle.loads(remembered))
    database.dispose()
