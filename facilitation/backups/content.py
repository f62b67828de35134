"""What a backup holds: the database, the secret, the files, a list of all that with digests, and a README."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from facilitation.backups.place import LIST, README

SQLITE, POSTGRESQL = "sqlite", "postgresql"
#: The database's file in a backup, by its kind.
DATABASE = {SQLITE: "database.sqlite3", POSTGRESQL: "database.pgdump"}
SECRET, FILES = "secret", "files"
FORM = 1
_PIECE = 1 << 20

_README = """\
A backup of the program Facilitation, made at {made_at} (UTC).

THIS FOLDER HOLDS EVERYTHING, {secret_words}. With it people can read what others
said in trust, and sign in as anybody. Keep it as you keep the program's own database:
encrypted, for few eyes, and deleted when it is of no more use. People who were erased
from the program since then are still in here.

  {database:18} the database ({kind}, tables of version {revision})
{secret_line}  {files:18} the files beside the database
  {list:18} what all of them hold, with digests

To restore it, with the program of the same version or a later one:

  python3 run.py restore THIS_FOLDER --database DB --instance FOLDER

DB is {where} FOLDER is empty or not there yet.
"""
_SECRET_LINE = f"  {SECRET:18} the secret that signs sign-in links, feeds and cookies\n"
_WHERE = {
    SQLITE: "a file that is not there yet.",
    POSTGRESQL: "postgresql://..., a database without tables (createdb makes one).",
}


@dataclass(frozen=True, slots=True)
class Digest:
    """How much there is of something, and what: rows of a table, bytes of a file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a backup holds, as `backup.json` says it."""

    kind: str
    made_at: str
    revision: str
    database: Digest
    tables: dict[str, Digest]
    files: dict[str, Digest]
    secret: bool
    form: int = FORM

    def write(self, folder: Path) -> None:
        """Into a backup's folder, with the README."""
        (folder / LIST).write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n")
        names = {"database": DATABASE[self.kind], "files": f"{FILES}/", "list": LIST}
        words = _README.format(
            **names,
            kind="SQLite" if self.kind == SQLITE else "PostgreSQL, for pg_restore",
            made_at=self.made_at,
            revision=self.revision,
            where=_WHERE[self.kind],
            secret_words="THE SECRET INCLUDED" if self.secret else "BUT THE SECRET, WHICH IS KEPT ELSEWHERE",
            secret_line=_SECRET_LINE if self.secret else "",
        )
        (folder / README).write_text(words)

    @staticmethod
    def read(folder: Path) -> Listed:
        """What stands in a backup's folder. Raises OSError, ValueError, KeyError or TypeError: it is none."""
        try:
            found: dict[str, Any] = json.loads((folder / LIST).read_text())
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if found["form"] != FORM or found["kind"] not in DATABASE:
            raise ValueError("another form")
        digests = {
            part: {name: Digest(**one) for name, one in dict(found[part]).items()}
            for part in ("tables", "files")
        }
        if not all(map(_stays_within, digests["files"])):
            raise ValueError("a file outside of the folder")
        return Listed(**found | digests | {"database": Digest(**found["database"])})

    @property
    def rows(self) -> int:
        return sum(table.size for table in self.tables.values())

    def __str__(self) -> str:
        files = "1 other file" if len(self.files) == 1 else f"{len(self.files)} other files"
        return f"{len(self.tables)} tables with {self.rows:,} rows, {files}"


def _stays_within(name: str) -> bool:
    """Whether a file's name is one that `backup` writes: a path below the folder, without detours.

    A backup may have lain where others could change it, and each name is also where a file is written to.
    """
    parts = name.split("/")
    return "\0" not in name and not {"", ".", ".."} & {*parts}


def copy(source: Path, target: Path) -> Digest:
    """Copy a file, and say what was copied: even of one that changes meanwhile that is the copy's digest."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("xb") as writing:
        while piece := reading.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            writing.write(piece)
    return Digest(size, digest.hexdigest())


def digest_of(path: Path) -> Digest:
    """A file's."""
    with path.open("rb") as reading:
        return Digest(path.stat().st_size, hashlib.file_digest(reading, "sha256").hexdigest())


def tables_of(connection: Connection) -> dict[str, Digest]:
    """Every table's: how many rows, and the sum of their digests, since rows have no order."""
    inspector = inspect(connection)
    found = {}
    for table in sorted(inspector.get_table_names()):
        columns = ", ".join(
            f'"{name}"' for name in sorted(one["name"] for one in inspector.get_columns(table))
        )
        total = count = 0
        rows = connection.execution_options(stream_results=True).execute(
            text(f'SELECT {columns} FROM "{table}"')
        )
        for row in rows:
            plain = tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            total += int.from_bytes(hashlib.sha256(repr(plain).encode()).digest(), "big")
            count += 1
        found[table] = Digest(count, f"{total % (1 << 256):064x}")
    return found


def revision_of(connection: Connection) -> str:
    """The version of the tables."""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


@contextmanager
def sqlite_reading(path: Path) -> Iterator[Connection]:
    """A connection to an SQLite file that changes nothing about it."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection


def remove(folder: Path) -> None:
    """What was begun and not finished."""
    shutil.rmtree(folder, ignore_errors=True)
