"""Opening SQLite or PostgreSQL as this program needs them, and the two kinds of transaction."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from facilitation.domain.errors import N_, Refused
from facilitation.store.changes import LiveSession
from facilitation.store.writers import FreshWriters, SqliteWriters

#: How long a writer waits for another process's SQLite transaction before it says "busy", in seconds.
LOCK_PATIENCE = 5.0
#: How long a write transaction waits on PostgreSQL for rows that another one holds, in seconds. Whoever does
#: so holds up everybody who shares the transaction, so it is little more than a commit takes.
LOCK_WAIT = 0.25
#: A process that says nothing for so long within a write transaction has frozen, in seconds: PostgreSQL ends
#: its transaction, and what it held is free. Those who only read hold nothing that others wait for.
FROZEN = 3
FROZEN_READING = 60
#: What PostgreSQL says of a wait for a lock that took too long, and of two that wait for each other.
_HELD = ("55P03", "40P01")
#: How long SQLite waits by itself, in seconds: meanwhile the whole event loop does.
AT_ONCE = 0.005

#: Results and what takes them back are written at every tick: msgspec is the fastest at it.
_JSON = {
    "json_serializer": lambda value: msgspec.json.encode(value).decode(),
    "json_deserializer": msgspec.json.decode,
}


class Database:
    """An engine with the two ways to use it: `reading()` for queries, `writing()` for the one door."""

    def __init__(self, url: str, durability: str = "full", waits: float = AT_ONCE) -> None:
        """`waits`: how many seconds SQLite itself waits for a lock; more than AT_ONCE stops an event loop."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url, durability, waits) if self.is_sqlite else _postgresql(url, durability)
        for_writing = self.engine.execution_options(facilitation_write=True)
        self._writers = SqliteWriters(for_writing) if self.is_sqlite else FreshWriters(for_writing, FROZEN)
        # PostgreSQL would by itself show each statement what has been committed until then.
        one_state = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._for_reading = self.engine.execution_options(**one_state)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on one consistent state of the database; whatever it changes is thrown away."""
        with Session(self._for_reading, expire_on_commit=False, autoflush=False) as orm:
            yield orm

    @contextmanager
    def writing(self, *, patience: float | None = None, wait: float = LOCK_WAIT) -> Iterator[LiveSession]:
        """A session in a write transaction, committed at the end, rolled back if anything raises.

        Raises `Refused` busy when another process holds SQLite for `patience` seconds (LOCK_PATIENCE), or the
        database is down; and its kind `Held` when another transaction holds rows of PostgreSQL for `wait`.
        """
        orm = self._begun(LOCK_PATIENCE if patience is None else patience, wait)
        try:
            yield orm
            orm.commit()
        except OperationalError as error:
            self._writers.throw_away(orm)
            raise Held() if _is_held(error) else busy() from error
        except Exception:
            self._writers.take_back(orm)
            raise
        except BaseException:
            self._writers.throw_away(orm)
            raise
        self._writers.give_back(orm)

    def require_writing(self, patience: float) -> None:
        """Write and commit something that changes nothing. Raises `Refused` busy, or what the database says.

        `patience` in seconds is for whatever others hold at the moment.
        """
        with self.writing(patience=patience, wait=patience) as orm:
            orm.execute(text("UPDATE alembic_version SET version_num = version_num"))

    def forget(self) -> None:
        """Let later write transactions begin with rows of their own.

        Between two of them a kept row is the same object: whoever still has to tell what the one committed
        says so before the other begins to change it.
        """
        self._writers.forget()

    def _begun(self, patience: float, wait: float) -> LiveSession:
        """A session in a write transaction. Raises `Refused` busy."""
        # The wait for SQLite's lock is ours: its own busy handler would block the whole event loop.
        deadline = time.monotonic() + patience
        orm: LiveSession | None = None
        while True:
            try:
                orm = orm or self._writers.take()
                orm.begin()
                orm.connection()
                self._writers.begun(orm, wait)
            except OperationalError as error:
                if orm is not None:
                    orm.rollback()
                if not _is_locked(error) or time.monotonic() > deadline:
                    if orm is not None:
                        self._writers.throw_away(orm)
                    raise busy() from error
            except PoolTimeout as error:
                # Nothing has begun: this process has as many connections as it may.
                raise busy() from error
            else:
                return orm
            time.sleep(random.uniform(0.002, 0.02))

    def empty_the_journal(self) -> None:
        """Take what SQLite's journal still holds of rows that were erased out of that file, too.

        While others read an old state some of it stays, until the next time.
        """
        if not self.is_sqlite:
            return
        with contextlib.closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def dispose(self) -> None:
        self._writers.dispose()
        self.engine.dispose()


def busy() -> Refused:
    """The refusal for a database that is locked, full, down or restarting: try again, nothing was done."""
    return Refused("busy", N_("The server can't save this right now. It will be tried again."), retry_after=1)


class Held(Refused):
    """The refusal when another transaction holds what this one needs: nothing was done.

    `what` is the live row (its model and id) that is held, where that is known.
    """

    def __init__(self, what: tuple[type, int] | None = None) -> None:
        refusal = busy()
        super().__init__(refusal.code, refusal.message.text, retry_after=refusal.retry_after)
        self.what = what


def _is_held(error: DBAPIError) -> bool:
    return getattr(error.orig, "pgcode", None) in _HELD


def _is_locked(error: DBAPIError) -> bool:
    return isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig)


def _sqlite(url: str, durability: str, waits: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": waits, "check_same_thread": False}, **_JSON)
    synchronous = "FULL" if durability == "full" else "NORMAL"

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is erased is overwritten with zeros. Debian's SQLite does it by itself, others have to be told.
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # IMMEDIATE takes the write lock at once: a read that turns into a write could not wait for it.
        write = connection.get_execution_options().get("facilitation_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: str, durability: str) -> Engine:
    settings = (
        "timezone=utc",
        "statement_timeout=15000",
        f"idle_in_transaction_session_timeout={FROZEN_READING * 1000}",
        # When a process's machine is gone, PostgreSQL notices within half a minute and frees what it held.
        "tcp_keepalives_idle=10",
        "tcp_keepalives_interval=5",
        "tcp_keepalives_count=4",
    )
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg2"),
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=5,
        **_JSON,
        connect_args={"connect_timeout": 5, "options": " ".join(f"-c {one}" for one in settings)},
    )
    if durability != "full":

        @event.listens_for(engine, "connect")
        def _relax(connection: Any, record: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET synchronous_commit TO off")
            connection.commit()

    return engine
