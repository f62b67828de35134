"""The pages of people and accounts in every look: axe finds nothing, and nothing sticks out sideways."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.barriers import looked_through
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


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
    page.get_by_label("One person a line").fill(
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
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_role("button", name="Take my seat").wait_for()
    look()
    assert not found, "\n".join(found)
