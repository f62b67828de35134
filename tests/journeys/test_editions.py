"""A second edition from the first, calls booked by three cities, themes decided: in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults, overflow
from tests.servers import LiveServer, live_server

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The program as it starts where nothing is yet."""
    with live_server(tmp_path_factory.mktemp("editions"), "--empty") as running:
        yield running


def _invitation(organiser: Page, home: str, name: str) -> str:
    """The link that somebody was sent, as an organiser reads it in the outbox."""
    organiser.goto(f"{home}/outbox")
    mail = organiser.locator("main li, main article, main section").filter(has_text=f"Hello {name}").last
    found = re.search(r"/invitations/[\w-]+", mail.inner_html())
    assert found, name
    return found[0]


def test_a_second_edition_with_calls_and_themes(empty: LiveServer, person: Callable[..., Page]) -> None:
    page, found = person(390, 844), []
    base = empty.ready["url"]

    def look() -> None:
        found.extend(faults(page) + overflow(page))

    page.goto(empty.ready["sign_in"]["organiser"])
    page.get_by_label("What is it called?").fill("Learning 2026")
    page.get_by_label("Time zone of the host").select_option("Europe/Brussels")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Type a few").fill("Ghent, Belgium\nPorto, Portugal, Europe/Lisbon\nMedellín, Colombia")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Import them all").click()

    # By keyboard alone: the next edition.
    page.goto(f"{base}/p/learning-2026/next")
    look()
    page.get_by_label("What is it called?").focus()
    page.keyboard.type("Learning 2027")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/p/learning-2027/setup$"))
    home = f"{base}/p/learning-2027"
    page.get_by_label("One person a line").fill(
        "Greet <greet@ghent.example>, participant, GHE\n"
        "Paula <paula@porto.example>, participant, POR\n"
        "Mateo <mateo@medellin.example>, participant, MED"
    )
    page.get_by_role("button", name="Invite people").click()

    page.goto(f"{home}/onboarding/times")
    look()
    for line, (date, at) in enumerate(
        [("2031-01-14", "09:00"), ("2031-01-14", "15:00"), ("2031-01-15", "16:00")], 1
    ):
        page.locator(f"[name=date_{line}]").fill(date)
        page.locator(f"[name=starts_at_{line}]").fill(at)
    page.get_by_role("button", name="Offer these times").click()
    expect(page.get_by_role("status")).to_have_text("3 times are offered.")
    look()

    cities = {}
    for name in ("Greet", "Paula", "Mateo"):
        cities[name] = person(390, 844)
        cities[name].goto(f"{base}{_invitation(page, home, name)}")
        cities[name].locator("main form button.button--primary").first.click()
        cities[name].goto(f"{home}/onboarding/times")
    for one in cities.values():  # Paula and Mateo press what was there when they looked
        one.get_by_role("button", name=re.compile("Take this time")).first.click()
    expect(cities["Paula"].get_by_role("status")).to_contain_text("Another city has just taken this time")
    for name in ("Paula", "Mateo"):
        cities[name].goto(f"{home}/onboarding/times")
        cities[name].get_by_role("button", name=re.compile("Take this time")).first.click()
    found += faults(cities["Mateo"]) + overflow(cities["Mateo"])
    expect(cities["Mateo"].locator(".own-time")).to_contain_text("10:00 in Medellín")
    expect(cities["Mateo"].locator(".own-time")).to_contain_text("Host: 16:00 in Ghent")

    named = cities["Paula"]
    named.goto(f"{home}/name-challenge")
    named.locator("[name=title]").fill("Rents are too high")
    named.locator("main form button.button--primary").last.click()
    page.goto(f"{home}/setup?step=workshop")
    page.get_by_label("Title").fill("Housing")
    page.get_by_label("On a later day").check()
    page.get_by_label("Date").fill("2031-02-04")
    page.get_by_role("button", name="Create the workshop").click()
    page.goto(f"{home}/themes")
    page.get_by_role("link", name=re.compile("Take it")).click()
    page.get_by_label("Session", exact=True).select_option(index=1)
    page.get_by_label("Why?").fill("Porto named it first.")
    page.get_by_role("button", name="Decide", exact=True).click()
    look()
    page.get_by_role("link", name="Housing").click()
    expect(page.get_by_role("heading", name="Why this theme")).to_be_visible()
    look()

    # The switcher by keyboard, and the archive.
    page.get_by_text("Programmes", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="All my programmes").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My programmes")
    look()
    page.goto(f"{base}/p/learning-2026/settings")
    page.get_by_role("button", name="Archive this programme").click()
    look()
    page.goto(f"{base}/p/learning-2026/")
    look()
    page.get_by_role("button", name="Take it out of the archive").click()
    assert found == []
