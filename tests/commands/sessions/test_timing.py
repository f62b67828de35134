"""The timer of a room: each step starts its own where that is wished; it pauses and goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.store.sessions import Block, Session
from tests.world import World

STEPS = [
    {"stage": "write", "minutes": 5},
    {"stage": "revealed", "minutes": None},
    {"stage": "cluster", "minutes": 7},
]


@pytest.fixture
def here(world: World) -> dict[str, Any]:
    """A running session with a board's steps, of which the second is open how long it takes."""
    made = {"title": "Timed", "type": "challenge", "template": "check_in"}
    here = {"session": world.by("facilitator", "session.create", made).result["session"]}
    block = {"title": "Board", "minutes": 30, "after": 0, "areas": [{"title": "All"}], "steps": STEPS}
    world.by("facilitator", "block.insert", here | block)
    world.by("facilitator", "session.start", here)
    return here


def _timer(world: World, here: dict[str, Any]) -> tuple[int | None, int | None]:
    """Seconds until the timer's end and seconds left while it is paused."""
    with world.database.reading() as orm:
        row = orm.get_one(Session, here["session"])
        runs = row.timer_ends_at and round((row.timer_ends_at - world.clock.now).total_seconds())
        return runs, row.timer_left


def _press(world: World, here: dict[str, Any], name: str = "step.next") -> None:
    with world.database.reading() as orm:
        row = orm.get_one(Session, here["session"])
        place = {"block": row.block_id, "step": row.step_index}
    world.by("facilitator", name, here | {"from": place})


def test_each_step_with_minutes_starts_its_own_timer(world: World, here: dict[str, Any]) -> None:
    assert _timer(world, here) == (300, None)
    world.clock.now += dt.timedelta(seconds=100)
    _press(world, here)
    assert _timer(world, here) == (None, None), "the step is open: no time is left over from the one before"
    _press(world, here)
    assert _timer(world, here) == (420, None)
    _press(world, here, "step.back")
    _press(world, here, "step.back")
    assert _timer(world, here) == (300, None)


def test_a_part_without_steps_has_its_own_minutes(world: World, here: dict[str, Any]) -> None:
    block = {"title": "Talk", "minutes": 12, "after": 0}
    made = world.by("facilitator", "session.create", {"title": "T", "type": "final", "template": "check_in"})
    world.by("facilitator", "block.insert", made.result | block)
    world.by("facilitator", "session.start", {"session": made.result["session"]})
    assert _timer(world, made.result) == (720, None)


def test_a_stage_set_by_hand_starts_the_timer_of_its_step(world: World, here: dict[str, Any]) -> None:
    with world.database.reading() as orm:
        board = orm.get_one(Session, here["session"]).board_id
    world.by("facilitator", "board.stage", {"board": board, "stage": "cluster"})
    assert _timer(world, here) == (420, None)


def test_without_the_setting_timers_are_started_by_hand(world: World, here: dict[str, Any]) -> None:
    world.by("facilitator", "timer.with_steps", here | {"on": False})
    assert _timer(world, here) == (300, None), "the one that runs goes on"
    _press(world, here)
    assert _timer(world, here) == (300, None)
    world.by("facilitator", "timer.pause", here)
    _press(world, here)
    assert _timer(world, here) == (None, 300)


def test_a_timer_is_paused_and_goes_on(world: World, here: dict[str, Any]) -> None:
    world.clock.now += dt.timedelta(seconds=99, milliseconds=400)
    assert world.by("facilitator", "timer.pause", here).result == {"left": 201}
    world.clock.now += dt.timedelta(minutes=9)
    assert _timer(world, here) == (None, 201)
    world.by("coordinator", "timer.pause", here)  # two press at once
    world.by("facilitator", "timer.extend", here | {"seconds": 60})
    assert _timer(world, here) == (None, 261)
    world.by("facilitator", "timer.resume", here)
    assert _timer(world, here) == (261, None)
    world.by("coordinator", "timer.resume", here)
    assert _timer(world, here) == (261, None)


def test_what_does_not_run_is_neither_paused_nor_does_it_go_on(world: World, here: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="No timer is paused"):
        world.by("facilitator", "timer.stop", here)
        world.by("facilitator", "timer.resume", here)
    with pytest.raises(Refused, match="No timer is running"):
        world.by("facilitator", "timer.pause", here)
    world.by("facilitator", "timer.start", here | {"seconds": 10})
    world.clock.now += dt.timedelta(seconds=10)
    with pytest.raises(Refused, match="No timer is running"):
        world.by("facilitator", "timer.pause", here)


@pytest.mark.parametrize("ends", ["timer.stop", "timer.start", "session.end"])
def test_a_pause_ends_with_the_timer(world: World, here: dict[str, Any], ends: str) -> None:
    world.by("facilitator", "timer.pause", here)
    world.by("facilitator", ends, here | ({"seconds": 30} if ends == "timer.start" else {}))
    assert _timer(world, here) == ((30 if ends == "timer.start" else None), None)


def test_the_time_of_a_step_begins_with_it(world: World, here: dict[str, Any]) -> None:
    world.clock.now += dt.timedelta(minutes=2)
    _press(world, here)
    with world.database.reading() as orm:
        row = orm.get_one(Session, here["session"])
        assert row.step_started_at == world.clock.now
        assert row.turned_by == world.here.seats["facilitator"]
        began = orm.get_one(Block, row.block_id).started_at
        assert began == world.clock.now - dt.timedelta(minutes=2)
