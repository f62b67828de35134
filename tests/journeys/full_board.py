"""A board with 300 notes, and what people do with it: drag, swipe, read while others write, be led on."""

from __future__ import annotations

import threading
import time

from playwright.sync_api import Page, expect

from tests.journeys.rooms import SENTENCES, Guest, enter, fill, note, set_stage
from tests.servers import LiveServer, until

NOTES = 300
A_SECOND = 20
SECONDS = 3
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}

_CLUSTER_OF = ".cluster:has([data-note='{}']):has([data-note='{}'])"


def writers_of(server: LiveServer) -> list[Guest]:
    """People of several cities, who have written 300 notes on the demo's board and made some clusters."""
    cities = ("DUB", "TRN", "WAW", "BIO")
    code = server.ready["join_code"]
    writers = [Guest(server.url, code, f"Writer {index}", cities[index % 4]) for index in range(8)]
    fill(writers, NOTES, clusters=8)
    set_stage(server, writers[0], "cluster")
    return writers


def arrive(page: Page, server: LiveServer) -> None:
    """Somebody enters; afterwards the board is drawn and at rest."""
    enter(page, server.url, server.ready["join_code"], "Olga", "Rotterdam")
    assert page.locator(".note").count() >= NOTES
    # The last note has its tools when all slices are drawn; then the library for dragging is fetched.
    expect(page.locator(".note [data-part=more]")).to_have_count(page.locator(".note").count())
    # Not wait_for_function: that asks again by eval, which the content policy forbids.
    until(lambda: page.evaluate("window.interact !== undefined"), "the library for dragging")
    page.wait_for_timeout(500)


def receive(page: Page, writers: list[Guest]) -> None:
    """Twenty notes a second come for three seconds."""
    area = writers[0].snapshot()["areas"][0]["id"]
    sent: list[float] = []

    def write() -> None:
        began = time.monotonic()
        for index in range(A_SECOND * SECONDS):
            time.sleep(max(0.0, began + index / A_SECOND - time.monotonic()))
            writer = writers[index % len(writers)]
            text = f"Fresh {index}: {SENTENCES[index % 5]}"
            writer.command("note.post", board=writer.board, area=area, text=text)
            sent.append(time.monotonic() - began)

    before = page.locator(".note").count()
    writing = threading.Thread(target=write)
    writing.start()
    while writing.is_alive():
        page.wait_for_timeout(100)
    expect(page.locator(".note")).to_have_count(before + A_SECOND * SECONDS)
    print(f"\n{len(sent)} notes in {sent[-1]:.1f} s")
    assert len(sent) == A_SECOND * SECONDS


def lead(facilitator: Page, server: LiveServer) -> None:
    """The demo's facilitator opens the room."""
    facilitator.goto(server.ready["sign_in"]["facilitator"])
    facilitator.goto(f"{facilitator.url.rstrip('/')}/sessions/{server.ready['session']}/room")


def be_led_on(page: Page, facilitator: Page) -> None:
    """Two stages further: the notes are revealed, and then voted on."""
    facilitator.locator("[data-set-stage=revealed]").click()
    expect(page.locator(".stage[aria-current=step]")).to_contain_text("Revealed")
    facilitator.locator("[data-set-stage=vote]").click()
    expect(page.locator(".stage[aria-current=step]")).to_contain_text("Vote")
    page.wait_for_timeout(1_000)
    expect(note(page, "1. Young people").first).to_be_attached()


def drag(page: Page) -> None:
    """With the mouse, to the edge and back, onto another note: the two are a cluster."""
    expect(page.locator("[data-drags]")).to_be_attached()
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
    made = page.locator(_CLUSTER_OF.format(lifted["id"], onto["id"]))
    expect(made.locator(".note")).to_have_count(2)


def swipe_and_drag(page: Page) -> None:
    """With a finger on a phone: a swipe scrolls, a finger that holds still first drags."""
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    expect(page.locator("[data-drags]")).to_be_attached()
    # On a phone a large board begins folded.
    page.locator("[data-action=open-loose]").first.tap()
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
        x, y = (lifted[way] + (onto[way] - lifted[way]) * step / 20 for way in ("x", "y"))
        finger("touchMove", (x, y))
        page.wait_for_timeout(16)
    expect(page.locator(".drop-target")).to_have_count(1)
    assert page.evaluate("scrollY") == still, "the page stays under the finger"
    finger("touchEnd")
    made = page.locator(_CLUSTER_OF.format(lifted["id"], onto["id"]))
    expect(made.locator(".note")).to_have_count(2)


def _in_sight(page: Page) -> list[dict]:
    """Loose notes that can be seen whole and lie under nothing: a point on each, and its id."""
    if page.evaluate("scrollY") == 0:
        page.locator(".area > .notes > .note").nth(4).scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    _wait_for_rest(page)
    return page.evaluate(
        """() => [...document.querySelectorAll('.area:first-child > .notes > .note')].map((card) => {
          const box = card.getBoundingClientRect();
          return {x: box.x + 60, y: box.y + 15, id: card.dataset.note};
        }).filter((card) => card.y > 120 && card.y < innerHeight - 250)
          .filter(({x, y, id}) => document.elementFromPoint(x, y)?.closest('.note')?.dataset.note === id)"""
    )


def _wait_for_rest(page: Page) -> None:
    """Until a swipe has run out: on a busy machine that takes longer, and cards are elsewhere then."""
    places = [page.evaluate("scrollY")]

    def rests() -> bool:
        page.wait_for_timeout(100)
        places.append(page.evaluate("scrollY"))
        return places[-1] == places[-2]

    until(rests, "the end of scrolling")
