"""A whole session for journeys: what is planned, and what each does in it, by the words on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.rooms import connected, enter
from tests.live.client import ask, client_of, sign_in
from tests.servers import LiveServer

TITLE = "A whole session"
QUESTION = "What matters most to us here?"
STEPS = ("write", "revealed", "cluster", "vote", "discuss")
GROUPS = ("breakouts", "report_back")
NEXT = r"^(Next|Reveal the notes$|Into small groups$|The groups report$)"
"""How the button that leads on is called, whatever it is about to do."""
WITHIN = 45_000
"""Milliseconds: a busy machine takes its time, and none of these journeys is about speed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A session that is planned and not yet begun."""

    server: LiveServer
    programme: str
    session: int
    code: str

    def page(self, name: str = "") -> str:
        return f"{self.server.url}/p/{self.programme}/sessions/{self.session}{name}"


def plan(server: LiveServer) -> Planned:
    """Private writing to talking on one board, then small groups that report back."""
    cookie = sign_in(server, "facilitator")
    programme = server.ready["programme"]
    with client_of(server, {"programme": programme}, Cookie=cookie, Origin=server.url) as leader:

        def command(name: str, **payload: Any) -> Any:
            answer = leader.command(name, payload)
            assert answer["ok"], answer
            return answer["result"]

        made = command("session.create", title=TITLE, type="challenge", template="check_in")["session"]
        steps = [{"stage": stage, "minutes": 5} for stage in STEPS]
        command(
            "block.insert",
            session=made,
            title="Our thoughts",
            question=QUESTION,
            minutes=25,
            after=0,
            areas=[{"title": "Our thoughts"}],
            steps=steps,
            settings={"vote_on": "clusters"},
        )
        steps = [{"stage": stage, "minutes": 5} for stage in GROUPS]
        command(
            "block.insert",
            session=made,
            title="In small groups",
            question="And now?",
            minutes=10,
            steps=steps,
        )
        blocks = leader.subscribe(f"session:{made}")["snapshot"]["blocks"]
        check_in = next(block["id"] for block in blocks if block["title"] == "Check-in")
        command("block.remove", session=made, block=check_in)
    page = ask(f"{server.url}/p/{programme}/sessions/{made}", Cookie=cookie).body
    found = re.search(rb'join-code">([^<]+)<', page)
    assert found
    return Planned(server, programme, made, found[1].decode().replace("-", "").strip())


def next_button(page: Page) -> Locator:
    """The one button that leads on, whatever it is about to do."""
    return page.get_by_role("button", name=re.compile(NEXT))


def turn(page: Page, press: Callable[[], None]) -> None:
    """Press Next somehow, and wait until it says what comes after, or goes."""
    button = next_button(page)
    before = button.text_content() or ""
    press()
    same = button.filter(has_text=re.compile(rf"^\s*{re.escape(before.strip())}\s*$"))
    expect(same.filter(visible=True)).to_have_count(0, timeout=WITHIN)


def go_on(page: Page) -> None:
    """Press Next, and wait until it says what comes after, or goes."""
    turn(page, lambda: next_button(page).click())


def start(page: Page, planned: Planned) -> None:
    page.set_default_timeout(WITHIN)
    page.goto(planned.server.ready["sign_in"]["facilitator"])
    page.goto(planned.page("/room"))
    connected(page, within=WITHIN)


def come(page: Page, planned: Planned, name: str, city: str) -> None:
    page.set_default_timeout(WITHIN)
    enter(page, planned.server.url, planned.code, name, city, within=WITHIN)


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your note").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text=text)).to_contain_text("saved", timeout=WITHIN)


def group(page: Page, title: str, *texts: str) -> None:
    for text in texts:
        page.get_by_role("checkbox", name=f"Select: {text}").check()
    page.get_by_role("button", name="Group", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="What do they have in common?").fill(title)
    dialog.get_by_role("button", name="Group", exact=True).click()
    expect(dialog).to_be_hidden()


def see(text: str | re.Pattern[str], *pages: Page) -> None:
    """All of them show it."""
    for page in pages:
        expect(page.locator("body")).to_contain_text(text, timeout=WITHIN)


Arrive = Callable[..., Page]
