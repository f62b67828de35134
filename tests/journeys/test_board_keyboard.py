"""Journey: the whole board with the keyboard alone, from the invitation to undoing: no mouse, no tap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults
from tests.journeys.rooms import cluster, connected, enter, lead, note, post
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

MANY_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until it is there, as somebody without a mouse does."""
    for _ in range(MANY_TABS):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def focused(page: Page) -> str:
    """The text of the card, or of the head of the cluster, that has the focus; empty where none has it."""
    return page.evaluate(
        """() => {
          const here = document.activeElement;
          if (here.matches('.note')) return here.querySelector('.note-text').textContent;
          return here.matches('.cluster-open') ? here.textContent.trim() : '';
        }"""
    )


def go_to(page: Page, text: str) -> None:
    """With arrow keys down the column until the card has the focus."""
    page.keyboard.press("Home")
    for _ in range(20):
        if focused(page) == text:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {text!r}, but to {focused(page)!r}")


def not_covered(page: Page) -> bool:
    """Whether the middle of what has the focus can be seen: nothing sticky lies over it."""
    return page.evaluate(
        """() => {
          const box = document.activeElement.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(12, box.height / 2));
          return document.activeElement.contains(top);
        }"""
    )


@pytest.fixture
def rooms(server: LiveServer, person: Callable[..., Page]) -> tuple[Page, Page, str]:
    """A facilitator and a participant with a mouse, and the code: the board is at clustering."""
    facilitator, other = person(), person()
    code = lead(facilitator, server, "Keys")
    facilitator.locator("[data-set-stage=revealed]").click()
    enter(other, server.url, code, "Otto", "Warsaw")
    post(other, "The flats are missing.")
    post(other, "Landlords want no tenants on benefits.")
    facilitator.locator("[data-set-stage=cluster]").click()
    expect(other.locator(".stage[aria-current=step]")).to_contain_text("Cluster")
    return facilitator, other, code


def test_join_write_group_vote_undo(
    server: LiveServer, person: Callable[..., Page], rooms: tuple[Page, Page, str]
) -> None:
    facilitator, other, code = rooms
    page = person()
    page.goto(f"{server.url}/join/{code}")
    keys = page.keyboard

    # Join.
    tab_to(page, "input[name=name]")
    keys.type("Kim")
    tab_to(page, "input[name=city]")
    for _ in range(20):
        if page.evaluate("document.activeElement.checked && document.activeElement.value") == "DUB":
            break
        keys.press("ArrowDown")
    keys.press("Enter")
    connected(page)

    # Write: N goes to the text from wherever one is.
    keys.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    keys.type("Waiting lists grow; u and n and ? are letters here.")
    keys.press("Enter")
    mine = "Waiting lists grow; u and n and ? are letters here."
    expect(note(page, mine)).to_contain_text("saved")

    # Group: select two with X, G, a name, Enter. One Tab stop leads onto the board, arrows from note to note.
    page.locator("#note-text").evaluate("field => field.blur()")
    tab_to(page, ".note")
    assert page.locator(".note[tabindex='0']").count() == 1, "one stop in the order of tabs"
    go_to(page, mine)
    assert not_covered(page)
    keys.press("x")
    go_to(page, "The flats are missing.")
    keys.press("x")
    expect(page.locator("[data-part=selected]")).to_have_text("2 notes selected")
    keys.press("g")
    expect(page.locator("#group-title")).to_be_focused()
    keys.press("Control+a")
    keys.type("Housing")
    keys.press("Enter")
    expect(cluster(other, "Housing")).to_contain_text("2 notes")
    expect(page.locator("#group-dialog")).to_be_hidden()
    assert focused(page) == "The flats are missing.", "the focus stays on the note, though it has moved"

    # Add to a cluster from the note's menu, by A.
    go_to(page, "Landlords want no tenants on benefits.")
    keys.press("a")
    expect(page.locator("#note-cluster")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(cluster(other, "Housing")).to_contain_text("3 notes")

    # Undo.
    keys.press("Control+z")
    for seen in (page, other):
        expect(cluster(seen, "Housing")).to_contain_text("2 notes")

    # Enter opens the menu; Escape closes it; the focus is where it was.
    go_to(page, mine)
    keys.press("Enter")
    expect(page.locator("#note-dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#note-dialog")).to_be_hidden()
    assert focused(page) == mine

    # The note goes while it has the focus: the focus goes to the one beside it, not to nowhere.
    facilitator.locator(".note", has_text=mine).locator("[data-action=more]").click()
    facilitator.locator("#note-dialog [data-do=hide]").click()
    expect(note(page, mine)).to_have_count(0)
    assert focused(page) == "The flats are missing."

    # Folding a cluster whose note had the focus.
    go_to(page, "Housing")
    keys.press("Enter")
    expect(page.locator(".cluster-open")).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".cluster-open")).to_be_focused()
    keys.press("Enter")

    # Vote with V and +, withdraw with -.
    facilitator.locator("[data-set-stage=vote]").click()
    expect(page.locator("[data-part=votes-left]")).to_have_text("5 votes left")
    assert focused(page) == "Housing", "another stage takes the focus from nobody"
    keys.press("v")
    keys.press("+")
    facilitator.get_by_role("button", name="Show the counts").click()
    expect(cluster(other, "Housing")).to_contain_text("2 votes")
    keys.press("-")
    expect(cluster(other, "Housing")).to_contain_text("1 vote")
    expect(page.locator("[data-part=votes-left]")).to_have_text("4 votes left")
    keys.press("u")
    expect(page.locator("[data-part=votes-left]")).to_have_text("3 votes left")

    # The list of keys; letters can be switched off, arrows and Ctrl+Z stay.
    keys.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    assert not faults(page)
    tab_to(page, "[data-part=single-keys]")
    keys.press("Space")
    keys.press("Escape")
    keys.press("v")
    keys.press("l")
    page.wait_for_timeout(300)
    expect(page.locator("[data-part=votes-left]")).to_have_text("3 votes left")
    expect(page.locator(".board--list")).to_have_count(0)


def test_the_list_view_can_do_the_same(
    server: LiveServer, person: Callable[..., Page], rooms: tuple[Page, Page, str]
) -> None:
    _, other, code = rooms
    page = person(390, 844)
    enter(page, server.url, code, "Lea", "Turin")
    keys = page.keyboard
    keys.press("l")
    expect(page.locator(".board--list")).to_have_count(1)
    tab_to(page, ".note")
    go_to(page, "The flats are missing.")
    assert not_covered(page)
    keys.press("x")
    go_to(page, "Landlords want no tenants on benefits.")
    keys.press("x")
    # The button in the bar below, by Tab; the bar goes, the focus comes back to the board.
    tab_to(page, "[data-action=group]")
    keys.press("Enter")
    keys.press("Enter")
    expect(cluster(other, "The flats are missing.").locator(".note")).to_have_count(2)
    expect(page.locator("[data-part=group-bar]")).to_be_hidden()
    assert focused(page) in ("Landlords want no tenants on benefits.", "The flats are missing.")

    # What others do is told, gathered into one sentence.
    for index in range(3):
        post(other, f"One of three, {index}")
    expect(page.locator("[data-part=announcer]")).to_have_text("3 new notes", timeout=20_000)
