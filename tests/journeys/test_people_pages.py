"""The pages of people and accounts in every look: axe finds nothing, and nothing sticks out sideways."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.barriers import looked_through
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.own_server]


def test_the_pages_of_people_are_open_to_everybody(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person()
    found = []

    def look() -> None:
        found.extend(looked_through(page))

    for path in ("/sign-in", "/account/forgotten", "/account/on-its-way"):
        page.goto(f"{server.url}{path}")
        look()
    page.get_by_role("link", name="Back to signing in").click()
    page.locator("#field-email").fill("ana@city.example")
    page.locator("#field-password").fill("not the right one")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    look()
    page.goto(server.ready["sign_in"]["organiser"])
    home = page.url.rstrip("/")
    page.goto(f"{home}/people")
    look()
    page.get_by_label("Names and addresses").fill(
        "Maximiliana von Hohenzollern-Sigmaringen <maximiliana@a-very-long-name-of-a-city.example>, "
        "policymaker, Dublin"
    )
    page.get_by_role("button", name="Invite them all").click()
    look()
    page.goto(f"{home}/outbox")
    page.get_by_role("button", name="Copy the link").first.wait_for()
    page.get_by_text("Read it").first.click()
    look()
    link = page.get_by_label("The link in it").first.input_value()
    page.goto(f"{home}/people")
    page.get_by_role("link", name=re.compile("Change Demo participant")).click()
    page.get_by_text("Remove from the programme").click()
    look()
    page.goto(f"{server.url}/account")
    look()
    page.get_by_label("New address").fill("somebody-else@a-very-long-name-of-a-city.example")
    page.get_by_role("button", name="Send the link").click()
    own = [f"{home}/{path}" for path in ("me", "me/erasure", "audit", "personal-data")]
    further = (f"{server.url}/account/erasure", f"{server.url}/p/no-such-programme/")
    for path in (*own, f"{home}/emblem", *further):
        page.goto(path)
        look()
    page.goto(f"{home}/personal-data")
    page.locator("main a[href*='personal-data/']").first.click()
    look()
    page.goto(f"{home}/outbox")
    addressed = page.get_by_label("The link in it").first.input_value()
    guest = person()
    guest.goto(f"{server.url}/join/{server.ready['join_code']}")
    guest.get_by_label("Your name").fill("Gisela")
    guest.locator("#field-city").check()
    guest.get_by_role("button", name="Enter the room").click()
    guest.wait_for_url("**/room**")
    guest.goto(f"{home}/keep-my-seat")
    guest.get_by_label("E-mail address").fill("organiser@demo.invalid")
    guest.get_by_role("button", name="Keep my seat").click()
    page.goto(f"{home}/people")
    page.get_by_role("link", name=re.compile("Bring the two together")).click()
    look()
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("link", name="Ask again").wait_for()
    look()
    page.goto(f"{home}/outbox")
    for address in (addressed, page.get_by_label("The link in it").first.input_value()):
        guest.goto(address)
        found.extend(looked_through(guest))
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_role("button", name="Take my seat").wait_for()
    look()
    assert not found, "\n".join(found)
