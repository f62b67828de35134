"""The finder's pages: what is offered, a time typed by hand, taking one, and bad input that loses nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.tandems import Tandem
from tests.world import World


def _planned(world: World, **more: Any) -> int:
    payload = {"title": "To be timed", "type": "challenge", "template": "challenges", "minutes": 90}
    return world.by("facilitator", "session.create", payload | more).result["session"]


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def session(world: World) -> int:
    return _planned(world, cities=["DUB", "TRN", "SFO"])


def test_the_page_offers_prices_and_maps(world: World, browse, session: int) -> None:
    answer = browse("facilitator").get(f"/p/here/sessions/{session}/times")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 1 <= page.count("Take this time<") <= 3
    assert "has the hardest hour" in page or "Working hours for every city" in page
    # Four weeks by 24 hours, and three cities by 24 hours of one day.
    cells = len(re.findall(r"<td(?: class=\"price--\d\")?>", page))
    assert cells >= 28 * 24 + 3 * 24
    assert "UTC" in page and "Dublin" in page


def test_only_those_who_lead_find_times(world: World, browse, session: int) -> None:
    for role in ("participant", "observer", "rapporteur"):
        assert browse(role).get(f"/p/here/sessions/{session}/times").status_code == 403
        assert browse(role).get("/p/here/sessions/times").status_code == 403


def test_a_time_typed_by_hand_is_priced_the_same_way(world: World, browse, session: int) -> None:
    browser = browse("facilitator")
    address = f"/p/here/sessions/{session}/times?date=2027-06-16&starts_at=21:00&zone=Europe/Rome"
    page = browser.get(address).get_data(as_text=True)
    assert "Turin has the hardest hour: 21:00–22:30." in _text(page)
    row = page[page.index("This time in each city") :]
    assert "12:00–13:30" in row and "20:00–21:30" in row
    # A month later the clocks of Los Angeles and Rome have both changed.
    page = browser.get(address.replace("2027-06-16", "2027-03-17")).get_data(as_text=True)
    assert "clocks change on" in page[page.index("This time in each city") :]


def test_a_slot_is_taken_in_one_press(world: World, browse, session: int) -> None:
    browser = browse("facilitator")
    page = browser.get(f"/p/here/sessions/{session}/times").get_data(as_text=True)
    start = page.index('<li class="card slot">')
    offer = page[start : page.index("</li>\n", page.index("slot-take", start))]
    form = dict(re.findall(r'name="(date|starts_at|fold|zone|minutes)" value="([^"]*)"', offer))
    answer = browser.post(f"/p/here/sessions/{session}/times", **form)
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/sessions/{session}")
    with world.database.reading() as orm:
        row = orm.get_one(Session, session)
        assert (row.date.isoformat(), row.starts_at, row.zone) == (
            form["date"],
            form["starts_at"],
            form["zone"],
        )
        assert row.sequence == 0, "without a date it stood in no calendar"


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("from=2027-06-01&to=2027-09-01", "to", "At most 62 days"),
        ("from=2027-06-02&to=2027-06-01", "to", "before the first"),
        ("from=yesterday", "from", "year-month-day"),
        ("from=0001-01-01", "from", "between the years"),
        ("minutes=0", "minutes", "between 5 minutes and 24 hours"),
        ("minutes=ninety", "minutes", "as a number"),
        ("cities=ZZZ", "cities", "ZZZ is not in this programme"),
        ("date=2027-06-16", "starts_at", "Give the time too"),
        ("starts_at=10:00", "date", "Give the date too"),
        ("date=2027-06-16&starts_at=10:00&zone=Mars/Olympus", "zone", "no time zone of this name"),
        ("date=2027-03-28&starts_at=01:30&zone=Europe/Dublin", "starts_at", "There is no 01:30 on this day"),
        ("date=2027-10-31&starts_at=01:30&zone=Europe/Dublin", "fold", "comes twice"),
    ],
)
def test_bad_input_is_named_and_kept(
    world: World, browse, session: int, query: str, field: str, words: str
) -> None:
    answer = browse("facilitator").get(f"/p/here/sessions/{session}/times?{query}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    summary = page[page.index("error-summary") : page.index("</ul>", page.index("error-summary"))]
    assert words in _text(summary) and f'href="#field-{field}"' in summary
    assert f'id="field-{field}"' in page
    for name, value in (part.split("=") for part in query.split("&")):
        if name != "cities" and value != "Mars/Olympus":
            assert value in page, f"what was typed into {name} is lost"


def test_a_refused_time_moves_nothing(world: World, browse, session: int) -> None:
    browser = browse("facilitator")
    typed = {"date": "2027-03-28", "starts_at": "01:30", "zone": "Europe/Dublin", "minutes": "90"}
    answer = browser.post(f"/p/here/sessions/{session}/times", **typed)
    assert answer.status_code == 422 and "There is no 01:30" in _text(answer.get_data(as_text=True))
    with world.database.reading() as orm:
        assert orm.get_one(Session, session).date is None


def test_two_sessions_and_what_to_relax_where_nothing_fits(world: World, browse) -> None:
    with world.database.writing() as orm:
        place = {"programme_id": world.here.programme, "languages": ["ko"], "offices": [], "colour": 9}
        orm.add(City(code="SEL", name="Seoul", time_zone="Asia/Seoul", country_code="KR", **place))
    number = _planned(world, cities=["DUB", "TRN", "SFO", "SEL"])
    page = _text(browse("facilitator").get(f"/p/here/sessions/{number}/times").get_data(as_text=True))
    assert "No time is fair to everybody" in page
    assert "Two sessions in place of one" in page and "comes to both" in page
    assert "stays away and is told afterwards" in page


def test_the_second_of_two_sessions_is_planned_from_there(world: World, browse) -> None:
    number = _planned(world, cities=["DUB", "TRN", "SFO"])
    taken = {"session": number, "date": "2027-06-16", "starts_at": "15:00", "zone": "Europe/Dublin"}
    world.by("facilitator", "session.take_time", taken | {"minutes": 60, "cities": ["DUB", "TRN"]})
    with world.database.reading() as orm:
        row = orm.get_one(Session, number)
        assert (row.for_whom, [city.code for city in row.cities]) == ("these", ["DUB", "TRN"])


def test_clashes_are_told_to_those_who_lead(world: World, browse) -> None:
    when = {"date": "2027-06-16", "starts_at": "15:00"}
    one, other = _planned(world, cities=["DUB", "TRN"], **when), _planned(world, cities=["DUB"], **when)
    page = browse("facilitator").get(f"/p/here/sessions/{one}").get_data(as_text=True)
    assert "is in another session at the same time" in page and f"/sessions/{other}" in page
    assert f"/sessions/{one}/times" in page
    typed = f"/p/here/sessions/{one}/times?date=2027-06-16&starts_at=16:00"
    page = browse("facilitator").get(typed).get_data(as_text=True)
    assert "is in another session at the same time" in page, "a time typed by hand is checked as well"
    page = browse("participant").get(f"/p/here/sessions/{one}").get_data(as_text=True)
    assert "at the same time" not in page and f"/sessions/{one}/times" not in page


# -- before there is a session -------------------------------------------------------------------------


def test_from_the_form_for_a_new_session_to_one_at_a_fair_time(world: World, browse) -> None:
    browser = browse("facilitator")
    page = browser.get("/p/here/sessions").get_data(as_text=True)
    typed = {"title": "About shops", "type": "solution", "template": "solution", "language": "en"}
    typed |= {"minutes": "60", "for_whom": "these", "cities": ["DUB", "SFO"]}
    answer = browser.post("/p/here/sessions/times/search", **typed)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'value="About shops"' in page and 'value="TRN" checked' not in page
    slot = re.search(r'form="plan" name="slot" value="([^"]*)"', page)[1]
    plan = page[page.index('id="plan"') : page.index("</form>", page.index('id="plan"'))]
    sent = {
        "slot": slot,
        "title": "About shops",
        "type": "solution",
        "language": "en",
        "template": "solution",
    }
    sent |= {
        "minutes": "60",
        "zone": re.search(r'name="zone" value="([^"]*)"', plan)[1],
        "cities": ["DUB", "SFO"],
    }
    answer = browser.post("/p/here/sessions/times", **sent)
    assert answer.status_code == 303
    with world.database.reading() as orm:
        row = orm.get_one(Session, int(answer.headers["Location"].rsplit("/", 1)[1]))
        assert (row.title, row.type, row.minutes) == ("About shops", "solution", 60)
        assert f"{row.date.isoformat()}T{row.starts_at}/{row.fold}" == slot
        assert [city.code for city in row.cities] == ["DUB", "SFO"]


def test_a_new_session_that_is_refused_keeps_the_rest(world: World, browse) -> None:
    browser = browse("facilitator")
    page = browser.get("/p/here/sessions/times").get_data(as_text=True)
    sent = {
        "slot": "2027-06-16T15:00/0",
        "title": "Much too long " * 20,
        "type": "solution",
        "template": "solution",
        "language": "es",
    }
    sent |= {"minutes": "75", "zone": "Europe/Dublin", "cities": ["DUB", "SFO"]}
    answer = browser.post("/p/here/sessions/times", **sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-title"' in page
    assert '<option value="solution" selected>' in page and '<option value="es" selected>' in page
    assert 'value="75"' in page and 'value="TRN" checked' not in page


def test_a_programme_without_cities_says_what_to_do(world: World, browse) -> None:
    with world.database.writing() as orm:
        empty = Programme(
            slug="empty", title="Empty", languages=["en"], host_zone="Europe/Dublin", created_at=world.clock()
        )
        orm.add(empty)
        orm.flush()
        orm.add(
            Seat(
                programme_id=empty.id,
                person_id=world.here.people["organiser"],
                name="O",
                role="organiser",
                created_at=world.clock(),
            )
        )
    browser = browse("organiser")
    assert "No cities yet" in browser.get("/p/empty/sessions/times").get_data(as_text=True)
    assert browser.get("/p/empty/burden").status_code == 200
    assert browser.get("/p/empty/burden/prices").status_code == 200


# -- a tandem's workshop -------------------------------------------------------------------------------


def test_a_tandem_finds_a_time_on_the_same_page(world: World, browse) -> None:
    number = world.tandem()
    browser = browse("coordinator")
    page = browser.get(f"/p/here/tandems/{number}/schedule").get_data(as_text=True)
    assert "A time for the solution workshop" in page and "Take this time<" in page
    with world.database.reading() as orm:
        cities = [city.code for city in orm.get_one(Tandem, number).cities]
    first = page[page.index('<li class="card slot">') :]
    form = dict(re.findall(r'name="(zone|minutes)" value="([^"]*)"', page[page.index('id="plan"') :])[:2])
    form["slot"] = found[1] if (found := re.search(r'name="slot" value="([^"]*)"', first)) else ""
    answer = browser.post(f"/p/here/tandems/{number}/schedule", **form)
    assert answer.status_code == 303
    with world.database.reading() as orm:
        row = orm.get_one(Session, int(answer.headers["Location"].rsplit("/", 1)[1]))
        assert sorted(city.code for city in row.cities) == sorted(cities)
        assert row.date == dt.date.fromisoformat(form["slot"].partition("T")[0])


def _both(second: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for which, day, cities in (("first", "2027-06-15", ["DUB", "TRN"]), ("second", second, ["TRN", "SFO"])):
        own = {"date": day, "starts_at": "09:00", "fold": "0", "zone": "Europe/Dublin", "minutes": "90"}
        fields |= {f"{which}_{name}": value for name, value in (own | {"cities": cities}).items()}
    return fields


def test_both_twins_are_held_at_one_press(world: World, browse, session: int) -> None:
    """The second is a session of its own, with the parts of the first and its own cities."""
    browser = browse("facilitator")
    answer = browser.post(f"/p/here/sessions/{session}/times/twins", **_both("2027-06-16"))
    assert answer.status_code == 303
    second = int(answer.headers["Location"].rpartition("/")[2])
    with world.database.reading() as orm:
        first, other = orm.get_one(Session, session), orm.get_one(Session, second)
        assert (first.title, other.title) == ("To be timed", "To be timed (2)")
        assert [one.date.day for one in (first, other)] == [15, 16] and first.uid != other.uid
        assert sorted(city.code for city in first.cities) == ["DUB", "TRN"]
        assert sorted(city.code for city in other.cities) == ["SFO", "TRN"]
        assert [block.title for block in first.blocks] == [block.title for block in other.blocks]


def test_neither_twin_is_held_where_one_cannot_be(world: World, browse, session: int) -> None:
    answer = browse("facilitator").post(f"/p/here/sessions/{session}/times/twins", **_both("2020-06-16"))
    assert answer.status_code == 422 and "This time is over" in answer.get_data(as_text=True)
    with world.database.reading() as orm:
        assert orm.get_one(Session, session).date is None
        assert orm.query(Session).filter(Session.title.like("To be timed%")).count() == 1
