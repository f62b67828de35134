"""What goes over the wire is what domain/wire.py names: no field more, and none of another type."""

from __future__ import annotations

import msgspec
import pytest

from facilitation.domain import wire
from facilitation.domain.visibility import AUDIENCES
from facilitation.live.subjects import KINDS
from facilitation.store.boards import Board
from facilitation.store.sessions import Session
from tests.laws.presence import full_session
from tests.world import World

SNAPSHOTS = {"board": (Board, wire.BoardSnapshot), "session": (Session, wire.SessionSnapshot)}
ROWS = {
    "board": wire.BoardRow,
    "areas": wire.AreaRow,
    "notes": wire.NoteRow,
    "clusters": wire.ClusterRow,
    "votes": wire.Votes,
    "session": wire.SessionRow,
    "timer": wire.Timer,
    "blocks": wire.BlockRow,
    "records": wire.RecordRow,
    "people": wire.PersonRow,
    "ready": wire.Ready,
    "hands": wire.Hand,
}


@pytest.mark.parametrize("kind", SNAPSHOTS)
def test_snapshots_are_as_they_are_named(world: World, kind: str) -> None:
    full_session(world)
    model, named = SNAPSHOTS[kind]
    with world.database.reading() as orm:
        row = orm.get_one(model, world.here.session if kind == "session" else world.here.board)
        for audience in AUDIENCES:
            snapshot = KINDS[kind].whole(orm, row, audience)
            msgspec.convert(snapshot, named)
            assert snapshot.keys() <= named.__annotations__.keys()
            for name, value in snapshot.items():
                for one in value if isinstance(value, list) else [value]:
                    unnamed = one.keys() - ROWS[name].__annotations__.keys()
                    assert not unnamed, f"{name}: name {sorted(unnamed)} in facilitation/domain/wire.py"
        for own in KINDS[kind].personal(orm, row, world.here.seats.values()).values():
            msgspec.convert(own, wire.OwnOnBoard if kind == "board" else wire.OwnInRoom)
