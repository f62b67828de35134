"""Canvases by keyboard: on their page while the network of one drops, and in the room in their part."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults, overflow
from tests.journeys.rooms import connected, note
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def _planned(page: Page, server: LiveServer) -> None:
    """A facilitator makes a solution workshop from the template of one and stands on its page."""
    page.goto(server.ready["sign_in"]["facilitator"])
    page.goto(f"{page.url.rstrip('/')}/sessions")
    page.locator(".new-session > summary").click()
    page.get_by_label("Title").fill("What it takes")
    page.get_by_label("Type", exact=True).select_option("solution")
    page.locator("input[name=template][value=solution]").check(force=True)
    page.locator("#new button.button--primary").click()


def _open_canvas(page: Page, practice: str, city: str) -> None:
    choice = page.locator("#new select[name=practice]")
    choice.select_option(choice.locator("option", has_text=practice).get_attribute("value"))
    page.locator("#new select[name=city]").select_option(city)
    page.get_by_role("button", name="Open the canvas").click()


def _workshop(page: Page, server: LiveServer) -> str:
    """A solution workshop with the canvas of Casa Bottega for Dublin; the address of its canvases."""
    _planned(page, server)
    page.get_by_role("link", name="Canvases").click()
    _open_canvas(page, "Casa Bottega", "DUB")
    connected(page)
    return page.url.partition("#")[0]


def _write_calmly(page: Page) -> None:
    """Somebody writes into the last field: the page stays where it is, and field and note are in sight."""
    field = page.locator(".canvas-desk--shown .area").last
    field.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    field.locator("[data-action=write-here]").evaluate("button => button.click()")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("Thank you")
    assert page.evaluate("scrollY") == before
    chosen = page.locator(".composer-areas label", has=page.locator("input:checked"))
    expect(chosen).to_be_in_viewport(ratio=0.99)
    page.keyboard.press("Enter")
    expect(note(page, "Thank you").get_by_text("saved")).to_be_visible()
    below = note(page, "Thank you").evaluate("card => card.getBoundingClientRect().bottom")
    assert below <= page.locator(".live-foot").evaluate("foot => foot.getBoundingClientRect().top")
    # By keyboard from the empty text to the notes, and from field to field.
    page.keyboard.press("ArrowUp")
    expect(note(page, "Thank you")).to_be_focused()
    page.locator("#main").focus()
    page.keyboard.press("b")
    expect(note(page, "Thank you")).to_be_focused()
    page.locator(".composer-areas input:checked").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
        expect(chosen).to_be_in_viewport(ratio=0.99)


def _answer(page: Page, place: int, answer: str) -> None:
    page.locator(f"[data-prerequisite] >> nth={place}").get_by_label(answer, exact=True).focus()
    page.keyboard.press("Space")


def _another(page: Page, title: str) -> None:
    """Open the canvas of one more practice for Dublin."""
    practice = page.locator("select[name=practice]")
    practice.select_option(practice.locator("option", has_text=title).first.get_attribute("value"))
    page.locator("select[name=city]").select_option("DUB")
    page.get_by_role("button", name="Open the canvas").click()
    connected(page)


def test_of_three_canvases_two_stand_side_by_side_and_a_plan_is_found(server: LiveServer, person) -> None:
    page = person()
    _workshop(page, server)
    _another(page, "Rikx")
    _another(page, "Civic Bridge")
    shown = page.locator("[data-canvas]:visible .canvas-head h2")
    expect(shown).to_have_count(2)
    page.locator(".canvas-tabs a", has_text="Rikx").click()
    page.locator(".canvas-tabs a", has_text="Casa Bottega").click()
    expect(shown.filter(has_text="Casa Bottega")).to_have_count(1)
    expect(shown.filter(has_text="Rikx")).to_have_count(1)
    casa = page.locator("[data-canvas]", has=page.locator(".canvas-head h2", has_text="Casa Bottega"))
    empty = casa.locator("[data-field]:visible")
    expect(empty).to_have_count(10)
    page.locator("#main").focus()
    page.keyboard.press("n")
    page.keyboard.type("Vacancy on the quays")
    page.keyboard.press("Enter")
    expect(empty).to_have_count(9)
    expect(casa.locator('[data-field="reasons"]')).to_be_hidden()

    # Whoever asks for a plan lands where it stands, far below, also once it is ready.
    casa.get_by_role("button", name="Make the transfer plan").click()
    expect(casa.get_by_text("The plan is ready")).to_be_in_viewport(timeout=60_000)
    expect(casa.locator("[id^=plan-]")).to_be_focused()
    casa.get_by_text("Remove this canvas").click()
    casa.get_by_role("button", name="Remove it for everybody").click()
    expect(page.get_by_text("The canvas is removed.")).to_be_visible()
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator(".canvas-tabs a", has_text="Casa Bottega")).to_be_visible()


def test_a_canvas_is_filled_by_two(server: LiveServer, person) -> None:
    facilitator, dublin = person(), person(390, 844)
    address = _workshop(facilitator, server)
    dublin.goto(server.ready["sign_in"]["participant"])
    dublin.goto(address)
    connected(dublin)
    expect(dublin.locator("[data-prerequisite]")).to_have_count(4)

    # By keyboard alone: a note, an answer, who sees to it, the scope.
    dublin.locator("#main").focus()
    dublin.keyboard.press("n")
    dublin.keyboard.type("Vacancy on the quays is our reason")
    dublin.keyboard.press("Enter")
    expect(note(facilitator, "Vacancy on the quays")).to_be_visible()
    _answer(dublin, 1, "Missing")
    row = facilitator.locator("[data-prerequisite] >> nth=1")
    expect(row.get_by_label("Missing", exact=True)).to_be_checked()

    # Whoever leads says of which kind it is: without an owner it holds the plan up.
    row.get_by_role("button", name=re.compile("More for")).focus()
    facilitator.keyboard.press("Enter")
    facilitator.get_by_label("Kind").last.select_option("non_negotiable")
    facilitator.get_by_role("button", name="Save").last.click()
    expect(dublin.get_by_text("This plan stays a draft.")).to_be_visible()

    # The network drops: both go on, each sees their own at once.
    dublin.context.set_offline(True)
    _answer(dublin, 0, "Have")
    dublin.locator("[data-prerequisite] >> nth=1").get_by_label("Who sees to it").focus()
    dublin.keyboard.type("Law department")
    dublin.keyboard.press("Tab")
    expect(dublin.get_by_text("This plan stays a draft.")).to_be_visible()
    expect(dublin.locator("[data-prerequisite] >> nth=0").get_by_text("waiting")).to_be_visible()
    dublin.locator("#main").focus()
    dublin.keyboard.press("n")
    dublin.keyboard.type("Written without a network")
    dublin.keyboard.press("Enter")
    _answer(facilitator, 2, "Can get")
    facilitator.get_by_label("A part", exact=True).focus()
    facilitator.keyboard.press("Space")
    dublin.context.set_offline(False)
    connected(dublin, within=20_000)

    for page in (facilitator, dublin):
        rows = page.locator("[data-prerequisite]")
        expect(rows.nth(0).get_by_label("Have", exact=True)).to_be_checked()
        expect(rows.nth(1).get_by_label("Who sees to it")).to_have_value("Law department")
        expect(rows.nth(2).get_by_label("Can get", exact=True)).to_be_checked()
        expect(page.get_by_label("A part", exact=True)).to_be_checked()
        expect(note(page, "Written without a network")).to_have_count(1)
        expect(page.get_by_text("This plan stays a draft.")).to_be_hidden()

    # What one has just done is taken back by one key.
    facilitator.locator("#main").focus()
    facilitator.keyboard.press("Control+z")
    expect(dublin.get_by_label("A part", exact=True)).not_to_be_checked()


def test_canvases_and_commitments_stand_in_their_parts_of_the_room(server: LiveServer, person) -> None:
    facilitator, dublin = person(), person(390, 844)
    _planned(facilitator, server)
    room = f"{facilitator.url.partition('?')[0].rstrip('/')}/room"
    dublin.goto(server.ready["sign_in"]["participant"])
    for page in (facilitator, dublin):
        page.goto(room)
        connected(page)
    facilitator.locator("[data-action=start]").click()
    facilitator.get_by_role("button", name="Next: Replication canvas").click()

    # Nobody has opened one: the room says so, and whoever may opens one there.
    for page in (facilitator, dublin):
        expect(page.get_by_role("heading", name="No canvas is open yet")).to_be_visible(timeout=20_000)
    _open_canvas(facilitator, "Casa Bottega", "DUB")
    expect(dublin.locator("[data-canvas]")).to_be_visible(timeout=20_000)
    expect(facilitator.locator("[data-canvas]")).to_be_focused()
    assert faults(dublin) + overflow(dublin) + faults(facilitator) == []

    _write_calmly(dublin)

    # A second one: tabs, of which the phone's own stays where it is.
    dublin.locator("#main").focus()
    dublin.keyboard.press("n")
    dublin.keyboard.type("Half a")
    expect(dublin.locator("[data-part=composer-for]")).to_be_hidden()
    _open_canvas(facilitator, "Casa Bottega", "WAW")
    expect(dublin.locator(".canvas-tabs a")).to_have_count(2)
    expect(dublin.locator("[data-part=composer-for]")).to_have_text(re.compile("Casa Bottega → DUB, in “.+”"))
    dublin.keyboard.type(" sentence")
    dublin.keyboard.press("Enter")
    facilitator.locator(".canvas-tabs a", has_text="DUB").click()
    expect(note(facilitator, "Half a sentence")).to_be_visible()
    _answer(dublin, 0, "Missing")
    expect(
        facilitator.locator("[data-prerequisite] >> nth=0").get_by_label("Missing", exact=True)
    ).to_be_checked()
    facilitator.locator("#main").focus()
    facilitator.keyboard.press("n")
    facilitator.keyboard.type("From whoever leads")
    facilitator.keyboard.press("Enter")
    expect(note(dublin, "From whoever leads")).to_be_visible()

    # The next part takes commitments; one that is begun in the dialog goes along.
    dublin.locator(".live-more summary").click()
    dublin.locator("[data-part=commitments-opener]").click()
    dublin.locator("#commitments-dialog [name=subject]").fill("Casa Bottega in one street")
    facilitator.get_by_role("button", name="Next: Commitments").click()
    form = dublin.locator("[data-part=commitments-here]")
    expect(form.locator("[name=subject]")).to_have_value("Casa Bottega in one street")
    expect(dublin.locator("dialog[open]")).to_have_count(0)
    expect(dublin.locator("[data-canvas]").first).to_be_hidden()
    form.locator("[name=other]").select_option("TRN")
    form.get_by_role("button", name="Write it down").click()
    made = facilitator.locator("[data-part=commitments-here] .commitment")
    expect(made).to_contain_text("Casa Bottega in one street")
    assert faults(dublin) + overflow(dublin) + faults(facilitator) == []

    # Back at the canvases all stands as it was.
    facilitator.locator("[data-action=back]").click()
    expect(note(dublin, "Half a sentence")).to_be_visible()
    expect(form).to_be_hidden()

    # Whoever is in the middle of a sentence when it goes on finds it again.
    dublin.locator("#note-text").fill("Not yet")
    facilitator.get_by_role("button", name="Next: Commitments").click()
    expect(dublin.locator("[data-part=toast]")).to_contain_text("Your text is kept.")
    facilitator.locator("[data-action=back]").click()
    expect(dublin.locator("#note-text")).to_have_value("Not yet")


def test_two_write_in_one_field(server: LiveServer, person) -> None:
    """Both texts stand where that can be; otherwise both are shown to whoever comes second, who chooses."""
    facilitator, dublin = person(), person(390, 844)
    address = _workshop(facilitator, server)
    dublin.goto(server.ready["sign_in"]["participant"])
    dublin.goto(address)
    connected(dublin)
    scope, owner = "[name=scope_text]", "[data-prerequisite] >> nth=0 >> [name=owner]"
    dublin.context.set_offline(True)
    for page, said, office in (
        (dublin, "No homes.", "Housing office"),
        (facilitator, "The shops.", "Law department"),
    ):
        page.locator(scope).fill(said)
        page.locator(owner).fill(office)
        page.keyboard.press("Tab")
    expect(facilitator.get_by_text("All saved")).to_be_visible()
    dublin.context.set_offline(False)
    connected(dublin, within=20_000)
    for page in (dublin, facilitator):
        expect(page.locator(scope)).to_have_value("The shops. No homes.")
        expect(page.locator(owner)).to_have_value("Law department")
    asked = dublin.locator("[data-prerequisite] >> nth=0 >> .conflict")
    expect(asked).to_contain_text("Housing office")
    expect(asked).to_contain_text("Law department")
    asked.get_by_role("button", name="Both").click()
    expect(asked).to_have_count(0)
    expect(facilitator.locator(owner)).to_have_value("Law department, Housing office")
