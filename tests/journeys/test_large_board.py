"""Journey: a board of a hundred notes is led by search, filters, folding and grouping, not by scrolling."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import colour_faults, faults, looked_through
from tests.journeys.rooms import Guest, enter, fill, lead, note, post
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

NOTES = 100
FLATS = NOTES // 5


def test_a_large_board_is_searched_filtered_folded_and_grouped(
    server: LiveServer, person: Callable[..., Page]
) -> None:
    facilitator, phone = person(), person(390, 844, has_touch=True, is_mobile=True)
    code = lead(facilitator, server, "A full board")
    bar, count = facilitator.locator(".filter-bar"), facilitator.locator("[data-part=filter-count]")
    shown = facilitator.locator(".note:visible")
    expect(bar).to_be_hidden()
    guests = [Guest(server.url, code, f"Writer {index}", city) for index, city in enumerate(("DUB", "TRN"))]
    fill(guests, NOTES, clusters=4)
    facilitator.locator("[data-set-stage=cluster]").click()
    expect(bar).to_be_visible()
    expect(shown).to_have_count(NOTES)
    # Small cards, two beside each other in each of the two areas.
    across = facilitator.locator(".area > .notes > .note").evaluate_all(
        "cards => new Set(cards.map((card) => card.getBoundingClientRect().x)).size"
    )
    assert across >= 4

    # By keyboard alone: search, take all that is shown, group it.
    facilitator.locator(".board").focus()
    facilitator.keyboard.press("/")
    facilitator.keyboard.type("flats")
    expect(count).to_have_text(f"{FLATS} of {NOTES} shown")
    expect(facilitator.locator("[data-part=announcer]")).to_contain_text(f"{FLATS} of {NOTES} shown")
    expect(shown).to_have_count(FLATS)
    facilitator.keyboard.press("Escape")
    expect(shown).to_have_count(NOTES)
    facilitator.keyboard.type("flats")
    expect(shown).to_have_count(FLATS)
    facilitator.locator(".board .note:visible").first.focus()
    facilitator.keyboard.press("o")
    expect(facilitator.locator("[data-action=filter-loose]")).to_have_attribute("aria-pressed", "true")
    loose = shown.count()
    assert 0 < loose < FLATS
    facilitator.keyboard.press("s")
    expect(facilitator.locator("[data-part=selected]")).to_contain_text(f"{loose} notes selected")
    facilitator.keyboard.press("g")
    facilitator.keyboard.type("Flats")
    facilitator.keyboard.press("Enter")
    made = facilitator.locator(".cluster", has_text="Flats").first
    expect(made).to_be_attached()
    expect(count).to_have_text(f"0 of {NOTES} shown")
    expect(shown).to_have_count(0)

    # One's own fresh note is shown whatever the filter says, and the count says so.
    post(facilitator, "Something else altogether")
    expect(note(facilitator, "Something else altogether")).to_be_visible()
    expect(count).to_contain_text(f"1 of {NOTES + 1} shown (1 new one of yours is shown as well)")
    facilitator.locator("[data-action=filter-clear]").click()
    facilitator.locator("[data-action=filter-city]").select_option("DUB")
    expect(count).to_have_text(f"{NOTES // 2} of {NOTES + 1} shown")
    facilitator.locator("[data-action=filter-clear]").click()
    expect(shown).to_have_count(NOTES + 1)

    # Folded, it is a few lines; what a search finds opens.
    facilitator.locator(".board").focus()
    facilitator.keyboard.press("f")
    expect(shown).to_have_count(0)
    facilitator.locator("[data-action=filter-text]").fill("outreach")
    expect(shown).to_have_count(FLATS)
    facilitator.locator("[data-action=filter-clear]").click()

    # On a phone it begins folded; one's own note stands there all the same.
    enter(phone, server.url, code, "Noa", "Warsaw")
    expect(phone.locator(".note:visible")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollHeight") < 4 * 844
    post(phone, "From a phone")
    expect(note(phone, "From a phone")).to_be_visible()
    phone.locator("[data-action=open-loose]").first.tap()
    expect(phone.locator(".area").first.locator(".note:visible").nth(5)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    # A card does not grow under the finger that gives a vote: every tap is a vote.
    facilitator.locator("[data-set-stage=vote]").click()
    expect(phone.locator(".stage[data-stage=vote]")).to_have_attribute("aria-current", "step")
    cards = phone.locator(".area").first.locator(".notes > .note:visible", has_text="outreach")
    for index in range(4):
        cards.nth(index).locator("[data-action=vote]").tap()
        expect(phone.locator("[data-part=votes-left]")).to_have_text(re.compile(f"^{4 - index} vote"))
    assert faults(phone) == []
    phone.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert colour_faults(phone) == []
    assert looked_through(facilitator) == []

    # After the end it is there to read, from the session's page.
    facilitator.get_by_role("button", name="End the session").first.click()
    facilitator.locator("#end-dialog").get_by_role("button", name="End the session").click()
    expect(phone.get_by_text("The session has ended.").first).to_be_visible()
    phone.goto(phone.url.split("/room")[0])
    phone.get_by_role("link", name="Look at the boards").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Which challenges does your city struggle with most?"
    )
    expect(phone.locator("main .note", has_text="From a phone")).to_be_visible()
    assert phone.locator("main").locator("button, form, script").count() == 0
    assert looked_through(phone) == []
