"""What goes over the wire is what domain/wire.py names: no field more, and none of another type."""

from __future__ import annotations

import msgspec
import pytest

from facilitation.domain import wire
from facilitation.domain.visibility import AUDIENCES
from facilitation.live.subjects import KINDS
from facilitation.store.boards import Board
from facilitation.store.minutes import Minutes
from facilitation.store.sessions import Session
from tests.laws.presence import full_session, subjects_of
from tests.world import World

SNAPSHOTS = {
    "board": (Board, wire.BoardSnapshot, wire.OwnOnBoard),
    "canvas": (Board, wire.BoardSnapshot, wire.OwnOnBoard),
    "session": (Session, wire.SessionSnapshot, wire.OwnInRoom),
    "minutes": (Minutes, wire.MinutesSnapshot, wire.OwnOnMinutes),
}
ROWS = {
    "board": wire.BoardRow,
    "areas": wire.AreaRow,
    "notes": wire.NoteRow,
    "clusters": wire.ClusterRow,
    "votes": wire.Votes,
    "canvas": wire.CanvasRow,
    "prerequisites": wire.PrerequisiteRow,
    "session": wire.SessionRow,
    "timer": wire.Timer,
    "blocks": wire.BlockRow,
    "records": wire.RecordRow,
    "people": wire.PersonRow,
    "ready": wire.Ready,
    "hands": wire.Hand,
    "polls": wire.PollRow,
    "questions": wire.QuestionRow,
    "turns": wire.TurnRow,
    "rounds": wire.RoundRow,
    "breakouts": wire.BreakoutRow,
    "minutes": wire.MinutesRow,
    "amendments": wire.AmendmentRow,
}


@pytest.mark.parametrize("of", SNAPSHOTS)
def test_snapshots_are_as_they_are_named(world: World, of: str) -> None:
    full_session(world)
    model, named, named_own = SNAPSHOTS[of]
    rows = ROWS | {"blocks": wire.MinutesBlockRow} if of == "minutes" else ROWS
    with world.database.reading() as orm:
        row = subjects_of(world, orm)[of]
        assert isinstance(row, model)
        kind = model.KIND
        for audience in AUDIENCES:
            snapshot = KINDS[kind].whole(orm, row, audience)
            msgspec.convert(snapshot, named)
            assert snapshot.keys() <= named.__annotations__.keys()
            for name, value in snapshot.items():
                for one in value if isinstance(value, list) else [value]:
                    unnamed = one.keys() - rows[name].__annotations__.keys()
                    assert not unnamed, f"{name}: name {sorted(unnamed)} in facilitation/domain/wire.py"
        for own in KINDS[kind].personal(orm, row, world.here.seats.values()).values():
            msgspec.convert(own, named_own)
