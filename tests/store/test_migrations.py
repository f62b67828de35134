"""Migrations: from nothing they lead to the very tables the models describe, on both databases."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Connection, DateTime, MetaData, Table, inspect, text

from facilitation.store.database import Database
from facilitation.store.migrate import MIGRATIONS, DatabaseTooNew, upgrade_database
from facilitation.store.models import Base
from facilitation.store.sessions import Session
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


def test_boards_of_ended_sessions_are_closed_and_empty_ones_begin_with_writing(empty: Database) -> None:
    alembic = Alembic()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("path_separator", "os")
    before = ScriptDirectory.from_config(alembic).get_revision("0015").down_revision
    with empty.engine.begin() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, before)
        _fill(connection)
    upgrade_database(empty)
    with empty.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT id, stage, revision, visibility_revision FROM boards ORDER BY id")
        )
        assert [tuple(row) for row in rows] == [
            (1, "closed", 8, 8),
            (2, "write_openly", 8, 8),
            (3, "cluster", 7, 3),
            (4, "write", 7, 3),
        ]


def _fill(connection: Connection) -> None:
    """A session that ended and was sorted afterwards, and one that runs, its first board empty."""
    tables = MetaData()
    tables.reflect(connection, only=["programmes", "sessions", "boards"])
    now = dt.datetime(2027, 3, 9)
    live = {"revision": 7, "visibility_revision": 3}
    connection.execute(
        tables.tables["programmes"].insert(),
        {
            "id": 1,
            "slug": "p",
            "title": "P",
            "aims": "",
            "languages": ["en"],
            "host_zone": "UTC",
            "funding": "",
            "disclaimer": "",
            "source": "",
            "privacy_notice": "",
            "created_at": now,
        },
    )
    for number, status in ((1, "ended"), (2, "running")):
        connection.execute(
            tables.tables["sessions"].insert(),
            {
                "id": number,
                "programme_id": 1,
                "type": "challenge",
                "title": "S",
                "language": "en",
                "status": status,
                "simulated": False,
                "source": "",
                "zone": "UTC",
                "place": "",
                "link": "",
                "uid": f"u{number}",
                "sequence": 0,
                "created_at": now,
                "last_modified": now,
                "cancelled": False,
                **live,
            },
        )
    for number, session, stage, notes in (
        (1, 1, "discuss", 4),
        (2, 2, "cluster", 0),
        (3, 2, "cluster", 4),
        (4, 2, "write", 0),
    ):
        connection.execute(
            tables.tables["boards"].insert(),
            {
                "id": number,
                "programme_id": 1,
                "session_id": session,
                "title": "B",
                "question": "",
                "stage": stage,
                "hides_text": False,
                "locked": False,
                "settings": {},
                "crowded": [],
                "notes_made": notes,
                **live,
            },
        )


def test_a_file_that_is_no_database_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear city,\n" * 100)
    with pytest.raises(Exception, match="not a database") as fault:
        upgrade_database(Database(f"sqlite:///{path}"))
    assert isinstance(fault.value.__cause__ or fault.value.orig, sqlite3.DatabaseError)
    assert path.read_bytes() == b"Dear city,\n" * 100


#: (date, time, zone) of a session before migration 0013, (date, time) after it
_PLANNED = (
    ("2027-03-28", "01:30", "Europe/Dublin", ("2027-03-28", "02:30")),
    ("2027-03-28", "02:30", "Europe/Dublin", ("2027-03-28", "02:30")),
    ("2027-10-31", "01:30", "Europe/Dublin", ("2027-10-31", "01:30")),
    ("2027-03-28", None, "Europe/Dublin", ("2027-03-28", None)),
    (None, None, "Europe/Dublin", (None, None)),
    ("2027-03-28", "01:30", "Europe/Atlantis", ("2027-03-28", "01:30")),
)


def test_hours_that_clocks_skip_are_kept_as_calendars_read_them(empty: Database) -> None:
    alembic = Alembic()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("path_separator", "os")
    with empty.engine.begin() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, ScriptDirectory.from_config(alembic).get_revision("0013").down_revision)
        _insert(connection, "programmes", id=1, slug="p", host_zone="UTC")
        for number, (day, time, zone, _) in enumerate(_PLANNED, start=1):
            planned = {"date": day and dt.date.fromisoformat(day), "starts_at": time, "zone": zone}
            _insert(connection, "sessions", id=number, programme_id=1, uid=str(number), sequence=3, **planned)
    upgrade_database(empty)
    with empty.reading() as orm:
        for number, (*_, (day, time)) in enumerate(_PLANNED, start=1):
            row = orm.get_one(Session, number)
            assert (row.date, row.starts_at) == (day and dt.date.fromisoformat(day), time)
            assert (row.fold, row.sequence) == (0, 3), "calendars read the same as before"


def _insert(connection: Connection, table: str, **values: object) -> None:
    """A row of a table as it is at that migration: what else must be there is empty."""
    reflected = Table(table, MetaData(), autoload_with=connection)
    needed = [one for one in reflected.columns if not one.nullable and one.server_default is None]
    empty = {one.name: _empty(one.type) for one in needed if one.name not in values}
    connection.execute(reflected.insert().values(**empty | values))


def _empty(kind: object) -> object:
    if isinstance(kind, JSON):
        return []
    return dt.datetime(2027, 1, 1) if isinstance(kind, DateTime) else kind.python_type()


def test_boards_of_before_have_steps_and_a_running_session_is_at_one(empty: Database) -> None:
    alembic = Alembic()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("path_separator", "os")
    before = ScriptDirectory.from_config(alembic).get_revision("0017").down_revision
    with empty.engine.begin() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, before)
        _insert(connection, "programmes", id=1, slug="p", host_zone="UTC")
        for number, stage in enumerate(("write", "write_openly", "vote", "closed"), start=1):
            _insert(
                connection,
                "sessions",
                id=number,
                programme_id=1,
                uid=str(number),
                zone="UTC",
                status="running",
                board_id=number,
                block_id=number,
            )
            _insert(connection, "boards", id=number, programme_id=1, session_id=number, stage=stage)
            _insert(connection, "blocks", id=number, session_id=number, board_id=number, position=1)
        _insert(connection, "blocks", id=5, session_id=4, position=2)
    upgrade_database(empty)
    with empty.reading() as orm:
        found = [orm.get_one(Session, number) for number in (1, 2, 3, 4)]
        stages = [[step["stage"] for step in row.blocks[0].steps] for row in found]
        private = ["write", "revealed", "cluster", "vote", "discuss"]
        assert stages == [private, ["write_openly", "cluster", "vote", "discuss"], private, private]
        assert [row.step_index for row in found] == [0, 0, 3, 4]
        assert [row.blocks[0].steps[0]["minutes"] for row in found] == [None] * 4
        assert found[3].blocks[1].steps == [], "a block without a board has none"
