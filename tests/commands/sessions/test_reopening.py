"""An ended session can be opened again by those who lead, and by nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.store.boards import Board
from facilitation.store.operations import AuditEntry
from facilitation.store.sessions import Attendance, Block, Session
from tests.world import World


def _code(world: World, name: str, payload: dict[str, Any], role: str = "facilitator") -> str:
    with pytest.raises(Refused) as refused:
        world.by(role, name, payload)
    return refused.value.code


def test_it_goes_on_where_it_stopped_with_its_boards_closed(world: World) -> None:
    created = {"title": "Too early", "type": "challenge", "template": "challenges_private"}
    session = {"session": world.by("facilitator", "session.create", created).result["session"]}
    started = world.clock.now
    world.by("facilitator", "session.start", session)
    with world.database.reading() as orm:
        board, first = (
            orm.get_one(Session, session["session"]).board_id,
            orm.scalars(select(Block).where(Block.session_id == session["session"]).order_by(Block.position))
            .first()
            .id,
        )
    world.by("facilitator", "board.stage", {"board": board, "stage": "cluster"})
    world.clock.now += dt.timedelta(minutes=5)
    world.by("facilitator", "session.end", session)
    assert _code(world, "board.stage", {"board": board, "stage": "cluster"}) == "closed"
    assert _code(world, "session.step", session) == "closed"
    world.clock.now += dt.timedelta(minutes=1)
    assert world.by("coordinator", "session.reopen", session).result == {"block": first}
    with world.database.reading() as orm:
        row, block = orm.get_one(Session, session["session"]), orm.get_one(Block, first)
        assert (row.status, row.ended_at, row.started_at) == ("running", None, started)
        assert (row.block_id, row.board_id, block.ended_at) == (first, board, None)
        assert orm.get_one(Board, board).stage == "closed", "a stage is set by somebody who leads"
        entry = orm.scalars(select(AuditEntry).where(AuditEntry.name == "session.reopen")).one()
        assert entry.subject == f"sessions:{session['session']}"
    world.by("facilitator", "board.stage", {"board": board, "stage": "cluster"})
    world.by("facilitator", "session.step", session)
    world.by("facilitator", "session.end", session)


def test_opened_twice_it_is_open_once(world: World) -> None:
    session = {"session": world.here.session}
    world.by("facilitator", "session.end", session)
    first = world.by("facilitator", "session.reopen", session)
    assert world.by("coordinator", "session.reopen", session).result == first.result


@pytest.mark.parametrize("how", ["planned", "recorded"])
def test_what_was_never_held_here_is_not_opened_again(world: World, how: str) -> None:
    created = {"title": "Elsewhere", "type": "challenge", "template": "challenges"}
    session = {"session": world.by("facilitator", "session.create", created).result["session"]}
    if how == "recorded":  # as sessions are that came with the programme's record
        with world.database.writing() as orm:
            orm.get_one(Session, session["session"]).status = "ended"
    assert _code(world, "session.reopen", session) == "conflict"


def test_nothing_is_taken_back_after_the_end(world: World) -> None:
    seat, board = world.here.seats["guest"], {"board": world.here.board}
    note = world.note(seat, "Said")
    world.by("facilitator", "session.end", {"session": world.here.session})
    for role in ("guest", "facilitator"):
        assert _code(world, "undo", board, role) == "closed"
    assert _code(world, "note.remove", {"note": note}) == "closed"


def test_nobody_is_ready_or_asks_for_the_floor_after_the_end(world: World) -> None:
    session = {"session": world.here.session}
    world.by("guest", "ready.set", session | {"ready": True})
    world.by("guest", "hand.raise", session)
    world.by("facilitator", "session.end", session)
    with world.database.reading() as orm:
        for row in orm.scalars(select(Attendance).where(Attendance.session_id == world.here.session)):
            assert (row.ready, row.hand_raised_at) == (False, None)
    for name, more in (("ready.set", {"ready": True}), ("hand.raise", {}), ("timer.start", {"seconds": 60})):
        role = "facilitator" if name == "timer.start" else "guest"
        assert _code(world, name, session | more, role) == "closed"
