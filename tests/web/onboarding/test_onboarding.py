"""Onboarding in the browser without script: forms that lose nothing, the board, who sees what."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from tests.laws.cases.onboarding import city_of, planned
from tests.world import World

ABOUT = "/p/here/cities/DUB/profile/about"
PAGES = ("onboarding", "cities/DUB/profile", "cities/DUB/profile/about/versions", "cities/DUB/call")


def _page(browser, path: str) -> str:
    answer = browser.get(f"/p/here/{path}")
    assert answer.status_code == 200, path
    return html.unescape(answer.get_data(as_text=True))


def test_a_section_is_saved_by_its_button(browse) -> None:
    browser = browse("participant")
    text = "Somos <b>dos</b> oficinas"
    answer = browser.post(ABOUT, text=text, language="es", revision="0")
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/profile#section-about")
    source = browser.get("/p/here/cities/DUB/profile").get_data(as_text=True)
    assert 'lang="es"' in source and "Somos &lt;b&gt;dos&lt;/b&gt; oficinas" in source
    assert 'name="revision" value="1"' in source
    read = browse("observer").get("/p/here/cities/DUB").get_data(as_text=True)
    assert "Somos &lt;b&gt;dos&lt;/b&gt; oficinas" in read and "Fill in the profile" not in read


def test_a_conflict_shows_both_texts_and_the_second_saving_settles_it(browse) -> None:
    mine, theirs = browse("participant"), browse("support")
    mine.post(ABOUT, text="We", language="en", revision="0")
    theirs.post(ABOUT, text="We, and our partners", language="en", revision="1")
    answer = mine.post(ABOUT, text="We alone", language="en", revision="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert re.search(r"<textarea[^>]*>\s*We alone</textarea>", page)
    assert "We, and our partners" in page and "Saved by somebody else meanwhile" in page
    revision = re.search(r'id="section-about".*?name="revision" value="(\d+)"', page, re.DOTALL)[1]
    answer = mine.post(ABOUT, text="We and our partners", language="en", revision=revision)
    assert answer.status_code == 303
    versions = _page(mine, "cities/DUB/profile/about/versions?version=2")
    assert "We, and our partners" in re.sub("<[^>]+>", "", versions), (
        "what was replaced stays among the versions"
    )


def test_a_refused_text_is_kept_in_its_field(browse) -> None:
    answer = browse("participant").post(ABOUT, text="x" * 10_001, language="en", revision="0")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "x" * 10_001 in page and "10001 characters" in page and "<title>Error:" in page


def test_what_the_script_asks_and_sends(browse, world: World) -> None:
    browser = browse("participant")
    assert browser.get(f"{ABOUT}/now").json == {"text": "", "language": "", "revision": 0, "name": None}
    payload = {"city": city_of(world, world.here.seats["participant"]), "section": "about"}
    answer = browser.client.post(
        "/api/v1/commands/profile.write?programme=here",
        json={
            "operation_id": "as-one-types",
            "payload": payload | {"text": "Here we are", "language": "en", "revision": 0},
        },
        headers={"X-CSRFToken": browser.token()},
    )
    assert answer.json["result"] == {"revision": 1}
    assert browser.get(f"{ABOUT}/now").json == {
        "text": "Here we are",
        "language": "en",
        "revision": 1,
        "name": "Participant",
    }


def test_an_earlier_version_is_brought_back(browse) -> None:
    browser = browse("participant")
    browser.post(ABOUT, text="We have two offices", language="en", revision="0")
    browse("support").post(ABOUT, text="We have three offices", language="en", revision="1")
    source = browser.get(f"{ABOUT}/versions").get_data(as_text=True)
    assert "<del>two</del><ins>three</ins>" in source
    assert browser.post(f"{ABOUT}/versions/1").status_code == 303
    assert "We have two offices" in _page(browser, "cities/DUB/profile")


def test_who_sees_what(browse) -> None:
    for path in (*PAGES, "catch-up", "onboarding/questions", "cities/DUB/profile/about/now"):
        assert browse("guest").get(f"/p/here/{path}").status_code == 404, path
    observer = browse("observer")
    assert "text-form" not in _page(observer, "cities/DUB/profile")
    assert "progress-board" not in _page(observer, "onboarding")
    for path in ("cities/DUB/profile/about/versions", "cities/DUB/call", "onboarding/questions"):
        assert observer.get(f"/p/here/{path}").status_code == 404, path
    assert observer.post(ABOUT, text="Mine", language="en", revision="0").status_code == 403
    participant = browse("participant")
    own = _page(participant, "onboarding")
    assert "The first steps of Dublin" in own and "Turin" not in own
    assert participant.get("/p/here/cities/TRN/call").status_code == 404
    assert "text-form" not in _page(participant, "cities/TRN/profile")
    assert "text-form" in _page(participant, "cities/DUB/profile")
    assert participant.get("/p/here/cities/TRN/profile/about/versions").status_code == 404


def test_the_board_reminds_with_one_click(browse) -> None:
    browser = browse("coordinator")
    page = _page(browser, "onboarding")
    assert 'value="DUB:profile"' in page
    # One control a row, and it says whom it reminds; every sign of the board stands in its legend.
    assert page.count('class="remind no-print"') == 1 and "Remind Dublin" in page
    legend = page[page.index('class="step-legend"') : page.index("</ul>", page.index('class="step-legend"'))]
    assert all(f'aria-hidden="true">{sign}<' in legend for sign in "✓◐○–?") and "not recorded" in legend
    for page in ("0", "99", "-1", "two"):
        assert "progress-board" in _page(browser, f"onboarding?page={page}"), page
    answer = browser.post("/p/here/onboarding", remind="DUB:profile", missing="1")
    assert answer.headers["Location"].endswith("/p/here/onboarding?missing=1")
    page = _page(browser, "onboarding?missing=1")
    assert "2 people of Dublin are being reminded." in page
    assert re.search(r"Reminded on \S+ \S+ \S+ by Coordinator", page)
    assert 'value="DUB:profile"' not in page and 'value="DUB:call"' in page
    for wrong in ("DUB:people", "XXX:profile", "DUB"):
        assert browser.post("/p/here/onboarding", remind=wrong).status_code in (302, 404, 422), wrong
    for role in ("facilitator", "rapporteur"):
        page = _page(browse(role), "onboarding")
        assert "progress-board" in page and 'name="remind"' not in page and "Reminded" not in page


def test_a_call_from_planning_to_notes(browse, world: World) -> None:
    browser, call = browse("coordinator"), "/p/here/cities/DUB/call"
    assert "What could other cities learn from you?" in _page(browser, "cities/DUB/call")
    answer = browser.post(call, date="tomorrow", starts_at="15:00", others="Ines")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "year-month-day" in page and "Ines" in page
    seat = str(world.here.seats["participant"])
    answer = browser.post(
        call, date="2027-04-01", starts_at="15:00", minutes="45", zone="Europe/Dublin", seats=seat
    )
    assert answer.status_code == 303
    page = _page(browse("participant"), "cities/DUB/call")
    assert "Thursday" in page and "15:00 in Dublin" in page and "text-form" not in page
    question = planned(world, 0)["question"]
    note = f"{call}/notes/{question}"
    assert browse("rapporteur").post(note, text="Housing", language="en", revision="0").status_code == 303
    answer = browser.post(note, text="Homes", language="en", revision="0")
    assert answer.status_code == 409 and "Rapporteur saved this meanwhile" in answer.get_data(as_text=True), (
        "who leads is told"
    )
    assert "Housing" not in _page(browse("participant"), "cities/DUB/call")
    assert browser.post(f"{call}/held", held="yes").status_code == 303
    assert "Housing" in _page(browse("support"), "cities/DUB/call")


def test_questions_are_ordered_by_their_numbers(browse) -> None:
    browser = browse("organiser")
    source = browser.get("/p/here/onboarding/questions").get_data(as_text=True)
    assert source.count('name="text"') == 8 + 3
    fields = {"place": ["2", "1", "3"], "question": ["", "", ""], "text": ["Second?", "First?", ""]}
    assert browser.post("/p/here/onboarding/questions", **fields).status_code == 303
    source = browser.get("/p/here/onboarding/questions").get_data(as_text=True)
    assert re.findall(r'name="text"[^>]*>([^<]+)<', source) == ["First?", "Second?"]
    kept = browser.post("/p/here/onboarding/questions", place=["1"], question=[""], text=["x" * 301])
    assert kept.status_code == 422 and "x" * 301 in kept.get_data(as_text=True)


def test_home_says_what_is_next_for_a_city(browse, world: World) -> None:
    page = _page(browse("participant"), "")
    assert "/p/here/cities/DUB/profile" in page and "First steps of Dublin" in page
    world.clock.now += dt.timedelta(hours=1)
    world.by("facilitator", "session.end", {"session": world.here.session})
    assert "/p/here/catch-up" in _page(browse("support"), "")
    assert "/p/here/cities/DUB/profile" not in _page(browse("observer"), "").partition("The cities")[0]


@pytest.mark.parametrize("path", PAGES)
def test_the_script_is_there_for_those_who_write(browse, path: str) -> None:
    source = browse("organiser").get(f"/p/here/{path}").get_data(as_text=True)
    assert ("js/pages/autosave.js" in source) == ('data-behaviour="autosave"' in source)
