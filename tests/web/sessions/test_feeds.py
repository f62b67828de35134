"""Calendars over HTTP: conditional requests, dead addresses, and the same bytes twice."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar

from facilitation.store.people import Seat
from tests.web.conftest import Browser
from tests.world import World


@pytest.fixture
def scheduled(world: World) -> World:
    world.by(
        "organiser",
        "session.create",
        {
            "title": "In the calendar",
            "type": "solution",
            "template": "solution",
            "date": "2027-05-11",
            "starts_at": "10:00",
            "minutes": 90,
        },
    )
    return world


def _feed(browser: Browser) -> str:
    """The path of the viewer's feed, made anew."""
    assert browser.post("/p/here/calendar/feed").status_code == 303
    page = browser.get("/p/here/calendar").get_data(as_text=True)
    return re.search(r"(/feeds/[^\"<\s]+\.ics)", page)[1]


def test_a_feed_is_a_calendar_for_whoever_knows_its_address(scheduled: World, browse) -> None:
    path = _feed(browse("participant"))
    answer = browse().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["ETag"].startswith('"')
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert "In the calendar" in [str(event["SUMMARY"]) for event in events]


def test_not_modified(scheduled: World, browse) -> None:
    path, client = _feed(browse("participant")), browse().client
    first = client.get(path)
    tag = first.headers["ETag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}', f'W/"other", W/{tag}, "third"', "*"):
        answer = client.get(path, headers={"If-None-Match": given})
        assert answer.status_code == 304, given
        assert answer.data == b"" and answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == "private" and "Set-Cookie" not in answer.headers
    for given in ('"other"', "other", 'W/"other"'):
        answer = client.get(path, headers={"If-None-Match": given})
        assert answer.status_code == 200 and answer.data == first.data
    scheduled.by(
        "organiser",
        "session.create",
        {"title": "New", "type": "solution", "template": "solution", "date": "2027-05-12"},
    )
    changed = client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag


def test_head_is_get_without_its_body(scheduled: World, browse) -> None:
    path, client = _feed(browse("participant")), browse().client
    get, head = client.get(path), client.head(path)
    assert head.status_code == 200 and head.data == b""
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == get.headers[name]


def test_a_wrong_address_is_unknown_and_a_replaced_one_gone(scheduled: World, browse) -> None:
    browser = browse("participant")
    old = _feed(browser)
    assert browse().get(old).status_code == 200
    new = _feed(browser)
    assert new != old
    assert browse().get(old).status_code == 410
    assert browse().get(new).status_code == 200
    for wrong in ("x", new[7:-5], new[7:-4] + "x", "..", "%00"):
        assert browse().get(f"/feeds/{wrong}.ics").status_code == 404, wrong
    for dead in (old, "/feeds/x.ics"):
        answer = browse().get(dead)
        assert "/sign-in" not in answer.headers.get("Location", "")


def test_a_removed_seats_feed_is_gone(scheduled: World, browse) -> None:
    path = _feed(browse("participant"))
    with scheduled.database.writing() as orm:
        orm.get(Seat, scheduled.here.seats["participant"]).removed_at = scheduled.clock()
    assert browse().get(path).status_code == 410


def test_one_session_is_the_same_bytes_twice(scheduled: World, browse) -> None:
    path = f"/p/here/sessions/{scheduled.here.session}.ics"
    first, second = browse("participant").get(path), browse("observer").get(path)
    assert first.status_code == 200 and first.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert first.data == second.data and first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["Content-Disposition"].startswith("attachment")
