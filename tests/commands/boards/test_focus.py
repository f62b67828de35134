"""Showing one thing to everybody: only what everybody may see, and only while it is there."""

from __future__ import annotations

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.visibility import PARTICIPANTS
from facilitation.queries.boards import boards
from tests.world import World


def _show(world: World, on: str | None) -> None:
    world.by("facilitator", "board.focus", {"board": world.here.board, "on": on})


def _shown(world: World) -> str | None:
    with world.database.reading() as orm:
        board = boards.board_for(orm, world.viewer(world.here.seats["observer"]), world.here.board)
        return boards.whole(orm, board, PARTICIPANTS)["board"]["focus"]


def _code(world: World, on: str) -> str:
    with pytest.raises(Refused) as refused:
        _show(world, on)
    return refused.value.code


def test_shown_and_no_longer(world: World) -> None:
    note = world.note(world.here.seats["guest"])
    cluster = world.cluster(world.here.seats["guest"])
    for on in (f"note:{note}", f"cluster:{cluster}", f"area:{world.here.areas[1]}", "heat", None):
        _show(world, on)
        assert _shown(world) == on


@pytest.mark.parametrize(
    ("on", "code"),
    [("note:999999", "not_found"), ("board:1", "invalid"), ("note:x", "invalid"), ("note", "invalid")]
    + [("note:" + "9" * 40, "invalid"), ("", "invalid"), ("area:999999", "not_found")],
)
def test_what_is_nothing_is_not_shown(world: World, on: str, code: str) -> None:
    assert _code(world, on) == code


def test_another_boards_note_is_not_shown(world: World) -> None:
    other = world.by(
        "facilitator", "session.create", {"title": "Other", "type": "challenge", "template": "challenges"}
    ).result["session"]
    world.by("facilitator", "session.start", {"session": other})
    note = world.note(world.here.seats["guest"])
    with world.database.reading() as orm:
        from facilitation.store.sessions import Session

        board = orm.get(Session, other).board_id
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "board.focus", {"board": board, "on": f"note:{note}"})
    assert refused.value.code == "not_found"


def test_nothing_hidden_is_shown(world: World) -> None:
    hidden, removed = world.note(world.here.seats["guest"]), world.note(world.here.seats["guest"])
    world.by("facilitator", "note.hide", {"note": hidden})
    world.by("guest", "note.remove", {"note": removed})
    assert _code(world, f"note:{hidden}") == "conflict"
    assert _code(world, f"note:{removed}") == "not_found"
    note, cluster = world.note(world.here.seats["guest"]), world.cluster(world.here.seats["guest"])
    _show(world, "heat")
    world.stage("write")
    assert _shown(world) is None
    assert {_code(world, on) for on in ("heat", f"note:{note}", f"cluster:{cluster}")} == {"closed"}
    _show(world, f"area:{world.here.areas[0]}")


@pytest.mark.parametrize("how", ["hide", "remove", "write", "undo", "writing that is closed"])
def test_a_note_that_may_not_be_seen_is_shown_no_longer(world: World, how: str) -> None:
    guest = world.here.seats["guest"]
    note = world.note(guest)
    _show(world, f"note:{note}")
    if how == "hide":
        world.by("facilitator", "note.hide", {"note": note})
    elif how == "remove":
        world.by("guest", "note.remove", {"note": note})
    elif how == "undo":
        world.by("guest", "undo", {"board": world.here.board})
    else:
        world.stage("write")
    if how == "writing that is closed":
        world.stage("closed")
    assert _shown(world) is None


@pytest.mark.parametrize("how", ["merge", "empty", "undo"])
def test_a_cluster_that_is_gone_is_shown_no_longer(world: World, how: str) -> None:
    guest = world.here.seats["guest"]
    other = world.cluster(guest, "Other")
    note = world.note(guest)
    making = {"board": world.here.board, "notes": [note], "title": "Shown"}
    cluster = world.do("cluster.make", making, guest).result["cluster"]
    _show(world, f"cluster:{cluster}")
    if how == "merge":
        world.by("guest", "cluster.merge", {"cluster": cluster, "into": other})
    elif how == "empty":
        world.by("guest", "cluster.take_out", {"note": note})
    else:
        world.by("guest", "undo", {"board": world.here.board})
    assert _shown(world) is None
