"""Editing a session in the browser: its form, two people at once, moves, copies, cancelling, removing."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.store.sessions import Session
from tests.world import World

FORM = {"title": "Workshop", "type": "solution", "template": "solution", "place": "Town hall"}
WHEN = {"date": "2027-05-11", "starts_at": "10:00", "minutes": 90}


@pytest.fixture
def number(world: World) -> int:
    return world.by("facilitator", "session.create", FORM | WHEN).result["session"]


def _session(world: World, number: int) -> Session:
    with world.database.reading() as orm:
        found = orm.get_one(Session, number)
        assert found.cities is not None
        return found


def fields(page: str) -> dict[str, Any]:
    """What the form of the page would send as it stands; of several with one name a list."""
    form = page[page.index('<form class="edit-session"') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if at.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        if "name" in at and at["name"] not in ("csrf_token", "operation_id"):
            value = html.unescape(at.get("value", ""))
            sent[at["name"]] = [*sent.get("cities", []), value] if at["name"] == "cities" else value
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', form):
        sent[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)"\s+selected', options)
        sent[name] = html.unescape(chosen[-1]) if chosen else ""
    return sent


def test_a_form_that_nobody_changed_changes_nothing(world: World, browse, number: int) -> None:
    world.by(
        "organiser",
        "session.change",
        {
            "session": number,
            "questions": ["Why?", "Who pays?"],
            "interpretation": ["fr", "pl"],
            "dial_in": "+353 1\nPIN 2",
            "for_whom": "these",
            "cities": ["DUB", "WAW"],
        },
    )
    before = _session(world, number)
    browser = browse("facilitator")
    page = browser.get(f"/p/here/sessions/{number}/edit").get_data(as_text=True)
    sent = fields(page)
    assert sent["questions"] == "Why?\nWho pays?" and sent["interpretation"] == "French, Polish"
    answer = browser.post(f"/p/here/sessions/{number}/edit", **sent)
    assert answer.status_code == 303
    after = _session(world, number)
    assert (after.revision, after.last_modified) == (before.revision, before.last_modified)


def test_the_form_changes_what_was_typed(world: World, browse, number: int) -> None:
    browser = browse("facilitator")
    sent = fields(browser.get(f"/p/here/sessions/{number}/edit").get_data(as_text=True))
    typed = {
        "title": "Employment in Ghent",
        "number": "W2",
        "questions": "What works?\r\n\r\nWho pays?",
        "zone": "America/Bogota",
        "starts_at": "",
        "interpretation": "French and Portuguese",
        "for_whom": "these",
        "cities": ["TRN"],
    }
    assert browser.post(f"/p/here/sessions/{number}/edit", **sent | typed).status_code == 303
    session = _session(world, number)
    assert (session.title, session.number, session.zone) == ("Employment in Ghent", "W2", "America/Bogota")
    assert session.questions == ["What works?", "Who pays?"] and session.interpretation == ["fr", "pt"]
    assert session.starts_at is None and session.date == dt.date(2027, 5, 11)
    assert [city.code for city in session.cities] == ["TRN"] and session.place == "Town hall"
    page = browser.get(f"/p/here/sessions/{number}").get_data(as_text=True)
    assert "What works?" in page and "W2" in page and "French" in page


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("title", " ", "Write something first"),
        ("date", "someday", "year-month-day"),
        ("minutes", "long", "as a number"),
        ("minutes", "0", "between 5 minutes"),
        ("link", "meet.example", "begins with http"),
        ("interpretation", "Elvish", "“Elvish” is not known"),
        ("starts_at", "25:00", "hours and minutes"),
        ("zone", "Mars/Base", "Choose a time zone"),
        ("date", "", "Give the date too"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(
    world: World, browse, number: int, field: str, text: str, words: str
) -> None:
    browser = browse("facilitator")
    sent = fields(browser.get(f"/p/here/sessions/{number}/edit").get_data(as_text=True))
    answer = browser.post(f"/p/here/sessions/{number}/edit", **sent | {"line": "Kept", field: text})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'id="error-{field}"' in page and words in page
    again = fields(page)
    assert again["line"] == "Kept"
    assert field == "zone" or again[field].strip() == text.strip(), "a list holds what there is"
    assert _session(world, number).line == ""


def test_two_people_at_once_lose_nothing(world: World, browse, number: int) -> None:
    mine, theirs = browse("facilitator"), browse("organiser")
    path = f"/p/here/sessions/{number}/edit"
    sent = fields(mine.get(path).get_data(as_text=True))
    others = fields(theirs.get(path).get_data(as_text=True))
    assert theirs.post(path, **others | {"title": "Theirs", "place": "Their hall"}).status_code == 303
    answer = mine.post(path, **sent | {"title": "Mine", "line": "My line"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and 'id="error-title"' in page and "to: Theirs" in page
    again = fields(page)
    assert (again["title"], again["line"], again["place"]) == ("Mine", "My line", "Their hall")
    assert _session(world, number).line == ""
    assert mine.post(path, **again).status_code == 303
    session = _session(world, number)
    assert (session.title, session.line, session.place) == ("Mine", "My line", "Their hall")


def test_two_people_who_change_different_things_both_keep_theirs(world: World, browse, number: int) -> None:
    mine, theirs = browse("facilitator"), browse("organiser")
    path = f"/p/here/sessions/{number}/edit"
    sent = fields(mine.get(path).get_data(as_text=True))
    assert theirs.post(path, **sent | {"place": "Their hall"}).status_code == 303
    assert mine.post(path, **sent | {"line": "My line"}).status_code == 303
    assert (_session(world, number).place, _session(world, number).line) == ("Their hall", "My line")


def test_a_day_that_was_moved_meanwhile_is_told_to_who_sets_the_hour(
    world: World, browse, number: int
) -> None:
    browser = browse("facilitator")
    path = f"/p/here/sessions/{number}/edit"
    sent = fields(browser.get(path).get_data(as_text=True))
    world.by("organiser", "session.change", {"session": number, "date": "2027-05-12"})
    answer = browser.post(path, **sent | {"starts_at": "14:00"})
    assert answer.status_code == 409 and fields(answer.get_data(as_text=True))["date"] == "2027-05-12"
    assert _session(world, number).starts_at == "10:00"


def test_the_form_asks_which_of_two_equal_hours_is_meant(world: World, browse, number: int) -> None:
    browser, path = browse("facilitator"), f"/p/here/sessions/{number}/edit"
    sent = fields(browser.get(path).get_data(as_text=True))
    night = sent | {"date": "2027-10-31", "starts_at": "01:30"}
    answer = browser.post(path, **night)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-fold"' in page
    assert browser.post(path, **fields(page) | {"fold": "0"}).status_code == 303
    assert _session(world, number).starts_at == "01:30"


def test_a_day_later_is_one_press_and_a_second_press_is_no_second_day(
    world: World, browse, number: int
) -> None:
    browser = browse("facilitator")
    for _ in range(2):
        browser.post(f"/p/here/sessions/{number}/move", days="7", date="2027-05-11")
    assert _session(world, number).date == dt.date(2027, 5, 18)
    browser.post(f"/p/here/sessions/{number}/move", days="-1", date="2027-05-18")
    assert (_session(world, number).date, _session(world, number).sequence) == (dt.date(2027, 5, 17), 2)


def test_a_series_is_looked_at_before_it_is_made(world: World, browse) -> None:
    at_five = WHEN | {"date": "2027-03-02", "starts_at": "17:00"}
    number = world.by("facilitator", "session.create", FORM | at_five).result["session"]
    browser, path = browse("facilitator"), f"/p/here/sessions/{number}/duplicate"
    asked = {"title": "Weekly", "date": "", "every": "week", "times": "4"}
    page = browser.post(path, **asked, look="yes").get_data(as_text=True)
    days = re.search(r'<ol class="series-days">(.*?)</ol>', page, re.S)[1]
    shifted = [
        bool("San Francisco at 10:00 instead of 09:00" in " ".join(day.split()))
        for day in days.split("<li>")[1:]
    ]
    assert shifted == [False, True, True, False], "America's clocks change two weeks before Ireland's"
    assert browser.post(path, **asked).status_code == 303
    with world.database.reading() as orm:
        made = orm.scalars(select(Session).where(Session.title == "Weekly").order_by(Session.date)).all()
    assert [one.date.isoformat() for one in made] == ["2027-03-09", "2027-03-16", "2027-03-23", "2027-03-30"]
    gap = browser.get(f"/p/here/sessions/{made[1].id}").get_data(as_text=True)
    assert "San Francisco (10:00 instead of 09:00)" in " ".join(gap.split())
    assert "Clocks have changed" not in browser.get(f"/p/here/sessions/{made[3].id}").get_data(as_text=True)
    refused = browser.post(path, **asked | {"times": "99"})
    assert refused.status_code == 422 and 'id="error-times"' in refused.get_data(as_text=True)


def test_cancelling_asks_why_and_is_taken_back(world: World, browse, number: int) -> None:
    browser, path = browse("facilitator"), f"/p/here/sessions/{number}"
    refused = browser.post(f"{path}/cancellation", reason=" ")
    assert refused.status_code == 422 and 'id="error-reason"' in refused.get_data(as_text=True)
    assert browser.post(f"{path}/cancellation", reason="The host is ill").status_code == 303
    for role in ("facilitator", "participant"):
        page = browse(role).get(path).get_data(as_text=True)
        assert "The host is ill" in page and "[Cancelled] <bdi>Workshop" in page
        assert ("/restoration" in page) == (role == "facilitator")
    assert "[Cancelled] <bdi>Workshop" in browser.get("/p/here/sessions").get_data(as_text=True)
    assert browser.post(f"{path}/restoration").status_code == 303
    assert "[Cancelled]" not in browser.get(path).get_data(as_text=True)


def test_a_session_held_elsewhere_is_held_and_not_held(world: World, browse, number: int) -> None:
    browser, path = browse("facilitator"), f"/p/here/sessions/{number}"
    world.by("facilitator", "session.change", {"session": number, "date": None, "starts_at": None})
    assert "/held" in browser.get(path).get_data(as_text=True)
    assert browser.post(f"{path}/held", held="yes").status_code == 303
    page = browser.get(path).get_data(as_text=True)
    assert "It was not held yet" in page and "It counts as held" in page
    world.by("facilitator", "session.was_there", {"session": number, "was_there": "these", "cities": ["DUB"]})
    assert browser.post(f"{path}/held", held="no").status_code == 303
    assert "It was not held yet" not in browser.get(path).get_data(as_text=True)
    world.by("facilitator", "session.change", {"session": number, "date": "2090-05-04"})
    assert browser.post(f"{path}/held", held="yes").status_code == 303
    assert "lie in the future" in browser.get(path).get_data(as_text=True)
    assert browse("participant").post(f"{path}/held", held="yes").status_code in (403, 404)


def test_removing_offers_to_bring_back(world: World, browse, number: int) -> None:
    browser, path = browse("facilitator"), f"/p/here/sessions/{number}"
    assert browser.post(f"{path}/take-away").headers["Location"].endswith("/p/here/sessions")
    page = browser.get("/p/here/sessions").get_data(as_text=True)
    assert "Workshop<" not in page and f'action="{path}/return"' in page
    assert browser.get(path).status_code == 404
    assert browser.post(f"{path}/return").status_code == 303
    assert browser.get(path).status_code == 200
    world.by("participant", "session.attend", {"session": number})
    assert "/take-away" not in browser.get(path).get_data(as_text=True)


def test_only_who_leads_edits(world: World, browse, number: int) -> None:
    for role in ("rapporteur", "participant", "observer"):
        browser = browse(role)
        assert browser.get(f"/p/here/sessions/{number}/edit").status_code == 404
        assert browser.post(f"/p/here/sessions/{number}/edit", title="Mine").status_code == 404
        page = browser.get(f"/p/here/sessions/{number}").get_data(as_text=True)
        assert "/edit" not in page and "/duplicate" not in page and "/cancellation" not in page


def test_the_call_is_shown_when_it_is_due(world: World, browse, number: int) -> None:
    call = {"link": "https://meet.example/room", "dial_in": "PIN 4711"}
    world.by("facilitator", "session.change", {"session": number} | call)
    path, starts = f"/p/here/sessions/{number}", dt.datetime(2027, 5, 11, 9, 0, tzinfo=dt.UTC)

    def told(role: str, at: dt.datetime) -> tuple[bool, bool]:
        world.clock.now = at
        page = browse(role).get(path).get_data(as_text=True)
        assert (call["link"] in page) == (call["dial_in"] in page)
        return call["link"] in page, "The link appears here on Tuesday, 11 May 2027 at 09:00" in page

    hour, minute = dt.timedelta(hours=1), dt.timedelta(minutes=1)
    assert told("participant", starts - hour - minute) == (False, True)
    assert told("facilitator", starts - hour - minute) == (True, False)
    assert told("participant", starts - hour) == (True, False)
    assert told("participant", starts + dt.timedelta(minutes=89)) == (True, False)
    assert told("participant", starts + dt.timedelta(minutes=91))[0] is False
    world.by("facilitator", "session.start", {"session": number})
    assert told("participant", starts + 3 * hour)[0] is True
    world.by("facilitator", "session.end", {"session": number})
    assert told("participant", starts + 3 * hour) == (False, False)


def test_a_new_session_has_a_zone_a_place_and_a_link_of_its_own(world: World, browse) -> None:
    form = {"title": "", "number": "7", "type": "challenge", "template": "challenges", "language": "en"}
    more = {
        "zone": "America/Bogota",
        "place": "Medellín",
        "link": "https://meet.example/x",
        "date": "2027-05-11",
    }
    answer = browse("facilitator").post("/p/here/sessions", **form | more, starts_at="09:00", minutes="60")
    session = _session(world, int(answer.headers["Location"].rpartition("/")[2]))
    assert (session.title, session.zone, session.place) == (
        "Challenge workshop 7",
        "America/Bogota",
        "Medellín",
    )
    wrong = browse("facilitator").post("/p/here/sessions", **form | {"zone": "Mars/Base", "link": "no link"})
    assert wrong.status_code == 422 and 'value="no link"' in wrong.get_data(as_text=True)
