"""Journeys at the coordinator's table: one city dragged, one moved by keyboard, undo, a lock; and by two."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.barriers import looked_through
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def _groups(page: Page) -> list[list[str]]:
    return page.evaluate(
        "() => [...document.querySelectorAll('.table-group')].map((group) =>"
        " [...group.querySelectorAll('.table-seat')].map((seat) => seat.dataset.city))"
    )


def _scenario(page: Page, server: LiveServer, name: str) -> None:
    page.goto(f"{server.url}/p/{server.ready['programme']}/tandems/table")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Find tandems for it").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    # The page shows by itself what the worker found, and then what it found out about it.
    expect(page.locator("#table")).to_have_attribute("data-done", "yes", timeout=60_000)


def _drag(page: Page, grip: Locator, target: Locator) -> None:
    grip.scroll_into_view_if_needed()
    box, there = grip.bounding_box(), target.bounding_box()
    assert box and there
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 30, steps=4)
    page.mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2, steps=12)
    expect(page.locator("[data-trial]")).to_contain_text("Total")
    page.mouse.up()


def test_a_city_is_dragged_and_one_moved_by_keyboard(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person()
    page.goto(server.ready["sign_in"]["coordinator"])
    _scenario(page, server, "By hand")
    found, total = _groups(page), page.locator("#table-total").text_content()
    expect(page.locator(".page-head")).to_contain_text("the solver’s, proven best")

    # By the mouse, out of the first tandem into the second; before and after are told while it hangs there.
    dragged = found[0][0]
    _drag(
        page,
        page.locator(f'#group-0 [data-drags] [data-city="{dragged}"] [data-drag]'),
        page.locator("#group-1 .table-seats"),
    )
    expect(page.locator("#table-news")).to_contain_text("moved")
    assert dragged in _groups(page)[1] and dragged not in _groups(page)[0]
    expect(page.locator(".page-head")).to_contain_text("by hand, not proven")
    expect(page.locator("#last-change + p")).to_contain_text("→")

    # By keyboard, into a tandem of its own.
    city = next(code for group in _groups(page) for code in group if code != dragged)
    menu = page.locator(f'.table-seat[data-city="{city}"] .table-move')
    menu.locator("summary").press("Enter")
    select = menu.locator("select")
    select.focus()
    select.select_option(label="A new tandem")
    expect(page.locator("[data-trial]")).to_contain_text("Breaks:")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#table-news")).to_contain_text("moved")
    assert [city] in _groups(page)
    expect(page.locator("#table-broken")).not_to_have_text("0")
    assert page.evaluate("document.activeElement.closest('.table-seat').dataset.city") == city
    # The worker's figures come and the keyboard stays where it is.
    expect(page.locator("#table[data-done=yes]")).to_have_count(1, timeout=60_000)
    assert page.evaluate("document.activeElement.closest('.table-seat')?.dataset.city") == city

    # Both are taken back, one is done again and taken back: the proven grouping stands as it stood.
    for button in ("Undo", "Undo", "Redo", "Undo"):
        version = page.locator("#table").get_attribute("data-version")
        page.get_by_role("button", name=button).press("Enter")
        expect(page.locator(f'#table[data-version="{version}"]')).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "table-redo", "nothing is left to undo"
    assert _groups(page) == found
    expect(page.locator("#table-total")).to_have_text(total or "")
    expect(page.locator(".page-head")).to_contain_text("the solver’s, proven best")

    # A tandem is locked, and is there again after tandems are found anew under another choice.
    page.locator("#lock-0").press("Enter")
    expect(page.locator(".table-group--locked")).to_have_count(1)
    expect(page.locator("#table")).to_have_attribute("data-done", "yes", timeout=60_000)
    page.locator("#table-preset").select_option("best")
    page.locator("#table-again").press("Enter")
    expect(page.locator("#table[data-status=solved][data-done=yes]")).to_have_count(1, timeout=60_000)
    assert found[0] in _groups(page)
    expect(page.locator("#standing-rules + ul")).to_contain_text("This rule costs")
    assert looked_through(page) == []


def test_on_a_phone_and_by_two(server: LiveServer, person: Callable[..., Page]) -> None:
    page, other = person(390, 844), person()
    page.goto(server.ready["sign_in"]["coordinator"])
    other.goto(server.ready["sign_in"]["organiser"])
    _scenario(page, server, "By two")
    expect(page.locator(".table-column--groups")).to_be_visible()
    expect(page.locator(".table-column--cities")).to_be_hidden()
    page.get_by_role("radio", name="Cities").check()
    expect(page.locator(".table-column--cities")).to_be_visible()
    expect(page.locator(".table-column--groups")).to_be_hidden()
    page.get_by_role("radio", name="Tandems").check()
    other.goto(page.url)
    # One opens a menu, so that nothing changes under their hands; the other is faster.
    first, second = _groups(page)[0][0], _groups(page)[1][0]
    menu = page.locator(f'.table-seat[data-city="{first}"] .table-move')
    menu.locator("summary").press("Enter")
    theirs = other.locator(f'.table-seat[data-city="{second}"] .table-move')
    theirs.locator("summary").press("Enter")
    theirs.get_by_role("button", name="Move").press("Enter")
    expect(other.locator("#table-news")).to_contain_text("moved")
    stands = _groups(other)
    menu.get_by_role("button", name="Move").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Somebody else changed this table"))
    assert _groups(page) == stands
    page.get_by_role("radio", name="Reasons").check()
    expect(page.locator("#last-change")).to_be_visible()
