"""Registering in a real browser: on a phone, by the link of the mail; and ticking by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import looked_through
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def _register(page: Page, address: str, name: str, email: str, *, found: list[str] | None = None) -> None:
    page.goto(address)
    if found is not None:
        found += looked_through(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your city").fill("Porto")
    page.get_by_label("Yes, I’ll come").check()
    page.get_by_label("In the room").check()
    page.get_by_role("button", name="Register").click()
    page.wait_for_url(re.compile("/done$"))


def test_from_the_open_page_to_the_tick_at_the_door(server: LiveServer, person: Callable[..., Page]) -> None:
    leads, found = person(), []
    leads.goto(server.ready["sign_in"]["organiser"])
    home = leads.url.rstrip("/")
    leads.goto(f"{home}/sessions")
    leads.get_by_text("New session").click()
    leads.locator("#new #field-title").fill("Autumn meeting")
    leads.locator("#new #field-date").fill("2099-09-23")
    leads.locator("#new #field-starts_at").fill("15:00")
    leads.get_by_role("button", name="Create the session").click()
    leads.get_by_role("link", name="Set up registration").click()
    leads.get_by_label("Open: everybody who has the address").check()
    leads.get_by_label("Places").fill("1")
    leads.get_by_role("button", name="Save").click()
    desk, public = leads.url, leads.locator("#public").input_value()

    phone = person(390, 844)
    _register(phone, public, "Inês Pereira", "ines@porto.example", found=found)
    found += looked_through(phone)
    _register(person(390, 844), public, "Bram Vermeulen", "bram@ghent.example")

    # The links stand in the outbox: no mail server is set.
    leads.goto(f"{home}/outbox")
    mail = leads.locator("li.mail").filter(has_text="ines@porto.example")
    link = mail.locator("input").input_value()
    phone.goto(f"{link}?answer=no")
    expect(phone.get_by_text("You have a place.")).to_be_visible()
    expect(phone.get_by_label("No, I can’t come")).to_be_checked()
    found += looked_through(phone)
    phone.get_by_role("button", name="Save my answer").click()
    expect(phone.get_by_text("You said that you can’t come.")).to_be_visible()

    leads.goto(desk)
    expect(leads.locator("li.person").filter(has_text="Bram Vermeulen")).to_contain_text("Is coming")
    leads.get_by_role("link", name="Change Bram Vermeulen").click()
    found += looked_through(leads)
    for page in ("registration", "registrations/needs", "sign-in-sheet"):
        leads.goto(f"{desk.removesuffix('registrations')}{page}")
        found += looked_through(leads)
    leads.goto(f"{home}/events")
    found += looked_through(leads)

    door = person(390, 844)
    door.goto(server.ready["sign_in"]["facilitator"])
    door.goto(f"{desk.removesuffix('registrations')}check-in")
    door.get_by_role("searchbox").press_sequentially("bram")
    door.keyboard.press("Enter")
    tick = door.get_by_role("button", name=re.compile("^Tick.*Bram Vermeulen"))
    tick.focus()
    door.keyboard.press("Enter")
    expect(door.get_by_text("1 person has come")).to_be_visible()
    assert (tick.count(), door.locator(".check-in-line--here").count()) == (0, 1)
    found += looked_through(door)
    assert not found, "\n".join(found)
