"""Journey: two correct minutes at once, one of them cut off for a while; notes, names, parts; approval."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults, overflow
from tests.journeys.flaky_network import FlakyNetwork
from tests.journeys.rooms import Guest
from tests.live.client import client_of, sign_in
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.own_server]


def _arrive(page: Page, url: str, server: LiveServer, who: str) -> None:
    page.goto(server.ready["sign_in"][who].replace(server.url, url))
    page.goto(f"{url}/p/{server.ready['programme']}/sessions/{server.ready['session']}/minutes")


def test_two_correct_at_once(server: LiveServer, person: Callable[..., Page]) -> None:
    leader, other = person(), person(390, 844)
    _arrive(leader, server.url, server, "facilitator")
    if leader.get_by_role("button", name="Begin").count():
        leader.get_by_role("button", name="Begin").click()
    nothing = leader.locator(".passage", has_text="No decision was written down.")
    expect(nothing).to_be_visible()

    network = FlakyNetwork(int(server.url.rpartition(":")[2]))
    _arrive(other, f"http://127.0.0.1:{network.port}", server, "coordinator")
    passage = other.locator(".passage", has_text="No decision was written down.")
    expect(passage).to_be_visible()
    assert faults(other) + overflow(other) == []
    other.reload()  # looking for faults unfolds everything

    # Both write in one text, one of them cut off: what both wrote is there in the end.
    other.locator(".leaf", has_text="No decision was written down.").click()
    expect(nothing.locator("[data-part=who]")).to_contain_text("is writing here")
    other.keyboard.press("End")
    network.cut()
    other.keyboard.type(" Turin objects.")
    expect(other.locator("[data-part=saved]")).to_contain_text("Waiting for a connection")
    text = leader.locator(".leaf", has_text="No decision was written down.")
    text.click()
    leader.keyboard.press("Home")
    leader.keyboard.type("So far: ")
    expect(leader.locator("[data-part=saved]")).to_have_text("Saved")
    leader.keyboard.press("Escape")
    network.mend()
    other.evaluate("window.dispatchEvent(new Event('online'))")
    both = "So far: No decision was written down. Turin objects."
    expect(leader.locator(".leaf", has_text=both)).to_be_visible(timeout=20_000)
    other.keyboard.press("Escape")
    expect(other.locator(".leaf", has_text=both)).to_be_visible()
    expect(other.locator("[data-part=saved]")).to_have_text("Saved")

    # By keys alone: leave a passage out, and restore it.
    menu = leader.locator(".passage", has_text=both).locator("summary")
    menu.focus()
    leader.keyboard.press("Enter")
    leader.get_by_role("button", name="Leave out").last.focus()
    leader.keyboard.press("Enter")
    expect(other.locator(".passage", has_text=both)).to_have_count(0)
    expect(other.get_by_text("2 passages left out"), "the heading too").to_be_visible()
    other.locator("[data-part=outside] summary").click()
    other.locator("[data-part=outside] li", has_text=both).get_by_role("button", name="Restore").click()
    expect(leader.locator(".passage", has_text=both)).to_be_visible()
    network.close()

    # In writing, by whom the programme names.
    other.goto(f"{server.url}/p/{server.ready['programme']}/sessions/{server.ready['session']}/minutes")
    _arrive(other, server.url, server, "coordinator")
    other.locator("summary", has_text=re.compile("^Approve$")).click()
    other.get_by_role("button", name="Approve these minutes").click()
    expect(other.get_by_text("Approved as version")).to_be_visible()
    expect(leader.get_by_text("Approved as version")).to_be_visible()
    expect(leader.locator("[contenteditable]")).to_have_count(0)


def test_a_note_a_name_and_a_part(server: LiveServer, person: Callable[..., Page]) -> None:
    """One note is left out, a name corrected once, a part moved; and all of it is undone."""
    _something_said(server)
    leader = person()
    _arrive(leader, server.url, server, "facilitator")
    for name in ("Begin", "Correct something: begin the next version", "Compare with the data again"):
        if leader.get_by_role("button", name=name).count():
            leader.get_by_role("button", name=name).click()
            leader.wait_for_timeout(3_000)
    expect(leader.locator(".passage, .notice").first).to_be_visible()
    news = leader.get_by_role("button", name=re.compile("^Take over .*of the data$"))
    heading = leader.locator(".passage h4 .leaf", has_text="Emtpy shops")
    expect(news.or_(heading).first).to_be_visible()
    if news.count():
        news.click()
    expect(news).to_have_count(0)
    expect(leader.locator(".passage--offered")).to_have_count(0)
    expect(heading).to_have_attribute("contenteditable", re.compile("."))

    # A press in a text with marks puts the caret there, straight from another text.
    leader.locator(".leaf", has_text="Buses stop at eight").click()
    strong = leader.locator(".leaf", has=leader.locator("strong"), has_text="Emtpy shops · Votes: 1")
    strong.evaluate("one => one.scrollIntoView({block: 'center'})")
    box = strong.bounding_box()
    assert box is not None
    leader.mouse.click(box["x"] + 20, box["y"] + box["height"] / 2)
    leader.keyboard.press("Home")
    for _ in "Emtpy":
        leader.keyboard.press("Delete")
    leader.keyboard.type("Empty")
    leader.keyboard.press("Escape")
    expect(leader.locator(".passage h4 .leaf", has_text="Empty shops")).to_be_visible()
    drawn = leader.locator('figure img[alt*="Empty shops"]')
    expect(drawn).to_be_visible()
    assert b">Empty shops<" in b64decode((drawn.get_attribute("src") or "").partition(",")[2])

    # An open menu goes by Escape, and by a press elsewhere.
    menu = leader.locator(".passage", has_text="At a glance").locator(".passage-menu").first
    for close in (lambda: leader.keyboard.press("Escape"), lambda: leader.mouse.click(4, 400)):
        menu.locator("summary").click()
        expect(menu).to_have_attribute("open", "")
        close()
        expect(menu).not_to_have_attribute("open", "")

    # One note of two is left out; the whole part goes to the beginning.
    leader.get_by_role("button", name="Leave out: Angry words").click()
    restore = leader.get_by_role("button", name="Restore: Angry words")
    expect(restore).to_be_focused()
    expect(leader.locator("[data-part=last-step]")).to_have_text("Last step: something left out")
    loose = leader.locator(".passage", has=leader.locator("h3", has_text="Loose notes"))
    loose.locator(".passage-menu summary").click()
    loose.get_by_role("link", name="Move before").click()
    dialog = leader.locator("#move-dialog")
    dialog.get_by_label("Before which part?").select_option(label="At a glance")
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(leader.locator(".passage").first).to_contain_text("Loose notes")
    expect(leader.locator(".passage", has_text="At a glance").locator("h2")).to_be_visible()
    undo = leader.get_by_role("button", name="Undo my last step")
    for step in ("something left out", "a correction"):
        undo.click()
        expect(leader.locator("[data-part=last-step]")).to_have_text(f"Last step: {step}")
    expect(leader.locator(".passage").first).to_contain_text("At a glance")
    expect(restore).to_have_count(0)
    undo.click()
    expect(heading).to_be_visible()
    expect(leader.locator("[data-part=told]")).to_have_text("Undone.")
    # All the way back; where somebody has changed a step since, it is passed over.
    for _ in range(40):
        if not undo.is_enabled():
            break
        undo.click()
        leader.wait_for_timeout(800)
    expect(undo).to_be_disabled()
    assert faults(leader) + overflow(leader) == []


def _something_said(server: LiveServer) -> None:
    """A cluster with a vote, and loose notes, on the demonstration's board."""
    guest = Guest(server.url, server.ready["join_code"], "Gil", "DUB")
    cookie, here = sign_in(server, "facilitator"), {"programme": server.ready["programme"]}
    with client_of(server, here, Cookie=cookie, Origin=server.url) as leader:

        def command(name: str, **payload: Any) -> Any:
            answer = leader.command(name, {"board": guest.board, **payload})
            assert answer["ok"], answer
            return answer["result"]

        command("board.stage", stage="write_openly")
        command("board.settings", votes_hidden=False)
        area = guest.snapshot()["areas"][0]["id"]
        texts = ("Closed for good", "Angry words", "Buses stop at eight")
        notes = [
            guest.command("note.post", board=guest.board, area=area, text=text)["note"] for text in texts
        ]
        command("board.stage", stage="cluster")
        cluster = command("cluster.make", notes=notes[:1], title="Emtpy shops")["cluster"]
        command("board.stage", stage="vote")
        guest.command("vote.cast", board=guest.board, on=f"cluster:{cluster}")
