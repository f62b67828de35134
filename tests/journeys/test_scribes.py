"""Journey: two scribes write at once, one by keys alone beside the board, one on a phone; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults, overflow
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def test_two_scribes_write_correct_and_take_back(server: LiveServer, person: Callable[..., Page]) -> None:
    leader, scribe = person(), person(390, 844)
    address = f"{server.url}/p/{server.ready['programme']}/sessions/{server.ready['session']}"
    scribe.goto(server.ready["sign_in"]["participant"])
    scribe.goto(f"{address}/room")
    expect(scribe.locator(".scribe-aside")).to_have_count(0)
    seat = scribe.evaluate("JSON.parse(document.getElementById('room-data').textContent).room.seat")
    leader.goto(server.ready["sign_in"]["facilitator"])
    leader.goto(address)
    leader.get_by_text("Add somebody", exact=True).click()
    form = leader.locator(f"form[action$='/sessions/{server.ready['session']}/people']")
    form.locator("[name=role]").select_option("scribe")
    form.locator("[name=seat]").select_option(str(seat))
    form.locator("button").last.click()
    leader.wait_for_url(re.compile("#roles$"))

    leader.goto(f"{address}/room")
    leader.locator(".console summary", has_text="Records").focus()
    leader.keyboard.press("Enter")
    expect(leader.get_by_text("Nothing has been written down yet.")).to_be_visible()
    scribe.reload()
    scribe.locator(".scribe-aside summary").click()
    assert faults(scribe) + overflow(scribe) == []

    # By keys alone: the kind, the text, Enter.
    leader.keyboard.press("Tab")
    leader.keyboard.press("Tab")
    leader.keyboard.press("Alt+1")
    leader.keyboard.type("We meet in May.")
    leader.keyboard.press("Enter")
    expect(leader.locator("[data-part=record-said]")).to_have_text("Saved")
    decision = scribe.locator(".scribe-row", has_text="We meet in May.")
    expect(decision).to_contain_text("Decision")

    # A name that nobody bears is pointed out and saved.
    scribe.locator("#record-text").fill("We can't do this alone.")
    with scribe.expect_response("**/records/speakers"):
        scribe.locator("#record-speaker").focus()
    scribe.locator("#record-speaker").fill("Zed Farquhar")
    scribe.locator("#record-speaker").press("Tab")
    expect(scribe.locator("#record-unknown")).to_contain_text("Nobody of that name is here.")
    scribe.get_by_role("button", name="Keep for the minutes").click()
    expect(leader.locator(".scribe-row", has_text="Zed Farquhar")).to_contain_text("Nobody of that name")

    # One corrects what the other is about to correct: the later one is told, and loses nothing.
    decision.get_by_role("button", name="Correct").click()
    mine = leader.locator(".scribe-row", has_text="We meet in May.")
    mine.get_by_role("button", name="Correct").click()
    leader.locator("#edit-record").fill("We meet in June.")
    leader.keyboard.press("Enter")
    row = scribe.locator(".scribe-row", has_text="We meet in June.")
    expect(row).to_contain_text("corrected")
    scribe.locator("#edit-record").fill("We meet in Turin.")
    scribe.locator("#edit-record").press("Enter")
    expect(scribe.locator("[data-part=edit-error]")).to_contain_text("Somebody else changed this record")
    expect(scribe.locator("#edit-record")).to_have_value("We meet in Turin.")
    scribe.locator("#edit-record").press("Enter")
    row = leader.locator(".scribe-row", has_text="We meet in Turin.")
    row.get_by_role("button", name="History").click()
    steps = leader.locator("[data-part=steps] li")
    expect(steps).to_have_count(2)
    expect(steps.first).to_contain_text("We meet in June.")
    leader.keyboard.press("Escape")

    # Taken back for everybody, and back again.
    row.get_by_role("button", name="Take back").click()
    expect(scribe.locator(".scribe-row")).to_have_count(1)
    expect(
        leader.get_by_role("button", name="Undo", exact=True).and_(leader.locator("[data-do=undo]"))
    ).to_be_focused()
    leader.keyboard.press("Enter")
    expect(scribe.locator(".scribe-row")).to_have_count(2)

    # What somebody types into a record that another takes back is not lost.
    scribe.locator(".scribe-row", has_text="alone").get_by_role("button", name="Correct").click()
    scribe.locator("#edit-record").fill("Nobody can do this alone.")
    leader.locator(".scribe-row", has_text="alone").get_by_role("button", name="Take back").click()
    expect(scribe.locator("#record-text")).to_have_value("Nobody can do this alone.")
    expect(scribe.locator("[data-part=record-error]")).to_contain_text("Somebody took this record back.")
