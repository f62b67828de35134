"""Planning blocks: while nobody is there, while the session runs, by two people, and taken back again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.store.boards import Board
from facilitation.store.sessions import Block, Session
from tests.laws.test_fold import Readers
from tests.world import World

AREAS = [{"title": "Left", "hint": "One"}, {"title": "Right"}]


def _planned(world: World, *titles: str) -> dict[str, Any]:
    """A planned session of blocks with these titles, each with a board of two areas."""
    made = {"title": "A plan", "type": "challenge", "template": "check_in"}
    here = {"session": world.by("facilitator", "session.create", made).result["session"]}
    with world.database.reading() as orm:
        first = orm.get_one(Session, here["session"]).blocks[0].id
    for title in titles:
        world.by("facilitator", "block.insert", here | {"title": title, "minutes": 10, "areas": AREAS})
    world.by("facilitator", "block.remove", here | {"block": first})
    return here


def _titles(world: World, here: dict[str, Any]) -> list[str]:
    with world.database.reading() as orm:
        blocks = orm.get_one(Session, here["session"]).blocks
        assert [block.position for block in blocks] == list(range(1, len(blocks) + 1))
        return [block.title for block in blocks]


def _block(world: World, here: dict[str, Any], title: str) -> dict[str, Any]:
    """The block of that title, as commands name it."""
    with world.database.reading() as orm:
        found = next(one for one in orm.get_one(Session, here["session"]).blocks if one.title == title)
        return here | {"block": found.id}


def _row(world: World, named: dict[str, Any]) -> Block:
    with world.database.reading() as orm:
        return orm.get_one(Block, named["block"])


def _board(world: World, named: dict[str, Any]) -> tuple[Board, list[str]]:
    with world.database.reading() as orm:
        board = orm.get_one(Board, orm.get_one(Block, named["block"]).board_id)
        return board, [area.title for area in board.areas]


def _refusal(
    world: World, name: str, payload: dict[str, Any], role: str = "facilitator"
) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        world.by(role, name, payload)
    return refused.value.code, refused.value.field


def _write(world: World, named: dict[str, Any]) -> None:
    """A note on the block's board."""
    board, _ = _board(world, named)
    with world.database.reading() as orm:
        area = orm.get_one(Board, board.id).areas[0].id
    world.by("facilitator", "note.post", {"board": board.id, "area": area, "text": "Written"})


def test_blocks_are_put_in_moved_duplicated_and_taken_out(world: World) -> None:
    here = _planned(world, "A", "B", "C")
    assert _titles(world, here) == ["A", "B", "C"]
    world.by("facilitator", "block.move", _block(world, here, "C") | {"to": 1})
    assert _titles(world, here) == ["C", "A", "B"]
    after = _block(world, here, "A")["block"]
    world.by("facilitator", "block.insert", here | {"title": "D", "minutes": 5, "after": after})
    world.by("facilitator", "block.duplicate", _block(world, here, "C"))
    assert _titles(world, here) == ["C", "C", "A", "D", "B"]
    world.by("facilitator", "block.remove", _block(world, here, "A"))
    assert _titles(world, here) == ["C", "C", "D", "B"]
    with world.database.reading() as orm:
        first, second, *_ = orm.get_one(Session, here["session"]).blocks
        assert first.board_id != second.board_id
        assert [area.hint for area in orm.get_one(Board, second.board_id).areas] == ["One", ""]


def test_a_block_brings_all_that_is_planned_of_it(world: World) -> None:
    here = _planned(world, "A")
    planned = {
        "title": "Canvas",
        "minutes": 25,
        "after": 0,
        "method": "breakout",
        "question": "Which?",
        "instruction": "Slowly.",
        "leads": "Robin",
        "starts_at": "9:30",
        "layout": "canvas",
        "areas": [{"title": "One", "place": [1, 1, 2, 1]}, {"title": "Two"}],
        "steps": [{"stage": "write_openly", "minutes": 20}, {"stage": "vote"}],
        "settings": {"authors": "city", "votes_per_person": 2, "vote_on": "notes"},
    }
    assert _refusal(world, "block.insert", here | planned) == ("invalid", "starts_at")
    done = world.by("facilitator", "block.insert", here | planned | {"starts_at": "09:30"})
    row, (board, _) = _row(world, done.result), _board(world, done.result)
    assert (row.position, row.method, row.instruction, row.leads, row.starts_at) == (
        1,
        "breakout",
        "Slowly.",
        "Robin",
        "09:30",
    )
    assert row.steps == [{"stage": "write_openly", "minutes": 20}, {"stage": "vote", "minutes": None}]
    assert (board.stage, board.question, board.layout) == ("write_openly", "Which?", "canvas")
    assert (board.settings["authors"], board.settings["votes_per_person"]) == ("city", 2)
    with world.database.reading() as orm:
        assert [area.place for area in orm.get_one(Board, board.id).areas] == [[1, 1, 2, 1], [3, 1, 1, 1]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"minutes": 0}, "minutes"),
        ({"after": 987654}, "after"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"layout": "heap", "areas": AREAS}, "layout"),
        ({"areas": [{"title": " "}]}, "areas"),
        ({"areas": AREAS, "steps": [{"stage": "vote"}]}, "steps"),
        ({"layout": "canvas", "areas": [{"title": "X", "place": [9, 9, 1, 1]}]}, "areas"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_its_field(world: World, wrong: dict, field: str) -> None:
    here = {"session": world.here.session}
    assert _refusal(world, "block.insert", here | {"title": "X", "minutes": 5} | wrong) == ("invalid", field)


def test_a_change_takes_the_board_along(world: World) -> None:
    here = _planned(world, "A")
    named = _block(world, here, "A")
    change = {"title": "New", "question": "And now?", "minutes": 30, "steps": [{"stage": "write_openly"}]}
    world.by("facilitator", "block.change", named | change)
    board, _ = _board(world, named)
    assert (board.title, board.question, board.stage, board.hides_text) == (
        "New",
        "And now?",
        "write_openly",
        False,
    )
    world.by("facilitator", "block.change", named | {"starts_at": "10:30"})
    world.by("facilitator", "block.change", named | {"starts_at": ""})
    assert _row(world, named).starts_at is None


def test_of_two_planners_nobody_writes_over_the_other(world: World) -> None:
    here = _planned(world, "A")
    named = _block(world, here, "A")
    world.by("coordinator", "block.change", named | {"question": "Theirs?", "was": {"question": ""}})
    mine = named | {"question": "Mine?", "was": {"question": ""}}
    assert _refusal(world, "block.change", mine) == ("conflict", "question")
    # Another field is no conflict, nor is what both wrote alike.
    world.by("facilitator", "block.change", named | {"minutes": 20, "was": {"minutes": 10}})
    world.by("facilitator", "block.change", named | {"question": "Theirs?", "was": {"question": ""}})
    row = _row(world, named)
    assert (row.question, row.minutes) == ("Theirs?", 20)


def test_areas_change_until_somebody_has_written_and_names_always(world: World) -> None:
    here = _planned(world, "A")
    named = _block(world, here, "A")
    added = world.by("facilitator", "area.add", named | {"title": "Third"}).result
    world.by("facilitator", "area.move", here | added | {"to": 1})
    assert _board(world, named)[1] == ["Third", "Left", "Right"]
    world.by("facilitator", "area.remove", here | added)
    assert _board(world, named)[1] == ["Left", "Right"]
    world.by("facilitator", "session.start", here)
    _write(world, named)
    with world.database.reading() as orm:
        area = orm.get_one(Board, _board(world, named)[0].id).areas[1].id
    for name, more in (
        ("area.add", {"block": named["block"], "title": "X"}),
        ("area.remove", {"area": area}),
    ):
        assert _refusal(world, name, here | more)[0] == "conflict"
    world.by("facilitator", "area.rename", here | {"area": area, "title": "Renamed", "hint": "So"})
    assert _board(world, named)[1] == ["Left", "Renamed"]
    stale = {"area": area, "title": "Mine", "was": {"title": "Right"}}
    assert _refusal(world, "area.rename", here | stale) == ("conflict", "title")


def test_a_board_keeps_an_area_and_a_canvas_its_fields(world: World) -> None:
    here = _planned(world)
    one = world.by("facilitator", "block.insert", here | {"title": "One", "minutes": 5, "areas": AREAS[:1]})
    with world.database.reading() as orm:
        area = orm.get_one(Board, _row(world, one.result).board_id).areas[0].id
    assert _refusal(world, "area.remove", here | {"area": area}) == ("conflict", "area")
    talk = world.by("facilitator", "block.insert", here | {"title": "Talk", "minutes": 5})
    assert _refusal(world, "area.add", here | talk.result | {"title": "X"}) == ("invalid", "block")
    world.by("facilitator", "block.add", here | {"template": "replication_canvas"})
    canvas = _block(world, here, "Replication canvas")
    for number in range(3):
        world.by("facilitator", "area.add", canvas | {"title": f"Field {number}"})
    assert _refusal(world, "area.add", canvas | {"title": "Too many"}) == ("too_large", "title")


def test_while_it_runs_what_is_over_stays_and_what_comes_is_free(world: World) -> None:
    here = _planned(world, "Over", "Now", "Next", "Last")
    over, now = _block(world, here, "Over"), _block(world, here, "Now")
    world.by("facilitator", "session.start", here)
    world.by("facilitator", "session.step", here)
    _write(world, now)
    for named in (over, now):
        assert _refusal(world, "block.move", named | {"to": 4}) == ("conflict", "block")
        assert _refusal(world, "block.remove", named) == ("conflict", "block")
    assert _refusal(world, "block.move", _block(world, here, "Last") | {"to": 2}) == ("conflict", "to")
    new = here | {"title": "New", "minutes": 5}
    assert _refusal(world, "block.insert", new | {"after": over["block"]}) == ("conflict", "after")
    assert _refusal(world, "block.change", over | {"question": "Other?"}) == ("conflict", "question")
    world.by("facilitator", "block.change", over | {"title": "Was held"})
    # What runs gets a new question and ten minutes more, though somebody has written already.
    world.by("facilitator", "block.change", now | {"question": "Better?", "minutes": 20})
    assert _board(world, now)[0].question == "Better?"
    world.by("facilitator", "block.move", _block(world, here, "Last") | {"to": 3})
    world.by("facilitator", "block.remove", _block(world, here, "Next"))
    world.by("facilitator", "block.insert", new | {"after": now["block"]})
    assert _titles(world, here) == ["Was held", "Now", "New", "Last"]


def test_the_step_that_runs_stays_among_the_steps(world: World) -> None:
    here = _planned(world, "A")
    named = _block(world, here, "A")
    world.by("facilitator", "session.start", here)
    for _ in range(2):
        with world.database.reading() as orm:
            row = orm.get_one(Session, here["session"])
            seen = {"block": row.block_id, "step": row.step_index}
        world.by("facilitator", "step.next", here | {"from": seen})
    without = {"steps": [{"stage": "write"}, {"stage": "vote"}]}
    assert _refusal(world, "block.change", named | without) == ("conflict", "steps")
    world.by("facilitator", "block.change", named | {"steps": [{"stage": "write"}, {"stage": "cluster"}]})
    with world.database.reading() as orm:
        assert orm.get_one(Session, here["session"]).step_index == 1
    world.by("facilitator", "plan.undo", here)
    with world.database.reading() as orm:
        assert orm.get_one(Session, here["session"]).step_index == 2


def test_every_change_is_taken_back_and_done_again(world: World) -> None:
    here = _planned(world, "A", "B", "C")
    named = _block(world, here, "B")
    with world.database.reading() as orm:
        area = orm.get_one(Board, _row(world, named).board_id).areas[0].id
    changes = (
        ("block.move", named | {"to": 1}),
        ("block.change", named | {"title": "B2", "question": "Q?", "steps": [{"stage": "write_openly"}]}),
        ("area.rename", here | {"area": area, "title": "L"}),
        ("area.move", here | {"area": area, "to": 2}),
        ("area.remove", here | {"area": area}),
        ("area.add", named | {"title": "More"}),
        ("block.duplicate", named),
        ("block.remove", named),
        ("block.insert", here | {"title": "D", "minutes": 5, "areas": AREAS, "after": 0}),
        ("block.add", here | {"template": "check_in"}),
    )
    states = [_whole(world, here)]
    for name, payload in changes:
        world.by("facilitator", name, payload)
        states.append(_whole(world, here))
    for state in reversed(states[:-1]):
        world.by("facilitator", "plan.undo", here)
        assert _whole(world, here) == state
    for state in states[1:]:
        world.by("facilitator", "plan.redo", here)
        assert _whole(world, here) == state
    assert _refusal(world, "plan.redo", here)[0] == "not_found"
    # Something new ends what could be done again.
    world.by("facilitator", "plan.undo", here)
    world.by("facilitator", "block.change", _block(world, here, "A") | {"title": "A2"})
    assert _refusal(world, "plan.redo", here)[0] == "not_found"
    world.by("facilitator", "plan.undo", here)
    assert "A" in _titles(world, here)


def _whole(world: World, here: dict[str, Any]) -> list[Any]:
    """All that is planned."""
    with world.database.reading() as orm:
        found = []
        for block in orm.get_one(Session, here["session"]).blocks:
            board = orm.get(Board, block.board_id) if block.board_id else None
            areas = [(area.title, area.hint) for area in board.areas] if board else []
            shown = (board.stage, board.question, board.title, board.removed) if board else None
            found.append((block.id, block.title, block.question, block.minutes, block.steps, areas, shown))
        return found


def test_one_takes_back_ones_own_and_never_what_others_built_on(world: World) -> None:
    here = _planned(world, "A", "B")
    named = _block(world, here, "A")
    world.by("facilitator", "block.change", named | {"question": "Mine?"})
    world.by("coordinator", "block.change", named | {"question": "Theirs?"})
    assert _refusal(world, "plan.undo", here)[0] == "conflict"
    world.by("coordinator", "plan.undo", here)
    assert _row(world, named).question == "Mine?"
    world.by("facilitator", "plan.undo", here)
    assert _row(world, named).question == ""
    inserted = world.by(
        "facilitator", "block.insert", here | {"title": "New", "minutes": 5, "areas": AREAS}
    ).result
    world.by("coordinator", "area.add", here | inserted | {"title": "Added by somebody else"})
    assert _refusal(world, "plan.undo", here)[0] == "conflict", "their area would go with it"
    assert _refusal(world, "plan.undo", here, "organiser")[0] == "not_found"


def test_nothing_is_taken_back_from_under_those_who_write(world: World) -> None:
    here = _planned(world, "A")
    named = _block(world, here, "A")
    world.by("facilitator", "block.change", named | {"steps": [{"stage": "write_openly"}]})
    added = world.by("facilitator", "area.add", named | {"title": "Third"}).result
    world.by("facilitator", "session.start", here)
    board, _ = _board(world, named)
    note = {"board": board.id, "area": added["area"], "text": "In the third"}
    world.by("facilitator", "note.post", note)
    assert _refusal(world, "plan.undo", here)[0] == "conflict"
    assert _board(world, named)[1] == ["Left", "Right", "Third"]


def test_a_block_that_was_taken_out_is_nowhere(world: World) -> None:
    here = _planned(world, "A", "B")
    named = _block(world, here, "B")
    board, _ = _board(world, named)
    world.by("facilitator", "block.remove", named)
    with world.database.reading() as orm:
        area = orm.scalars(select(Board).where(Board.id == board.id)).one().areas[0].id
    gone = {"board": board.id, "area": area, "text": "Into nothing"}
    assert _refusal(world, "note.post", gone)[0] == "not_found"
    assert _refusal(world, "block.change", named | {"title": "X"}) == ("invalid", "block")
    assert _refusal(world, "area.rename", here | {"area": area, "title": "X"}) == ("invalid", "area")


def test_a_change_of_the_plan_reaches_the_room_by_frames(world: World) -> None:
    here = {"session": world.here.session}
    room = Readers(world, f"session:{world.here.session}")
    coming = world.by(
        "facilitator", "block.insert", here | {"title": "Coming", "minutes": 5, "areas": AREAS}
    ).result
    room.publish()
    world.by("facilitator", "block.change", here | coming | {"minutes": 15, "instruction": "Slowly"})
    room.publish()
    with world.database.reading() as orm:
        row = orm.get_one(Session, world.here.session)
        seen = {"block": row.block_id, "step": row.step_index}
    world.by("facilitator", "step.next", here | {"from": seen})
    room.publish()
    room.check()
    world.by("facilitator", "block.duplicate", here | coming)
    world.by("facilitator", "plan.undo", here)
    room.publish()
    room.check()
    blocks = room.copies["guest/participants"].state["blocks"]
    assert [block["title"] for block in blocks] == ["Our challenges", "Coming"]
    assert all("instruction" not in block for block in blocks)
    shown = room.copies["facilitator/facilitators"].state
    assert shown["session"]["step_index"] == 1 and shown["blocks"][1]["instruction"] == "Slowly"
