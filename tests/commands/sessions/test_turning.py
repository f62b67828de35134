"""With another step or stage people begin anew: nobody is ready yet, and a timer that has run out is gone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from facilitation.domain.visibility import FACILITATORS
from facilitation.queries.sessions import sessions
from tests.world import World


@pytest.fixture
def session(world: World) -> dict[str, Any]:
    """A running session of two blocks, in which everybody who attends is ready and a minute runs."""
    planned = {"title": "Two", "type": "challenge", "template": "challenges_private"}
    made = {"session": world.by("facilitator", "session.create", planned).result["session"]}
    world.by("facilitator", "session.start", made)
    _busy(world, made)
    return made


def _busy(world: World, session: dict[str, Any]) -> None:
    world.by("facilitator", "timer.with_steps", session | {"on": False})
    for role in ("participant", "rapporteur"):
        world.by(role, "session.attend", session)
        world.by(role, "ready.set", session | {"ready": True})
    world.by("facilitator", "timer.start", session | {"seconds": 60})


def _room(world: World, session: dict[str, Any]) -> dict[str, Any]:
    with world.database.reading() as orm:
        row = sessions.session_for(orm, world.viewer(world.here.seats["facilitator"]), session["session"])
        return sessions.whole(orm, row, FACILITATORS)


def _turn(world: World, session: dict[str, Any], how: str) -> None:
    if how == "stage":
        board = _room(world, session)["session"]["board"]
        world.by("facilitator", "board.stage", {"board": board, "stage": "revealed"})
    else:
        world.by("facilitator", f"session.{how}", session)


@pytest.mark.parametrize("how", ["stage", "step", "back"])
def test_ready_marks_and_a_spent_timer_go(world: World, session: dict[str, Any], how: str) -> None:
    if how == "back":
        world.by("facilitator", "session.step", session)
        _busy(world, session)
    assert _room(world, session)["ready"] == {"count": 2, "of": 2}
    world.clock.now += dt.timedelta(seconds=60)
    _turn(world, session, how)
    room = _room(world, session)
    assert room["ready"] == {"count": 0, "of": 2} and room["timer"]["ends_at"] is None
    assert not any(person["ready"] for person in room["people"])


@pytest.mark.parametrize("how", ["stage", "step"])
def test_a_timer_that_still_runs_goes_on(world: World, session: dict[str, Any], how: str) -> None:
    runs = _room(world, session)["timer"]["ends_at"]
    world.clock.now += dt.timedelta(seconds=59)
    _turn(world, session, how)
    assert _room(world, session)["timer"]["ends_at"] == runs


def test_the_same_stage_again_changes_nothing(world: World, session: dict[str, Any]) -> None:
    board = _room(world, session)["session"]["board"]
    world.by("facilitator", "board.stage", {"board": board, "stage": "write"})
    assert _room(world, session)["ready"] == {"count": 2, "of": 2}
