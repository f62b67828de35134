"""Where a program keeps its things: its database, the secret, and the folder with its files."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from facilitation import settings
from facilitation.environment import ROOT

#: In each backup: what it holds, for this program and for people.
LIST, README = "backup.json", "README.txt"
FAILED, WRONG_SETTING, UNUSABLE = 1, 2, 4
#: A folder that nobody has named as the program's may hold so many files and bytes: more are hardly its own.
FILES_MOST, BYTES_MOST = 1_000, 200_000_000


class Stopped(Exception):
    """Why nothing was backed up or restored: one sentence that says what to do, and the exit status."""

    def __init__(self, sentence: str, status: int = FAILED) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Place:
    """The database's URL, the folder with files, and whether somebody has named that folder."""

    database_url: str
    instance: Path
    named: bool
    secret_given: str | None
    """The secret, where it is a setting."""

    @property
    def sqlite_path(self) -> Path | None:
        """The database's file, None on PostgreSQL."""
        return settings.sqlite_path(self.database_url)

    @property
    def secret_path(self) -> Path:
        """Where the secret's file is, where it has one: beside the database's."""
        path = self.sqlite_path
        if path is None:
            return self.instance / "secret"
        return path.with_name(path.name + ".secret")

    def secret(self) -> str | None:
        """The secret that signs links and cookies, if it is known here."""
        if self.secret_given is not None:
            return self.secret_given
        try:
            return self.secret_path.read_text().strip() or None
        except FileNotFoundError:
            return None

    def files(self, without: Path) -> list[Path]:
        """The files in the folder besides the database, its journals and its secret, as relative paths.

        Links are followed, each folder once: uploads may lie on another disk. Backups in there are left out,
        and so is the folder `without`. Raises Stopped when it looks like somebody's folder for everything.
        """
        found, size = [], 0
        seen = {self.instance.resolve()}
        for folder, folders, names in os.walk(self.instance, followlinks=True):
            here = Path(folder)
            inside = {name: (here / name).resolve() for name in folders if here / name != without}
            folders[:] = [
                name for name, real in inside.items() if real not in seen and not is_backup(here / name)
            ]
            seen.update(inside[name] for name in folders)
            for path in (here / name for name in names):
                if self._is_the_databases(path) or not path.is_file():
                    continue
                found.append(path.relative_to(self.instance))
                size += path.stat().st_size
                if not self.named and (len(found) > FILES_MOST or size > BYTES_MOST):
                    raise Stopped(
                        f"The folder {self.instance} holds much that is hardly the program's; "
                        "say which folder is with --instance FOLDER.",
                        WRONG_SETTING,
                    )
        return sorted(found)

    def _is_the_databases(self, path: Path) -> bool:
        """Whether a file is the database's own: itself, its journals, its secret and locks."""
        database = self.sqlite_path
        if path in (database, self.secret_path):
            return True
        if database is None or path.parent != database.parent:
            return False
        return path.name.startswith((f"{database.name}-", f"{database.name}."))


def is_backup(folder: Path) -> bool:
    """Whether a folder is a backup of this program."""
    return (folder / LIST).is_file() and (folder / README).is_file()


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which program's things are meant, as for starting it."""
    parser.add_argument("--database", metavar="DB", help="a file, sqlite:///PATH or postgresql://...")
    parser.add_argument("--instance", metavar="FOLDER", help="the folder with files (beside the database)")


def place_of(options: argparse.Namespace) -> Place:
    """What the settings and options name; nothing is made or changed. Raises ConfigError."""
    given = settings.given_settings(os.environ, {"database_url": options.database})
    instance = Path(options.instance or ROOT / "instance").absolute()
    database_url = settings.database_url(given.get("DATABASE_URL"), instance)
    path = settings.sqlite_path(database_url)
    if path is not None and not options.instance:
        instance = path.parent
    named = bool(options.instance) or instance == ROOT / "instance"
    return Place(database_url, instance, named, given.get("SECRET_KEY"))
