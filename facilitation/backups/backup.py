"""Copies all that the program keeps into a new folder, while people go on: `python3 run.py backup PATH`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from facilitation.backups import content, postgresql
from facilitation.backups.content import DATABASE, FILES, POSTGRESQL, SECRET, SQLITE, Digest, Listed
from facilitation.backups.place import FAILED, UNUSABLE, WRONG_SETTING, Place, Stopped, add_options, place_of
from facilitation.backups.room import room
from facilitation.settings import ConfigError


def back_up(place: Place, target: Path) -> Listed:
    """Make a backup in a new folder, whole or not at all; what it holds. Raises Stopped."""
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Stopped(f"There is something at {target} already; name a folder that is not there yet.")
    secret = place.secret()
    aside = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
    try:
        with room(target):
            aside.mkdir(parents=True, mode=0o700)
            made_at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
            # First the database: a file that one of its rows names is older than the row.
            kind, tables, revision = _copy_database(place, aside)
            files = {
                path.as_posix(): content.copy(place.instance / path, aside / FILES / path)
                for path in place.files(without=aside)
            }
            if secret is not None:
                (aside / SECRET).write_text(secret + "\n")
            digest = content.digest_of(aside / DATABASE[kind])
            listed = Listed(kind, made_at, revision, digest, tables, files, secret is not None)
            listed.write(aside)
            if target.exists():
                target.rmdir()
            aside.rename(target)
    finally:
        content.remove(aside)
    return listed


def _copy_database(place: Place, folder: Path) -> tuple[str, dict[str, Digest], str]:
    """The database as it stands at one moment: its kind, tables and version."""
    path = place.sqlite_path
    if path is None:
        with postgresql.connected(place.database_url) as connection:
            file = folder / DATABASE[POSTGRESQL]
            postgresql.dump(connection, place.database_url, file)
            return POSTGRESQL, content.tables_of(connection), content.revision_of(connection)
    if not path.exists():
        raise Stopped(f"There is no database at {path}; name it with --database.", UNUSABLE)
    file = folder / DATABASE[SQLITE]
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(file)) as copy:
        # In one step: it reads one state while others write, and never has to begin again.
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Stopped(f"The database {path} is damaged; restore an earlier backup.", UNUSABLE)
    with content.sqlite_reading(file) as connection:
        return SQLITE, content.tables_of(connection), content.revision_of(connection)


def main(argv: Sequence[str]) -> int:
    """`backup`: 0 when done, 1 when it could not be, 2 for a wrong setting, 4 without a usable database."""
    parser = argparse.ArgumentParser(prog="run.py backup", description=__doc__)
    parser.add_argument("path", metavar="PATH", help="a folder that is not there yet")
    add_options(parser)
    options = parser.parse_args(argv)
    os.umask(0o077)
    try:
        place, target = place_of(options), Path(options.path).absolute()
        listed = back_up(place, target)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG_SETTING
    except Stopped as stopped:
        print(f"Nothing was backed up. {stopped}", file=sys.stderr)
        return stopped.status or FAILED
    print(f"Backed up to {target}: {listed}{', and the secret' if listed.secret else ''}.")
    print(
        "With this folder people can read everything and sign in as anybody: keep it safe, and not for ever."
    )
    if not listed.secret:
        print("The secret isn't in it, since it isn't known here: keep FACILITATION_SECRET_KEY elsewhere.")
    return 0
