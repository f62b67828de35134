"""Polls in a browser: asked on the spot, answered by keyboard and without a network; axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults, overflow
from tests.journeys.rooms import enter, lead
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def _ask(page: Page, kind: str, question: str, options: str = "") -> None:
    """Two presses and what is asked."""
    page.get_by_text("Ask something now", exact=True).click()
    page.locator("#poll-kind").select_option(kind)
    page.locator("#poll-question").fill(question)
    if options:
        page.locator("#poll-options").fill(options)
    page.get_by_role("button", name="Ask now").click()
    expect(page.locator(".poll-led-question", has_text=question)).to_be_visible()


def test_polls_from_asking_to_results(server: LiveServer, person: Callable[..., Page]) -> None:
    leader = person()
    code = lead(leader, server, "Asked")
    phone, other = person(width=390, height=844), person(width=390, height=844, color_scheme="dark")
    enter(phone, server.url, code, "Ana", "Dublin")
    enter(other, server.url, code, "Tia", "Turin")
    leader.locator("[data-part=polls-part] > summary").click()
    _ask(leader, "one", "Where do we meet?", "In Dublin\nIn Turin")
    _ask(leader, "ranking", "What comes first?", "Money\nPeople\nTime")
    _ask(leader, "questions", "Ask the hosts")

    # By keyboard alone: a choice, an order, a question.
    choice = phone.get_by_role("region", name="Where do we meet?")
    choice.get_by_role("radio", name="In Turin").focus()
    phone.keyboard.press("Space")
    choice.get_by_role("button", name="Send").focus()
    phone.keyboard.press("Enter")
    expect(choice.get_by_role("status")).to_have_text("Saved")
    order = phone.get_by_role("region", name="What comes first?")
    order.get_by_role("button", name="Up: Time").focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Enter")
    expect(order.locator(".poll-order-text").first).to_have_text("Time")
    order.get_by_role("button", name="Send").press("Enter")
    expect(order.get_by_role("status").last).to_have_text("Saved")

    # Without a network it waits, survives the page, and is sent when there is one again.
    other.context.set_offline(True)
    expect(other.locator("[data-part=connection]")).not_to_contain_text("Connected", timeout=15_000)
    late = other.get_by_role("region", name="Where do we meet?")
    late.get_by_text("In Dublin").click()
    late.get_by_role("button", name="Send").click()
    expect(late.get_by_role("status")).to_have_text("Waiting to be saved")
    other.context.set_offline(False)
    expect(late.get_by_role("status")).to_have_text("Saved", timeout=20_000)

    asked = phone.get_by_role("region", name="Ask the hosts")
    asked.get_by_label("Your question").fill("What does it cost?")
    asked.get_by_role("button", name="Ask", exact=True).click()
    support = other.get_by_role("button", name="I want to know this, too")
    support.click()
    expect(support).to_have_attribute("aria-pressed", "true")
    expect(asked.locator(".question-support")).to_contain_text("1")

    led = leader.locator(".poll-led", has_text="Where do we meet?")
    expect(led).to_contain_text("2 answers")
    led.get_by_role("button", name="Show the results").click()
    for page in (phone, other):
        bars = page.get_by_role("region", name="Where do we meet?").locator(".poll-bar")
        expect(bars).to_have_text(["In Dublin1", "In Turin1"])
    leader.get_by_text("Answer or hide").click()
    leader.get_by_label("The answer in a sentence").fill("Less than a bus.")
    leader.get_by_role("button", name="Mark as answered").click()
    expect(asked).to_contain_text("Less than a bus.")
    assert not [*faults(phone), *faults(other), *faults(leader), *overflow(phone), *overflow(other)]
