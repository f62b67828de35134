"""A session's place is block and step: one press moves one step, also when several press at once."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest

from facilitation.commands.door import GatheringDoor
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.store.boards import Board
from facilitation.store.sessions import Session
from tests.world import World

STEPS = [{"stage": stage} for stage in ("write", "revealed", "discuss")]


@pytest.fixture
def session(world: World) -> dict[str, Any]:
    """A running session: a board with three steps, a talk, and a board that is written on openly."""
    made = {"title": "Steps", "type": "challenge", "template": "check_in"}
    here = {"session": world.by("facilitator", "session.create", made).result["session"]}
    for block in (
        {"title": "Third", "minutes": 10},
        {"title": "First", "minutes": 10, "after": 0, "areas": [{"title": "All"}], "steps": STEPS},
    ):
        world.by("facilitator", "block.insert", here | block)
    world.by("facilitator", "session.start", here)
    return here


def _now(world: World, session: dict[str, Any]) -> tuple[str, int, str | None]:
    """(title of the block, step, stage of the open board)."""
    with world.database.reading() as orm:
        row = orm.get_one(Session, session["session"])
        block = next(one for one in row.blocks if one.id == row.block_id)
        board = orm.get(Board, row.board_id) if row.board_id else None
        return block.title, row.step_index, board.stage if board else None


def _place(world: World, session: dict[str, Any]) -> dict[str, Any]:
    with world.database.reading() as orm:
        row = orm.get_one(Session, session["session"])
        return {"block": row.block_id, "step": row.step_index}


def _press(world: World, session: dict[str, Any], name: str = "step.next") -> tuple[str, int, str | None]:
    done = world.by("facilitator", name, session | {"from": _place(world, session)})
    assert done.result == _place(world, session)
    return _now(world, session)


def test_one_press_goes_one_step_and_takes_the_board_along(world: World, session: dict[str, Any]) -> None:
    assert _now(world, session) == ("First", 0, "write")
    assert _press(world, session) == ("First", 1, "revealed")
    assert _press(world, session) == ("First", 2, "discuss")
    assert _press(world, session) == ("Check-in", 0, "write_openly")
    assert _press(world, session) == ("Check-in", 1, "discuss")
    assert _press(world, session) == ("Third", 0, None)
    with pytest.raises(Refused, match="last step"):
        _press(world, session)


def _voted(world: World, session: dict[str, Any]) -> int:
    """A board on which a vote was given, hidden, in a session that is at its vote; the board."""
    steps = [{"stage": stage} for stage in ("write_openly", "vote", "discuss")]
    asked = {"title": "Choice", "minutes": 10, "after": 0, "areas": [{"title": "All"}], "steps": steps}
    fresh = {"title": "Vote", "type": "challenge", "template": "check_in"}
    session["session"] = world.by("facilitator", "session.create", fresh).result["session"]
    world.by("facilitator", "block.insert", session | asked)
    world.by("facilitator", "session.start", session)
    with world.database.reading() as orm:
        board = orm.get_one(Board, orm.get_one(Session, session["session"]).board_id)
        written = {"board": board.id, "area": board.areas[0].id, "text": "A roof first"}
    note = world.by("facilitator", "note.post", written).result["note"]
    _press(world, session)
    world.by("facilitator", "vote.cast", {"board": written["board"], "on": f"note:{note}"})
    return written["board"]


def _counts_hidden(world: World, board: int) -> bool:
    with world.database.reading() as orm:
        return orm.get_one(Board, board).settings["votes_hidden"]


def test_who_goes_on_to_talk_about_a_vote_shows_its_counts(world: World, session: dict[str, Any]) -> None:
    board = _voted(world, session)
    assert _counts_hidden(world, board), "nobody follows the first votes"
    _press(world, session)
    assert not _counts_hidden(world, board)


def test_going_back_from_a_vote_shows_no_counts(world: World, session: dict[str, Any]) -> None:
    board = _voted(world, session)
    _press(world, session, "step.back")
    assert _counts_hidden(world, board)


def test_back_leads_to_where_one_was(world: World, session: dict[str, Any]) -> None:
    for _ in range(3):
        _press(world, session)
    assert _press(world, session, "step.back") == ("First", 2, "discuss")
    assert _press(world, session, "step.back") == ("First", 1, "revealed")
    assert _press(world, session, "step.back") == ("First", 0, "write")
    with pytest.raises(Refused, match="first step"):
        _press(world, session, "step.back")


def test_a_block_that_was_left_goes_on_where_it_was(world: World, session: dict[str, Any]) -> None:
    _press(world, session)
    world.by("facilitator", "session.step", session)
    world.by("facilitator", "session.back", session)
    assert _now(world, session) == ("First", 1, "revealed"), "what was revealed is not hidden again"


@pytest.mark.parametrize("name", ["step.next", "step.back", "session.step", "session.back"])
def test_a_stale_place_is_a_conflict(world: World, session: dict[str, Any], name: str) -> None:
    seen = _place(world, session)
    _press(world, session)
    with pytest.raises(Refused) as refused:
        world.by("coordinator", name, session | {"from": seen})
    assert (refused.value.code, refused.value.field) == ("conflict", "from")
    assert _now(world, session) == ("First", 1, "revealed")


def test_of_many_who_press_at_once_one_moves_the_session(world: World, session: dict[str, Any]) -> None:
    """Through the door that the live process has, and through it in two ticks of their own."""
    seen = _place(world, session)
    seats = [world.here.seats[role] for role in ("facilitator", "coordinator", "organiser")] * 4
    doors = [GatheringDoor(world.house, lambda changes: None) for _ in range(2)]
    barrier, outcomes = threading.Barrier(len(seats)), []

    def press(number: int, seat: int) -> None:
        call = Call("step.next", f"at-once-{number}", session | {"from": seen}, seat)
        barrier.wait()
        try:
            outcomes.append(doors[number % 2].execute(call).result["step"])
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=press, args=one) for one in enumerate(seats)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for door in doors:
        door.close()
    assert sorted(map(str, outcomes)) == ["1"] + ["conflict"] * (len(seats) - 1)
    assert _now(world, session) == ("First", 1, "revealed")


def test_a_stage_set_by_hand_moves_the_session_to_its_step(world: World, session: dict[str, Any]) -> None:
    with world.database.reading() as orm:
        board = orm.get_one(Session, session["session"]).board_id
    world.by("facilitator", "board.stage", {"board": board, "stage": "discuss"})
    assert _now(world, session) == ("First", 2, "discuss")
    world.by("facilitator", "board.stage", {"board": board, "stage": "vote"})
    assert _now(world, session) == ("First", 2, "vote"), "no step is about voting here"
    assert _press(world, session) == ("Check-in", 0, "write_openly")


def test_private_writing_by_hand_brings_its_reveal(world: World) -> None:
    here = {"session": world.here.session}
    world.stage("write")
    assert _press(world, here)[1:] == (1, "revealed")
    assert _press(world, here)[1:] == (2, "cluster")
    _press(world, here, "step.back")
    _press(world, here, "step.back")
    world.stage("write_openly")
    assert _press(world, here)[1:] == (1, "cluster"), "what is written openly needs no reveal"


def test_a_board_that_was_closed_by_hand_is_done(world: World, session: dict[str, Any]) -> None:
    with world.database.reading() as orm:
        board = orm.get_one(Session, session["session"]).board_id
    world.by("facilitator", "board.stage", {"board": board, "stage": "closed"})
    assert _press(world, session) == ("Check-in", 0, "write_openly")


def test_ready_marks_and_a_spent_timer_go_with_the_step(world: World, session: dict[str, Any]) -> None:
    world.by("participant", "session.attend", session)
    world.by("participant", "ready.set", session | {"ready": True})
    world.by("facilitator", "timer.start", session | {"seconds": 60})
    world.clock.now += dt.timedelta(seconds=60)
    _press(world, session)
    with world.database.reading() as orm:
        row = orm.get_one(Session, session["session"])
        assert row.timer_ends_at is None
    with pytest.raises(Refused, match="not started"):
        planned = world.by(
            "facilitator", "session.create", {"title": "P", "type": "final", "template": "check_in"}
        )
        world.by("facilitator", "step.next", planned.result | {"from": {"block": None, "step": 0}})


def test_a_board_without_steps_of_its_own_goes_through_the_usual_ones(world: World) -> None:
    here = {"session": world.here.session}
    with world.database.writing() as orm:
        for block in orm.get_one(Session, world.here.session).blocks:
            block.steps = []
    stages = [_press(world, here)[2] for _ in range(3)]
    assert stages == ["cluster", "vote", "discuss"]


def test_a_part_without_a_board_has_steps_as_well(world: World) -> None:
    made = {"title": "Groups", "type": "challenge", "template": "check_in"}
    here = {"session": world.by("facilitator", "session.create", made).result["session"]}
    steps = [{"stage": "breakouts", "minutes": 12}, {"stage": "report_back"}]
    world.by(
        "facilitator",
        "block.insert",
        here | {"title": "In groups", "minutes": 20, "after": 0, "steps": steps},
    )
    world.by("facilitator", "session.start", here)
    assert _now(world, here) == ("In groups", 0, None)
    assert _press(world, here) == ("In groups", 1, None)
    assert _press(world, here) == ("Check-in", 0, "write_openly")
    assert _press(world, here, "step.back") == ("In groups", 1, None)
    assert _press(world, here, "step.back") == ("In groups", 0, None)


def test_a_board_can_lie_between_groups_and_their_report(world: World) -> None:
    made = {"title": "Groups", "type": "challenge", "template": "check_in"}
    here = {"session": world.by("facilitator", "session.create", made).result["session"]}
    steps = [{"stage": stage} for stage in ("write", "breakouts", "breakouts", "report_back", "discuss")]
    block = {"title": "1-2-4-All", "minutes": 30, "after": 0, "areas": [{"title": "All"}], "steps": steps}
    world.by("facilitator", "block.insert", here | block)
    world.by("facilitator", "session.start", here)
    for place in (1, 2, 3):
        assert _press(world, here) == ("1-2-4-All", place, "write")
    assert _press(world, here) == ("1-2-4-All", 4, "discuss")
    assert _press(world, here, "step.back") == ("1-2-4-All", 3, "discuss")


@pytest.mark.parametrize(
    ("areas", "steps"), [([], ["discuss"]), ([], ["breakouts", "vote"]), ([{"title": "All"}], ["breakouts"])]
)
def test_steps_of_a_board_belong_to_a_part_with_a_board(world: World, areas: list, steps: list) -> None:
    made = {"title": "Groups", "type": "challenge", "template": "check_in"}
    here = {"session": world.by("facilitator", "session.create", made).result["session"]}
    block = {"title": "x", "minutes": 5, "areas": areas, "steps": [{"stage": one} for one in steps]}
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "block.insert", here | block)
    assert refused.value.field == "steps"
