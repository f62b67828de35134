"""What migration 0014 makes of rows that were written before it: what is known, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, select

from facilitation.store.database import Database
from facilitation.store.migrate import _alembic, upgrade_database
from tests.servers import PostgreSQL
from tests.world import START

ON = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
AT = START.replace(tzinfo=None)


class Old:
    """A database as it was before, and the rows written into it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        alembic = _alembic()
        before = ScriptDirectory.from_config(alembic).get_revision("0014").down_revision
        with database.engine.begin() as connection:
            alembic.attributes["connection"] = connection
            command.upgrade(alembic, before)

    def add(self, table: str, **values: Any) -> int | None:
        """Add a row; what isn't named is filled with something that fits. Gives its id."""
        with self.database.engine.begin() as connection:
            found = _table(connection, table)
            for column in found.columns:
                needed = not column.nullable and column.server_default is None and not column.primary_key
                if needed and column.name not in values:
                    values[column.name] = _filler(column)
            done = connection.execute(found.insert().values(**values))
            return done.inserted_primary_key[0] if "id" in found.columns else None

    def upgrade(self) -> None:
        upgrade_database(self.database)

    def rows(self, table: str, *columns: str) -> list[tuple]:
        """These columns of every row, in the order of the rows' keys."""
        with self.database.engine.connect() as connection:
            found = _table(connection, table)
            query = select(*(found.c[name] for name in columns)).order_by(*found.primary_key.columns)
            return [tuple(row) for row in connection.execute(query)]


def _table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection)


def _filler(column: Any) -> Any:
    kind = column.type.python_type
    if kind is bool:
        return False
    if column.name.endswith("_at") or column.name == "at":
        return AT
    return {int: 0, float: 0.0, str: "", dict: {}, list: []}.get(kind, AT)


@pytest.fixture(params=ON)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Old]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    else:
        cluster: PostgreSQL = request.getfixturevalue("cluster")
        url = cluster.database()
    database = Database(url, "normal")
    yield Old(database)
    database.dispose()


@pytest.fixture
def programme(old: Old) -> int:
    return old.add("programmes", slug="old", title="Old", languages=["es"], host_zone="Europe/Madrid")


@pytest.fixture
def dublin(old: Old, programme: int) -> int:
    return old.add("cities", programme_id=programme, code="DUB", name="Dublin", languages=[], offices=[])


def test_sessions(old: Old, programme: int, dublin: int) -> None:
    def session(key: str, kind: str, source: str, *cities: int) -> None:
        number = old.add("sessions", programme_id=programme, type=kind, title=key, uid=key, source=source)
        for city in cities:
            old.add("session_cities", session_id=number, city_id=city)

    session("planned for everybody", "challenge", "")
    session("planned for Dublin", "solution", "", dublin)
    session("imported with Dublin", "solution", "A report", dublin)
    session("imported, nobody named", "challenge", "A report")
    session("imported call", "onboarding", "A report", dublin)
    old.upgrade()
    assert old.rows("sessions", "title", "for_whom", "was_there") == [
        ("planned for everybody", "all", "unknown"),
        ("planned for Dublin", "these", "unknown"),
        ("imported with Dublin", "unknown", "these"),
        ("imported, nobody named", "unknown", "unknown"),
        ("imported call", "these", "unknown"),
    ]
    numbers = [number for (number,) in old.rows("sessions", "id")]
    assert old.rows("session_cities", "session_id", "city_id") == [(numbers[1], dublin), (numbers[4], dublin)]
    assert old.rows("session_cities_there", "session_id", "city_id") == [(numbers[2], dublin)]


def test_organisations(old: Old, programme: int) -> None:
    number = old.add("organisations", programme_id=programme, name="UpSocial", kind="coordination")
    old.upgrade()
    assert old.rows("organisation_roles", "organisation_id", "role") == [(number, "coordination")]


def test_origins(old: Old, programme: int, dublin: int) -> None:
    challenge = old.add("challenges", programme_id=programme, key="rents", kind="social", title="Rents")
    for place, source in (("profile", ""), ("call", ""), ("document", "A report"), ("document", "")):
        old.add(
            "challenge_mentions",
            challenge_id=challenge,
            city_id=dublin,
            place=place,
            source=source,
            remark="",
        )
    for source in ("A report", ""):
        of_dublin = {"programme_id": programme, "city_id": dublin, "source": source}
        old.add("practices", key=f"practice {source}", title="A practice", **of_dublin)
        old.add("wishes", priority=1, text="To learn", **of_dublin)
    for kind in ("profile", "call"):
        text = old.add(
            "city_texts", programme_id=programme, city_id=dublin, kind=kind, key="1", text="A", language="en"
        )
        old.add("city_text_versions", text_id=text, number=1, text="A", language="en")
    old.upgrade()
    assert old.rows("challenge_mentions", "origin") == [("profile",), ("call",), ("document",), ("unknown",)]
    for table in ("practices", "wishes"):
        assert old.rows(table, "origin", "role", "organisation") == [
            ("document", None, None),
            ("unknown", None, None),
        ]
    for table in ("city_texts", "city_text_versions"):
        assert old.rows(table, "origin") == [("profile",), ("call",)]
