"""Journey: the projector at 1920 x 1080, in every picture it has; and through a session, live."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import wall_states
from tests.journeys.rooms import Guest, enter, fill, lead
from tests.live.client import client_of, sign_in
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

MEASURE = (Path(__file__).parent / "wall_measure.js").read_text()
HALL = {"width": 1920, "height": 1080}


@pytest.fixture
def address(server: LiveServer, person: Callable[..., Page]) -> str:
    """Of the projector of a running session."""
    page = person()
    lead(page, server, "Projector")
    return page.url.split("?")[0].replace("/room", "/projector")


def test_nothing_is_small_cut_off_or_lost_in_any_picture(
    server: LiveServer, person: Callable[..., Page], address: str
) -> None:
    hall = person(**HALL, reduced_motion="reduce")
    hall.goto(server.ready["sign_in"]["facilitator"])
    faults = {}
    for name, state in wall_states.states().items():
        page = hall.context.new_page()
        wall_states.projected(page, address, state)
        page.locator("[data-part=connection][data-state=connected]").wait_for()
        # Twice: what was fitted once must not grow or shrink when it is fitted again.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if found := page.evaluate(MEASURE):
            faults[name] = found
        page.close()
    assert not faults, json.dumps(faults, indent=1, ensure_ascii=False)


def test_the_hall_follows_a_session_by_itself(server: LiveServer, person: Callable[..., Page]) -> None:
    wall, guest = person(**HALL), person(390, 844)
    wall.goto(server.ready["sign_in"]["facilitator"])
    slug = re.search(r"/p/([^/]+)", wall.url)[1]
    cookie = sign_in(server, "facilitator")
    with client_of(server, {"programme": slug}, Cookie=cookie, Origin=server.url) as leader:
        made = leader.command(
            "session.create", {"title": "In the hall", "type": "challenge", "template": "challenges"}
        )
        session = made["result"]["session"]
        wall.goto(f"{server.url}/p/{slug}/sessions/{session}/projector")
        main = wall.locator("main")

        # Who arrives is counted as they come; whoever projects is nobody who arrived.
        expect(main).to_have_attribute("data-picture", "lobby")
        expect(wall.get_by_text("Nobody is here yet")).to_be_visible()
        code = wall.locator(".wall-code").inner_text()
        enter(guest, server.url, code, "Ana", "Dublin")
        expect(wall.get_by_text("1 person is here")).to_be_visible()
        expect(wall.locator(".wall-tile--here")).to_contain_text("DUB")

        # A key turns it dark and light again, and that lasts.
        theme = wall.locator("html")
        wall.keyboard.press("d")
        expect(theme).to_have_attribute("data-theme", "dark")
        wall.reload()
        expect(theme).to_have_attribute("data-theme", "dark")
        wall.keyboard.press("d")
        expect(theme).to_have_attribute("data-theme", "light")

        leader.command("session.start", {"session": session})
        expect(main).not_to_have_attribute("data-picture", "lobby")
        place = leader.command("session.attend", {"session": session})
        del place
        others = [Guest(server.url, code, name, city) for name, city in (("Ben", "TRN"), ("Cy", "DUB"))]
        board = others[0].board
        if board is None:
            leader.command("session.step", {"session": session})
            others = [Guest(server.url, code, name, city) for name, city in (("Di", "TRN"), ("Eve", "DUB"))]
            board = others[0].board
        leader.command("board.stage", {"board": board, "stage": "write"})
        fill(others, 9)
        expect(main).to_have_attribute("data-picture", "writing")
        expect(wall.get_by_text("9 notes")).to_be_visible()
        assert "What recurs" not in main.inner_text()

        leader.command("board.stage", {"board": board, "stage": "revealed"})
        expect(main).to_have_attribute("data-picture", "cards")
        notes = [note["id"] for note in others[0].snapshot()["notes"]][:-4]  # some stay loose
        leader.command("board.stage", {"board": board, "stage": "cluster"})
        for number in range(2):
            title = f"What recurs, {number}"
            others[0].command("cluster.make", board=board, notes=notes[number::2], title=title)
        expect(wall.get_by_text("What recurs, 1")).to_be_visible()

        # The heat-map comes when it is asked for.
        expect(wall.locator(".heat-map")).to_be_hidden()
        leader.command("board.focus", {"board": board, "on": "heat"})
        expect(main).to_have_attribute("data-picture", "heat")
        expect(wall.locator(".heat-map tbody tr")).to_have_count(2)
        leader.command("board.focus", {"board": board, "on": None})

        # While people vote, how many have; what has how many only once it is shown.
        leader.command("board.stage", {"board": board, "stage": "vote"})
        expect(main).to_have_attribute("data-picture", "voting")
        wall.wait_for_timeout(500)
        assert wall.evaluate(MEASURE) == [], "as it is drawn at first"
        cluster = others[0].snapshot()["clusters"][0]["id"]
        for _ in range(2):
            others[0].command("vote.cast", board=board, on=f"cluster:{cluster}")
        expect(wall.locator(".wall-progress-number")).to_have_text(re.compile(r"^1 / \d$"))
        expect(wall.get_by_text("2 votes given so far")).to_be_visible()
        leader.command("board.settings", {"board": board, "votes_hidden": False})
        expect(main).to_have_attribute("data-picture", "results")
        expect(wall.locator(".wall-result").first).to_contain_text("2 votes")

        # The end: thanks, no code, and the minutes as soon as they are there.
        expect(wall.locator("[data-part=wall-join]")).to_be_visible()
        leader.command("session.end", {"session": session})
        expect(wall.get_by_text("Thank you for taking part.")).to_be_visible()
        expect(wall.locator("[data-part=wall-join]")).to_be_hidden()
        expect(wall.get_by_text("The minutes are ready, on the session’s page.")).to_be_visible(
            timeout=40_000
        )
