"""Joining by a form that was opened long ago, sent twice or gone back to: each is one person, in the room."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from facilitation.store.boards import Note
from facilitation.store.people import Seat
from facilitation.store.sessions import Attendance
from tests.world import World

OURS = {"Origin": "http://localhost"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _form(client: FlaskClient, world: World, query: str = "") -> dict[str, str]:
    """The join form's fields as a browser has them once the page is open."""
    page = client.get(f"/join/{world.here.code}{query}").get_data(as_text=True)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def _send(client: FlaskClient, world: World, form: dict[str, str], name: str, city: str = "DUB", **how: Any):
    path = how.pop("path", f"/join/{world.here.code}")
    return client.post(path, data=form | {"name": name, "city": city}, headers=how.pop("headers", OURS))


def _guests(world: World) -> list[tuple[str, str | None]]:
    """Who is in the session beside the one of the world."""
    with world.database.reading() as orm:
        query = select(Attendance.name, Attendance.city).where(Attendance.session_id == world.here.session)
        return [tuple(row) for row in orm.execute(query.order_by(Attendance.id)) if row.name != "Gil"]


def _room_name(client: FlaskClient, answer: Any) -> str:
    """By which name the page of the room knows who opens it."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    data = re.search(r'<script type="application/json" id="room-data">(.*?)</script>', page, re.S)
    return json.loads(data[1])["room"]["name"]


def test_a_form_without_its_cookie_joins(client: FlaskClient, world: World, app: Flask) -> None:
    """The browser was closed meanwhile: it has the page, but no cookie any more."""
    form = _form(client, world)
    later = app.test_client()
    again = _send(later, world, form, "Ana")
    assert again.status_code == 307 and _guests(world) == [], "once more, by itself, with a cookie this time"
    answer = _send(later, world, form, "Ana", path=again.headers["Location"])
    assert _room_name(later, answer) == "Ana" and _guests(world) == [("Ana", "DUB")]


def test_a_form_with_the_token_of_an_earlier_session_joins(
    client: FlaskClient, world: World, app: Flask
) -> None:
    form = _form(client, world)
    later = app.test_client()
    _form(later, world)
    assert _room_name(later, _send(later, world, form, "Ana")) == "Ana"


def test_without_cookies_nobody_is_seated_and_that_is_said(
    client: FlaskClient, world: World, app: Flask
) -> None:
    form = _form(client, world)
    refusing = app.test_client(use_cookies=False)
    path = _send(refusing, world, form, "Ana").headers["Location"]
    answer = _send(refusing, world, form, "Ana", path=path)
    assert answer.status_code == 422 and "Cookies are switched off" in answer.get_data(as_text=True)
    assert 'value="Ana"' in answer.get_data(as_text=True) and _guests(world) == []


def test_another_site_cannot_send_the_form(client: FlaskClient, world: World) -> None:
    form = _form(client, world) | {"csrf_token": "x"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        assert _send(client, world, form, "Ana", headers=headers).status_code in (400, 403), headers
    assert _guests(world) == []


def test_a_double_click_is_one_person(client: FlaskClient, world: World, app: Flask) -> None:
    """The browser drops the first answer, and with it the cookie that came in it."""
    form = _form(client, world)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    _send(client, world, form, "Ana")
    second = app.test_client()
    second.set_cookie(cookie.key, cookie.value)
    assert _room_name(second, _send(second, world, form, "Ana")) == "Ana"
    assert _guests(world) == [("Ana", "DUB")]


@pytest.mark.parametrize("cached", [True, False], ids=["the old page", "a fresh page"])
def test_who_goes_back_and_corrects_their_name_is_one_person(
    client: FlaskClient, world: World, cached: bool
) -> None:
    form = _form(client, world)
    _send(client, world, form, "Ana Garcai")
    with world.database.reading() as orm:
        seat = orm.scalars(select(Seat).where(Seat.name == "Ana Garcai")).one().id
    world.note(seat, "Rents")
    if not cached:
        page = client.get(f"/join/{world.here.code}").get_data(as_text=True)
        assert "You are in this session as Ana Garcai." in page and 'value="Ana Garcai"' in page
        form = _form(client, world)
    for name, city in (("Ana García", "TRN"), ("Ana  García ", "TRN")):
        assert _room_name(client, _send(client, world, form, name, city)) == "Ana García"
        assert _guests(world) == [("Ana García", "TRN")]
    with world.database.reading() as orm:
        corrected = orm.get_one(Seat, seat)
        assert (corrected.name, corrected.city.code) == ("Ana García", "TRN")
        [note] = orm.scalars(select(Note).where(Note.seat_id == seat))
        assert (note.author, note.city, note.text) == ("Ana García", "TRN", "Rents")


def test_a_correction_that_cannot_be_is_said_and_keeps_the_seat(client: FlaskClient, world: World) -> None:
    form = _form(client, world)
    _send(client, world, form, "Ana")
    for name in (" ", "\u200b\u3164", "A" * 81):
        answer = _send(client, world, form, name)
        assert answer.status_code == 422 and 'id="error-name"' in answer.get_data(as_text=True)
    assert _guests(world) == [("Ana", "DUB")]


def test_somebody_else_at_the_same_device_is_another_person(client: FlaskClient, world: World) -> None:
    _send(client, world, _form(client, world), "Ana")
    form = _form(client, world, "?other=1")
    assert "seat" not in form
    assert _room_name(client, _send(client, world, form, "Rui", "TRN")) == "Rui"
    assert _guests(world) == [("Ana", "DUB"), ("Rui", "TRN")]


def test_nobody_corrects_a_seat_that_their_browser_does_not_hold(
    client: FlaskClient, world: World, app: Flask
) -> None:
    """Neither by the seat's number nor by the id of the form that took it."""
    form = _form(client, world)
    _send(client, world, form, "Ana")
    with world.database.reading() as orm:
        seat = orm.scalars(select(Seat).where(Seat.name == "Ana")).one().id
    stranger = app.test_client()
    stolen = _form(stranger, world) | {"seat": str(seat), "operation_id": form["operation_id"]}
    assert _room_name(stranger, _send(stranger, world, stolen, "Eve")) == "Eve"
    assert _guests(world) == [("Ana", "DUB"), ("Eve", "DUB")]


def test_who_was_asked_to_leave_does_not_come_back_by_going_back(client: FlaskClient, world: World) -> None:
    """They are a new guest, as anybody is who has the code."""
    form = _form(client, world)
    _send(client, world, form, "Ana")
    with world.database.reading() as orm:
        seat = orm.scalars(select(Seat).where(Seat.name == "Ana")).one().id
    world.by("facilitator", "seat.eject", {"session": world.here.session, "seat": seat})
    assert _room_name(client, _send(client, world, form, "Ana")) == "Ana"
    with world.database.reading() as orm:
        assert orm.get_one(Seat, seat).ejected_from == [world.here.session]
        assert len(orm.scalars(select(Seat).where(Seat.name == "Ana")).all()) == 2


@pytest.mark.parametrize("name", ["\u200b", "\u3164\u115f", "\u202e\u2066", "\u2800"], ids=ascii)
def test_nobody_is_seated_unseen(client: FlaskClient, world: World, name: str) -> None:
    assert _send(client, world, _form(client, world), name).status_code == 422
    answer = client.post("/api/v1/join", json={"code": world.here.code, "name": name, "city": "DUB"})
    assert (answer.status_code, answer.json["field"]) == (422, "name")
    assert _guests(world) == []
