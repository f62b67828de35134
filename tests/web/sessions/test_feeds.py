"""Calendars over HTTP: conditional requests, dead addresses, and the same bytes twice."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar

from facilitation.store.people import Seat
from facilitation.store.sessions import Session
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


def _event(browser: Browser, number: int):
    (event,) = Calendar.from_ical(browser.get(f"/p/here/sessions/{number}.ics").data).walk("VEVENT")
    return event


def _session(world: World, **fields: object) -> int:
    payload = {"title": "Undated", "type": "solution", "template": "solution"} | fields
    return world.by("organiser", "session.create", payload).result["session"]


def test_a_feed_without_events_is_a_calendar_without_events(world: World, browse) -> None:
    with world.database.writing() as orm:
        orm.get(Session, world.here.session).date = None
    answer = browse().get(_feed(browse("participant")))
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.data)
    assert found.walk("VEVENT") == [] and str(found["X-WR-CALNAME"]) == "Programme here"


def test_a_download_without_events_is_refused_in_words(world: World, browse) -> None:
    undated = _session(world)
    browser = browse("participant")
    answer = browser.get(f"/p/here/sessions/{undated}.ics")
    assert answer.status_code == 404 and "has no date yet" in answer.get_data(as_text=True)
    rehearsal = world.by("facilitator", "rehearsal.open", {"session": undated}).result["session"]
    world.by("facilitator", "session.start", {"session": rehearsal})
    answer = browse("facilitator").get(f"/p/here/sessions/{rehearsal}.ics")
    assert answer.status_code == 404 and "rehearsal" in answer.get_data(as_text=True)
    for number in (undated, rehearsal):
        page = browse("facilitator").get(f"/p/here/sessions/{number}").get_data(as_text=True)
        assert f"/sessions/{number}.ics" not in page
    assert browser.get("/p/here/calendar.ics").status_code == 200
    with world.database.writing() as orm:
        orm.get(Session, world.here.session).date = None
    answer = browser.get("/p/here/calendar.ics")
    assert answer.status_code == 404 and "No session has a date yet" in answer.get_data(as_text=True)
    assert "calendar.ics" not in browser.get("/p/here/calendar").get_data(as_text=True)


def test_no_search_engine_keeps_a_feed_and_no_cookie_comes_with_it(scheduled: World, browse) -> None:
    browser = browse("participant")
    gone = _feed(browser)
    there = _feed(browser)
    tag = browser.get(there).headers["ETag"]
    for who in (browser, browse()):
        for path, status in ((there, 200), (gone, 410), ("/feeds/x.ics", 404)):
            answer = who.get(path)
            assert answer.status_code == status
            assert answer.headers["X-Robots-Tag"] == "noindex", path
            assert "Set-Cookie" not in answer.headers, path
            assert answer.headers["Cache-Control"] == ("private" if status == 200 else "no-store")
        unchanged = who.client.get(there, headers={"If-None-Match": tag})
        assert unchanged.status_code == 304 and unchanged.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in unchanged.headers
    for path in (f"/p/here/sessions/{scheduled.here.session}.ics", "/p/here/calendar.ics"):
        assert "Set-Cookie" not in browser.get(path).headers, path


def test_a_dead_address_says_so_in_the_readers_language(world: World, browse) -> None:
    browser = browse("participant")
    old, _ = _feed(browser), _feed(browser)
    assert "replaced" in browse().get(old).text and "<html" not in browse().get(old).text


def test_a_session_for_everybody_has_every_citys_time(world: World, browse) -> None:
    when = {"date": "2027-03-18", "starts_at": "15:00", "minutes": 90}
    everybody, two = _session(world, **when), _session(world, cities=["DUB", "SFO"], **when)
    lines = str(_event(browse("participant"), everybody)["DESCRIPTION"]).split("\n")
    assert lines[:5] == [
        "Local times:",
        "Dublin: Thursday, 18 March 2027, 15:00–16:30 (UTC)",
        "San Francisco: Thursday, 18 March 2027, 08:00–09:30 (UTC-7)",
        "Turin: Thursday, 18 March 2027, 16:00–17:30 (UTC+1)",
        "Warsaw: Thursday, 18 March 2027, 16:00–17:30 (UTC+1)",
    ]
    lines = str(_event(browse("participant"), two)["DESCRIPTION"]).split("\n")
    assert [line.partition(":")[0] for line in lines[:3]] == ["Local times", "Dublin", "San Francisco"]


def test_which_of_two_equal_hours_stands_in_the_calendar(world: World, browse) -> None:
    when = {"date": "2027-10-31", "starts_at": "01:30", "minutes": 60}
    begins = []
    for fold in (0, 1):
        event = _event(browse("participant"), _session(world, fold=fold, **when))
        begins.append(event.decoded("DTSTART"))
        assert "TZID" not in event["DTSTART"].params
    assert [f"{one:%H:%M}" for one in begins] == ["00:30", "01:30"]
