"""Polls of a part in the planner, by plain forms; and parts that are put in by their method."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.methods import GUIDES
from facilitation.store.boards import Board
from facilitation.store.polls import Poll
from facilitation.store.sessions import Block, Session
from tests.world import World


def _text(answer: Any) -> str:
    page = re.sub(r"<(script|option)[^>]*>.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def block(world: World) -> int:
    planned = {"session": world.here.session, "title": "Ask them", "minutes": 8}
    return world.by("facilitator", "block.insert", planned).result["block"]


def _plan(world: World, rest: str = "") -> str:
    return f"/p/here/sessions/{world.here.session}/plan{rest}"


def _polls(world: World, block: int) -> list[Poll]:
    with world.database.reading() as orm:
        query = select(Poll).where(Poll.block_id == block, Poll.removed.is_(False))
        return list(orm.scalars(query.order_by(Poll.position)))


def test_polls_are_planned_on_a_page_of_their_own(world: World, browse, block: int) -> None:
    browser = browse("facilitator")
    page = _plan(world, f"/blocks/{block}/polls")
    assert "Nothing is asked here yet" in _text(browser.get(page))
    asked = {"kind": "one", "question": "Where?", "options": "Here\r\nThere\r\n\r\n", "by": "city"}
    assert browser.post(page, **asked).status_code == 303
    assert browser.post(page, kind="scale", question="How?", low="0", high="10", skip="on").status_code == 303
    first, second = _polls(world, block)
    assert [one["text"] for one in first.options] == ["Here", "There"]
    assert (first.settings["by"], second.settings["high"], second.settings["skip"]) == ("city", 10, True)
    browser.post(_plan(world, f"/polls/{second.id}/move"), to="1")
    assert [one.id for one in _polls(world, block)] == [second.id, first.id]
    again = {"kind": "several", "question": "Where to?", "options": "Here\nThere\nElsewhere", "most": "2"}
    browser.post(_plan(world, f"/polls/{first.id}"), was_question="Where?", **again)
    changed = _polls(world, block)[1]
    assert (changed.kind, len(changed.options), changed.settings["most"]) == ("several", 3, 2)
    assert "2 polls and questions" in _text(browser.get(_plan(world)))
    browser.post(_plan(world, f"/polls/{second.id}/remove"))
    assert len(_polls(world, block)) == 1
    browser.post(_plan(world, "/polls/undo"), block=str(block))
    assert len(_polls(world, block)) == 2


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "one", "question": "Kept-question", "options": "Only one"}, "Give at least two options."),
        ({"kind": "one", "question": "Kept-question", "options": "Same\nsame"}, "Two options say the same."),
        ({"kind": "scale", "question": "Kept-question", "low": "x"}, "Give a whole number."),
        ({"kind": "scale", "question": "Kept-question", "low": "5", "high": "5"}, "A scale goes up"),
        ({"kind": "none", "question": "Kept-question"}, "Choose what kind of question this is."),
    ],
)
def test_what_is_refused_stays_in_the_form(
    world: World, browse, block: int, form: dict[str, str], sentence: str
) -> None:
    browser = browse("facilitator")
    answer = browser.post(_plan(world, f"/blocks/{block}/polls"), **form)
    assert answer.status_code in (409, 413, 422)
    assert sentence in _text(answer) and "Kept-question" in answer.get_data(as_text=True)
    assert _polls(world, block) == []


@pytest.mark.parametrize("key", sorted(GUIDES))
def test_a_part_by_its_method_brings_what_the_method_needs(world: World, browse, key: str) -> None:
    browser = browse("facilitator")
    assert browser.post(_plan(world, "/methods"), method=key).status_code == 303
    guide = GUIDES[key]
    with world.database.reading() as orm:
        block = orm.get_one(Session, world.here.session).blocks[-1]
        assert (block.title, block.method, block.minutes) == (guide.name, key, guide.usual_minutes)
        assert block.steps == guide.kept_steps
        board = orm.get(Board, block.board_id) if block.board_id else None
        assert [area.title for area in (board.areas if board else [])] == [name for name, _ in guide.areas]
        assert board is None or board.layout == guide.layout
    assert guide.script and guide.purpose and guide.linear


def test_the_run_sheet_says_how_each_method_goes(world: World, browse) -> None:
    browser = browse("facilitator")
    browser.post(_plan(world, "/methods"), method="fishbowl")
    page = _text(browser.get(f"/p/here/sessions/{world.here.session}/run-sheet"))
    assert all(line in page for line in GUIDES["fishbowl"].script)


def test_posters_of_a_gallery_walk_are_printed(world: World, browse) -> None:
    browser = browse("facilitator")
    path = f"/p/here/sessions/{world.here.session}/posters"
    assert "has no gallery walk" in _text(browser.get(path))
    browser.post(_plan(world, "/methods"), method="gallery walk")
    page = browser.get(path).get_data(as_text=True)
    assert page.count('class="poster"') == 3 and "Second poster" in page
    with world.database.reading() as orm:
        assert orm.scalars(select(Block.method).order_by(Block.id.desc())).first() == "gallery walk"
