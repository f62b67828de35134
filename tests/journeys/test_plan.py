"""Journeys of the planner: by keyboard alone, wide and on a phone, by two people, and while a room runs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import looked_through
from tests.journeys.rooms import connected
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

#: A new facilitator has so long, in seconds; half of it was for reading.
IN_TIME = 150


def _titles(page: Page) -> list[str]:
    return [title.strip() for title in page.locator(".plan-title > bdi").all_text_contents()]


def _press(page: Page, name: str, most: int = 80) -> None:
    """Goes on by the tabulator to what bears this name, and presses it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to {name!r}")


def _open(page: Page, title: str) -> None:
    page.locator(f'.plan-block[data-title="{title}"] .plan-edit > summary').click()


def _plan(page: Page, server: LiveServer, title: str) -> None:
    """A workshop of 90 minutes in six parts, planned from the template with the keyboard alone."""
    page.goto(f"{server.url}/p/{server.ready['programme']}/sessions")
    page.locator(".new-session > summary").press("Enter")
    page.locator("[name=title]").fill(title)
    page.locator("[name=template][value=challenge_workshop]").press("Space")
    page.locator("[name=date]").fill("2027-05-04")
    page.locator("[name=starts_at]").fill("10:00")
    page.locator("[name=minutes]").fill("90")
    page.locator("[name=minutes]").press("Enter")
    page.get_by_role("link", name="Plan the parts").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan")


def _shifted_and_another_cancelled(
    page: Page, go: Callable[[str], None], sure: Callable[[], None], other: str
) -> None:
    """From the planner back to the session, held a day later then; another one is cancelled."""
    title = page.locator(".eyebrow a").text_content() or ""
    go(title.strip())
    expect(page.locator("h1")).to_have_text(title.strip())
    assert "4 May 2027" in page.locator(".session-head .lead").inner_text()
    go("Move")
    go("A day later")
    expect(page.locator(".session-head .lead")).to_contain_text("Wednesday, 5 May 2027, 10:00")
    go("Sessions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    go(other)
    expect(page.locator("h1")).to_have_text(other)
    go("Cancel the session")
    page.locator("#cancel [name=reason]").focus()
    page.keyboard.type("The room is flooded")
    sure()
    expect(page.locator("h1")).to_contain_text("[Cancelled]")
    expect(page.locator("main")).to_contain_text("The room is flooded")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_workshop_is_planned_by_keyboard_alone(
    server: LiveServer, person: Callable[..., Page], width: int
) -> None:
    page = person(width, 844)
    page.goto(server.ready["sign_in"]["facilitator"])
    _plan(page, server, f"Another {width}")
    began = time.monotonic()
    _plan(page, server, f"By keyboard {width}")
    state = page.locator("[data-state]")
    expect(page.locator("#plan-total")).to_contain_text("90 of 90 minutes: it fits")
    assert len(_titles(page)) == 6
    _press(page, "Change: Our challenges", 120)
    question = page.locator(".plan-edit[open] [name=question]")
    question.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("What keeps your city awake?")
    expect(state).to_contain_text("Saved")
    minutes = page.locator(".plan-edit[open] [name=minutes]")
    minutes.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("35")
    expect(page.locator("#plan-total")).to_contain_text("95 of 90 minutes: 5 too many")
    page.locator(".plan-edit[open] > summary").press("Enter")
    # Two parts are moved: the keyboard stays at the button, which can be pressed again.
    page.locator(".plan-block", has_text="What would help").get_by_role(
        "button", name=re.compile("Move up")
    ).focus()
    page.keyboard.press("Enter")
    expect(state).to_contain_text("“What would help” is now number 4 of 6.")
    page.keyboard.press("Enter")
    expect(state).to_contain_text("“What would help” is now number 3 of 6.")
    expect(page.locator(".plan-edit[open]")).to_have_count(0)  # nobody has opened one
    last = page.locator(".plan-block").last
    last.locator(".plan-menu > summary").press("Enter")
    last.get_by_role("button", name="Place 2").press("Enter")
    expect(state).to_contain_text("“Closing round” is now number 2 of 6.")
    assert _titles(page)[1:4] == ["Closing round", "Setting the scene", "What would help"]
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".plan-title > bdi").nth(1)).to_have_text("Setting the scene")
    if width > 390:
        assert looked_through(page) == []
    page.reload()
    expect(page.locator(".plan-block", has_text="What keeps your city awake?")).to_have_count(1)
    _shifted_and_another_cancelled(
        page,
        lambda name: _press(page, name, 300),
        lambda: _press(page, "Cancel the session"),
        f"Another {width}",
    )
    assert time.monotonic() - began < IN_TIME


def test_a_workshop_is_planned_by_touch_on_a_phone(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person(390, 844, has_touch=True, is_mobile=True)
    page.goto(server.ready["sign_in"]["facilitator"])
    _plan(page, server, "Another by touch")
    began = time.monotonic()
    page.goto(f"{server.url}/p/{server.ready['programme']}/sessions")
    page.locator(".new-session > summary").tap()
    page.locator("[name=title]").fill("By touch")
    page.locator("label", has=page.locator("[name=template][value=challenge_workshop]")).tap()
    for name, value in (("date", "2027-05-04"), ("starts_at", "10:00"), ("minutes", "90")):
        page.locator(f"[name={name}]").fill(value)
    page.locator(".new-session form .button--primary").tap()
    page.get_by_role("link", name="Plan the parts").tap()
    page.locator('.plan-block[data-title="Our challenges"] .plan-edit > summary').tap()
    page.locator(".plan-edit[open] [name=question]").fill("What keeps your city awake?")
    state = page.locator("[data-state]")
    expect(state).to_contain_text("Saved")
    up = page.locator(".plan-block", has_text="What would help").get_by_role(
        "button", name=re.compile("Move up")
    )
    up.tap()
    expect(state).to_contain_text("“What would help” is now number 4 of 6.")
    last = page.locator(".plan-block").last
    last.locator(".plan-menu > summary").tap()
    last.get_by_role("button", name="Place 2").tap()
    expect(state).to_contain_text("“Closing round” is now number 2 of 6.")

    def tap(name: str) -> None:
        words = re.compile(f"^\\s*{re.escape(name)}\\s*$")
        page.locator("a:visible, summary:visible, button:visible").filter(has_text=words).first.tap()

    _shifted_and_another_cancelled(page, tap, page.locator("#cancel form button").tap, "Another by touch")
    assert time.monotonic() - began < IN_TIME


def test_two_planners_and_a_room_that_runs(server: LiveServer, person: Callable[..., Page]) -> None:
    page, other = person(), person(390, 844)
    page.goto(server.ready["sign_in"]["facilitator"])
    other.goto(server.ready["sign_in"]["coordinator"])
    _plan(page, server, "Together")
    address = page.url
    other.goto(address)
    for one in (page, other):
        _open(one, "Setting the scene")
    theirs, mine = (one.locator(".plan-edit[open] [name=instruction]") for one in (other, page))
    theirs.fill("Theirs")
    expect(other.locator("[data-state]")).to_contain_text("Saved")
    mine.fill("Mine")
    expect(page.locator("[data-theirs]")).to_have_text("Theirs")
    expect(mine).to_have_value("Mine")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("[data-state]")).to_contain_text("Saved")
    expect(page.locator(".plan-instruction").nth(0)).to_have_text("Mine")
    theirs.fill("Theirs again")
    other.get_by_role("link", name="Take this one").click()
    expect(theirs).to_have_value("Mine")

    # By the mouse: the second part is put down behind the third.
    handle, target = page.locator("[data-drags] [data-drag]").nth(1), page.locator(".plan-block").nth(2)
    page.locator(".plan-edit[open] > summary").click()
    handle.scroll_into_view_if_needed()
    box, below = handle.bounding_box(), target.bounding_box()
    assert box and below
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 60, steps=4)
    page.mouse.move(below["x"] + 300, below["y"] + below["height"] - 8, steps=12)
    page.mouse.up()
    expect(page.locator("[data-state]")).to_contain_text("is now number 3 of 6.")
    assert _titles(page)[1:3] == ["Our challenges", "Setting the scene"]

    # While the session runs, ten minutes more reach the console, and the main button follows the steps.
    room = page.context.new_page()
    room.goto(address.replace("/plan", "/room"))
    connected(room)
    room.get_by_role("button", name="Start the session").click()
    expect(room.locator(".stage[data-stage=discuss]")).to_be_visible()
    expect(room.locator(".stage[data-stage=vote]")).to_be_hidden()
    room.get_by_role("button", name="Next: discuss").click()
    room.get_by_role("button", name="Next: Our challenges").click()
    expect(room.get_by_role("button", name="Reveal the notes")).to_be_visible()
    page.reload()
    _open(page, "Our challenges")
    page.locator(".plan-edit[open] [name=minutes]").fill("40")
    expect(room.locator(".run-block[aria-current]")).to_contain_text("40 min")
    page.locator(".plan-edit[open] [name=question]").fill("Say it more simply?")
    expect(room.locator("[data-part=question]")).to_have_text("Say it more simply?")
    room.get_by_role("button", name="Reveal the notes").click()
    expect(room.get_by_role("button", name="Next: cluster")).to_be_visible()
    room.get_by_role("button", name="Back", exact=True).click()
    expect(room.get_by_role("button", name="Reveal the notes")).to_be_visible()
