"""A board with 300 notes: no task over 50 ms while one drags, 20 notes a second come or the stage changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import SENTENCES, Guest, enter, fill, note, set_stage
from tests.journeys.tracing import Tasks
from tests.servers import LiveServer, live_server, until

pytestmark = pytest.mark.browser

NOTES = 300
LONGEST_MS = 50
TRIES = 5
A_SECOND = 20
SECONDS = 3


LONG_TASKS = """
window.longTasks = [];
const long = (list) => longTasks.push(...list.getEntries().map((entry) => Math.round(entry.duration)));
new PerformanceObserver(long).observe({type: 'longtask'});
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The demo; all the writers share one address, so its limits are lifted."""
    with live_server(tmp_path_factory.mktemp("full"), rate_limits="off") as running:
        yield running


@pytest.fixture(scope="module")
def writers(server: LiveServer) -> list[Guest]:
    """People of several cities, who have written 300 notes and made some clusters."""
    cities = ("DUB", "TRN", "WAW", "BIO")
    code = server.ready["join_code"]
    writers = [Guest(server.url, code, f"Writer {index}", cities[index % 4]) for index in range(8)]
    fill(writers, NOTES, clusters=8)
    set_stage(server, writers[0], "cluster")
    return writers


@pytest.fixture
def board(server: LiveServer, writers: list[Guest], person: Callable[..., Page]) -> Callable[..., Page]:
    """Somebody's browser with the board in it, drawn and at rest."""

    def arrive(width: int = 1280, height: int = 900, **options: object) -> Page:
        page = person(width, height, **options)
        page.add_init_script(LONG_TASKS)
        enter(page, server.url, server.ready["join_code"], "Olga", "Rotterdam")
        assert page.locator(".note").count() >= NOTES
        # The last note has its tools when all slices are drawn; then the library for dragging is fetched.
        expect(page.locator(".note [data-part=more]")).to_have_count(page.locator(".note").count())
        # Not wait_for_function: that asks again by eval, which the content policy forbids.
        until(lambda: page.evaluate("window.interact !== undefined"), "the library for dragging")
        page.wait_for_timeout(500)
        page.evaluate("longTasks.length = 0")
        return page

    return arrive


def _hold_to_bound(what: str, arrive: Callable[[], Page], act: Callable[[Page], None]) -> None:
    """Prints the figures (pytest -s) and holds the longest task of `act` on a fresh page to its bound.

    Another program that fills the processor's caches makes a task longer now and then, slow code every time:
    so what was too long is done again from the start, and the shortest of five counts.
    """
    longest: list[float] = []
    for _ in range(TRIES):
        page = arrive()
        with Tasks(page) as tasks:
            act(page)
        longest.append(tasks.longest)
        clocked = page.evaluate("longTasks")
        page.close()
        print(f"\n{what}: longest task {longest[-1]:.1f} ms of CPU time; over 50 by the clock: {clocked}")
        if longest[-1] < LONGEST_MS:
            return
    raise AssertionError(f"{what}: longest tasks {longest} ms, the last of {tasks.inside}")


def _in_sight(page: Page) -> list[dict]:
    """Loose notes that can be seen whole: a point on each, and its text."""
    if page.evaluate("scrollY") == 0:
        page.locator(".area > .notes > .note").nth(4).scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    return page.evaluate(
        """() => [...document.querySelectorAll('.area:first-child > .notes > .note')].map((card) => {
          const box = card.getBoundingClientRect();
          return {x: box.x + 60, y: box.y + 15, text: card.querySelector('.note-text').textContent};
        }).filter((card) => card.y > 120 && card.y < innerHeight - 250)"""
    )


def test_the_heat_map_beside_the_board_is_whole(board: Callable[..., Page]) -> None:
    heat = board(1280, 900).locator(".room-heat")
    expect(heat.locator("thead th")).to_have_count(8)
    wide = heat.evaluate(
        "one => [one.scrollWidth - one.clientWidth, one.getBoundingClientRect().right - innerWidth]"
    )
    assert wide[0] <= 0 and wide[1] <= 0


def test_dragging(board: Callable[..., Page]) -> None:
    def drag(page: Page) -> None:
        lifted = _in_sight(page)[0]
        scrolled = page.evaluate("scrollY")
        page.mouse.move(lifted["x"], lifted["y"])
        page.mouse.down()
        for step in range(60):
            page.mouse.move(lifted["x"] + step * 9, 200 + (step * 37) % 480, steps=2)
        # At the edge the page scrolls by itself.
        page.mouse.move(lifted["x"], 880)
        page.wait_for_timeout(800)
        assert page.evaluate("scrollY") > scrolled + 100, "it scrolls at the edge"
        page.mouse.move(lifted["x"], 400)
        onto = _in_sight(page)[1]
        page.mouse.move(onto["x"], onto["y"], steps=5)
        expect(page.locator(".drop-target")).to_have_count(1)
        page.mouse.up()
        made = page.locator(".cluster", has_text=lifted["text"]).filter(has_text=onto["text"])
        expect(made.locator(".note")).to_have_count(2)

    _hold_to_bound("Dragging", board, drag)


def test_notes_arriving(board: Callable[..., Page], writers: list[Guest]) -> None:
    area = writers[0].snapshot()["areas"][0]["id"]
    sent: list[float] = []

    def write() -> None:
        began = time.monotonic()
        for index in range(A_SECOND * SECONDS):
            time.sleep(max(0.0, began + index / A_SECOND - time.monotonic()))
            writer = writers[index % len(writers)]
            writer.command(
                "note.post", board=writer.board, area=area, text=f"Fresh {index}: {SENTENCES[index % 5]}"
            )
            sent.append(time.monotonic() - began)

    def watch(page: Page) -> None:
        before = page.locator(".note").count()
        sent.clear()
        writing = threading.Thread(target=write)
        writing.start()
        while writing.is_alive():
            page.wait_for_timeout(100)
        expect(page.locator(".note")).to_have_count(before + A_SECOND * SECONDS)
        print(f"\n{len(sent)} notes in {sent[-1]:.1f} s")
        assert len(sent) == A_SECOND * SECONDS

    _hold_to_bound("Notes arriving", board, watch)


def test_a_finger_holds_and_drags_or_swipes_and_scrolls(board: Callable[..., Page]) -> None:
    def arrive() -> Page:
        return board(390, 844, has_touch=True, is_mobile=True)

    def swipe_and_drag(page: Page) -> None:
        touch = page.context.new_cdp_session(page)

        def finger(kind: str, *points: tuple[float, float]) -> None:
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
            )

        card = _in_sight(page)[-1]
        before = page.evaluate("scrollY")
        x, y = card["x"], card["y"]
        finger("touchStart", (x, y))
        for step in range(12):
            finger("touchMove", (x, y - step * 20))
        finger("touchEnd")
        page.wait_for_timeout(300)
        assert page.evaluate("scrollY") > before, "a swipe scrolls"
        assert page.locator(".card--lifted, .card--away").count() == 0, "and lifts nothing"

        lifted, onto = _in_sight(page)[:2]
        still = page.evaluate("scrollY")
        finger("touchStart", (lifted["x"], lifted["y"]))
        page.wait_for_timeout(1_000)  # a busy machine begins to count the hold late
        for step in range(1, 21):
            finger("touchMove", (lifted["x"], lifted["y"] + (onto["y"] - lifted["y"]) * step / 20))
            page.wait_for_timeout(16)
        expect(page.locator(".drop-target")).to_have_count(1)
        assert page.evaluate("scrollY") == still, "the page stays under the finger"
        finger("touchEnd")
        made = page.locator(".cluster", has_text=lifted["text"]).filter(has_text=onto["text"])
        expect(made.locator(".note")).to_have_count(2)

    _hold_to_bound("Dragging with a finger", arrive, swipe_and_drag)


def test_another_stage_is_drawn_in_slices(
    server: LiveServer, board: Callable[..., Page], person: Callable[..., Page]
) -> None:
    facilitator = person()
    facilitator.goto(server.ready["sign_in"]["facilitator"])
    facilitator.goto(f"{facilitator.url.rstrip('/')}/sessions/{server.ready['session']}/room")

    def step(page: Page) -> None:
        facilitator.locator("[data-set-stage=revealed]").click()
        expect(page.locator(".stage[aria-current=step]")).to_contain_text("Revealed")
        facilitator.locator("[data-set-stage=vote]").click()
        expect(page.locator(".stage[aria-current=step]")).to_contain_text("Vote")
        page.wait_for_timeout(1_000)
        expect(note(page, "1. Young people").first).to_be_attached()

    _hold_to_bound("Another stage", board, step)
