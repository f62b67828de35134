"""Journeys of the facilitator's console: asking somebody to leave, showing, a shared tablet, a rehearsal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import rooms
from tests.journeys.rooms import connected, enter, note, post
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def lead(server: LiveServer, person: Callable[..., Page]) -> Page:
    """A facilitator in a fresh, running session."""
    page = person()
    rooms.lead(page, server, "Console")
    return page


def _code(page: Page) -> str:
    return page.locator("#join-dialog .join-code").text_content()


def _person(page: Page, name: str) -> Locator:
    return page.locator(".person", has_text=name)


def test_who_is_asked_to_leave_is_out_at_once(
    server: LiveServer, lead: Page, person: Callable[..., Page]
) -> None:
    rude = person(390, 844)
    enter(rude, server.url, _code(lead), "Rude", "Turin")
    post(rude, "What nobody wants to read")
    expect(note(lead, "What nobody wants to read")).to_be_visible()
    expect(lead.locator("[data-part=here]")).to_have_text("2 people here")
    _person(lead, "Rude").get_by_role("button", name="Ask Rude to leave?").click()
    expect(lead.get_by_role("dialog")).to_contain_text("Ask Rude (TRN) to leave?")
    lead.get_by_role("dialog").get_by_role("button", name="Ask to leave").click()
    began = time.monotonic()
    expect(rude.get_by_text("The facilitator has asked you to leave this session.")).to_be_visible()
    assert time.monotonic() - began < 1.5, "the page goes dark at once"
    assert "What nobody wants to read" not in rude.content(), "nothing of the room stays readable"
    expect(note(lead, "What nobody wants to read")).to_be_visible()
    expect(lead.locator("[data-part=here]")).to_have_text("1 person here")
    # The same seat does not come back: neither by loading the page again nor by its address.
    rude.get_by_role("link", name="Try again").click()
    expect(rude.get_by_text("The facilitator has asked you to leave this session.")).to_be_visible()
    assert rude.locator("#note-text").count() == 0
    lead.locator("[data-part=ejected] > summary").click()
    lead.get_by_role("button", name="Let Rude in again").click()
    expect(lead.locator("[data-part=here]")).to_have_text("2 people here")
    rude.reload()
    connected(rude)
    expect(note(rude, "What nobody wants to read")).to_be_visible()


def test_what_the_facilitator_shows_is_seen_by_everybody(
    server: LiveServer, lead: Page, person: Callable[..., Page]
) -> None:
    phone, wall = person(390, 700), lead.context.new_page()
    enter(phone, server.url, _code(lead), "Ana", "Dublin")
    for number in range(12):
        post(phone, f"Thought number {number}")
    expect(note(lead, "Thought number 11")).to_be_visible()
    wall.goto(lead.url.split("?")[0].replace("/room", "/projector"))
    expect(wall.get_by_text("Thought number 11")).to_be_visible()
    phone.evaluate("window.scrollTo(0, 0)")
    phone.locator("#note-text").fill("I am just wri")
    note(lead, "Thought number 11").locator("[data-action=more]").click()
    lead.get_by_role("button", name="Show to everybody").click()
    banner = phone.locator("[data-part=focus]")
    expect(banner).to_contain_text("The facilitator shows this: Thought number 11")
    expect(wall.locator(".wall-focus-text")).to_have_text("Thought number 11")
    expect(note(phone, "Thought number 11")).to_have_class(re.compile("shown-to-all"))
    # Nobody typing is torn away; they go there when they wish.
    assert phone.evaluate("document.activeElement.id") == "note-text"
    expect(note(phone, "Thought number 11")).not_to_be_in_viewport()
    phone.get_by_role("button", name="Go there").click()
    expect(note(phone, "Thought number 11")).to_be_in_viewport()
    expect(phone.locator("#note-text")).to_have_value("I am just wri")
    # What is hidden is shown no longer.
    note(lead, "Thought number 11").locator("[data-action=more]").click()
    lead.get_by_role("button", name="Hide", exact=True).click()
    expect(banner).to_be_hidden()
    expect(wall.locator(".wall-focus")).to_be_hidden()
    assert "Thought number 11" not in wall.locator("main").inner_text()


def test_from_the_code_to_the_first_saved_note_in_four_taps(
    server: LiveServer, lead: Page, person: Callable[..., Page]
) -> None:
    phone = person(390, 844, has_touch=True, is_mobile=True)
    began, taps = time.monotonic(), []

    def tap(target: Locator) -> None:
        taps.append(target)
        target.tap()

    phone.goto(f"{server.url}/join/{_code(lead)}")
    expect(phone.get_by_label("Your name")).to_be_focused()  # without a tap
    phone.keyboard.type("Noa")
    tap(phone.get_by_text("Warsaw", exact=True))
    tap(phone.get_by_role("button", name="Enter the room"))
    tap(phone.locator("#note-text"))
    phone.keyboard.type("First thought")
    tap(phone.get_by_role("button", name="Post", exact=True))
    expect(note(phone, "First thought")).to_contain_text("saved")
    assert len(taps) <= 4 and time.monotonic() - began < 10
    expect(note(lead, "First thought")).to_contain_text("Noa")


def test_who_comes_late_is_told_what_happened_and_can_write_at_once(
    server: LiveServer, lead: Page, person: Callable[..., Page]
) -> None:
    lead.locator("[data-part=add-part] > summary").click()
    lead.locator("#add-template").select_option("check_in")
    lead.get_by_role("button", name="At the end").click()
    lead.get_by_role("button", name="Skip to: Check-in").click()
    lead.locator("#skip-dialog [data-action=skip-now]").click()
    expect(lead.locator(".run-block[aria-current]")).to_contain_text("Check-in")
    phone = person(390, 844, has_touch=True, is_mobile=True)
    enter(phone, server.url, _code(lead), "Noa", "Warsaw")
    expect(phone.locator("[data-part=recap-panel]")).to_contain_text("Our challenges")
    # One line of its own: question and composer are in sight, and nothing lies over them.
    for seen in (phone.locator("[data-part=question]"), phone.locator("#note-text")):
        expect(seen).to_be_in_viewport(ratio=1)
    assert phone.locator("[data-part=recap-panel]").bounding_box()["height"] < 60
    phone.locator("#note-text").tap()
    phone.keyboard.type("Late, but here")
    phone.get_by_role("button", name="Post", exact=True).tap()
    expect(note(phone, "Late, but here")).to_contain_text("saved")
    phone.locator("[data-part=recap-panel] > summary").tap()
    phone.locator("[data-action=recap-close]").tap()
    expect(phone.locator("[data-part=recap-panel]")).to_be_hidden()
    # It is there again from the menu, which stays within the window.
    phone.locator(".live-more > summary").tap()
    phone.get_by_role("link", name="What happened so far").tap()
    expect(phone.locator("#recap-dialog")).to_contain_text("Our challenges")
    # Told on arrival, it goes with the moment that it was about.
    later = person(390, 844, has_touch=True, is_mobile=True)
    enter(later, server.url, _code(lead), "Ola", "Warsaw")
    expect(later.locator("[data-part=recap-panel]")).to_be_visible()
    lead.locator("[data-action=back]").click()
    expect(later.locator("[data-part=recap-panel]")).to_be_hidden()


def test_two_people_share_a_tablet_and_vote_each(
    server: LiveServer, lead: Page, person: Callable[..., Page]
) -> None:
    tablet = person(820, 1180, has_touch=True)
    enter(tablet, server.url, _code(lead), "Ana", "Dublin")
    post(tablet, "Written by Ana")
    expect(note(tablet, "Written by Ana")).to_contain_text("saved")
    tablet.locator(".live-more > summary").click()
    tablet.get_by_role("button", name="Add a person on this device").click()
    tablet.get_by_label("Their name").fill("Luis")
    tablet.locator("#table-city").select_option(label="San Francisco")
    tablet.get_by_role("button", name="Let them write").click()
    connected(tablet)
    bar = tablet.get_by_role("navigation", name="Who is writing")
    expect(bar.locator("[aria-current]")).to_contain_text("Luis")
    post(tablet, "Written by Luis")
    luis = note(lead, "Written by Luis")
    expect(luis).to_contain_text("Luis")
    expect(_person(lead, "Luis")).to_contain_text("at a shared device")
    tablet.locator("#note-text").fill("A draft of Luis")
    bar.get_by_role("link", name="Ana").click()
    expect(tablet.locator("[aria-current=true]")).to_contain_text("Ana")
    connected(tablet)
    expect(tablet.locator("#note-text")).to_have_value("")
    assert "A draft of Luis" not in tablet.content()

    lead.locator("[data-set-stage=vote]").click()
    note(tablet, "Written by Luis").locator("[data-action=vote]").click()
    expect(tablet.locator("[data-part=votes-left]")).to_have_text("4 votes left")
    lead.get_by_role("button", name="Show the counts").click()
    expect(note(lead, "Written by Luis").locator("[data-part=count]")).to_contain_text("1")
    bar.get_by_role("link", name="Luis").click()
    expect(tablet.locator("[data-part=votes-left]")).to_have_text("5 votes left")
    note(tablet, "Written by Luis").locator("[data-action=vote]").click()
    expect(note(lead, "Written by Luis").locator("[data-part=count]")).to_contain_text("2")
    # A seat that this device does not hold is nobody's to act for.
    lead_seat = lead.evaluate("JSON.parse(document.getElementById('room-data').textContent).room.seat")
    assert tablet.request.get(f"{tablet.url.split('?')[0]}?as={lead_seat}", max_redirects=0).status != 200


def test_a_rehearsal_follows_the_facilitator_and_goes_with_one_click(server: LiveServer, lead: Page) -> None:
    original = lead.url
    lead.get_by_role("button", name="Rehearse with 12 people").click()
    connected(lead)
    assert lead.url != original
    expect(lead.locator(".rehearsal-mark")).to_contain_text("Rehearsal with simulated people")
    lead.locator("#console").get_by_role("button", name="Start the session").click()
    expect(lead.locator(".note").first).to_be_visible(timeout=40_000)
    expect(lead.locator(".note .simulated").first).to_be_visible()
    assert len(lead.locator(".person .simulated").all()) >= 3
    lead.locator("[data-set-stage=vote]").click()
    expect(lead.locator("[data-part=votes-cast]")).to_contain_text("vote", timeout=30_000)
    wall = lead.context.new_page()
    wall.goto(lead.url.replace("/room", "/projector"))
    expect(wall.locator(".wall-session")).to_contain_text("Rehearsal with simulated people")
    expect(wall.locator("[data-part=connection]")).to_have_attribute("data-state", "connected")
    expect(wall.locator("main")).to_have_attribute("data-picture", "voting")
    expect(wall.locator(".wall-code")).to_have_count(0)
    room = lead.url
    lead.get_by_role("button", name="Remove this rehearsal").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Console")
    expect(wall.get_by_role("heading", name="You are no longer in this room")).to_be_visible()
    assert lead.request.get(room).status == 404
    lead.goto(original)
    assert lead.locator(".note").count() == 0, "the session itself stays untouched"
