"""PostgreSQL's own programs for backups: found, of the right version, and their failures in a sentence."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from facilitation.backups.place import UNUSABLE, Stopped

#: Where Debian keeps the programs of each version, off the search path.
FOLDERS = "/usr/lib/postgresql/*/bin"
NO_ROOM = "No space left on device"


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection that may take as long as it needs. Raises Stopped when there is none to be had."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg2"),
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": 5, "options": "-c timezone=utc"},
    )
    try:
        connection = engine.connect()
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise Stopped(f"The database cannot be used: {reason}.", UNUSABLE) from error
    with connection:
        yield connection


def dump(connection: Connection, url: str, file: Path) -> None:
    """Write the state that `connection` reads into a file for pg_restore. Raises Stopped."""
    program = _program("pg_dump", _version(connection))
    snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
    command = [str(program), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run([*command, f"--file={file}"], url)


def load(connection: Connection, url: str, file: Path) -> None:
    """Read such a file into a database without tables, wholly or not at all. Raises Stopped."""
    program = _program("pg_restore", _version(connection))
    command = [str(program), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run([*command, str(file)], url)


def empty(url: str) -> None:
    """Take away all tables and functions of a database that had none."""
    with connected(url) as connection:
        for table in inspect(connection).get_table_names():
            connection.execute(text(f'DROP TABLE "{table}" CASCADE'))
        functions = "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        for function in connection.scalars(text(functions)).all():
            connection.execute(text(f"DROP FUNCTION {function}"))
        connection.commit()


def _version(connection: Connection) -> int:
    """The server's major version."""
    return int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000


def _program(name: str, server: int) -> Path:
    """The newest program of that name here; it must not be older than the server. Raises Stopped."""
    found: dict[int, Path] = {}
    on_path = shutil.which(name)
    for path in [*Path("/").glob(f"{FOLDERS.lstrip('/')}/{name}"), *([Path(on_path)] if on_path else [])]:
        said = subprocess.run([str(path), "--version"], capture_output=True, text=True).stdout
        version = re.search(r"\) (\d+)", said)
        if version:
            found[int(version[1])] = path
    get = f"on Debian and Ubuntu install it with: sudo apt install postgresql-client-{server}"
    if not found:
        raise Stopped(f"The program {name} of PostgreSQL is missing here; {get}.")
    newest = max(found)
    if newest < server:
        raise Stopped(f"The program {name} here is of version {newest}, the server of {server}; {get}.")
    return found[newest]


def _run(command: list[str], url: str) -> None:
    """With the password in the environment: other people can read argument lists."""
    parts: URL = make_url(url).set(drivername="postgresql")
    environ = {**os.environ, "LC_ALL": "C"}
    if parts.password is not None:
        environ["PGPASSWORD"] = str(parts.password)
    address = parts.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [*command, f"--dbname={address}"],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode == 0:
        return
    if NO_ROOM in done.stderr:
        raise OSError(errno.ENOSPC, NO_ROOM)
    words = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
    raise Stopped(f"{Path(command[0]).name} failed: {words[0]}")
