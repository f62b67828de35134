"""Journey: clusters adopted several at once, hatched on the wall, and confirmed in the room with one tap."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import Guest, connected, lead, post, set_stage
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def test_the_wall_is_hatched_until_the_city_confirms(server: LiveServer, person: Callable[..., Page]) -> None:
    facilitator, dublin, wall = person(), person(390, 844), person(1920, 1080)
    code = lead(facilitator, server, "What presses most")
    room = re.search(r"/p/.+/sessions/\d+/room", facilitator.url)
    assert room
    dublin.goto(server.ready["sign_in"]["participant"])
    dublin.goto(f"{server.url}{room[0]}")
    connected(dublin)
    turin = Guest(server.url, code, "Ben", "TRN")
    for number in (1, 2):
        post(dublin, f"Dublin's {number}")
        area = turin.snapshot()["areas"][0]["id"]
        turin.command("note.post", board=turin.board, area=area, text=f"Turin's {number}")
    expect(facilitator.locator(".note")).to_have_count(4)
    set_stage(server, turin, "cluster")
    texts = {note["text"]: note["id"] for note in turin.snapshot()["notes"]}
    for number, title in ((1, "Empty flats"), (2, "Lost trust")):
        notes = [texts[f"Dublin's {number}"], texts[f"Turin's {number}"]]
        turin.command("cluster.make", board=turin.board, notes=notes, title=title)
    extra = turin.command("note.post", board=turin.board, area=area, text="Not for the heat-map")["note"]
    turin.command("cluster.make", board=turin.board, notes=[extra], title="Left out")

    # The facilitator puts both on the heat-map by one press, each as its own kind.
    adopting = facilitator.locator("[data-part=adopting]")
    adopting.locator("summary").click()
    # All or none of them are chosen by one press; with none there is nothing to send.
    expect(adopting.get_by_role("checkbox")).to_have_count(3)
    expect(adopting.get_by_role("status")).to_have_text("3 of 3 chosen")
    adopting.get_by_role("button", name="Choose none").click()
    expect(adopting.get_by_role("button", name="Put the chosen on the heat-map")).to_be_disabled()
    adopting.get_by_role("button", name="Choose all").click()
    adopting.get_by_role("checkbox", name="Left out").uncheck()
    expect(adopting.get_by_role("status")).to_have_text("2 of 3 chosen")
    adopting.get_by_label("Lost trust").last.select_option("new:transversal")
    adopting.get_by_role("button", name="Put the chosen on the heat-map").click()
    expect(adopting.get_by_role("checkbox")).to_have_count(1)

    wall.goto(server.ready["sign_in"]["facilitator"])
    wall.goto(f"{server.url}{room[0].removesuffix('room')}projector")
    hatched = wall.locator(".heat-map .heat--proposed")
    expect(wall.locator(".wall-card--cluster")).to_have_count(3)
    # It comes onto the wall when the facilitator asks for it.
    facilitator.locator("[data-part=settings-part] > summary").click()
    facilitator.get_by_label("Show the heat-map on the projector").check()
    expect(hatched).to_have_count(4)
    expect(wall.get_by_text("hatched: proposed, not confirmed by the city")).to_be_visible()

    # Dublin's people confirm one with one tap, decline the other, and take that back on the city's page.
    panel = dublin.locator("[data-part=proposals]")
    expect(panel.get_by_role("listitem")).to_have_count(2)
    panel.get_by_role("button", name=re.compile("Confirm.+Empty flats")).click()
    expect(panel.get_by_role("listitem")).to_have_count(1)
    expect(hatched).to_have_count(3)
    panel.get_by_role("button", name=re.compile("Not ours.+Lost trust")).click()
    expect(panel).to_be_hidden()
    expect(hatched).to_have_count(2)
    dublin.goto(f"{server.url}{room[0].partition('/sessions')[0]}/cities/DUB")
    dublin.get_by_text("2 answered").click()
    dublin.get_by_role("button", name=re.compile("Take back.+Lost trust")).click()
    expect(hatched).to_have_count(3)
    dublin.get_by_role("button", name="Confirm the chosen").click()
    expect(hatched).to_have_count(2)
    expect(wall.locator(".heat-map tbody tr", has_text="DUB").locator(".heat--1")).to_have_count(2)
    facilitator.get_by_label("Show the heat-map on the projector").uncheck()
    expect(wall.locator(".heat-map")).to_be_hidden()
