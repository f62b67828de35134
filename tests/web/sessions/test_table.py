"""Several people at one device: each at their own seat, nobody at one that this browser does not hold."""

from __future__ import annotations

import json
import re
import secrets

import pytest
from flask import Flask, session
from sqlalchemy import select

from facilitation.store.people import Seat
from facilitation.store.sessions import Attendance
from facilitation.web.identity import keep_guest_seat, viewer_of_socket
from tests.world import World


def _room(world: World, seat: int | None = None) -> str:
    return f"/p/here/sessions/{world.here.session}/room" + (f"?as={seat}" if seat is not None else "")


def _acting(page: str) -> dict:
    data = re.search(r'<script type="application/json" id="room-data">(.*?)</script>', page, re.S)
    return json.loads(data[1])["room"]


def _add(browser, world: World, name: str, city: str = "SFO") -> int:
    answer = browser.post(f"/p/here/sessions/{world.here.session}/table", name=name, city=city)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return int(answer.headers["Location"].rpartition("as=")[2])


def _cookie(app: Flask, browser):
    return browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"])


def _socket(app: Flask, browser, world: World, seat: object) -> int | None:
    """The seat that a socket with this browser's cookie gets when it asks for one."""
    cookie = _cookie(app, browser)
    auth = {"programme": "here", "session": world.here.session, "as": seat}
    with app.test_request_context(headers={"Cookie": f"{cookie.key}={cookie.value}"}):
        viewer = viewer_of_socket(auth)
        return viewer.seat if viewer else None


def test_each_writes_at_their_own_seat(app: Flask, world: World, browse) -> None:
    browser = browse("guest")
    first = _acting(browser.get(_room(world)).get_data(as_text=True))["seat"]
    second = _add(browser, world, "Luis")
    for seat, name in ((first, "Gisela"), (second, "Luis")):
        room = _acting(browser.get(_room(world, seat)).get_data(as_text=True))
        assert (room["seat"], room["name"], room["role"]) == (seat, name, "participant")
        assert _socket(app, browser, world, seat) == seat
    with world.database.reading() as orm:
        query = select(Attendance.through).where(Attendance.seat_id == second)
        assert orm.scalar(query) == "table"


def test_a_seat_that_is_not_held_is_nobodys(app: Flask, world: World, browse) -> None:
    browser = browse("guest")
    here, there = world.here.seats, world.there.seats
    for seat in (here["guest"], here["facilitator"], there["guest"], 10**9):
        assert browser.get(_room(world, seat)).status_code != 200, seat
        assert _socket(app, browser, world, seat) is None
    for nonsense in ("x", "-1", "1e3", "", "9" * 30):
        assert browser.get(f"{_room(world)}?as={nonsense}").status_code != 200, nonsense
    for nonsense in ("1", 1.5, [1], {}):
        assert _socket(app, browser, world, nonsense) is None


def test_held_in_one_session_is_not_held_in_another(app: Flask, world: World, browse) -> None:
    browser = browse("guest")
    seat = _acting(browser.get(_room(world)).get_data(as_text=True))["seat"]
    other = world.by(
        "organiser", "session.create", {"title": "Other", "type": "challenge", "template": "challenges"}
    ).result["session"]
    assert browser.get(f"/p/here/sessions/{other}/room?as={seat}").status_code != 200


def test_a_facilitator_enters_for_somebody_and_comes_back(app: Flask, world: World, browse) -> None:
    browser = browse("facilitator")
    seat = _add(browser, world, "Rosa", "TRN")
    page = browser.get(_room(world, seat)).get_data(as_text=True)
    assert _acting(page)["role"] == "participant" and 'id="console"' not in page
    assert _socket(app, browser, world, seat) == seat
    own = browser.get(_room(world)).get_data(as_text=True)
    assert _acting(own)["role"] == "facilitator"
    assert _socket(app, browser, world, world.here.seats["facilitator"]) == world.here.seats["facilitator"]
    with world.database.reading() as orm:
        assert orm.scalar(select(Attendance.through).where(Attendance.seat_id == seat)) == "facilitator"


def test_joining_again_under_the_same_name_takes_the_same_seat(world: World, browse) -> None:
    browser = browse("guest")
    again = browser.post(f"/join/{world.here.code}", name=" Gisela ", city="DUB")
    seat = int(again.headers["Location"].rpartition("as=")[2])
    with world.database.reading() as orm:
        assert list(orm.scalars(select(Seat.id).where(Seat.name == "Gisela"))) == [seat]


def test_one_who_was_asked_to_leave_keeps_nobody_else_out(app: Flask, world: World, browse) -> None:
    browser = browse("guest")
    first = _acting(browser.get(_room(world)).get_data(as_text=True))["seat"]
    second = _add(browser, world, "Luis")
    world.by("facilitator", "seat.eject", {"session": world.here.session, "seat": second})
    refused = browser.get(_room(world, second))
    assert refused.status_code == 403
    assert "The facilitator has asked you to leave this session." in refused.get_data(as_text=True)
    page = browser.get(_room(world)).get_data(as_text=True)
    assert _acting(page)["seat"] == first and "Luis" not in page


def test_one_who_was_asked_to_leave_is_told_so_everywhere(world: World, browse) -> None:
    browser = browse("guest")
    with world.database.reading() as orm:
        seat = orm.scalar(select(Seat.id).where(Seat.name == "Gisela"))
    world.by("facilitator", "seat.eject", {"session": world.here.session, "seat": seat})
    base = f"/p/here/sessions/{world.here.session}"
    for path in (f"{base}/room", f"{base}/projector", base, f"{base}/recap", f"{base}.ics"):
        assert browser.get(path).status_code == 403, path
    assert browser.post(f"{base}/table", name="Friend", city="DUB").status_code == 403
    for path in (f"boards/{world.here.board}", f"sessions/{world.here.session}"):
        assert browser.get(f"/api/v1/{path}?programme=here").status_code == 403, path


@pytest.mark.parametrize("who", ["guest", "facilitator"])
def test_a_device_holds_eight_people(world: World, browse, who: str) -> None:
    browser = browse(who)
    for number in range(7 if who == "guest" else 8):
        _add(browser, world, f"Person {number}")
    answer = browser.post(f"/p/here/sessions/{world.here.session}/table", name="One more", city="DUB")
    assert answer.status_code == 409


def test_the_cookie_stays_small_and_forgets_the_oldest(app: Flask) -> None:
    tokens = [secrets.token_urlsafe(24) for _ in range(60)]
    with app.test_request_context():
        for place, token in enumerate(tokens):
            keep_guest_seat(1_000_000 + place // 8, token)
        kept = [token for held in session["seats"].values() for token in held]
        answer = app.make_response("")
        app.session_interface.save_session(app, session, answer)
    assert kept == tokens[-len(kept) :] and 16 < len(kept) <= 24
    assert len(answer.headers["Set-Cookie"]) < 4_000, "browsers drop a larger cookie"
