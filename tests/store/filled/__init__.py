"""A filled database of schema 0009, made by make.py beside this: as it was, before any later migration."""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg2
from sqlalchemy import Connection, Inspector

from facilitation.store.database import Database

FOLDER = Path(__file__).parent
#: By table a dict: primary key -> column -> value, as the database's own driver gives it.
Rows = dict[str, dict[tuple, dict[str, object]]]


def load_filled(database: Database) -> None:
    """Fill an empty database with what the program of schema 0009 left behind."""
    name = "sqlite" if database.is_sqlite else "postgresql"
    sql = lzma.decompress((FOLDER / f"{name}.sql.xz").read_bytes()).decode()
    # A connection of its own: the script of PostgreSQL changes its search path.
    if database.is_sqlite:
        with closing(sqlite3.connect(database.url.database or "")) as connection:
            connection.executescript(sql)
        return
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)


def rows_of(connection: Connection, inspector: Inspector) -> Rows:
    """Everything that stands in the database, table by table; Alembic's own table left out."""
    found: Rows = {}
    for table in sorted(set(inspector.get_table_names()) - {"alembic_version"}):
        keys = inspector.get_pk_constraint(table)["constrained_columns"]
        columns = [column["name"] for column in inspector.get_columns(table)]
        named = ", ".join(f'"{column}"' for column in columns)
        rows = [
            dict(zip(columns, map(plain, row), strict=True))
            for row in connection.exec_driver_sql(f'SELECT {named} FROM "{table}"')
        ]
        found[table] = {tuple(row[key] for key in keys): row for row in rows}
        assert len(found[table]) == len(rows), f"{table} has no primary key"
    return found


def plain(value: object) -> object:
    """A value that can be compared: psycopg2 gives binary columns as memory."""
    return bytes(value) if isinstance(value, memoryview) else value
