"""Law: for every audience, snapshot + frames = the next snapshot; and so is snapshot + catch-up."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from facilitation.domain.boards import AUTHORS, STAGES
from facilitation.domain.errors import Refused
from facilitation.domain.visibility import AUDIENCES, FACILITATORS
from facilitation.live.audiences import Audiences, Member
from facilitation.live.broadcast import Broadcast
from facilitation.live.subjects import find
from facilitation.store.boards import Cluster, Note, Vote
from facilitation.store.database import Database
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

#: What a random day is made of; what happens often stands here more than once.
NAMES = (
    "note.post",
    "note.post",
    "note.post",
    "note.edit",
    "note.move",
    "note.remove",
    "note.hide",
    "note.restore",
    "cluster.make",
    "cluster.make",
    "cluster.add",
    "cluster.take_out",
    "cluster.merge",
    "cluster.rename",
    "vote.cast",
    "vote.cast",
    "vote.withdraw",
    "undo",
    "board.stage",
    "board.stage",
    "board.lock",
    "board.settings",
    "challenge.adopt",
    "guest",
    "session.end",
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


def _payload(world: World, name: str, a: int, b: int) -> dict[str, Any]:
    """A payload made of what is on the board now: `a` and `b` choose."""
    board = world.here.board

    def some(model: type, choice: int) -> int:
        with world.database.reading() as orm:
            ids = orm.scalars(select(model.id).where(model.board_id == board).order_by(model.id)).all()
        return ids[choice % len(ids)] if ids else 0

    return {
        "note.post": {"board": board, "area": world.here.areas[a % 2], "text": f"Text {a}"},
        "note.edit": {"note": some(Note, a), "text": f"Changed {b}"},
        "note.move": {"note": some(Note, a), "area": world.here.areas[b % 2]},
        "note.remove": {"note": some(Note, a)},
        "note.hide": {"note": some(Note, a)},
        "note.restore": {"note": some(Note, a)},
        "cluster.make": {"board": board, "notes": [some(Note, a), some(Note, b)], "title": f"Cluster {a}"},
        "cluster.add": {"cluster": some(Cluster, a), "notes": [some(Note, b)]},
        "cluster.take_out": {"note": some(Note, a)},
        "cluster.merge": {"cluster": some(Cluster, a), "into": some(Cluster, b)},
        "cluster.rename": {"cluster": some(Cluster, a), "title": f"Renamed {b}"},
        "vote.cast": {
            "board": board,
            "on": f"note:{some(Note, a)}" if b % 2 else f"cluster:{some(Cluster, a)}",
        },
        "vote.withdraw": {"vote": some(Vote, a)},
        "undo": {"board": board},
        "board.stage": {"board": board, "stage": STAGES[a % len(STAGES)]},
        "board.lock": {"board": board, "locked": bool(a % 2)},
        "board.settings": {"board": board, "authors": AUTHORS[a % 3], "votes_hidden": bool(b % 2)},
        "challenge.adopt": {"cluster": some(Cluster, a), "kind": "social"},
        "session.end": {"session": world.here.session},
    }[name]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("fold")


@settings(
    max_examples=40,
    deadline=None,
    # Shrinking replays whole workshops: minutes for a shorter example.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(steps, min_size=5, max_size=40))
def test_fold(
    world_file: tuple[Path, bytes], folder: Path, sequence: list[tuple[str, str, int, int]]
) -> None:
    path, remembered = world_file
    shutil.copy(path, folder / "fold.sqlite3")
    database = Database(f"sqlite:///{folder / 'fold.sqlite3'}", "normal")
    try:
        world = World(database, pickle.loads(remembered))
        boards = Readers(world, f"board:{world.here.board}")
        middle: dict[str, Copy] = {}
        for place, (name, actor, a, b) in enumerate(sequence):
            _do(world, name, actor, a, b)
            boards.publish()
            if place == len(sequence) // 2:
                middle = {reader: Copy(copy.revision, copy.state) for reader, copy in boards.copies.items()}
        boards.check()
        for reader, start in middle.items():
            caught = boards.caught_up(reader, start)
            if caught is not None:
                assert settled(caught.state) == settled(boards.copies[reader].state), f"catch-up of {reader}"
    finally:
        database.dispose()


def _do(world: World, name: str, actor: str, a: int, b: int) -> None:
    """One step; a refusal is as good as a success, as long as everybody still agrees afterwards."""
    role = "facilitator" if name.startswith(("board.", "session.", "challenge.", "note.hide")) else actor
    try:
        if name == "guest":
            world.guest(
                world.here, f"Guest {a}", ("TRN", "SFO")[b % 2], f"token {a} {b} {world.operation_id()}"
            )
        else:
            world.by(role, name, _payload(world, name, a, b))
    except Refused:
        pass


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
    room.publish()
    world.by("guest", "hand.lower", session)
    world.by("facilitator", "timer.stop", session)
    world.by("facilitator", "session.end", session)
    room.publish()
    room.check()
