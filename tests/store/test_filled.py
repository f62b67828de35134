"""A filled database of schema 0009 is migrated to today's, and no value of it is lost.

A migration that moves or renames a column says so in ELSEWHERE: how to find, in today's tables, each value
under the key that it had then. One that drops a column for good says in GONE why nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.models import Base
from tests.servers import PostgreSQL
from tests.store.filled import Rows, load_filled, plain, rows_of

ON = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
#: "table.column" as of 0009 -> a query on the migrated database: the row's primary key then, and the value.
#: Written so that both databases understand it; a table that was renamed needs a line for each column.
_CITIES = (
    "SELECT session_id, city_id, {0} FROM session_cities"
    " UNION SELECT session_id, city_id, {0} FROM session_cities_there"
)
ELSEWHERE: dict[str, str] = {
    "challenge_mentions.place": "SELECT id, CASE origin WHEN 'unknown' THEN 'document' ELSE origin END"
    " FROM challenge_mentions",
    "organisations.kind": "SELECT organisation_id, role FROM organisation_roles",
    "seats.feed_nonce": "SELECT seats.id, nonce FROM seats LEFT JOIN calendar_feeds"
    " ON calendar_feeds.seat_id = seats.id",
    "session_cities.city_id": _CITIES.format("city_id"),
    "session_cities.session_id": _CITIES.format("session_id"),
    "wishes.source": "SELECT id, REPLACE(source,"
    " '; written down after the workshops, so a match is hindsight', '') FROM wishes",
}
#: "table.column" as of 0009 -> why it could go, or be another.
GONE: dict[str, str] = {
    "boards.stage": "0015 closes boards of ended sessions: see tests/store/test_migrations.py",
    "boards.revision": "0015 raises it with the stage",
    "boards.visibility_revision": "0015 raises it with the stage",
}
#: Rows that go on purpose: stored answers that would sign somebody in once more (0010).
LEFT_OUT = {
    "operations": ("name", {"link.use", "password.reset", "password.set", "invitation.accept"}),
}


@pytest.fixture(params=ON)
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The database as it was, not migrated yet."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'filled.sqlite3'}"
    else:
        cluster: PostgreSQL = request.getfixturevalue("cluster")
        url = cluster.database()
    database = Database(url, "normal")
    load_filled(database)
    yield database
    database.dispose()


def _rows(database: Database) -> Rows:
    with database.engine.connect() as connection:
        return rows_of(connection, inspect(connection))


def lost(database: Database, before: Rows) -> list[str]:
    """A sentence for each column of `before` whose values are not what they were."""
    after, sentences = _rows(database), []
    for table, rows in before.items():
        if table in LEFT_OUT:
            which, values = LEFT_OUT[table]
            rows = {key: row for key, row in rows.items() if row[which] not in values}
        for column in next(iter(rows.values())):
            name = f"{table}.{column}"
            if name in GONE:
                continue
            was = sorted(repr((*key, row[column])) for key, row in rows.items())
            if name in ELSEWHERE:
                with database.engine.connect() as connection:
                    found = connection.execute(text(ELSEWHERE[name]))
                    is_now = sorted(repr(tuple(map(plain, row))) for row in found)
            elif any(column not in row for row in after.get(table, {}).values()) or table not in after:
                sentences.append(f"{name} is gone: say in ELSEWHERE where its values are, or in GONE why.")
                continue
            else:
                is_now = sorted(repr((*key, row[column])) for key, row in after[table].items())
            if was != is_now:
                different = sorted(set(was) ^ set(is_now))[:4]
                sentences.append(f"{name} holds {len(is_now)} values, was {len(was)}: {different}")
    return sentences


def _triggers(database: Database) -> set[str]:
    """Those that keep the audit log as it is: rebuilding a table on SQLite would lose them."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not database.is_sqlite:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with database.engine.connect() as connection:
        return set(connection.scalars(text(query)))


def test_nothing_is_lost_on_the_way_to_today(filled: Database) -> None:
    before, triggers = _rows(filled), _triggers(filled)
    assert [table for table, rows in before.items() if not rows] == [], "this proves nothing for them"
    upgrade_database(filled)
    assert lost(filled, before) == []
    assert triggers and triggers <= _triggers(filled)


def test_today_s_program_reads_it(filled: Database) -> None:
    upgrade_database(filled)
    with filled.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        if filled.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    with filled.reading() as orm:
        for mapper in Base.registry.mappers:
            orm.scalars(select(mapper.class_)).all()


def test_a_loss_would_be_noticed(filled: Database) -> None:
    before = _rows(filled)
    upgrade_database(filled)
    with filled.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE notes SET text = 'Said otherwise' WHERE id = 7")
        connection.exec_driver_sql("DELETE FROM votes WHERE id = 3")
        connection.exec_driver_sql("DROP TABLE former_slugs")
    said = lost(filled, before)
    assert [one for one in said if one.startswith("notes.text ") and "Said otherwise" in one]
    assert [one for one in said if one.startswith("votes.id holds")]
    assert [one for one in said if one.startswith("former_slugs.slug is gone")]
