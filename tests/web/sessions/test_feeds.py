"""Calendars over HTTP: conditional requests, dead addresses, and the same bytes twice."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
from flask import url_for
from icalendar import Calendar
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.work import Work
from facilitation.config import Config
from facilitation.jobs.worker import Worker
from facilitation.queries.sessions.calendars import address_of
from facilitation.store.calendar_feeds import CalendarFeed, CalendarFile, CalendarState
from facilitation.store.cities import City
from facilitation.store.jobs import Job
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
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


# -- what a feed serves -----------------------------------------------------------------------------------


def _worker(world: World) -> Worker:
    config = Config.from_environment({}, database_url=str(world.database.url))
    return Worker(config, world.database, world.door, world.clock, threading.Event())


def _work(world: World) -> None:
    world.clock.now += dt.timedelta(minutes=1)
    worker = _worker(world)
    while worker.work_once():
        pass


def _titles(answer) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


def _files(world: World) -> dict[int, str]:
    with world.database.reading() as orm:
        return {file.feed_id: file.key for file in orm.scalars(select(CalendarFile))}


def test_the_worker_makes_what_a_feed_serves(scheduled: World, browse) -> None:
    path = _feed(browse("participant"))
    _work(scheduled)
    before = _files(scheduled)
    assert len(before) == 1
    answer = browse().get(path)
    assert _files(scheduled) == before, "it was served as it stood there"
    _session(scheduled, title="Another", date="2027-06-01")
    _session(scheduled, title="A third", date="2027-06-02")
    with scheduled.database.reading() as orm:
        waiting = orm.scalars(select(Job).where(Job.kind == "feeds.render", Job.status == "waiting")).all()
    assert len(waiting) == 1, "several changes are one job"
    _work(scheduled)
    assert _files(scheduled) != before
    made = browse().get(path)
    assert made.data != answer.data and _titles(made)[-2:] == ["Another", "A third"]


def test_stored_bytes_are_those_that_would_be_made_now(scheduled: World, browse) -> None:
    path = _feed(browse("participant"))
    now = browse().get(path)
    with scheduled.database.writing() as orm:
        for file in orm.scalars(select(CalendarFile)):
            orm.delete(file)
    _work(scheduled)
    with scheduled.database.writing() as orm:
        feed = orm.scalars(select(CalendarFeed)).one()
        orm.add(
            Job(programme_id=feed.programme_id, kind="feeds.render", payload={}, run_after=scheduled.clock())
        )
    _work(scheduled)
    assert _files(scheduled)
    stored = browse().get(path)
    assert (stored.data, stored.headers["ETag"]) == (now.data, now.headers["ETag"])


#: What changes a calendar, by how it is done. Nothing of it waits for the worker.
CHANGES = {
    "a session is planned": lambda w: _session(w, title="New", date="2027-06-01"),
    "a session is for others": lambda w: w.by(
        "organiser", "session.for_whom", {"session": _first(w), "for_whom": "these", "cities": ["WAW"]}
    ),
    "the contact changes": lambda w: w.by("organiser", "programme.change", {"contact": "new@x.example"}),
    "the title changes": lambda w: w.by("organiser", "programme.change", {"title": "Renamed"}),
    "a role is given": lambda w: w.by(
        "organiser",
        "session_person.add",
        _for_others(w) | {"role": "speaker", "seat": w.here.seats["participant"]},
    ),
    "they are invited": lambda w: w.by(
        "organiser", "session.invite", _for_others(w) | {"seats": [w.here.seats["participant"]]}
    ),
    "they sit for another city": lambda w: _set(
        w, Seat, w.here.seats["participant"], city_id=_city(w, "WAW")
    ),
    "they read another language": lambda w: _set(w, Person, w.here.people["participant"], locale="es"),
    "a city is renamed": lambda w: _set(w, City, _city(w, "DUB"), name="Baile Átha Cliath"),
}


def _first(world: World) -> int:
    with world.database.reading() as orm:
        return orm.scalars(select(Session.id).where(Session.title == "In the calendar")).one()


def _for_others(world: World) -> dict[str, int]:
    return {"session": _session(world, title="For others", date="2027-06-03", cities=["SFO"])}


def _city(world: World, code: str) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def _set(world: World, model: type, number: int, **values: object) -> None:
    with world.database.writing() as orm:
        row = orm.get_one(model, number)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize("change", CHANGES, ids=lambda name: name.replace(" ", "-"))
def test_a_change_is_in_the_feed_from_its_acknowledgement_on(scheduled: World, browse, change: str) -> None:
    _session(scheduled, title="All cities'", date="2027-05-20", starts_at="10:00", cities=[])
    path = _feed(browse("participant"))
    _work(scheduled)
    before = browse().get(path)
    CHANGES[change](scheduled)
    after = browse().client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and after.data != before.data
    again = browse().client.get(path, headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 304


def test_what_no_calendar_shows_makes_none_anew(scheduled: World, browse) -> None:
    path = _feed(browse("participant"))
    _work(scheduled)
    before, revision = browse().get(path), _revision(scheduled)
    scheduled.note(scheduled.here.seats["participant"])
    scheduled.by("facilitator", "timer.start", {"session": scheduled.here.session, "seconds": 60})
    scheduled.by("facilitator", "session.end", {"session": scheduled.here.session})
    assert _revision(scheduled) == revision
    assert browse().get(path).headers["ETag"] == before.headers["ETag"]


def _revision(world: World) -> int:
    with world.database.reading() as orm:
        return orm.get_one(CalendarState, world.here.programme).revision


def test_a_move_raises_the_sequence_and_a_cancelled_session_stays(scheduled: World, browse) -> None:
    path, number = _feed(browse("participant")), _first(scheduled)

    def entry():
        events = Calendar.from_ical(browse().get(path).data).walk("VEVENT")
        return next(event for event in events if "In the calendar" in event["SUMMARY"])

    def change(**changes: object) -> None:
        with scheduled.database.writing() as orm:
            viewer = scheduled.viewer(scheduled.here.seats["organiser"])
            work = Work(orm, viewer, scheduled.clock(), scheduled.house.translate)
            reschedule(work, orm.get_one(Session, number), **changes)

    first = entry()
    change(starts_at="11:00")
    moved = entry()
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
    change(cancelled=True)
    gone = entry()
    assert (gone["UID"], gone["STATUS"], gone["SEQUENCE"]) == (
        first["UID"],
        "CANCELLED",
        first["SEQUENCE"] + 2,
    )
    assert gone["SUMMARY"] == "[Cancelled] In the calendar"


# -- feeds of cities and of the programme -----------------------------------------------------------------


def _made(browser: Browser, **fields: str) -> tuple[str, str]:
    """The newest shared feed's path, and the path that changes it."""
    assert browser.post("/p/here/calendar/feeds", **fields).status_code == 303
    page = browser.get("/p/here/calendar").text
    addresses = re.findall(r'id="feed-(\d+)" readonly value="[^"]*?(/feeds/[^"]+)"', page)
    number, path = max(addresses, key=lambda one: int(one[0]))
    return path, f"/p/here/calendar/feeds/{number}"


def test_a_citys_feed_and_the_programmes(scheduled: World, browse) -> None:
    _session(scheduled, title="For Warsaw", date="2027-06-01", cities=["WAW"])
    _session(scheduled, title="For Dublin", date="2027-06-02", cities=["DUB"])
    organiser = browse("organiser")
    city, _ = _made(organiser, city="DUB", language="fr")
    whole, change = _made(organiser)
    assert _titles(browse().get(city))[1:] == ["In the calendar", "For Dublin"]
    assert _titles(browse().get(whole))[1:] == ["In the calendar", "For Warsaw", "For Dublin"]
    names = [str(Calendar.from_ical(browse().get(path).data)["X-WR-CALNAME"]) for path in (city, whole)]
    assert names == ["Programme here – Dublin", "Programme here"]
    assert "mardi 11 mai" in str(Calendar.from_ical(browse().get(city).data).walk("VEVENT")[1]["DESCRIPTION"])
    assert organiser.post(f"{change}/rotate").status_code == 303
    assert browse().get(whole).status_code == 410 and browse().get(city).status_code == 200
    page = organiser.get("/p/here/calendar").text
    [new] = [path for path in re.findall(r'value="[^"]*?(/feeds/[^"]+)"', page) if path != city]
    assert browse().get(new).status_code == 200
    assert organiser.post(f"{change}/revoke").status_code == 303
    assert browse().get(new).status_code == 410


def test_who_acts_for_a_city_makes_its_feed_and_no_other(scheduled: World, browse) -> None:
    browser = browse("support")
    path, change = _made(browser, city="DUB")
    assert browse().get(path).status_code == 200
    for fields in ({}, {"city": "WAW"}):
        assert browser.post("/p/here/calendar/feeds", **fields).status_code == 403
    assert path not in browse("observer").get("/p/here/calendar").text
    assert path in browse("participant").get("/p/here/calendar").text, "they act for the city as well"
    assert browse("observer").post(f"{change}/revoke").status_code == 403


def test_it_says_when_a_feed_was_last_asked_for(scheduled: World, browse) -> None:
    browser = browse("participant")
    path = _feed(browser)
    assert "No program has asked for it yet" in browser.get("/p/here/calendar").text
    browse().get(path)
    assert "Last asked for on" in browser.get("/p/here/calendar").text
    with scheduled.database.reading() as orm:
        assert orm.scalars(select(CalendarFeed)).one().fetched_on == scheduled.clock().date()


def test_an_address_from_before_feeds_had_rows_still_serves(scheduled: World, browse, app) -> None:
    _feed(browse("participant"))
    with scheduled.database.reading() as orm:
        feed = orm.scalars(select(CalendarFeed)).one()
    secret = app.extensions["site"].config.secret_key
    old = URLSafeSerializer(secret, salt="feed").dumps([feed.seat_id, feed.nonce])
    assert browse().get(f"/feeds/{old}.ics").status_code == 200


def test_downloads_of_ones_own_and_of_a_city(scheduled: World, browse) -> None:
    warsaw = _session(scheduled, title="For Warsaw", date="2027-06-01", cities=["WAW"])
    browser = browse("participant")
    assert _titles(browser.get("/p/here/calendar/mine.ics"))[1:] == ["In the calendar"]
    assert _titles(browser.get("/p/here/calendar/cities/WAW.ics"))[1:] == ["For Warsaw"]
    assert browser.get("/p/here/calendar/cities/ZZZ.ics").status_code == 404
    invited = {"session": warsaw, "seats": [scheduled.here.seats["participant"]]}
    scheduled.by("organiser", "session.invite", invited)
    assert _titles(browser.get("/p/here/calendar/mine.ics"))[1:] == ["In the calendar", "For Warsaw"]


def test_no_error_in_a_calendars_place_brings_a_cookie(scheduled: World, browse) -> None:
    undated = _session(scheduled)
    paths = (
        "/feeds/x",
        "/feeds/a/b.ics",
        "/feeds/",
        "/nothing/here.ics",
        f"/p/here/sessions/{undated}.ics",
        "/p/here/sessions/999999.ics",
        "/p/nowhere/calendar.ics",
        "/p/here/calendar/cities/ZZZ.ics",
    )
    for who in (browse(), browse("participant")):
        for path in paths:
            answer = who.get(path)
            assert answer.status_code in (302, 404), path
            assert "Set-Cookie" not in answer.headers, path
            assert answer.headers["X-Robots-Tag"] == "noindex", path
        posted = who.client.post("/feeds/x.ics")
        assert posted.status_code >= 400 and "Set-Cookie" not in posted.headers
    assert "<html" not in browse().get("/feeds/x").text


def test_addresses_of_pages_are_those_that_the_program_answers(world: World, app) -> None:
    with world.database.reading() as orm:
        programme, session = (
            orm.get_one(Programme, world.here.programme),
            orm.get_one(Session, world.here.session),
        )
        built = address_of("https://x.example", programme, session)
    with app.test_request_context():
        assert built == "https://x.example" + url_for("sessions.show", slug="here", session_id=session.id)
