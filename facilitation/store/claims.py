"""Names that one process at a time may hold: nobody else gets one until it is released or its process ends.

However the process ends: PostgreSQL lets go of a session's advisory locks when its connection is gone, the
system of a file's lock. So a claim on the work of a killed process is free at once, and never too early.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from facilitation.store.database import Database

try:
    import fcntl
except ImportError:  # Windows, where the program runs within WSL only.
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Claim:
    """A name held. `release` it; until then whatever keeps it stays open."""

    name: str
    connection: Connection | None = None
    file: int | None = None
    path: Path | None = None

    def release(self) -> None:
        if self.connection is not None:
            # Unlocking is not enough where the connection is broken: then it must not go back to the pool.
            self.connection.invalidate()
            self.connection.close()
        if self.file is not None and self.path is not None:
            self.path.unlink(missing_ok=True)
            os.close(self.file)


def claim(database: Database, name: str) -> Claim | None:
    """Hold a name of this database, or None while somebody else holds it. Never waits.

    Raises OperationalError when PostgreSQL is away, OSError when the file's folder can't be written.
    """
    return _by_file(database, name) if database.is_sqlite else _by_advisory_lock(database, name)


def _by_advisory_lock(database: Database, name: str) -> Claim | None:
    digest = hashlib.sha256(f"facilitation {name}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        held = connection.scalar(select(func.pg_try_advisory_lock(number)))
    except BaseException:
        connection.close()
        raise
    if held:
        return Claim(name, connection=connection)
    connection.close()
    return None


def _by_file(database: Database, name: str) -> Claim | None:
    """The lock of a file beside the database: only this machine's processes share an SQLite file."""
    path = Path(f"{database.url.database}.claim-{name}")
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its holder removes the file: a lock on one that is gone keeps nobody out.
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_ino == os.fstat(file).st_ino:
                    return Claim(name, file=file, path=path)
        except BlockingIOError:
            os.close(file)
            return None
        except BaseException:
            os.close(file)
            raise
        os.close(file)
