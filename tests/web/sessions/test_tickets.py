"""Tickets for the live socket: who gets one, what one says, and when it has lost its force."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets

import pytest
from flask import Flask

from facilitation.config import Config
from facilitation.store.viewers import standings
from facilitation.web.sessions.tickets import LIFETIME, Tickets
from tests.world import World


def _tickets(world: World, **overrides: str) -> Tickets:
    """What reads tickets in the application of these tests, or in one that was set otherwise."""
    config = Config.from_environment({}, database_url=str(world.database.url), **overrides)
    return Tickets(config, world.clock)


def _path(world: World, seat: int | None = None) -> str:
    return f"/p/here/sessions/{world.here.session}/ticket" + (f"?as={seat}" if seat is not None else "")


def _standing(world: World, seat: int):
    with world.database.reading() as orm:
        return standings(orm, {seat})[seat]


@pytest.mark.parametrize("role", ["facilitator", "participant", "guest"])
def test_a_ticket_names_the_seat_that_the_cookie_opens(browse, world: World, role: str) -> None:
    browser = browse(role)
    answer = browser.get(_path(world))
    assert answer.status_code == 200 and answer.json["seconds"] == LIFETIME
    assert "no-store" in answer.headers["Cache-Control"]
    seat, standing = _tickets(world).read(answer.json["ticket"])
    assert standing == _standing(world, seat)
    if role != "guest":
        assert seat == world.here.seats[role]
    for page in ("room", "projector"):
        text = browser.get(f"/p/here/sessions/{world.here.session}/{page}").get_data(as_text=True)
        data = re.search(r'<script type="application/json" id="room-data">(.*?)</script>', text, re.S)
        given = json.loads(data[1])["room"]["tickets"]
        assert given["address"] == _path(world)
        assert _tickets(world).read(given["first"]["ticket"]) == (seat, standing)


def test_a_table_gets_one_for_each_of_its_seats_and_for_no_other(browse, world: World) -> None:
    browser = browse("guest")
    first = _tickets(world).read(browser.get(_path(world)).json["ticket"])[0]
    path = f"/p/here/sessions/{world.here.session}/table"
    second = int(browser.post(path, name="Luis", city="SFO").headers["Location"].rpartition("as=")[2])
    for seat in (first, second):
        assert _tickets(world).read(browser.get(_path(world, seat)).json["ticket"])[0] == seat
    assert browser.get(_path(world, world.here.seats["participant"])).json is None


def test_nobody_and_strangers_get_none(browse, world: World) -> None:
    for who in (None, "there/participant", "there/organiser"):
        assert browse(who).get(_path(world)).json is None


@pytest.mark.parametrize(
    "header",
    [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_another_sites_page_gets_none(browse, world: World, header: dict[str, str]) -> None:
    answer = browse("participant").client.get(_path(world), headers=header)
    assert answer.status_code == 403 and answer.json is None
    assert "Access-Control-Allow-Origin" not in answer.headers
    own = browse("participant").client.get(_path(world), headers={"Origin": "http://localhost"})
    assert own.status_code == 200 and "Access-Control-Allow-Origin" not in own.headers


def test_a_ticket_loses_its_force_with_time(world: World) -> None:
    seat = world.here.seats["participant"]
    ticket = _tickets(world).issue(seat, _standing(world, seat))
    world.clock.now += dt.timedelta(seconds=LIFETIME)
    assert _tickets(world).read(ticket) == (seat, _standing(world, seat))
    world.clock.now += dt.timedelta(seconds=1)
    assert _tickets(world).read(ticket) is None


@pytest.mark.parametrize("forged", ["", "x", "[1,9999999999,0,0].x", "WzEsOTk5OTk5OTk5OSwwLDBd.c2ln", "é"])
def test_what_we_did_not_sign_is_no_ticket(app: Flask, world: World, forged: str) -> None:
    assert _tickets(world).read(forged) is None
    # Nor is what is signed here for something else.
    cookie = app.session_interface.get_signing_serializer(app).dumps([1, 9_999_999_999, 0, 0])
    assert _tickets(world).read(cookie) is None


def test_a_ticket_outlives_a_change_of_the_secret(world: World) -> None:
    old, new = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
    seat = world.here.seats["participant"]
    before = _tickets(world, secret_key=old)
    after = _tickets(world, secret_key=new, secret_key_fallbacks=old)
    assert after.read(before.issue(seat, _standing(world, seat))) is not None
    assert before.read(after.issue(seat, _standing(world, seat))) is None
