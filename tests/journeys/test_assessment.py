"""A self-assessment on a phone: keys, a cut, and two people of one city at the same statement."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import overflow
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

#: The first statement that the demo's Dublin has not answered.
OPEN = 12


def _open(server: LiveServer, page: Page, role: str) -> Page:
    page.goto(server.ready["sign_in"][role])
    page.goto(f"{page.url.rstrip('/')}/assessment/cities/DUB")
    return page


def test_answers_survive_a_cut_and_another_person(server: LiveServer, person: Callable[..., Page]) -> None:
    page = _open(server, person(390, 800), "participant")
    at = page.locator("[data-statement]")
    state = page.locator("[data-state]")
    expect(page.locator("[data-answered]")).to_have_text("12 of 32 answered")

    at.nth(OPEN).get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(at.nth(OPEN).get_by_role("radio", name="3", exact=True)).to_be_checked()
    expect(state.nth(OPEN)).to_have_text("Saved")
    expect(page.locator("[data-answered]")).to_have_text("13 of 32 answered")

    page.context.set_offline(True)
    cut = at.nth(OPEN + 1)
    cut.get_by_role("radio", name="No answer").check()
    cut.locator("summary").first.click()
    cut.get_by_role("textbox").fill("coração")
    expect(state.nth(OPEN + 1)).to_have_text("Waiting")
    expect(page.locator("[data-net]")).to_contain_text("No connection")
    page.context.set_offline(False)
    expect(state.nth(OPEN + 1)).to_have_text("Saved")
    page.reload()
    expect(cut.get_by_role("radio", name="No answer")).to_be_checked()
    expect(cut.get_by_role("textbox")).to_have_value("coração")

    other = _open(server, person(1280, 800), "coordinator")
    other.locator("[data-statement]").nth(OPEN).get_by_role("radio", name="8", exact=True).check()
    expect(other.locator("[data-state]").nth(OPEN)).to_have_text("Saved")
    at.nth(OPEN).get_by_role("radio", name="5", exact=True).check()
    expect(state.nth(OPEN)).to_contain_text("Demo coordinator has answered this meanwhile: 8.")
    expect(at.nth(OPEN).get_by_role("button", name="Take theirs")).to_be_visible()
    assert not overflow(page)
    at.nth(OPEN).get_by_role("button", name="Keep mine").click()
    expect(state.nth(OPEN)).to_have_text("Saved")
    other.reload()
    expect(
        other.locator("[data-statement]").nth(OPEN).get_by_role("radio", name="5", exact=True)
    ).to_be_checked()
    expect(other.locator("[data-statement]").nth(OPEN)).to_contain_text("2 earlier answers")
