"""A journey through small groups: a facilitator who presses Next, and phones that follow."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import rooms
from tests.journeys.rooms import enter, note, post
from tests.live.client import client_of, sign_in
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

STEPS = [
    {"stage": "breakouts", "minutes": 10, "grouping": {"by": "random", "size": 2}},
    {"stage": "report_back", "minutes": 5},
]


def _add_groups(server: LiveServer, session: int) -> None:
    cookie = sign_in(server, "facilitator")
    auth = {"programme": server.ready["programme"]}
    with client_of(server, auth, Cookie=cookie, Origin=server.url) as leader:
        part = {"session": session, "title": "Behind it", "question": "Why?", "minutes": 15, "steps": STEPS}
        assert leader.command("block.insert", part)["ok"]


def test_into_small_groups_and_back(server: LiveServer, person: Callable[..., Page]) -> None:
    lead = person()
    code = rooms.lead(lead, server, "Groups")
    session = int(lead.url.split("/sessions/")[1].split("/")[0])
    _add_groups(server, session)
    ann, bob = person(390, 844), person(390, 844)
    enter(ann, server.url, code, "Ann", "Turin")
    enter(bob, server.url, code, "Bob", "Dublin")
    for step in ("2 of 4", "3 of 4", "4 of 4", "1 of 2"):  # through the first part, into the groups
        lead.locator("[data-action=next]").click()
        expect(lead.locator("[data-part=where-step]")).to_contain_text(f"Step {step}")
    expect(ann.locator("[data-part=group-title]")).to_have_text("Group 1")
    expect(ann.locator("[data-part=group-with]")).to_contain_text("Bob")
    expect(ann.locator("[data-part=question]")).to_have_text("Why?")
    post(ann, "Rents rise")
    expect(note(bob, "Rents rise")).to_be_visible()
    ann.get_by_role("button", name="I’ll report").click()
    expect(bob.locator("[data-part=group-reporter]")).to_contain_text("Ann")
    ann.locator("#point-text").fill("Owners wait")
    ann.locator("[data-part=group-points] form button").click()
    expect(bob.locator("[data-part=points]")).to_contain_text("Owners wait")
    desk = lead.locator("[data-part=groups-desk]")
    desk.get_by_label("Message").fill("Five minutes")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(bob.locator("[data-part=group-message]")).to_contain_text("Five minutes")
    desk.get_by_role("button", name=re.compile("^Visit ?: Group 1$")).click()
    expect(note(lead, "Rents rise")).to_be_visible()
    desk.get_by_role("button", name="Back to everybody").click()
    expect(note(lead, "Rents rise")).to_be_hidden()
    late = person(390, 844)
    enter(late, server.url, code, "Late", "Warsaw")
    expect(late.locator("[data-part=group-with]")).to_contain_text("Ann")
    bob.reload()
    expect(bob.locator("[data-part=group-title]")).to_have_text("Group 1")
    lead.locator("[data-action=next]").click()
    for page in (lead, ann, bob, late):
        expect(page.locator("[data-part=reports]")).to_contain_text("Owners wait")
    bob.get_by_role("button", name="Look at our group’s board").click()
    expect(note(bob, "Rents rise")).to_be_visible()
    expect(bob.locator("#note-text")).to_be_hidden()
