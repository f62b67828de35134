"""Law: for every audience, snapshot + frames = the next snapshot; and so is snapshot + catch-up."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from facilitation.commands.catalogue import COMMANDS
from facilitation.domain.errors import Refused
from facilitation.domain.visibility import AUDIENCES, FACILITATORS
from facilitation.live.audiences import Audiences, Member
from facilitation.live.broadcast import Broadcast
from facilitation.live.subjects import find
from facilitation.store.boards import Board
from facilitation.store.database import Database
from facilitation.store.programmes import Programme
from tests.laws.cases import CASES, chapter_of
from tests.laws.cases.solutions import canvas_on
from tests.laws.chance import Chance
from tests.laws.fold import Copy, settled
from tests.world import World

#: The readers: (seat's role, audience). Everybody is sent frames; some of them act.
READERS = tuple(
    (role, audience)
    for role in ("participant", "guest", "facilitator", "support")
    for audience in AUDIENCES
    if (role == "facilitator") == (audience == FACILITATORS) or audience == "projector"
)
ACTORS = ("participant", "guest", "facilitator", "support")

#: Commands that change what readers of a board see: their cases say what they might be asked for.
BOARD_COMMANDS = tuple(name for name, case in CASES.items() if case.by_chance)
#: What a random day is made of; what happens often stands here more than once.
NAMES = (
    *BOARD_COMMANDS,
    "guest",
    *["note.post", "cluster.make", "vote.cast", "undo"] * 2,
    *["board.stage", "board.settings", "note.hide", "note.restore"],
)

#: (command, who, and two numbers that choose what it is about)
Step = tuple[str, str, int, int]
steps = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(ACTORS),
    st.integers(0, 50),
    st.integers(0, 50),
)


class Readers:
    """Copies of one subject, kept by the frames that Broadcast really sends."""

    def __init__(self, world: World, subject: str) -> None:
        self.world = world
        self.subject = subject
        audiences = Audiences()
        self.broadcast = Broadcast(world.database, audiences, self._deliver)
        self.copies: dict[str, Copy] = {}
        self.members: dict[str, tuple[int, str]] = {}
        for role, audience in READERS:
            seat = world.here.seats[role]
            name = f"{role}/{audience}"
            revision, snapshot = self.now(seat, audience)
            self.copies[name] = Copy(revision, snapshot)
            self.members[name] = (seat, audience)
            audiences.join(subject, Member(name, seat, audience, revision))
        world.changes.clear()

    def now(self, seat: int, audience: str) -> tuple[int, dict[str, Any]]:
        """A fresh snapshot."""
        viewer = self.world.viewer(seat)
        with self.world.database.reading() as orm:
            kind, row = find(orm, viewer, self.subject)
            snapshot = kind.whole(orm, row, audience)
            snapshot["mine"] = kind.personal(orm, row, [seat])[seat]
            return row.revision, json.loads(json.dumps(snapshot))

    def caught_up(self, name: str, start: Copy) -> Copy | None:
        """`start` brought up by catch-up; None when a snapshot would be sent instead."""
        seat, audience = self.members[name]
        viewer = self.world.viewer(seat)
        with self.world.database.reading() as orm:
            kind, row = find(orm, viewer, self.subject)
            if start.revision < row.visibility_revision:
                return None
            put, drop = kind.since(orm, row, audience, start.revision)
            mine = kind.personal(orm, row, [seat])[seat]
            frame = {"from": start.revision, "to": row.revision, "put": put, "drop": drop, "mine": mine}
        start.fold(json.loads(json.dumps(frame)))
        return start

    def publish(self) -> None:
        self.broadcast.publish(self.world.changes)
        self.world.changes.clear()

    def _deliver(self, connection: str, packet: bytes, frame: bytes) -> None:
        name, body = json.loads(packet[2:])
        assert name == "frame"
        if body["subject"] == self.subject:
            self.copies[connection].fold(body)

    def check(self) -> None:
        for name, (seat, audience) in self.members.items():
            revision, snapshot = self.now(seat, audience)
            assert self.copies[name].revision == revision
            assert settled(self.copies[name].state) == settled(snapshot), name


def test_every_command_about_a_board_is_part_of_a_random_day() -> None:
    for name, command in COMMANDS.items():
        model = command.target.model if command.target else None
        about_board = model is Board or getattr(model, "SUBJECT", "") == Board.KIND
        assert not about_board or CASES[name].by_chance, (
            f"{name} is about a board, but random days never ask for it: give its case in "
            f"tests/laws/cases/{chapter_of(name)}.py a payload by chance."
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("fold")


@settings(
    max_examples=35,
    deadline=None,
    # Shrinking replays whole workshops: minutes for a shorter example.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(steps, min_size=8, max_size=40))
def test_fold(
    world_file: tuple[Path, bytes], folder: Path, sequence: list[tuple[str, str, int, int]]
) -> None:
    path, remembered = world_file
    shutil.copy(path, folder / "fold.sqlite3")
    database = Database(f"sqlite:///{folder / 'fold.sqlite3'}", "normal")
    try:
        world = World(database, pickle.loads(remembered))
        with database.writing() as orm:
            orm.get(Programme, world.here.programme).languages = ["en", "es"]
        _begin(world)
        boards = Readers(world, f"board:{world.here.board}")
        middle: dict[str, Copy] = {}
        for place, (name, actor, a, b) in enumerate(sequence):
            _do(world, boards.publish, name, actor, a, b)
            boards.publish()
            if place == len(sequence) // 2:
                boards.check()
                middle = {reader: Copy(copy.revision, copy.state) for reader, copy in boards.copies.items()}
        boards.check()
        for reader, start in middle.items():
            caught = boards.caught_up(reader, start)
            if caught is not None:
                assert settled(caught.state) == settled(boards.copies[reader].state), f"catch-up of {reader}"
    finally:
        database.dispose()


#: The stages at which participants may do something of that kind.
FITTING = {"note": ("write", "revealed", "cluster"), "cluster": ("revealed", "cluster"), "vote": ("vote",)}


def _begin(world: World) -> None:
    """A board that is a canvas, on which something lies: notes of everybody, two clusters, votes on both."""
    canvas_on(world, world.here.board)
    notes = [world.note(world.here.seats[role], f"First of {role}") for role in ACTORS]
    cluster = world.cluster(world.here.seats["participant"], "First cluster")
    world.cluster(world.here.seats["guest"], "Second cluster")
    world.stage("vote")
    for role in ACTORS:
        for on in (f"note:{notes[0]}", f"cluster:{cluster}"):
            world.by(role, "vote.cast", {"board": world.here.board, "on": on})


def _do(world: World, tell: Callable[[], None], name: str, actor: str, a: int, b: int) -> None:
    """One step; a refusal is as good as a success, as long as everybody still agrees afterwards.

    What only facilitators may do is mostly asked for by one, and now and then by somebody who may not; what
    a stage must be open for mostly finds it open.
    """
    leads = name.startswith(
        ("board.", "block.", "area.", "plan.", "session.", "step.", "challenge.", "note.hide", "note.restore")
    )
    role = "facilitator" if leads and (a + b) % 8 else actor
    kind = name.partition(".")[0]
    board = {"board": world.here.board}
    if name == "session.end" and a % 4:
        return
    by_chance = CASES[name].by_chance if name in CASES else None
    try:
        if kind in FITTING and not leads and (a + b) % 4:
            stages = FITTING[kind]
            world.by("facilitator", "board.lock", board | {"locked": False})
            tell()
            world.by("facilitator", "board.stage", board | {"stage": stages[a % len(stages)]})
            tell()
        if name == "guest":
            world.guest(
                world.here, f"Guest {a}", ("TRN", "SFO")[b % 2], f"token {a} {b} {world.operation_id()}"
            )
        elif by_chance is not None:
            world.by(role, name, by_chance(Chance(world, a, b, world.here.seats[role])))
    except Refused as refused:
        assert refused.code != "busy", f"{name} broke down"


def test_fold_of_a_session(world: World) -> None:
    room = Readers(world, f"session:{world.here.session}")
    session = {"session": world.here.session}
    for role in ACTORS:
        world.by(role, "session.attend", session)
        room.publish()
        world.by(role, "ready.set", session | {"ready": True})
        world.by(role, "hand.raise", session)
        room.publish()
    world.by("facilitator", "timer.start", session | {"seconds": 300})
    world.by("facilitator", "timer.extend", session | {"seconds": 60})
    world.by("facilitator", "record.add", session | {"kind": "quote", "text": "We can't do this alone."})
    said = {"kind": "point", "text": "Beside", "language": "en"}
    record = world.by("facilitator", "record.add", session | said).result
    lines = [{"kind": "answer", "text": f"Line {n}", "speaker": "Nobody Here"} for n in range(3)]
    world.by("facilitator", "record.add_many", session | {"records": lines})
    room.publish()
    seen = room.copies["guest/participants"].state["records"]
    revision = next(row["revision"] for row in seen if row["id"] == record["record"])
    world.by("rapporteur", "record.change", record | {"revision": revision, "text": "Beside it"})
    room.publish()
    world.by("facilitator", "record.remove", record)
    room.publish()
    room.check()
    assert record["record"] not in {row["id"] for row in room.copies["guest/participants"].state["records"]}
    world.by("facilitator", "record.restore", record)
    room.publish()
    rude = session | {"seat": world.guest(world.here, "Rude", "SFO", "rude")}
    room.publish()
    world.by("facilitator", "seat.eject", rude)
    room.publish()
    world.by("facilitator", "seat.readmit", rude)
    world.by("guest", "hand.lower", session)
    # Ready marks and a spent timer go with their stage, in the frame of the same change.
    world.clock.now += dt.timedelta(minutes=7)
    world.stage("revealed")
    room.publish()
    room.check()
    assert room.copies["guest/participants"].state["mine"]["ready"] is False
    assert room.copies["guest/participants"].state["timer"]["ends_at"] is None
    world.by("facilitator", "timer.start", session | {"seconds": 60})
    world.by("guest", "seat.correct", session | {"name": "Gilda", "city": "TRN"})
    room.publish()
    world.by("facilitator", "timer.stop", session)
    world.by("facilitator", "session.end", session)
    room.publish()
    world.by("facilitator", "session.reopen", session)
    room.publish()
    room.check()
