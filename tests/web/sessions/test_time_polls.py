"""Asking people for times by a link: nobody signs in, times in the reader's zone, answers can be changed."""

from __future__ import annotations

import re

import pytest

from facilitation.store.fair_times import TimePoll
from facilitation.store.sessions import Session
from facilitation.web.sessions import time_polls
from facilitation.web.tries import _bound
from tests.world import World


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def session(world: World) -> int:
    planned = {"title": "To be timed", "type": "challenge", "template": "challenges", "minutes": 60}
    return world.by("facilitator", "session.create", planned | {"cities": ["DUB", "TRN"]}).result["session"]


@pytest.fixture
def asked(world: World, browse, session: int) -> int:
    """A poll for 15 June, 23:00, and 16 June, 10:00, in Dublin: one that was ticked and one typed."""
    form = {"zone": "Europe/Dublin", "minutes": "60", "times": "2027-06-15T23:00/0"}
    typed = {"date-1": "2027-06-16", "starts_at-1": "10:00"}
    answer = browse("facilitator").post(f"/p/here/sessions/{session}/times/poll", **form, **typed)
    assert answer.status_code == 303
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def _link(browse, poll: int) -> str:
    page = browse("facilitator").get(f"/p/here/polls/{poll}").get_data(as_text=True)
    return re.search(r'id="poll-address" readonly value="https?://[^/"]+([^"]*)"', page)[1]


def _fields(world: World, poll: int, *choices: str) -> dict[str, str]:
    with world.database.reading() as orm:
        times = orm.get_one(TimePoll, poll).times
        return {f"time-{time.id}": choice for time, choice in zip(times, choices, strict=False)}


def test_nobody_needs_an_account_to_answer_and_to_change_it(world: World, browse, asked: int) -> None:
    link, somebody = _link(browse, asked), browse(None)
    answer = somebody.get(link)
    assert answer.status_code == 200 and answer.headers["X-Robots-Tag"] == "noindex"
    page = answer.get_data(as_text=True)
    assert 'name="robots" content="noindex"' in page
    given = somebody.post(link, name="Pia", city="TRN", **_fields(world, asked, "preferred", "possible"))
    assert given.status_code == 303 and given.headers["X-Robots-Tag"] == "noindex"
    own = given.headers["Location"]
    page = browse(None).get(own).get_data(as_text=True)
    assert 'value="Pia"' in page and page.count(" checked") == 2
    assert (
        somebody.post(own.partition("?")[0], name="Pia", **_fields(world, asked, "never")).status_code == 303
    )
    with world.database.reading() as orm:
        [row] = orm.get_one(TimePoll, asked).answers
        assert set(row.said().values()) == {"never"} and row.city is None
    withdrawn = somebody.post(own, withdraw="yes")
    assert withdrawn.status_code == 303
    assert somebody.get(own).status_code == 404, "what was taken back opens nothing"


def test_the_same_form_sent_twice_is_one_answer(world: World, browse, asked: int) -> None:
    link, somebody = _link(browse, asked), browse(None)
    fields = _fields(world, asked, "preferred") | {"name": "Pia", "operation_id": "the-same-form"}
    assert somebody.post(link, **fields).status_code == somebody.post(link, **fields).status_code == 303
    with world.database.reading() as orm:
        assert len(orm.get_one(TimePoll, asked).answers) == 1


def test_times_are_shown_in_the_readers_zone_with_the_hosts_beside(world: World, browse, asked: int) -> None:
    link, somebody = _link(browse, asked), browse(None)
    page = _text(somebody.get(f"{link}?zone=Asia/Seoul").get_data(as_text=True))
    assert "Wednesday, 16 June 2027, 07:00 in Seoul" in page
    assert "Tue 15 Jun" in page and "23:00 in Dublin" in page
    # Older names that browsers know are understood as well.
    assert "in Kolkata" in _text(somebody.get(f"{link}?zone=Asia/Calcutta").get_data(as_text=True))
    page = somebody.get(f"{link}?zone=Mars/Olympus").get_data(as_text=True)
    assert "no time zone of this name" in page and 'href="#field-zone"' in page


def test_without_script_the_zone_is_chosen_and_nothing_typed_is_lost(
    world: World, browse, asked: int
) -> None:
    link, somebody = _link(browse, asked), browse(None)
    fields = _fields(world, asked, "preferred", "never")
    answer = somebody.post(link, look="yes", zone="America/Bogota", name="Pia", city="TRN", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "in Bogot" in page
    assert 'value="Pia"' in page and page.count(" checked") == 2 and 'value="TRN" selected' in page
    with world.database.reading() as orm:
        assert orm.get_one(TimePoll, asked).answers == []


def test_a_refused_answer_keeps_what_was_said(world: World, browse, asked: int) -> None:
    link, somebody = _link(browse, asked), browse(None)
    answer = somebody.post(link, name="", **_fields(world, asked, "preferred"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-name"' in page and page.count(" checked") == 1
    answer = somebody.post(link, name="Pia")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-choices"' in page and 'id="field-choices"' in page


def test_a_member_who_is_signed_in_answers_as_themselves(world: World, browse, asked: int) -> None:
    browser = browse("participant")
    link = _link(browse, asked)
    assert 'value="Participant"' in browser.get(link).get_data(as_text=True)
    browser.post(link, name="Participant", city="DUB", **_fields(world, asked, "possible"))
    with world.database.reading() as orm:
        assert orm.get_one(TimePoll, asked).answers[0].seat_id == world.here.seats["participant"]


def test_dead_links_open_nothing(world: World, browse, asked: int) -> None:
    browser, somebody, link = browse("facilitator"), browse(None), _link(browse, asked)
    browser.post(f"/p/here/polls/{asked}/renew_link")
    assert somebody.get(link).status_code == 404 and _link(browse, asked) != link
    link = _link(browse, asked)
    assert somebody.get(link).status_code == 200
    browser.post(f"/p/here/polls/{asked}/revoke_link")
    for dead in (link, link[:-3], "/times/anything", "/times/any/thing"):
        answer = somebody.get(dead)
        assert answer.status_code == 404 and answer.headers["X-Robots-Tag"] == "noindex"
        assert "Programme here" not in answer.get_data(as_text=True)
    assert somebody.post(link, name="Pia").status_code == 404


def test_wrong_links_and_answers_are_counted(world: World, browse, asked: int, monkeypatch) -> None:
    monkeypatch.setattr(time_polls, "WRONG_POLL_LINKS_PER_ADDRESS", _bound("wrong-test", 2, 10))
    monkeypatch.setattr(time_polls, "TIME_ANSWERS_PER_ADDRESS", _bound("answers-test", 1, 10))
    link, somebody = _link(browse, asked), browse(None)
    fields = _fields(world, asked, "preferred")
    assert somebody.post(link, name="Pia", **fields).status_code == 303
    too_often = somebody.post(link, name="Pia", **fields)
    assert too_often.status_code == 429 and too_often.headers["Retry-After"]
    assert [somebody.get("/times/guess").status_code for _ in range(3)] == [404, 404, 429]


def test_the_organiser_sees_the_best_and_takes_it(world: World, browse, session: int, asked: int) -> None:
    link, browser = _link(browse, asked), browse("facilitator")
    for name, choices in (("Pia", ("possible", "preferred")), ("Raul", ("preferred", "never"))):
        browse(None).post(link, name=name, **_fields(world, asked, *choices))
    page = browser.get(f"/p/here/polls/{asked}").get_data(as_text=True)
    rows = re.findall(r'<tr(?: class="poll-best")?><th scope="row">(.*?)</tr>', page, re.S)
    times = [_text(row) for row in rows if "what" not in row and "June 2027" in _text(row)]
    # Two points for a preferred one of two, one for a possible: 2 + 0 against 1 + 1, and the day is easier.
    assert "16 June 2027" in times[0] and "15 June 2027" in times[1]
    assert "hardest hour" in times[1] and "Raul" in page and "Pia" in page
    taken = re.search(rf'action="(/p/here/polls/{asked}/times/\d+/take)"', page)[1]
    assert browser.post(taken).headers["Location"].endswith(f"/sessions/{session}")
    with world.database.reading() as orm:
        row = orm.get_one(Session, session)
        assert (row.date.isoformat(), row.starts_at) == ("2027-06-16", "10:00")
    page = browse(None).get(link).get_data(as_text=True)
    assert "This poll is closed." in page and "16 June 2027" in page and "<fieldset" not in page


def test_a_poll_without_times_keeps_what_was_typed(world: World, browse, session: int) -> None:
    browser = browse("facilitator")
    address = f"/p/here/sessions/{session}/times/poll"
    answer = browser.post(address, zone="Europe/Dublin", minutes="75")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-times"' in page and 'value="75"' in page
    answer = browser.post(address, zone="Europe/Dublin", minutes="75", **{"date-2": "2027-06-16"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-date-2"' in page and 'value="2027-06-16"' in page


def test_polls_are_for_those_who_lead(world: World, browse, session: int, asked: int) -> None:
    for role in ("participant", "observer", "rapporteur"):
        assert browse(role).get(f"/p/here/polls/{asked}").status_code == 404
        assert browse(role).get(f"/p/here/sessions/{session}/times/poll").status_code == 403
