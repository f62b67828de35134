"""Journeys through a whole session: on four screens, by keyboard alone, and by what a screen reader reads."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.whole import (
    NEXT,
    QUESTION,
    WITHIN,
    Arrive,
    Planned,
    come,
    go_on,
    group,
    next_button,
    plan,
    see,
    start,
    turn,
    write,
)
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

FLATS, RENTS, WAITING = "The flats are missing.", "Rents rise faster than wages.", "We wait for a permit."
OFFICE, TABLE, POINT = "Five offices, five forms.", "Nobody sits at one table.", "Begin with one counter."


@pytest.fixture
def planned(server: LiveServer) -> Planned:
    return plan(server)


def _phone(person: Arrive) -> Page:
    return person(390, 844, has_touch=True, is_mobile=True)


def test_four_screens_through_a_whole_session(planned: Planned, person: Arrive) -> None:
    """The facilitator at 1280, two phones at 390, the projector at 1920; nobody loads a page again."""
    lead, anna, ben = person(1280, 800), _phone(person), _phone(person)
    start(lead, planned)
    wall = lead.context.new_page()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(planned.page("/projector"))
    everybody = (lead, anna, ben, wall)
    come(anna, planned, "Anna", "Dublin")
    come(ben, planned, "Ben", "Turin")
    see("DUB", wall)

    # Private writing: nobody reads what the others write, on any screen.
    lead.get_by_role("button", name="Start the session").click()
    see(QUESTION, anna, ben, wall)
    write(anna, FLATS)
    write(anna, WAITING)
    write(ben, RENTS)
    for page, hidden in ((ben, FLATS), (lead, FLATS), (lead, RENTS), (wall, FLATS), (anna, RENTS)):
        expect(page.locator("body")).not_to_contain_text(hidden)

    go_on(lead)  # the reveal
    for text in (FLATS, RENTS, WAITING):
        see(text, *everybody)

    go_on(lead)  # clusters
    group(ben, "Homes", FLATS, RENTS)
    see("Homes", *everybody)

    go_on(lead)  # votes: counts are nobody's business yet
    for phone in (anna, ben):
        phone.get_by_role("button", name="Give a vote to: Homes").click()
        expect(phone.get_by_role("status").filter(has_text="votes left")).to_have_text("4 votes left")

    go_on(lead)  # and now everybody's
    see("2 votes", lead, anna, ben)
    see("Homes", wall)

    go_on(lead)  # small groups: of two people there is one
    see("Group 1", anna, ben, wall)
    anna.get_by_role("button", name="I’ll report").click()
    see("You report for your group.", anna)
    write(anna, OFFICE)
    write(ben, TABLE)
    anna.get_by_role("combobox", name="Your group now").select_option(label="sorts")
    group(ben, "One counter", OFFICE, TABLE)
    expect(wall.locator("body")).not_to_contain_text(OFFICE)  # what a group writes stays in it
    anna.get_by_role("combobox", name="Your group now").select_option(label="votes")
    for phone in (anna, ben):
        phone.get_by_role("button", name="Give a vote to: One counter").click()
    anna.get_by_role("button", name="Take all as points").click()
    # What is taken moves the button below it down: nobody presses a button while it moves.
    expect(anna.locator("[data-part=points]")).to_contain_text("One counter")
    anna.get_by_role("textbox", name="One more point").fill(POINT)
    anna.get_by_role("button", name="Add", exact=True).click()
    see(POINT, anna)
    expect(wall.locator("body")).not_to_contain_text(POINT)

    go_on(lead)  # report-back
    see(POINT, *everybody)
    see("One counter", *everybody)

    lead.get_by_role("button", name="End the session").first.click()
    lead.get_by_role("dialog").get_by_role("button", name="End the session").click()
    see("Thank you for taking part.", anna, ben, wall)


def test_the_facilitator_needs_no_mouse(planned: Planned, person: Arrive) -> None:
    """From signing in to the end by keys alone: Tab, Enter, Space; a colleague takes part meanwhile."""
    lead, anna = person(1280, 800), _phone(person)
    start(lead, planned)
    come(anna, planned, "Anna", "Dublin")
    keys = lead.keyboard

    def reach(name: str) -> None:
        """Press Tab until a button of that name has the focus."""
        for _ in range(120):
            if re.search(name, _focused(lead)):
                return
            keys.press("Tab")
        raise AssertionError(f"Tab does not lead to {name}, but to {_focused(lead)}")

    reach("^Start the session$")
    keys.press("Enter")
    expect(next_button(lead)).to_be_visible(timeout=WITHIN)
    see(QUESTION, anna)
    write(anna, FLATS)
    write(anna, RENTS)
    for stage in ("Revealed", "Cluster", "Vote", "Discuss", "", ""):
        reach(NEXT)
        turn(lead, lambda: keys.press("Enter"))
        if stage:
            expect(anna.locator("[aria-current=step]")).to_contain_text(stage, timeout=WITHIN)
    reach("^End the session$")
    keys.press("Enter")
    expect(lead.get_by_role("dialog")).to_be_visible()
    reach("^End the session$")
    keys.press("Enter")
    see("Thank you for taking part.", anna)


class Listener:
    """Somebody who has a page read aloud: knows what the accessibility tree says, and acts by its names."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def told(self) -> str:
        """All that is read aloud now."""
        return self._page.locator("body").aria_snapshot()

    def hears(self, words: str) -> None:
        end = time.monotonic() + WITHIN / 1000
        while words not in self.told():
            assert time.monotonic() < end, f"nobody reads {words!r} aloud, but\n{self.told()}"
            self._page.wait_for_timeout(200)

    def presses(self, name: str, role: Any = "button", key: str = "Enter") -> None:
        """Go to what is read under this name, and press a key there."""
        self.hears(f'{role} "{name}"')
        self._page.get_by_role(role, name=name, exact=True).first.press(key)

    def chooses(self, name: str, option: str) -> None:
        self.hears(f'combobox "{name}"')
        self._page.get_by_role("combobox", name=name, exact=True).select_option(label=option)

    def types(self, name: str, text: str) -> None:
        self.hears(f'textbox "{name}"')
        self._page.get_by_role("textbox", name=name, exact=True).fill(text)


def test_twelve_moments_read_aloud(planned: Planned, person: Arrive) -> None:
    """By the accessibility tree's text alone, of a facilitator and of somebody who takes part."""
    first, second = person(1280, 800), _phone(person)
    start(first, planned)
    second.goto(f"{planned.server.url}/join/{planned.code}")
    lead, anna = Listener(first), Listener(second)
    # 1. Open: the room is there, and somebody comes in.
    lead.hears('button "Start the session"')
    anna.types("Your name", "Anna")
    anna.presses("Dublin", role="radio", key="Space")
    anna.presses("Enter the room")
    lead.hears("Anna")
    lead.presses("Start the session")
    # 2. The question, and private writing.
    anna.hears(f'heading "{QUESTION}"')
    anna.hears("Only you can read what you write")
    for text in (FLATS, RENTS):
        anna.types("Your note", text)
        anna.presses("Post")
        anna.hears(f"paragraph: {text}")
    assert FLATS not in lead.told()
    # 3. Next is the reveal.
    lead.presses("Reveal the notes")
    lead.hears(FLATS)
    lead.hears(RENTS)
    # 4. Clusters.
    lead.presses("Next: cluster")
    anna.hears("Put together what belongs together.")
    for text in (FLATS, RENTS):
        anna.presses(f"Select: {text}", role="checkbox", key="Space")
    anna.hears("2 notes selected")
    anna.presses("Group")
    anna.types("What do they have in common?", "Homes")
    second.get_by_role("textbox", name="What do they have in common?").press("Enter")
    lead.hears("Homes")
    # 5. Votes.
    lead.presses("Next: vote")
    anna.hears("5 votes left")
    anna.presses("Give a vote to: Homes")
    anna.hears("4 votes left")
    # 6. What came of the vote.
    lead.presses("Next: discuss")
    anna.hears("1 vote")
    # 7. Small groups: which is mine, and what is to do.
    lead.presses("Next: In small groups")
    anna.hears('heading "Group 1"')
    anna.presses("I’ll report")
    anna.hears("You report for your group.")
    # 8. Writing there.
    anna.types("Your note", OFFICE)
    anna.presses("Post")
    anna.hears(f"paragraph: {OFFICE}")
    # 9. What the group brings back.
    anna.types("One more point", POINT)
    anna.presses("Add")
    anna.hears(POINT)
    # 10. Report-back.
    lead.presses("The groups report")
    anna.hears('heading "What the groups bring back"')
    lead.hears(POINT)
    # 11. The end, asked once.
    lead.presses("End the session")
    lead.hears("dialog")
    first.get_by_role("dialog").get_by_role("button", name="End the session").press("Enter")
    # 12. And that it is over.
    anna.hears("Thank you for taking part.")
    lead.hears("The session has ended.")


def _focused(page: Page) -> str:
    """What the element that has the focus says."""
    return page.evaluate(
        "() => (document.activeElement.ariaLabel || document.activeElement.textContent || '').trim()"
    )
