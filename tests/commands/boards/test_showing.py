"""Each note keeps its text as everybody was last shown it, and what was never shown stays its author's."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.commands.catalogue import COMMANDS
from facilitation.domain.visibility import text_is_open
from facilitation.store.boards import Board, Note
from tests.laws.cases import CASES
from tests.world import World

ON_BOARDS = [
    name for name in COMMANDS if name.partition(".")[0] in ("note", "cluster", "vote", "board", "undo")
]


def _shown(world: World, note: int) -> str | None:
    with world.database.reading() as orm:
        return orm.get_one(Note, note).shown_text


def _edit(world: World, note: int, text: str) -> None:
    world.by("guest", "note.edit", {"note": note, "text": text})


def _undo(world: World) -> None:
    world.by("guest", "undo", {"board": world.here.board})


@pytest.fixture
def note(world: World) -> int:
    """A guest's note that was written privately and that nobody else has read yet."""
    world.stage("write")
    return world.note(world.here.seats["guest"], "As written")


def test_private_writing_shows_nothing(world: World, note: int) -> None:
    _edit(world, note, "Still private")
    world.stage("closed")
    assert _shown(world, note) is None


def test_a_reveal_shows_what_is_there_and_each_change_from_then_on(world: World, note: int) -> None:
    world.stage("revealed")
    assert _shown(world, note) == "As written"
    _edit(world, note, "Said better")
    assert _shown(world, note) == "Said better"
    _undo(world)
    assert _shown(world, note) == "As written"


def test_what_is_changed_in_private_afterwards_shows_at_the_next_reveal_only(world: World, note: int) -> None:
    world.stage("revealed")
    world.stage("write")
    _edit(world, note, "Second thoughts")
    assert _shown(world, note) == "As written"
    world.stage("closed")
    assert _shown(world, note) == "As written"
    world.stage("cluster")
    assert _shown(world, note) == "Second thoughts"


def test_taking_back_in_private_does_not_change_what_was_shown(world: World, note: int) -> None:
    world.stage("revealed")
    _edit(world, note, "Said better")
    world.stage("write")
    _undo(world)
    assert _shown(world, note) == "Said better"
    world.stage("revealed")
    assert _shown(world, note) == "As written"


def test_a_hidden_note_is_not_shown_by_a_reveal_but_when_it_is_brought_back(world: World, note: int) -> None:
    world.by("facilitator", "note.hide", {"note": note})
    world.stage("revealed")
    assert _shown(world, note) is None
    world.stage("write")
    world.by("facilitator", "note.restore", {"note": note})
    assert _shown(world, note) is None
    world.by("facilitator", "note.hide", {"note": note})
    world.stage("vote")
    world.by("facilitator", "note.restore", {"note": note})
    assert _shown(world, note) == "As written"


def test_a_removed_note_is_shown_once_it_is_back(world: World, note: int) -> None:
    world.by("guest", "note.remove", {"note": note})
    world.stage("revealed")
    assert _shown(world, note) is None
    _undo(world)
    assert _shown(world, note) == "As written"


@pytest.mark.parametrize("name", ON_BOARDS)
def test_no_command_forgets_to_keep_it(world: World, name: str) -> None:
    """Law: after any command on a board, each note that everybody may read has kept its text."""
    seat = world.here.seats["facilitator"]
    earlier = world.note(seat, "An earlier note")
    if name == "board.stage":
        world.stage("write")
        world.note(seat, "Written in private")
    world.do(name, CASES[name].payload(world, seat), seat)
    with world.database.reading() as orm:
        board = orm.get_one(Board, world.here.board)
        notes = [one for one in orm.scalars(select(Note)) if text_is_open(board, one)]
        assert earlier in {one.id for one in notes}
        assert [one.text for one in notes if one.shown_text != one.text] == []
