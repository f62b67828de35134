"""Migrations: from nothing they lead to the very tables the models describe, on both databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from facilitation.store.database import Database
from facilitation.store.migrate import MIGRATIONS, DatabaseTooNew, upgrade_database
from facilitation.store.models import Base
from tests.servers import ROOT, PostgreSQL

ON = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(params=ON)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        cluster: PostgreSQL = request.getfixturevalue("cluster")
        url = cluster.database()
    database = Database(url, "normal")
    yield database
    database.dispose()


def _differences(database: Database) -> list:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


def test_from_nothing_to_what_the_models_describe(empty: Database) -> None:
    assert _differences(empty), "an empty database differs"
    upgrade_database(empty)
    assert _differences(empty) == []
    inspected = inspect(empty.engine)
    assert set(inspected.get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    for table in Base.metadata.sorted_tables:
        # compare_metadata leaves out the names of constraints, by which later migrations find them.
        unique = {one["name"] for one in inspected.get_unique_constraints(table.name)}
        wanted = {one.name for one in table.constraints if type(one).__name__ == "UniqueConstraint"}
        assert unique == wanted, table.name


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    upgrade_database(empty)
    upgrade_database(empty)
    assert _differences(empty) == []


def test_a_database_of_a_later_version_is_left_alone(empty: Database) -> None:
    upgrade_database(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(DatabaseTooNew, match="later version"):
        upgrade_database(empty)
    with empty.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999_later"


def test_of_starts_at_once_one_prepares_the_database_and_the_others_wait(
    empty: Database, tmp_path: Path
) -> None:
    url = empty.url.render_as_string(hide_password=False)
    command = [
        sys.executable,
        "-m",
        "facilitation",
        "prepare",
        "--database",
        url,
        "--instance",
        str(tmp_path),
    ]
    settings = {"FACILITATION_SECRET_KEY": "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FACILITATION_")}
    starts = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [start.communicate(timeout=120) for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], said
    assert len({out for out, _ in said}) == 1, "each tells the same of the one demo"
    assert sorted(errors for _, errors in said)[0] == ""
    waited = [errors for _, errors in said if errors]
    assert waited and all("waiting for it" in errors and errors.count("\n") == 1 for errors in waited)
    assert _differences(empty) == [] and list(tmp_path.glob("*claim*")) == []


def test_there_is_one_line_of_migrations() -> None:
    alembic = Alembic()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("path_separator", "os")
    assert len(ScriptDirectory.from_config(alembic).get_heads()) == 1


def test_a_file_that_is_no_database_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear city,\n" * 100)
    with pytest.raises(Exception, match="not a database") as fault:
        upgrade_database(Database(f"sqlite:///{path}"))
    assert isinstance(fault.value.__cause__ or fault.value.orig, sqlite3.DatabaseError)
    assert path.read_bytes() == b"Dear city,\n" * 100
