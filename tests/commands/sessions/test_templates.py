"""Templates of a programme's own: they keep how a session is done, and nobody's name or words."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.store.boards import Board
from facilitation.store.session_templates import SessionTemplate
from facilitation.store.sessions import Session
from tests.world import World


def _kept(world: World, **more: Any) -> int:
    kept = {"session": world.here.session, "title": "Our way"} | more
    return world.by("facilitator", "template.keep", kept).result["template"]


def _create(world: World, key: str, role: str = "facilitator") -> int:
    planned = {"title": "From it", "type": "solution", "template": key}
    return world.by(role, "session.create", planned).result["session"]


def test_a_session_is_made_as_the_one_before(world: World) -> None:
    here = {"session": world.here.session}
    coming = {
        "title": "100 % done?",
        "minutes": 12,
        "leads": "Ana",
        "starts_at": "14:30",
        "instruction": "Slowly",
    }
    coming |= {"areas": [{"title": "Left", "hint": "One"}], "steps": [{"stage": "write", "minutes": 3}]}
    world.by("facilitator", "block.insert", here | coming)
    world.note(world.here.seats["guest"], "Nobody else’s business")
    template = _kept(world, description="Twice a year")
    with world.database.reading() as orm:
        kept = orm.get_one(SessionTemplate, template)
        assert (kept.type, kept.language) == ("challenge", "en")
        assert not any(word in repr(kept.blocks) for word in ("Ana", "14:30", "business"))
    session = _create(world, f"own_{template}")
    with world.database.reading() as orm:
        made = orm.get_one(Session, session)
        first, second = made.blocks
        assert (second.title, second.minutes, second.instruction, second.leads) == (
            "100 % done?",
            12,
            "Slowly",
            "",
        )
        assert second.steps == [{"stage": "write", "minutes": 3}] and second.starts_at is None
        board = orm.get_one(Board, second.board_id)
        assert [(area.title, area.hint) for area in board.areas] == [("Left", "One")]
        assert orm.get_one(Board, first.board_id).stage == "write_openly" and board.stage == "write"
    world.by("facilitator", "block.add", here | {"template": f"own_{template}"})


def test_it_is_named_anew_taken_away_and_brought_back(world: World) -> None:
    template = _kept(world)
    world.by("coordinator", "template.change", {"template": template, "title": "Better", "type": ""})
    world.by("facilitator", "template.remove", {"template": template})
    for key in (f"own_{template}", "own_x", "own_", "own_987654"):
        with pytest.raises(Refused) as refused:
            _create(world, key)
        assert (refused.value.code, refused.value.field) == ("invalid", "template")
    world.by("facilitator", "template.restore", {"template": template})
    _create(world, f"own_{template}")
    with world.database.reading() as orm:
        kept = orm.get_one(SessionTemplate, template)
        assert (kept.title, kept.type) == ("Better", "")


def test_another_programmes_template_is_not_there(world: World) -> None:
    template = _kept(world)
    planned = {"title": "Stolen", "type": "solution", "template": f"own_{template}"}
    with pytest.raises(Refused) as refused:
        world.do("session.create", planned, world.there.seats["facilitator"])
    assert (refused.value.code, refused.value.field) == ("invalid", "template")


def test_what_cannot_be_kept_is_refused(world: World) -> None:
    for wrong, field in (
        ({"title": " "}, "title"),
        ({"type": "party"}, "type"),
        ({"description": "x" * 301}, "description"),
    ):
        with pytest.raises(Refused) as refused:
            _kept(world, **wrong)
        assert (refused.value.code, refused.value.field) == ("invalid", field)
