"""How people come into a room, write and look, in browsers; and guests without one, through the JSON door."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, Page, expect

from tests.live.client import client_of, sign_in
from tests.servers import LiveServer

SENTENCES = (
    "Young people find no first job in the region, and those who do are paid too little to rent a room.",
    "Street outreach teams meet people they can't place anywhere.",
    "Trust in the town hall is low since the districts were merged.",
    "We have data, but five departments keep it in five formats.",
    "The flats are missing.",
)
"""What simulated people write, of the lengths that people write."""


class Guest:
    """Somebody who joined by code without a browser."""

    def __init__(self, url: str, code: str, name: str, city: str) -> None:
        self._url = url
        self._token = ""
        joined = self._call("join", {"code": code, "name": name, "city": city})
        self._token, self.board = joined["seat"], joined["board"]
        self.programme = joined["programme"]

    def command(self, name: str, **payload: Any) -> dict[str, Any]:
        """Runs a command; answers its result. Raises AssertionError with the refusal."""
        answer = self._call(f"commands/{name}", {"operation_id": str(uuid.uuid4()), "payload": payload})
        assert answer["ok"], answer
        return answer["result"]

    def snapshot(self) -> dict[str, Any]:
        return self._call(f"boards/{self.board}", None)["snapshot"]

    def _call(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(f"{self._url}/api/v1/{path}", data, headers), timeout=20) as answer:
                return json.load(answer)
        except HTTPError as refusal:
            return json.load(refusal)


def fill(guests: list[Guest], notes: int, clusters: int = 0) -> None:
    """Writes so many notes in turn into the board's areas in turn; every seventh goes into a cluster."""
    board = guests[0].board
    areas = [area["id"] for area in guests[0].snapshot()["areas"]]
    made = []
    for index in range(notes):
        text = f"{index + 1}. {SENTENCES[index % len(SENTENCES)]}"
        posted = guests[index % len(guests)].command(
            "note.post", board=board, area=areas[index % len(areas)], text=text
        )
        made.append(posted["note"])
    grouped = made[::7]
    for index in range(clusters):
        guests[0].command(
            "cluster.make", board=board, notes=grouped[index::clusters], title=f"What recurs, {index + 1}"
        )


def set_stage(server: LiveServer, guest: Guest, stage: str) -> None:
    """The demo's facilitator moves the board that a guest writes on."""
    cookie = sign_in(server, "facilitator")
    with client_of(server, {"programme": guest.programme}, Cookie=cookie, Origin=server.url) as leader:
        leader.command("board.stage", {"board": guest.board, "stage": stage})


def connected(page: Page, *, within: int = 20_000) -> None:
    expect(page.locator("[data-part=connection]")).to_contain_text("Connected", timeout=within)


def enter(page: Page, base: str, code: str, name: str, city: str, *, within: int = 20_000) -> None:
    """From the invitation's address into the room, connected `within` so many milliseconds."""
    page.goto(f"{base}/join/{code}")
    page.get_by_label("Your name").fill(name)
    page.get_by_text(city, exact=True).click()
    page.get_by_role("button", name="Enter the room").click()
    connected(page, within=within)


def lead(page: Page, server: LiveServer, title: str) -> str:
    """A facilitator opens and starts a session of their own; its code."""
    page.goto(server.ready["sign_in"]["facilitator"])
    page.goto(f"{page.url.rstrip('/')}/sessions")
    page.locator(".new-session > summary").click()
    page.get_by_label("Title").fill(title)
    page.locator("#new button.button--primary").click()
    page.get_by_role("button", name="Start the session").click()
    connected(page)
    return page.locator("#join-dialog .join-code").text_content() or ""


def post(page: Page, text: str) -> None:
    page.locator("#note-text").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()


def note(page: Page, text: str) -> Locator:
    return page.locator(".note", has_text=text)


def cluster(page: Page, title: str) -> Locator:
    return page.locator(".cluster", has_text=title)
