"""Journey: what is committed to on one phone is seen by whoever leads, who says how far it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults, overflow
from tests.journeys.rooms import connected
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def _open(page: Page, server: LiveServer, role: str) -> None:
    page.context.request.get(server.ready["sign_in"][role], max_redirects=0)  # no page is needed on the way
    page.goto(f"{server.url}/p/{server.ready['programme']}/sessions/{server.ready['session']}/room")
    connected(page, within=20_000)
    page.locator(".live-more summary").click()
    page.locator("[data-part=commitments-opener]").click()
    expect(page.locator("#commitments-made")).to_be_visible(timeout=20_000)


def test_one_phone_commits_and_all_see_it(server: LiveServer, person: Callable[..., Page]) -> None:
    leader, phone = person(), person(390, 844)
    _open(leader, server, "facilitator")
    _open(phone, server, "participant")
    dialog = phone.locator("#commitments-dialog")
    assert faults(phone) + overflow(phone) == []

    # Nothing written: the field is named, and what was chosen stays.
    dialog.locator("[name=other]").select_option("TRN")
    dialog.get_by_role("button", name="Write it down").click()
    expect(dialog.locator(".error-summary")).to_be_focused()
    expect(dialog.locator("[name=other]")).to_have_value("TRN")
    dialog.locator("[name=subject]").fill("Casa Bottega")
    dialog.get_by_role("button", name="Write it down").click()
    expect(dialog.locator("#commitments-made")).to_be_focused()

    seen = leader.locator("#commitments-dialog .commitment", has_text="Casa Bottega")
    expect(seen).to_contain_text("Dublin learns from Turin")
    # What somebody types meanwhile stays as it is.
    dialog.locator("[name=subject]").fill("Half a sentence")
    seen.locator("summary").click()
    seen.locator("select").select_option("dropped")
    seen.get_by_role("button").click()
    expect(seen.locator(".field-error")).to_be_visible()
    seen.locator("[name=note]").fill("No money")
    seen.get_by_role("button").click()
    expect(dialog.locator(".commitment", has_text="Casa Bottega")).to_contain_text("No money")
    expect(dialog.locator("[name=subject]")).to_have_value("Half a sentence")
