"""Journey: the room on a phone: one row above, a tap opens a note, dialogs close with what they are for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import enter, lead, note, post
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

MINE = "Flats stand empty while people look for one."
CHANGED = "Flats stand empty in two districts."


def test_a_tap_opens_a_note_and_its_dialog_closes_with_the_stage(
    server: LiveServer, person: Callable[..., Page]
) -> None:
    facilitator, phone = person(), person(390, 844, has_touch=True, is_mobile=True)
    code = lead(facilitator, server, "A workshop with a title that is longer than any telephone is wide")
    enter(phone, server.url, code, "Noa", "Warsaw")

    def stage(name: str) -> None:
        facilitator.locator(f"[data-set-stage={name}]").click()
        expect(phone.locator(f".stage[data-stage={name}]")).to_have_attribute("aria-current", "step")

    # One row: nothing stands below anything else, and all of it is within the window.
    facilitator.locator("#timer-minutes").fill("10")
    facilitator.locator("[data-part=timer-start] button").click()
    expect(phone.locator(".live-bar [data-part=time]")).to_be_visible()
    parts = [phone.locator(f".live-bar {part}") for part in (".timer", "[data-action=ready]", ".live-more")]
    boxes = [part.bounding_box() for part in parts]
    assert max(box["y"] for box in boxes) < min(box["y"] + box["height"] for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    for seen in ("[data-part=question]", "#note-text", "[data-part=time]"):
        expect(phone.locator(seen).first).to_be_in_viewport(ratio=1)
    expect(phone.get_by_role("button", name="Raise hand")).to_be_visible()

    # A tap opens the note; the dialog goes when nothing can be done in it any more, and says so.
    post(phone, MINE)
    mine = note(phone, MINE)
    expect(mine).to_contain_text("saved")
    stage("cluster")
    mine.locator("[data-part=text]").tap()
    dialog = phone.locator("#note-dialog")
    expect(dialog).to_be_visible()
    stage("vote")
    expect(dialog).to_be_hidden()
    expect(phone.locator("[data-part=toast]")).to_have_text(
        "The board has moved on, so this dialog has closed."
    )
    mine.locator("[data-part=text]").tap()
    expect(dialog).to_be_hidden()

    # Whoever is changing a text keeps it: it waits in its dialog until the board takes it.
    stage("cluster")
    mine.locator("[data-part=text]").tap()
    dialog.get_by_role("button", name="Edit").tap()
    editor = phone.locator("#edit-dialog")
    editor.get_by_label("Your note").fill(CHANGED)
    stage("vote")
    expect(editor.get_by_label("Your note")).to_have_value(CHANGED)
    expect(editor).to_contain_text("Your text stays here")
    expect(editor.get_by_role("button", name="Save")).to_be_disabled()
    stage("cluster")
    editor.get_by_role("button", name="Save").tap()
    expect(note(facilitator, CHANGED)).to_be_visible()

    # A note that goes takes no text with it.
    note(phone, CHANGED).locator("[data-part=text]").tap()
    dialog.get_by_role("button", name="Edit").tap()
    editor.get_by_label("Your note").fill(MINE)
    note(facilitator, CHANGED).locator("[data-action=more]").click()
    facilitator.locator("#note-dialog").get_by_role("button", name="Remove").click()
    expect(editor).to_be_hidden()
    expect(phone.locator("#note-text")).to_have_value(MINE)
    expect(phone.locator("#composer-say")).to_contain_text("This note is no longer on the board.")

    # While notes are being selected, a tap selects; the dialog for them goes with the stage.
    for text in ("One thing", "Another thing"):
        post(facilitator, text)
    note(phone, "One thing").locator("[data-action=select]").tap()
    note(phone, "Another thing").locator("[data-part=text]").tap()
    expect(phone.locator("[data-part=selected]")).to_contain_text("2 notes selected")
    phone.locator("[data-action=group]").tap()
    expect(phone.locator("#group-dialog")).to_be_visible()
    stage("vote")
    expect(phone.locator("#group-dialog")).to_be_hidden()
    expect(phone.locator("[data-part=group-bar]")).to_be_hidden()
