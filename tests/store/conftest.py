"""A PostgreSQL cluster for the tests that need one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from tests.servers import PostgreSQL, postgresql
from tests.world import World

_numbers = itertools.count(1)


@pytest.fixture(scope="package")
def cluster() -> Iterator[PostgreSQL]:
    with postgresql() as running:
        yield running


@pytest.fixture(scope="package")
def template(cluster: PostgreSQL) -> tuple[str, tuple]:
    """A migrated database with the world in it, made once, and what the world remembers of it."""
    url = cluster.database()
    database = Database(url, "normal")
    upgrade_database(database)
    made = World(database)
    database.dispose()
    return url, (made.here, made.there)


@pytest.fixture
def on_postgresql(cluster: PostgreSQL, template: tuple[str, tuple]) -> Iterator[World]:
    """The world in a PostgreSQL database of this test's own."""
    url, places = template
    source = Database(cluster.url, "normal")
    name = f"world_{next(_numbers)}"
    with source.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{url.rpartition("/")[2]}"')
    source.dispose()
    database = Database(url.rpartition("/")[0] + "/" + name, "normal")
    yield World(database, places)
    database.dispose()
