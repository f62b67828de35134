"""The purge: who and what goes after the retention date, what stays, and that it says so."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from facilitation.command_line import UNUSABLE
from facilitation.jobs import retention
from facilitation.jobs.retention import purge, to_do
from facilitation.store.boards import Board, Note
from facilitation.store.database import Database
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail
from facilitation.store.operations import AuditEntry, Operation
from facilitation.store.people import Seat, SignInLink
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Attendance, Record, Session
from tests.servers import until
from tests.traces import EMAIL, NAME, draft, found, leave_traces, render_again
from tests.world import World


def _ends(world: World, days_ago: int) -> None:
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.retention_until = world.clock().date() - dt.timedelta(days=days_ago)


def _purge(world: World) -> retention.Purged:
    return purge(world.database, world.door, world.clock())


def _in_the_files(world: World, texts: set[str]) -> list[str]:
    """Which of these texts SQLite's files still hold in pages that are free by now, or in the journal."""
    path = Path(world.database.url.database)
    raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    return [text for text in texts if text.encode() in raw]


def test_after_the_retention_date_nobody_is_named(world: World) -> None:
    traced = leave_traces(world)
    draft(world, "minutes")
    record = {"session": world.here.session, "kind": "point", "text": "By phone", "speaker": "Zed Farquhar"}
    world.by("facilitator", "record.add", record)
    noted = {"session": world.here.session, "text": "Ask Zed Farquhar first."}
    world.by("facilitator", "desk_notes.keep", noted)
    _ends(world, 1)
    assert _in_the_files(world, {NAME})
    there = {seat.seat for seat in to_do(world.database, world.clock()).people}
    assert {traced.seat, world.here.seats["guest"]} <= there
    assert not there & set(world.there.seats.values()), "the other programme is kept"
    done = _purge(world)
    render_again(world)
    assert done.erased["people"] >= 8 and done.erased["notes"] == 5 and done.erased["documents"] >= 1
    assert found(world, {*traced.secrets, "Zed Farquhar", "participant@here.invalid"}) == []
    with world.database.reading() as orm:
        organiser = orm.get_one(Seat, world.here.seats["organiser"])
        assert organiser.erased_at is None, "somebody must be able to open the record"
        assert orm.scalar(select(func.count()).where(Note.removed.is_(False))) >= 3
        assert orm.get_one(Seat, world.there.seats["participant"]).name == "Participant"
    assert _in_the_files(world, {NAME, EMAIL}) == []
    assert not to_do(world.database, world.clock()), "a second purge finds nothing"
    assert _purge(world).sentences() == []


def test_on_the_last_day_everybody_is_still_there(world: World) -> None:
    _ends(world, 0)
    assert to_do(world.database, world.clock()).people == []


def test_what_is_of_no_more_use_goes(world: World) -> None:
    world.do("link.ask", {"email": "participant@here.invalid"}, programme=world.here.programme)
    with world.database.writing() as orm:
        long_ago = world.clock() - dt.timedelta(days=100)
        done = {"programme_id": world.here.programme, "kind": "x", "payload": {}, "run_after": long_ago}
        orm.add(Job(**done, status="done", finished_at=long_ago))
        orm.add(Job(**done, status="waiting"))
    world.clock.now += dt.timedelta(days=6, hours=23)
    assert "operations" not in to_do(world.database, world.clock()).rows
    world.clock.now += dt.timedelta(hours=2)
    rows = to_do(world.database, world.clock()).rows
    assert rows["operations"] > 3 and rows["jobs"] == 1 and rows["sign_in_links"] == 1 and "mails" not in rows
    with world.database.reading() as orm:
        lines = orm.scalar(select(func.count(AuditEntry.id)))
    done = _purge(world)
    assert {table: done.deleted[table] for table in rows} == rows
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count(AuditEntry.id))) == lines + 1, "the log only grows"
        assert orm.scalars(select(Operation.name)).all() == ["retention.clean"]
        assert orm.scalar(select(func.count(SignInLink.id))) > 0, "links that still sign in stay"
        assert orm.scalar(select(func.count()).where(Job.status == "done")) == 0
        assert orm.scalar(select(func.count(Mail.id))) == 1
    world.clock.now += dt.timedelta(days=84)
    assert _purge(world).deleted["mails"] == 1


def test_removed_rehearsals_are_really_deleted(world: World) -> None:
    rehearsal = world.by("facilitator", "rehearsal.open", {"session": world.here.session}).result["session"]
    token = {"session": rehearsal, "name": "Rita Rehearsing", "city": "DUB", "token_hash": "r" * 64}
    world.by("facilitator", "session.start", {"session": rehearsal})
    guest = world.do("seat.take", token, programme=world.here.programme).result
    area = _areas(world, guest["board"])[0]
    note = {"board": guest["board"], "area": area, "text": "Only a rehearsal"}
    world.do("note.post", note, guest["seat"])
    later = {"title": "Later", "type": "challenge", "template": "challenges"}
    world.by("facilitator", "session.create", later)
    world.guest(world.here, "Later", "DUB")
    assert "sessions" not in _purge(world).deleted, "one that is not removed stays"
    world.by("facilitator", "rehearsal.remove", {"session": rehearsal})
    done = _purge(world)
    assert done.deleted["sessions"] == 1 and done.deleted["notes"] == 1
    assert found(world, {"Rita Rehearsing", "Only a rehearsal"}) == []
    with world.database.reading() as orm:
        assert orm.get(Session, rehearsal) is None and orm.get(Board, guest["board"]) is None
        for model in (Attendance, Record):
            assert orm.scalars(select(model).where(model.session_id == rehearsal)).all() == []
        assert orm.get_one(Session, world.here.session).board_id
    world.note(world.here.seats["facilitator"], "Work goes on")


def test_the_worker_does_it_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(retention, "LOOK", 0.01)
    _ends(world, 1)
    stop = threading.Event()
    args = (world.database, world.door, world.clock, stop)
    daily = threading.Thread(target=retention.every_day, args=args, daemon=True)
    daily.start()
    until(lambda: not to_do(world.database, world.clock()), "the daily purge", 20.0)
    stop.set()
    daily.join(10)
    assert not daily.is_alive()


def _areas(world: World, board: int) -> list[int]:
    with world.database.reading() as orm:
        return [area.id for area in orm.get_one(Board, board).areas]


def test_the_command(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its own door, on the file: as `python3 run.py retention`."""
    database = str(world.database.url.database)
    assert retention.main(["--database", str(tmp_path / "nothing.sqlite3")]) == UNUSABLE
    assert not (tmp_path / "nothing.sqlite3").exists()
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).retention_until = dt.date(2020, 1, 1)
    assert retention.main(["--dry-run", "--database", database]) == 0
    said = capsys.readouterr().out
    assert f"To erase in programme {world.here.programme}: 7 people." in said
    assert "Nothing was changed." in said
    with world.database.reading() as orm:
        assert orm.scalars(select(Seat.id).where(Seat.erased_at.is_not(None))).all() == []
    assert retention.main(["--database", database]) == 0
    assert "Erased: " in capsys.readouterr().out
    assert retention.main(["--database", database]) == 0
    after = Database(f"sqlite:///{database}", "normal")
    with after.reading() as orm:
        assert len(orm.scalars(select(Seat.id).where(Seat.erased_at.is_not(None))).all()) == 7
    after.dispose()
