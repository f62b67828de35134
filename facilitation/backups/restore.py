"""A backup into an empty place, compared table by table and file by file: `python3 run.py restore PATH`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import inspect

from facilitation.backups import content, postgresql
from facilitation.backups.content import DATABASE, FILES, POSTGRESQL, SECRET, SQLITE, Digest, Listed
from facilitation.backups.place import FAILED, WRONG_SETTING, Place, Stopped, add_options, place_of
from facilitation.backups.room import room
from facilitation.settings import ConfigError


def restore(source: Path, place: Place) -> Listed:
    """Put a backup into an empty place, whole or not at all; what it held. Raises Stopped."""
    listed = _listed(source)
    _require_empty(place, listed)
    made = _Made()
    try:
        with room(place.instance):
            made.folder(place.instance)
            files = {}
            for name in listed.files:
                target = place.instance / name
                made.folder(target.parent)
                made.file(target)
                files[name] = content.copy(source / FILES / name, target)
            _require_same("file", listed.files, files)
            if listed.secret and place.secret_given is None:
                made.folder(place.secret_path.parent)
                made.file(place.secret_path)
                content.copy(source / SECRET, place.secret_path)
            _restore_database(source, place, listed, made)
    except BaseException:
        made.undo()
        raise
    return listed


class _Made:
    """What was made for a restore, so that it can go again."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._database_url: str | None = None

    def tables(self, database_url: str) -> None:
        """Those of an empty PostgreSQL database are about to be made."""
        self._database_url = database_url

    def file(self, path: Path) -> None:
        """One that is about to be made."""
        self._paths.append(path)

    def folder(self, path: Path) -> None:
        """Make a folder with those that it lies in."""
        missing = [one for one in (path, *path.parents) if not one.exists()]
        for one in reversed(missing):
            self._paths.append(one)
            one.mkdir(mode=0o700)

    def undo(self) -> None:
        if self._database_url is not None:
            postgresql.empty(self._database_url)
        for path in reversed(self._paths):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            else:
                path.unlink(missing_ok=True)


def _listed(source: Path) -> Listed:
    try:
        listed = Listed.read(source)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Stopped(f"{source} is no backup of this program; name the folder of one.") from error
    missing = [
        name
        for name in (DATABASE[listed.kind], *([SECRET] if listed.secret else []))
        if not (source / name).is_file()
    ]
    missing += [f"{FILES}/{name}" for name in listed.files if not (source / FILES / name).is_file()]
    if missing:
        raise Stopped(f"The backup {source} is damaged: {missing[0]} is missing.")
    _require_same(
        "file",
        {DATABASE[listed.kind]: listed.database, **listed.files},
        {DATABASE[listed.kind]: content.digest_of(source / DATABASE[listed.kind])}
        | {name: content.digest_of(source / FILES / name) for name in listed.files},
    )
    return listed


def _require_empty(place: Place, listed: Listed) -> None:
    path = place.sqlite_path
    if (path is None) != (listed.kind == POSTGRESQL):
        wanted = "postgresql://..." if listed.kind == POSTGRESQL else "a file"
        kind = _NAMES[listed.kind]
        raise Stopped(f"This backup is of {kind}; give {wanted} with --database.", WRONG_SETTING)
    if path is not None:
        for one in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")):
            if one.exists():
                raise Stopped(f"There is a database at {one} already; name another file with --database.")
    for one in (place.instance / name for name in listed.files):
        if one.exists():
            raise Stopped(f"{one} is there already; name an empty folder with --instance.")
    if place.named and place.instance.is_dir() and any(place.instance.iterdir()):
        raise Stopped(f"The folder {place.instance} is not empty; name another with --instance.")
    if listed.secret and place.secret_given is None and place.secret_path.exists():
        raise Stopped(f"There is a secret at {place.secret_path} already; choose an empty place.")


_NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}


def _restore_database(source: Path, place: Place, listed: Listed, made: _Made) -> None:
    path, file = place.sqlite_path, source / DATABASE[listed.kind]
    if path is None:
        with postgresql.connected(place.database_url) as connection:
            if inspect(connection).get_table_names():
                raise Stopped("The database has tables already; make an empty one with createdb.")
            connection.commit()
            made.tables(place.database_url)
            postgresql.load(connection, place.database_url, file)
        with postgresql.connected(place.database_url) as connection:
            _require_same("table", listed.tables, content.tables_of(connection))
        return
    made.folder(path.parent)
    made.file(path)
    shutil.copyfile(file, path)
    path.chmod(0o600)
    with content.sqlite_reading(path) as connection:
        _require_same("table", listed.tables, content.tables_of(connection))


def _require_same(what: str, listed: dict[str, Digest], found: dict[str, Digest]) -> None:
    different = sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
    if different:
        raise Stopped(
            f"The backup is damaged: the {what} {different[0]} is not what was backed up"
            + (f", nor are {len(different) - 1} more." if different[1:] else ".")
        )


def main(argv: Sequence[str]) -> int:
    """`restore`: 0 when done, 1 when it could not be, 2 for a wrong setting, 4 without a usable database."""
    parser = argparse.ArgumentParser(prog="run.py restore", description=__doc__)
    parser.add_argument("path", metavar="PATH", help="the folder that `backup` made")
    add_options(parser)
    options = parser.parse_args(argv)
    os.umask(0o077)
    try:
        place, source = place_of(options), Path(options.path).absolute()
        listed = restore(source, place)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG_SETTING
    except Stopped as stopped:
        print(f"Nothing was restored. {stopped}", file=sys.stderr)
        return stopped.status or FAILED
    print(f"Restored the backup of {listed.made_at} (UTC): {listed}; 0 different from what was backed up.")
    if listed.secret and place.secret() != (source / SECRET).read_text().strip():
        print(
            f"FACILITATION_SECRET_KEY is another secret than the backup's ({source / SECRET}): "
            "with it, links, feeds and cookies from before lead nowhere."
        )
    elif listed.secret and place.secret_given is None:
        print(
            f"The secret is in {place.secret_path}. If you start the program with FACILITATION_SECRET_KEY, "
            "set that to it: otherwise links, feeds and cookies from before lead nowhere."
        )
    return 0
