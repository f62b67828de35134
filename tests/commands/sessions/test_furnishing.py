"""Furnishing: every template in every language, one more board on the spot, canvases with their fields."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.commands.execute import Call, Done, run_batch
from facilitation.domain.errors import Refused
from facilitation.domain.session_templates import SHIPPED as TEMPLATES
from facilitation.live.subjects import find
from facilitation.store.boards import Board
from facilitation.store.sessions import Block, Session
from tests.world import World


def _session(world: World, template: str = "challenges_private", language: str = "en") -> int:
    payload = {"title": "A session", "type": "challenge", "template": template, "language": language}
    return world.by("facilitator", "session.create", payload).result["session"]


def _blocks(world: World, session: int) -> list[tuple[int, str]]:
    query = select(Block).where(Block.session_id == session).order_by(Block.position)
    with world.database.reading() as orm:
        return [(block.position, block.title) for block in orm.scalars(query)]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_every_template_furnishes_a_session(world: World, key: str, language: str) -> None:
    template = TEMPLATES[key]
    session = _session(world, key, language)
    with world.database.reading() as orm:
        blocks = orm.get(Session, session).blocks
        assert [block.minutes for block in blocks] == [block.minutes for block in template.blocks]
        for block, wanted in zip(blocks, template.blocks, strict=True):
            assert (block.board_id is not None) == bool(wanted.areas)
            if block.board_id:
                board = orm.get(Board, block.board_id)
                assert (board.layout, board.stage) == (wanted.layout, wanted.stage)
                assert [area.place for area in board.areas] == [
                    list(area.place) if area.place else None for area in wanted.areas
                ]


def test_a_board_is_added_last_or_next(world: World) -> None:
    session = _session(world)
    world.by("facilitator", "session.start", {"session": session})
    assert _blocks(world, session) == [(1, "Our challenges"), (2, "Closing round")]
    world.by("facilitator", "block.add", {"session": session, "template": "lessons_next_steps"})
    with world.database.reading() as orm:
        now = orm.get(Session, session).block_id
    added = world.by("facilitator", "block.add", {"session": session, "template": "check_in", "after": now})
    assert _blocks(world, session) == [
        (1, "Our challenges"),
        (2, "Check-in"),
        (3, "Closing round"),
        (4, "Lessons and next steps"),
    ]
    stepped = world.by("facilitator", "session.step", {"session": session})
    assert stepped.result["block"] == added.result["block"]
    world.by("participant", "session.attend", {"session": session})


def test_added_blocks_of_one_tick_stand_in_order(world: World) -> None:
    """All calls of a tick share one transaction and what it has loaded."""
    session = _session(world)
    world.by("facilitator", "session.start", {"session": session})
    with world.database.reading() as orm:
        now = orm.get(Session, session).block_id
    seat = world.here.seats["facilitator"]
    add = {"session": session, "template": "check_in", "after": now}
    calls = [
        Call("block.add", "tick-one-1", add, seat),
        Call("session.step", "tick-one-2", {"session": session}, seat),
    ]
    outcomes, _ = run_batch(world.house, calls)
    assert all(isinstance(outcome, Done) for outcome in outcomes), outcomes
    assert outcomes[1].result["block"] == outcomes[0].result["block"]


def test_what_is_refused_says_where(world: World) -> None:
    session = _session(world)
    for payload, code, field in (
        ({"template": "none"}, "invalid", "template"),
        ({"template": "check_in", "after": 987654}, "invalid", "after"),
    ):
        with pytest.raises(Refused) as refused:
            world.by("facilitator", "block.add", {"session": session, **payload})
        assert (refused.value.code, refused.value.field) == (code, field)
    world.by("facilitator", "session.end", {"session": world.here.session})
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "block.add", {"session": world.here.session, "template": "check_in"})
    assert refused.value.code == "closed"


def test_a_session_holds_only_so_many_steps(world: World) -> None:
    session = _session(world, "check_in")
    for _ in range(59):
        world.by("facilitator", "block.add", {"session": session, "template": "check_in"})
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "block.add", {"session": session, "template": "check_in"})
    assert refused.value.code == "too_large"


def test_a_canvas_tells_its_layout_and_places(world: World) -> None:
    session = _session(world, "replication_canvas")
    viewer = world.viewer(world.here.seats["participant"])
    with world.database.reading() as orm:
        board = orm.scalars(select(Board).where(Board.session_id == session)).one()
        kind, row = find(orm, viewer, board.subject)
        snapshot = kind.whole(orm, row, "participants")
        columns = kind.whole(orm, orm.get(Board, world.here.board), "participants")
    assert snapshot["board"]["layout"] == "canvas"
    assert snapshot["areas"][0]["place"] == [1, 1, 1, 1]
    assert columns["board"]["layout"] == "columns" and "place" not in columns["areas"][0]


def test_a_board_added_later_knows_the_crowded_cities(world: World) -> None:
    for name in ("Ona", "Pau", "Quim"):
        world.guest(world.here, name, "WAW")
    world.by("facilitator", "block.add", {"session": world.here.session, "template": "check_in"})
    with world.database.reading() as orm:
        query = select(Board.crowded).where(Board.session_id == world.here.session).order_by(Board.id)
        first, *_, added = orm.scalars(query)
        assert added == first and "WAW" in added


def test_a_city_of_elsewhere_is_named(world: World) -> None:
    session = {
        "title": "With a guest",
        "type": "challenge",
        "template": "challenges",
        "cities": ["DUB", "XYZ"],
    }
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "session.create", session)
    assert refused.value.code == "invalid" and refused.value.field == "cities"
    assert "XYZ" in str(refused.value.message)
