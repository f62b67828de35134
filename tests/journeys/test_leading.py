"""Journeys of whoever leads: all in sight, by keys, two at once, and on from a phone."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import rooms
from tests.journeys.rooms import Guest, connected, enter, post
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

#: What whoever leads needs at any moment.
NEEDED = (
    "[data-action=back]",
    "[data-action=next]",
    "[data-part=console-time]",
    "[data-action=timer-pause]",
    "[data-part=plan]",
    "[data-part=here]",
    "[data-part=ready]",
    "[data-part=missing]",
    "[data-part=hands] > li:first-child [data-lower]",
    "[data-part=projector-state]",
    "[data-part=end-open]",
)
CITIES = ("DUB", "TRN", "SFO", "WAW")


def _room(page: Page) -> str:
    return page.url.split("?")[0].split("#")[0]


def _colleague(page: Page, server: LiveServer, room: str) -> None:
    """Another of the programme's team opens the room."""
    page.goto(server.ready["sign_in"]["coordinator"])
    page.goto("/".join(page.url.split("/", 3)[:3]) + "/" + room.split("/", 3)[3])
    connected(page)


def _where(page: Page) -> str:
    return page.locator("[data-part=where-step]").inner_text()


def test_what_is_needed_at_any_moment_is_in_sight(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person(1280, 800)
    code = rooms.lead(page, server, "A challenge workshop with a title as long as titles of workshops are")
    for template in ("check_in", "challenges_private", "check_in", "challenges_private"):
        page.locator("[data-part=add-part] > summary").click()
        page.locator("#add-template").select_option(template)
        page.get_by_role("button", name="At the end").click()
        expect(page.locator("[data-part=add-part]"), "it closes itself").not_to_have_attribute("open", "")
    expect(page.locator(".run-block")).to_have_count(7)
    guests = [Guest(server.url, code, f"Maria-Alejandra Fernández {n}", CITIES[n % 4]) for n in range(40)]
    session = int(_room(page).split("/")[-2])
    for guest in guests[:30]:
        guest.command("ready.set", session=session, ready=True)
        guest.command("hand.raise", session=session)
    page.locator("#timer-minutes").fill("2.5")
    page.locator("[data-part=timer-start] button").click()
    expect(page.locator("[data-part=console-time]")).to_contain_text("2:")
    expect(page.locator("[data-part=ready]")).to_have_text("30 of 40 ready")
    expect(page.locator("[data-part=hands] > li")).to_have_count(30)
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for needed in NEEDED:
            expect(page.locator(needed)).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert page.locator(".console-now").evaluate("now => now.scrollHeight <= now.clientHeight + 1")
        # Hands are lowered without a step aside.
        before = page.locator("[data-part=hands] > li").count()
        page.locator("[data-part=hands] > li [data-lower]").first.click()
        expect(page.locator("[data-part=hands] > li")).to_have_count(before - 1)


def test_folds_remember(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person()
    rooms.lead(page, server, "Folds")
    page.locator("[data-fold=people] > summary").click()
    page.locator("[data-fold=notes] > summary").click()
    page.reload()
    connected(page)
    expect(page.locator("[data-fold=people]")).not_to_have_attribute("open", "")
    expect(page.locator("[data-fold=notes]")).to_have_attribute("open", "")
    expect(page.locator("[data-fold=run]")).to_have_attribute("open", "")


def test_a_clicker_leads_and_typing_does_not(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person()
    rooms.lead(page, server, "Clicker")
    expect(page.locator("[data-action=back]")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("PageUp")
    page.locator("#note-text").focus()
    page.keyboard.press("PageDown")
    page.locator("main").focus()
    assert "Step 1 of 4" in _where(page)
    for key, step in (("PageDown", 2), ("Control+Enter", 3), ("PageUp", 2), ("PageDown", 3), ("PageDown", 4)):
        page.keyboard.press(key)
        expect(page.locator("[data-part=where-step]")).to_contain_text(f"Step {step} of 4")
    page.keyboard.press("PageDown")
    expect(page.locator("#end-dialog")).to_be_visible()
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    assert "Step 4 of 4" in _where(page)


def test_two_who_press_in_the_same_instant_go_one_step(
    server: LiveServer, person: Callable[..., Page]
) -> None:
    one, other = person(), person()
    rooms.lead(one, server, "Two lead")
    _colleague(other, server, _room(one))
    press = "setTimeout(() => document.querySelector('[data-action=next]').click(), {} - Date.now())"
    at = int(time.time() * 1000) + 1500
    for page in (one, other):
        page.evaluate(press.format(at))
    for page in (one, other):
        expect(page.locator("[data-part=where-step]")).to_contain_text("Step 2 of 4", timeout=20_000)
    one.wait_for_timeout(1_000)
    assert "Step 2 of 4" in _where(one) and "Step 2 of 4" in _where(other)
    # Exactly one of them is told that the other has pressed.
    said = [page.locator("[data-part=turned]").inner_text() for page in (one, other)]
    assert sorted(map(bool, said)) == [False, True] and said[said.index("") - 1].endswith("pressed Next.")


def test_the_lead_goes_on_when_the_laptop_dies_in_a_vote(
    server: LiveServer, person: Callable[..., Page], chromium: Browser
) -> None:
    laptop, phone, voter = person(), person(390, 844, has_touch=True, is_mobile=True), person(390, 844)
    code = rooms.lead(laptop, server, "Dead laptop")
    enter(voter, server.url, code, "Ana", "Dublin")
    post(voter, "The flats are missing")
    laptop.locator("[data-set-stage=vote]").click()
    voter.locator("[data-action=vote]").first.click()
    expect(voter.locator("[data-part=votes-left]")).to_have_text("4 votes left")
    laptop.locator("[data-fold=lead] > summary").click()
    laptop.get_by_role("button", name="Lead from a phone").click()
    expect(laptop.locator("#lead-dialog svg")).to_be_visible()
    link = laptop.locator("[data-part=lead-url]").inner_text()
    room = _room(laptop)
    laptop.context.close()
    began = time.monotonic()
    phone.goto(link)
    phone.get_by_role("button", name="Lead the session").tap()
    expect(phone.locator("[data-action=next]")).to_be_in_viewport(ratio=1)
    connected(phone, within=10_000)
    phone.locator("[data-action=next]").tap()
    expect(phone.locator("[data-part=where-step]")).to_contain_text("Discuss")
    assert time.monotonic() - began < 10
    expect(voter.locator(".stage[aria-current=step]")).to_contain_text("Discuss")
    # The link is spent, for whoever else has it.
    thief = person()
    thief.goto(link)
    thief.get_by_role("button", name="Lead the session").click()
    expect(thief.get_by_role("heading", name="This code opens nothing any more")).to_be_visible()
    thief.goto(room)
    assert "/sign-in" in thief.url
    # And a colleague needs nothing but the room.
    colleague = person(390, 844, has_touch=True)
    began = time.monotonic()
    _colleague(colleague, server, room)
    expect(colleague.locator("[data-action=back]")).to_be_in_viewport(ratio=1)
    colleague.locator("[data-action=back]").tap()
    expect(colleague.locator("[data-part=where-step]")).to_contain_text("Vote")
    assert time.monotonic() - began < 10
    expect(phone.locator("[data-part=turned]")).to_contain_text("pressed Back.")


def test_everybody_is_brought_along_and_keeps_their_text(
    server: LiveServer, person: Callable[..., Page]
) -> None:
    lead, phone = person(), person(390, 844)
    code = rooms.lead(lead, server, "Bring everybody")
    lead.locator("[data-part=add-part] > summary").click()
    lead.locator("#add-template").select_option("check_in")
    lead.get_by_role("button", name="At the end").click()
    enter(phone, server.url, code, "Noa", "Warsaw")
    phone.locator("#note-text").fill("I am just wri")
    lead.locator("[data-action=skip]").click()
    lead.locator("#skip-dialog [data-action=skip-now]").click()
    expect(phone.locator("[data-part=moved]")).to_be_visible()
    lead.get_by_role("button", name="Bring everybody here").click()
    expect(phone.locator("[data-part=moved]")).to_be_hidden()
    expect(phone.locator("[data-part=question]")).to_contain_text(
        lead.locator("[data-part=question]").inner_text()
    )
    lead.locator("[data-action=back]").click()
    expect(phone.locator("#note-text")).to_have_value("I am just wri")


def test_those_who_lead_share_notes_and_learn_of_the_projector(
    server: LiveServer, person: Callable[..., Page]
) -> None:
    one, other = person(), person()
    rooms.lead(one, server, "Notes and wall")
    _colleague(other, server, _room(one))
    for page in (one, other):
        page.locator("[data-fold=notes] > summary").click()
    one.locator("#desk-notes").press_sequentially("Ask Turin first.")
    expect(one.locator("#desk-notes-said")).to_have_text("saved")
    expect(other.locator("#desk-notes")).to_have_value("Ask Turin first.")
    # Both at once: neither loses a line.
    one.locator("#desk-notes").press("End")
    one.locator("#desk-notes").press_sequentially("\nFrom one")
    other.locator("#desk-notes").press("End")
    other.locator("#desk-notes").press_sequentially("\nFrom the other")
    for page in (one, other):
        for line in ("Ask Turin first.", "From one", "From the other"):
            page.wait_for_function(
                "line => document.getElementById('desk-notes').value.split('\\n').includes(line)", arg=line
            )
    expect(one.locator("[data-part=projector-state]")).to_have_attribute("data-state", "off")
    wall = one.context.new_page()
    wall.goto(_room(one).replace("/room", "/projector"))
    expect(one.locator("[data-part=projector-state]")).not_to_have_attribute("data-state", "off")
    wall.close()
    expect(one.locator("[data-part=projector-state]")).to_have_attribute("data-state", "off")


def test_the_timer_starts_with_a_step_is_paused_and_goes_on(
    server: LiveServer, person: Callable[..., Page]
) -> None:
    lead, phone = person(), person(390, 844)
    code = rooms.lead(lead, server, "Timer")
    enter(phone, server.url, code, "Noa", "Warsaw")
    lead.locator("#timer-minutes").fill("90")
    lead.locator("[data-part=timer-start] button").click()
    expect(phone.locator("[data-part=time]")).to_contain_text("89:")
    lead.locator("[data-action=timer-pause]").press("Enter")
    expect(lead.locator("[data-action=timer-resume]")).to_be_focused()
    held = phone.locator("[data-part=time]").inner_text()
    phone.wait_for_timeout(1_200)
    assert phone.locator("[data-part=time]").inner_text() == held
    lead.locator("[data-action=timer-resume]").press("Enter")
    phone.wait_for_function(
        "held => document.querySelector('[data-part=time]').textContent !== held", arg=held
    )
    lead.get_by_role("button", name="One minute more").click()
    expect(phone.locator("[data-part=time]")).to_contain_text("90:")
    lead.locator("[data-part=more-time] button").click()
    expect(lead.locator(".run-block[aria-current] .run-minutes")).to_have_text("30 min")
