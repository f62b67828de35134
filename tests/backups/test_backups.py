"""A backup and its restore, on both databases: the same rows and files, or a sentence and nothing done."""

from __future__ import annotations

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import inspect

from facilitation.backups import postgresql
from facilitation.backups.backup import back_up
from facilitation.backups.content import Listed
from facilitation.backups.place import Place, Stopped
from facilitation.backups.restore import restore
from facilitation.store.database import Database
from tests import programs
from tests.servers import ROOT, PostgreSQL
from tests.store.filled import Rows, load_filled, rows_of

SECRET = "q7-Kx4vJ2hYtR9sLwB3nFgD6aEcUpMZ0"
FILES = {"uploads/a city.png": os.urandom(3000), "uploads/deep/er/Łódź.txt": b"", "note.txt": b"Said\n"}


@dataclass
class Here:
    """A filled program's place, and where to put others."""

    place: Place
    backup: Path
    folder: Path
    empty_database: Callable[[], str]

    def another(self) -> Place:
        return Place(self.empty_database(), self.folder / "there" / "instance", True, None)

    def rows(self, place: Place) -> Rows:
        database = Database(place.database_url, "normal")
        with database.engine.connect() as connection:
            rows = rows_of(connection, inspect(connection))
        database.dispose()
        return rows

    def run(self, *arguments: object, folder: Path = ROOT, **how: object) -> subprocess.CompletedProcess:
        """run.py as its users call it."""
        settings = {name: value for name, value in os.environ.items() if not name.startswith("FACILITATION_")}
        command = [sys.executable, str(ROOT / "run.py"), *map(str, arguments)]
        return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, **how)


@dataclass(frozen=True)
class Source:
    """A filled program's place, and a backup of it; tests only read both."""

    place: Place
    backup: Path
    made: Listed
    empty_database: Callable[[], str]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp(request.param)

    def empty_database() -> str:
        if request.param == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('database') / 'data.sqlite3'}"
        cluster: PostgreSQL = request.getfixturevalue("cluster")
        return cluster.database()

    place = Place(empty_database(), folder / "instance", True, None)
    database = Database(place.database_url, "normal")
    load_filled(database)
    with database.reading() as orm:
        orm.connection()
    database.dispose()
    for name, content in FILES.items():
        (place.instance / name).parent.mkdir(parents=True, exist_ok=True)
        (place.instance / name).write_bytes(content)
    place.secret_path.write_text(SECRET + "\n")
    made = back_up(place, folder / "backup")
    return Source(place, folder / "backup", made, empty_database)


@pytest.fixture
def here(source: Source, tmp_path: Path) -> Here:
    return Here(source.place, source.backup, tmp_path, source.empty_database)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_restored_backup_is_the_same_table_by_table_and_file_by_file(here: Here, source: Source) -> None:
    there = here.another()
    assert restore(here.backup, there) == source.made and source.made.rows > 1_000
    assert here.rows(there) == here.rows(here.place)
    assert {name: _files(there.instance)[name] for name in FILES} == FILES
    assert there.secret() == SECRET


def test_a_backup_says_what_it_is_and_is_for_its_owner_only(here: Here) -> None:
    target = here.folder / "backup"
    done = here.run(
        "backup", target, "--database", here.place.database_url, "--instance", here.place.instance
    )
    assert done.returncode == 0, done.stderr
    assert "sign in as anybody" in done.stdout and "and the secret" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    words = (target / "README.txt").read_text()
    assert "THE SECRET INCLUDED" in words and "run.py restore" in words
    for path in (target, *target.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert not list(here.folder.glob("*unfinished*"))
    there = here.another()
    done = here.run("restore", target, "--database", there.database_url, "--instance", there.instance)
    assert done.returncode == 0, done.stderr
    assert " 0 different " in done.stdout
    assert here.rows(there) == here.rows(here.place)


def test_a_place_that_is_not_empty_is_left_alone(here: Here) -> None:
    with pytest.raises(Stopped, match="already"):
        back_up(here.place, here.backup)
    before = (here.rows(here.place), _files(here.place.instance.parent))
    for place in (
        here.place,
        Place(here.place.database_url, here.folder / "new", True, None),
        Place(here.empty_database(), here.place.instance, True, None),
    ):
        with pytest.raises(Stopped, match="already|not empty"):
            restore(here.backup, place)
    assert (here.rows(here.place), _files(here.place.instance.parent)) == before
    with pytest.raises(Stopped, match="no backup"):
        restore(here.place.instance, here.another())


@pytest.mark.parametrize("part", ["database", "files/note.txt", "files/uploads/a city.png", "backup.json"])
def test_a_damaged_backup_is_found_out_and_leaves_nothing_behind(here: Here, part: str) -> None:
    backup, there = here.folder / "backup", here.another()
    shutil.copytree(here.backup, backup)
    if part == "backup.json":
        listed = json.loads((backup / part).read_text())
        listed["tables"]["notes"]["size"] += 1
        (backup / part).write_text(json.dumps(listed))
    else:
        [path] = backup.glob(f"{part}*")
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    before = _files(here.folder)
    with pytest.raises(Stopped, match="damaged|failed|cannot be used"):
        restore(backup, there)
    assert _files(here.folder) == before and not there.instance.exists()
    if there.sqlite_path is None:
        with postgresql.connected(there.database_url) as connection:
            assert inspect(connection).get_table_names() == []


@pytest.mark.parametrize(
    "name", ["../planted", "uploads/../../planted", "/planted", "", ".", "up//loads", "a\x00b", "secret"]
)
def test_a_backup_names_no_file_outside_of_the_folder(here: Here, name: str) -> None:
    """Whoever could change a backup that lies about must not write where they please."""
    backup, there = here.folder / "backup", here.another()
    shutil.copytree(here.backup, backup)
    name = str(there.secret_path) if name == "secret" else name
    (backup / "planted").write_bytes(b"Said\n")
    listed = json.loads((backup / "backup.json").read_text())
    listed["files"][name] = listed["files"]["note.txt"]
    (backup / "backup.json").write_text(json.dumps(listed))
    before = _files(here.folder)
    with pytest.raises(Stopped, match="no backup"):
        restore(backup, there)
    assert _files(here.folder) == before


@pytest.mark.parametrize("text", ["[]", "7", "[" * 100_000, '{"form": 1, "kind": "sqlite", "tables": []}'])
def test_a_list_of_another_kind_is_no_backup(here: Here, text: str) -> None:
    (here.folder / "backup.json").write_text(text)
    with pytest.raises(Stopped, match="no backup"):
        restore(here.folder, here.another())


def test_where_there_is_no_room_a_sentence_says_so_and_nothing_stays(here: Here) -> None:
    """No file of the child grows beyond so much: the system refuses its writes as on a full disk."""
    target = here.folder / "backup"

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    arguments = ("--database", here.place.database_url, "--instance", here.place.instance)
    done = here.run("backup", target, *arguments, preexec_fn=little_room)
    assert done.returncode == 1 and done.stdout == ""
    assert "Nothing was backed up." in done.stderr and "Traceback" not in done.stderr
    assert "no room" in done.stderr or "failed" in done.stderr
    assert not target.exists() and not list(here.folder.glob("*unfinished*"))


def test_a_backup_among_the_files_does_not_hold_itself_or_others(here: Here, source: Source) -> None:
    copied = here.folder / "instance"
    shutil.copytree(here.place.instance, copied)
    place = Place(here.place.database_url, copied, True, SECRET)
    first = back_up(place, copied / "backups" / "first")
    second = back_up(place, copied / "backups" / "second")
    assert first.files == second.files == source.made.files


def test_files_on_another_disk_are_saved_as_well(here: Here, source: Source) -> None:
    copied, disk = here.folder / "instance", here.folder / "disk"
    shutil.copytree(here.place.instance, copied)
    (disk / "uploads").mkdir(parents=True)
    (disk / "uploads" / "plan.pdf").write_bytes(b"a plan")
    (disk / "one.pdf").write_bytes(b"one")
    (disk / "uploads" / "round").symlink_to(disk)
    (copied / "far").symlink_to(disk / "uploads")
    (copied / "one.pdf").symlink_to(disk / "one.pdf")
    (copied / "gone.pdf").symlink_to(disk / "gone.pdf")
    (copied / "again").symlink_to(copied)
    made = back_up(Place(here.place.database_url, copied, True, SECRET), here.folder / "backup")
    assert {"far/plan.pdf", "one.pdf"} <= set(made.files) and "gone.pdf" not in made.files
    assert sum(name.endswith("plan.pdf") for name in made.files) == 1


def test_relative_paths_are_the_callers(here: Here) -> None:
    arguments = ("--database", here.place.database_url, "--instance", "instance")
    done = here.run("backup", "mine", *arguments, folder=here.folder)
    assert done.returncode == 0, done.stderr
    assert (here.folder / "mine" / "backup.json").exists()


# -- PostgreSQL's own programs -------------------------------------------------------------------------------


@pytest.fixture
def without_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is all there is to find programs in."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setattr(postgresql, "FOLDERS", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.postgresql
@pytest.mark.parametrize("source", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("version", "sentence"),
    [(None, "pg_dump of PostgreSQL is missing here"), ("9.6.2", "is of version 9, the server of")],
)
def test_without_a_fitting_pg_dump_a_sentence_says_which_is_needed(
    here: Here, without_programs: Path, version: str | None, sentence: str
) -> None:
    if version is not None:
        program = without_programs / "pg_dump"
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    with pytest.raises(Stopped, match=sentence) as stopped:
        back_up(here.place, here.folder / "backup")
    assert "sudo apt install postgresql-client-" in str(stopped.value)
    assert not (here.folder / "backup").exists()


@pytest.mark.postgresql
@pytest.mark.parametrize("source", ["postgresql"], indirect=True)
def test_the_newest_pg_dump_is_taken(here: Here, without_programs: Path) -> None:
    old = without_programs / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.2'\n")
    old.chmod(0o755)
    newest = programs.postgresql()
    assert newest is not None
    for name in ("pg_dump", "pg_restore"):
        (without_programs / "new").mkdir(exist_ok=True)
        (without_programs / "new" / name).symlink_to(newest / name)
    postgresql.FOLDERS = str(without_programs / "new")  # put back by the fixture
    assert back_up(here.place, here.folder / "backup").rows > 1_000


def test_a_backup_of_one_database_does_not_go_into_the_other(here: Here) -> None:
    other = "postgresql://me@127.0.0.1:9/x" if here.place.sqlite_path else f"sqlite:///{here.folder / 'x'}"
    with pytest.raises(Stopped, match="This backup is of .*; give"):
        restore(here.backup, Place(other, here.folder / "new", True, None))
