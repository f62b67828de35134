"""Browsers that keep nothing, two windows of one person, and an Enter that belongs to a composed word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import Guest, cluster, enter, note, post, set_stage
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.own_server]

NOTHING_KEPT = {
    "null": "for (const name of ['localStorage', 'sessionStorage']) "
    "Object.defineProperty(window, name, {get: () => null});",
    "forbidden": "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, "
    "{get() { throw new DOMException('denied', 'SecurityError'); }});",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
}
SAID = "This browser keeps nothing: leave this page open until all is saved."
#: How many statements the demo's Dublin has answered: the one after them is open.
ANSWERED = 12


@pytest.mark.parametrize("kind", NOTHING_KEPT)
def test_where_nothing_is_kept_memory_does_and_the_page_says_so(
    server: LiveServer, person: Callable[..., Page], kind: str
) -> None:
    page = person(390, 844)
    page.context.add_init_script(NOTHING_KEPT[kind])
    enter(page, server.url, server.ready["join_code"], f"Nora {kind}", "Dublin")
    page.keyboard.press("Escape")  # what happened so far
    expect(page.locator("[data-part=saved]")).to_contain_text(SAID)
    post(page, f"Kept in memory: {kind}")
    expect(note(page, f"Kept in memory: {kind}")).to_contain_text("saved")
    page.get_by_role("button", name="List view").click()
    expect(page.locator(".board--list")).to_have_count(1)

    page.goto(server.ready["sign_in"]["participant"])
    page.goto(f"{page.url.rstrip('/')}/assessment/cities/DUB")
    expect(page.locator("[data-net]")).to_have_text(SAID)
    statement = page.locator("[data-statement]").nth(ANSWERED)
    statement.get_by_role("radio", name="4", exact=True).check()
    expect(statement.locator("[data-state]")).to_have_text("Saved")
    page.context.set_offline(True)
    statement.get_by_role("radio", name="No answer").check()
    expect(page.locator("[data-net]")).to_have_text(f"No connection. {SAID}")
    page.context.set_offline(False)
    expect(statement.locator("[data-state]")).to_have_text("Saved")


def test_two_windows_of_one_person_keep_a_draft_each(server: LiveServer, person: Callable[..., Page]) -> None:
    first = person()
    enter(first, server.url, server.ready["join_code"], "Dora", "Dublin")
    second = first.context.new_page()
    second.goto(first.url)
    second.keyboard.press("Escape")
    first.locator("#note-text").fill("Half a thou")
    post(second, "Posted from the second window")
    expect(note(first, "Posted from the second window")).to_be_visible()
    second.locator("#note-text").fill("Half another")
    first.reload()
    expect(first.locator("#note-text")).to_have_value("Half a thou")
    second.reload()
    expect(second.locator("#note-text")).to_have_value("Half another")
    # A third begins with what is there; what it does with that is its own affair.
    third = first.context.new_page()
    third.goto(first.url)
    expect(third.locator("#note-text")).to_have_value("Half another")
    third.locator("#note-text").fill("")
    second.reload()
    expect(second.locator("#note-text")).to_have_value("Half another")
    # A window that is left gives its draft to the next one.
    first.goto("about:blank")
    fourth = second.context.new_page()
    fourth.goto(second.url)
    expect(fourth.locator("#note-text")).to_have_value("Half a thou")


COMPOSED_ENTER = """
(field, keys) => {
  field.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
  field.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: field.value}));
  // As Safari does: after the end, with the code of a key that an input method has taken.
  const taken = {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true};
  field.dispatchEvent(new KeyboardEvent('keydown', {...taken, ...keys}));
}
"""


def test_the_enter_that_ends_a_word_posts_nothing(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person()
    enter(page, server.url, server.ready["join_code"], "Yuki", "Dublin")
    page.keyboard.press("Escape")
    field = page.locator("#note-text")
    field.fill("日本")
    field.evaluate(COMPOSED_ENTER, {})
    expect(field).to_have_value("日本")
    field.press("Enter")
    expect(note(page, "日本")).to_contain_text("saved")
    expect(field).to_have_value("")
    note(page, "日本").locator("[data-action=more]").click()
    page.get_by_role("dialog").get_by_role("button", name="Edit").click()
    text = page.locator("#edit-dialog textarea")
    text.fill("日本語")
    text.evaluate(COMPOSED_ENTER, {"ctrlKey": True})
    expect(page.locator("#edit-dialog")).to_be_visible()
    text.press("Control+Enter")
    expect(note(page, "日本語")).to_have_count(1)
    # In a field the browser itself sends the form, so the key has to come from the browser.
    guest = Guest(server.url, server.ready["join_code"], "Gil", "DUB")
    set_stage(server, guest, "cluster")
    note(page, "日本語").locator("[data-action=select]").check()
    page.locator("[data-action=group]").click()
    page.locator("#group-title").fill("言葉")
    keyboard = page.context.new_cdp_session(page)
    taken = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "text": "\r"}
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **taken})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **taken})
    expect(page.locator("#group-dialog")).to_be_visible()
    page.locator("#group-title").press("Enter")
    expect(cluster(page, "言葉")).to_have_count(1)
    set_stage(server, guest, "write_openly")
