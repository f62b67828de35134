"""Journey: a join form that a phone has kept, and somebody who goes back to mend their name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import connected, enter, lead
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def test_the_form_was_kept_and_its_cookie_was_not(server: LiveServer, person: Callable[..., Page]) -> None:
    facilitator, phone = person(), person(390, 844, has_touch=True, is_mobile=True)
    code = lead(facilitator, server, "Kept in a cache")
    phone.goto(f"{server.url}/join/{code}")
    phone.context.clear_cookies()
    phone.get_by_label("Your name").fill("Cora Bnet")
    phone.get_by_text("Bilbao", exact=True).click()
    phone.get_by_role("button", name="Enter the room").click()
    connected(phone)

    phone.go_back()
    phone.get_by_label("Your name").fill("Cora Benet")
    phone.get_by_text("Bilbao", exact=True).click()
    phone.get_by_role("button", name="enter the room").click()
    connected(phone)
    people = facilitator.locator(".person-name")
    expect(people.filter(has_text="Cora")).to_have_count(1)
    expect(people.filter(has_text="Cora Benet")).to_have_count(1)


def test_a_fresh_form_says_who_one_is_here(server: LiveServer, person: Callable[..., Page]) -> None:
    facilitator, phone = person(), person(390, 844, has_touch=True, is_mobile=True)
    code = lead(facilitator, server, "Asked again")
    enter(phone, server.url, code, "Dan", "Warsaw")
    phone.goto(f"{server.url}/join/{code}")
    expect(phone.get_by_text("You are in this session as Dan.")).to_be_visible()
    expect(phone.get_by_label("Your name")).to_have_value("Dan")
    phone.get_by_role("link", name="Somebody else joins at this device").click()
    expect(phone.get_by_label("Your name")).to_have_value("")
