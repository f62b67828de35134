"""The planner by plain forms: times, sums, two planners, and refusals that keep what was typed."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from facilitation.store.boards import Board
from facilitation.store.sessions import Session
from tests.web.conftest import Browser
from tests.world import World


@pytest.fixture
def planned(world: World) -> int:
    """A planned session of 90 minutes from 10:00 in Dublin, with a check-in and a talk."""
    made = {"title": "Plan", "type": "challenge", "template": "check_in", "minutes": 90}
    made |= {"date": "2027-05-04", "starts_at": "10:00"}
    session = world.by("facilitator", "session.create", made).result["session"]
    world.by("facilitator", "block.insert", {"session": session, "title": "Talk", "minutes": 60})
    return session


def _path(session: int, rest: str = "") -> str:
    return f"/p/here/sessions/{session}/plan{rest}"


def _text(answer: Any) -> str:
    """A page's words, apart by single spaces."""
    page = re.sub(r"<(script|option)[^>]*>.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _blocks(world: World, session: int) -> list[tuple[int, str]]:
    with world.database.reading() as orm:
        return [(block.id, block.title) for block in orm.get_one(Session, session).blocks]


def _form(browser: Browser, session: int, block: int) -> dict[str, str]:
    """What a browser would send of a block's form as it stands."""
    page = browser.get(_path(session)).get_data(as_text=True)
    form = re.search(rf'<form class="plan-form"[^>]*/blocks/{block}".*?</form>', page, re.S)
    assert form
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form[0]))
    fields |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', form[0]))
    return {
        name: html.unescape(value)
        for name, value in fields.items()
        if not name.startswith(("csrf", "operation", "step_"))
    }


def test_times_and_sums_are_told_and_pins_leave_gaps_in_words(world: World, browse, planned: int) -> None:
    browser = browse("facilitator")
    page = _text(browser.get(_path(planned)))
    assert "65 of 90 minutes: 25 left" in page and "10:00 –10:05" in page and "Ends at 11:05." in page
    (first, _), (talk, _) = _blocks(world, planned)
    answer = browser.post(
        _path(planned, f"/blocks/{talk}"), **_form(browser, planned, talk) | {"starts_at": "10:15"}
    )
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"#block-{talk}")
    assert "10 minutes of pause before" in _text(browser.get(_path(planned)))
    browser.post(_path(planned, f"/blocks/{first}"), **_form(browser, planned, first) | {"minutes": "95"})
    page = _text(browser.get(_path(planned)))
    assert "155 of 90 minutes: 65 too many" in page
    assert "begins 80 minutes before the part above ends" in page


def test_without_script_everything_can_be_done(world: World, browse, planned: int) -> None:
    browser = browse("facilitator")
    new = {"title": "Ideas", "minutes": "20", "after": "", "question": "Which?", "areas": "Left\r\nRight\r\n"}
    assert browser.post(_path(planned, "/blocks"), **new, opening="write_openly").status_code == 303
    ideas = _blocks(world, planned)[-1][0]
    browser.post(_path(planned, f"/blocks/{ideas}/move"), to="1")
    browser.post(_path(planned, f"/blocks/{ideas}/duplicate"))
    browser.post(_path(planned, f"/blocks/{ideas}/remove"))
    assert [title for _, title in _blocks(world, planned)] == ["Ideas", "Check-in", "Talk"]
    browser.post(_path(planned, "/undo"))
    browser.post(_path(planned, "/undo"))
    browser.post(_path(planned, "/redo"))
    browser.post(_path(planned, "/steps"), template="lessons_next_steps", after="")
    assert [title for _, title in _blocks(world, planned)][:2] == ["Ideas", "Ideas"]
    browser.post(_path(planned, f"/blocks/{ideas}/areas"), new_area="Third")
    form = _form(browser, planned, ideas)
    [hint] = [name for name in form if name.startswith("area_hint")][:1]
    steps = {"step_stage": ["write", "discuss", ""], "step_minutes": ["5", "", ""]}
    change = {hint: "One each", "method": "World Café", "leads": "Ana", "question": "Which one?\r\nAnd why?"}
    browser.post(_path(planned, f"/blocks/{ideas}"), **form | change | steps)
    with world.database.reading() as orm:
        block = next(one for one in orm.get_one(Session, planned).blocks if one.id == ideas)
        board = orm.get_one(Board, block.board_id)
        assert (block.method, block.leads, block.question) == ("world cafe", "Ana", "Which one?\nAnd why?")
        assert block.steps == [{"stage": "write", "minutes": 5}, {"stage": "discuss", "minutes": None}]
        assert [area.title for area in board.areas] == ["Left", "Right", "Third"]
        assert board.areas[0].hint == "One each"
        area = board.areas[2].id
    browser.post(_path(planned, f"/blocks/{ideas}/areas/{area}/move"), to="1")
    browser.post(_path(planned, f"/blocks/{ideas}/areas/{area}/remove"))
    with world.database.reading() as orm:
        assert [one.title for one in orm.get_one(Board, block.board_id).areas] == ["Left", "Right"]
    # What a form sends unchanged changes nothing.
    before = browser.get(_path(planned)).get_data(as_text=True).count("Undo")
    browser.post(_path(planned, f"/blocks/{ideas}"), **_form(browser, planned, ideas))
    assert browser.get(_path(planned)).get_data(as_text=True).count("Undo") == before


def test_two_planners_lose_no_text(world: World, browse, planned: int) -> None:
    browser, (talk, _) = browse("facilitator"), _blocks(world, planned)[1]
    mine = _form(browser, planned, talk) | {"question": "Mine?", "leads": "Ana"}
    world.by("coordinator", "block.change", {"session": planned, "block": talk, "question": "Theirs?"})
    answer = browser.post(_path(planned, f"/blocks/{talk}"), **mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert (
        "Mine?</textarea>" in page and 'data-theirs dir="auto">Theirs?</q>' in page and 'value="Ana"' in page
    )
    # Sent again as it stands there, one's own takes the place of what one has now seen.
    assert 'name="was_question" value="Theirs?"' in page
    again = browser.post(_path(planned, f"/blocks/{talk}"), **mine | {"was_question": "Theirs?"})
    assert again.status_code == 303
    with world.database.reading() as orm:
        block = orm.get_one(Session, planned).blocks[1]
        assert (block.question, block.leads) == ("Mine?", "Ana")


@pytest.mark.parametrize(
    ("rest", "fields", "said"),
    [
        ("/blocks", {"title": "", "minutes": "5"}, "Write something first."),
        ("/blocks", {"title": "T", "minutes": "many"}, "Give the length in minutes, as a number."),
        ("/steps", {"template": "none"}, "Choose a template."),
        ("/blocks/{talk}", {"minutes": "0", "was_minutes": "60"}, "between 1 minute and 24 hours"),
        (
            "/blocks/{talk}",
            {"starts_at": "99:99", "was_starts_at": ""},
            "Give the time as hours and minutes.",
        ),
        ("/blocks/{talk}/move", {"to": "9"}, "Choose a place between 1 and 2."),
        ("/redo", {}, "You have nothing to redo here."),
        ("/template", {"title": " "}, "Write something first."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    world: World, browse, planned: int, rest: str, fields: dict[str, str], said: str
) -> None:
    talk = _blocks(world, planned)[1][0]
    answer = browse("facilitator").post(_path(planned, rest.format(talk=talk)), **fields)
    assert answer.status_code in (404, 409, 422)
    page = answer.get_data(as_text=True)
    assert "There is a problem" in page and said in _text(answer)
    assert all(f'value="{value}"' in page for value in fields.values() if value in ("many", "99:99", "T"))


def test_an_empty_plan_offers_the_first_step(world: World, browse, planned: int) -> None:
    for block, _ in _blocks(world, planned):
        world.by("facilitator", "block.remove", {"session": planned, "block": block})
    page = browse("facilitator").get(_path(planned)).get_data(as_text=True)
    assert "Nothing is planned yet." in page and 'id="plan-new" open' in page


def test_who_does_not_lead_has_no_planner(world: World, browse, planned: int) -> None:
    for role in ("participant", "guest"):
        browser = browse(role)
        assert browser.get(_path(world.here.session)).status_code == 404
        assert browser.get("/p/here/session-templates").status_code == 404
    page = browse("participant").get(f"/p/here/sessions/{planned}").get_data(as_text=True)
    assert _path(planned) not in page
    assert _path(planned) in browse("facilitator").get(f"/p/here/sessions/{planned}").get_data(as_text=True)


def test_own_templates_stand_where_shipped_ones_are_chosen(world: World, browse, planned: int) -> None:
    browser = browse("facilitator")
    assert "no templates of its own yet" in browser.get("/p/here/session-templates").get_data(as_text=True)
    kept = browser.post(_path(planned, "/template"), title="100 % ours", description="", type="")
    assert kept.headers["Location"].endswith("/session-templates")
    template = re.search(
        r"/session-templates/(\d+)/remove", browser.get(kept.headers["Location"]).get_data(as_text=True)
    )
    assert template
    places = (
        "/p/here/sessions",
        f"/p/here/sessions/{planned}",
        f"/p/here/sessions/{planned}/room",
        _path(planned),
    )
    for place in places:
        page = browser.get(place).get_data(as_text=True)
        assert f'value="own_{template[1]}"' in page and "100 % ours" in page, place
    wrong = browser.post(f"/p/here/session-templates/{template[1]}", title=" ", description="D", type="")
    assert wrong.status_code == 422 and 'value="D"' in wrong.get_data(as_text=True)
    browser.post(f"/p/here/session-templates/{template[1]}", title="Ours", description="D", type="final")
    browser.post(f"/p/here/session-templates/{template[1]}/remove")
    assert "own_" not in browser.get("/p/here/sessions").get_data(as_text=True)
    browser.post(f"/p/here/session-templates/{template[1]}/restore")
    assert "Ours" in browser.get("/p/here/sessions").get_data(as_text=True)


def test_how_people_write_and_vote_is_planned(world: World, browse, planned: int) -> None:
    """Until somebody has written; then names stay away where they were promised to."""
    browser = browse("facilitator")
    (block, _), *_ = _blocks(world, planned)
    with world.database.reading() as orm:
        board = next(one.board_id for one in orm.get_one(Session, planned).blocks if one.id == block)
    wanted = {"authors": "anonymous", "votes_per_person": "3", "vote_on": "notes"}
    was = {"was_authors": "shown", "was_votes_per_person": "5", "was_vote_on": "both"}
    assert browser.post(_path(planned, f"/blocks/{block}"), **wanted, **was).status_code == 303
    with world.database.reading() as orm:
        settings = orm.get_one(Board, board).settings
        assert [settings[name] for name in wanted] == ["anonymous", 3, "notes"]
    page = browser.get(_path(planned)).get_data(as_text=True)
    assert '<option value="anonymous" selected>' in page
    refused = browser.post(
        _path(planned, f"/blocks/{block}"), votes_per_person="many", was_votes_per_person="3"
    )
    assert refused.status_code == 422 and "between 1 and" in _text(refused)
    assert f'id="error-votes_per_person-{block}"' in refused.get_data(as_text=True)
    with world.database.writing() as orm:
        orm.get_one(Board, board).notes_made = 1
    refused = browser.post(_path(planned, f"/blocks/{block}"), authors="shown", was_authors="anonymous")
    assert refused.status_code == 409 and "promise" in _text(refused)
