"""Lists of sessions: what concerns a city is next for it, and what was held last comes first."""

from __future__ import annotations

import datetime as dt

import pytest

from facilitation.queries.cities.cities import city_page
from facilitation.queries.onboarding.catch_up import count_missed
from facilitation.queries.programmes.programmes import home
from facilitation.queries.sessions.calendars import agenda_of
from facilitation.queries.sessions.sessions import in_order, next_session, sessions_of
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem
from tests.world import World

TODAY = dt.date(2027, 3, 9)
MINE, OTHERS, EVERYBODYS = "Dublin and Turin", "San Francisco and Warsaw", "Everybody"
#: title -> (date, cities)
COMING = {
    OTHERS: ("2027-04-01", ["SFO", "WAW"]),
    EVERYBODYS: ("2027-04-02", []),
    MINE: ("2027-04-03", ["DUB", "TRN"]),
}


@pytest.fixture
def planned(world: World) -> dict[str, int]:
    return {title: _create(world, title, *rest) for title, rest in COMING.items()}


def _create(world: World, title: str, day: str | None, cities: list[str], **more: object) -> int:
    payload = {"title": title, "type": "solution", "template": "solution", "date": day, "cities": cities}
    return world.by("organiser", "session.create", payload | more).result["session"]


def _home(world: World, role: str) -> list[str]:
    viewer = world.viewer(world.here.seats[role])
    with world.database.reading() as orm:
        found = home(orm, viewer, TODAY)
        return [one.title for one in (*found.running, *found.coming) if one.id != world.here.session]


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("participant", [EVERYBODYS, MINE]),
        ("support", [EVERYBODYS, MINE]),
        ("observer", list(COMING)),
        ("facilitator", list(COMING)),
    ],
)
def test_next_for_a_city_is_what_concerns_it(world: World, planned, role: str, titles: list[str]) -> None:
    assert _home(world, role) == titles
    for number in planned.values():
        world.by("facilitator", "session.start", {"session": number})
    assert sorted(_home(world, role)) == sorted(titles), "also of those that run now"


def test_the_same_concerns_it_in_its_feed_and_when_it_catches_up(world: World, planned) -> None:
    seats = world.here.seats
    with world.database.reading() as orm:
        feed = [one.title for one in agenda_of(orm, orm.get_one(Seat, seats["participant"]))]
    assert feed[1:] == [EVERYBODYS, MINE]
    world.clock.now += dt.timedelta(hours=1)
    for number in planned.values():
        world.by("facilitator", "session.start", {"session": number})
        world.by("facilitator", "session.end", {"session": number})
    with world.database.reading() as orm:
        missed = [count_missed(orm, world.viewer(seats[role])) for role in ("participant", "observer")]
    assert missed == [2, 3]


def test_somebody_who_leads_for_a_city_leads_all(world: World, planned) -> None:
    with world.database.writing() as orm:
        dublin = orm.get_one(Seat, world.here.seats["participant"]).city_id
        orm.get_one(Seat, world.here.seats["facilitator"]).city_id = dublin
    assert _home(world, "facilitator") == list(COMING)


def test_the_next_session_in_minutes_concerns_one_of_its_cities(world: World, planned) -> None:
    with world.database.reading() as orm:
        held = orm.get_one(Session, planned[OTHERS])
        assert next_session(orm, held, TODAY).title == EVERYBODYS
        held = orm.get_one(Session, planned[EVERYBODYS])
        assert next_session(orm, held, TODAY).title == MINE
    later = _create(world, "Two others", "2027-04-04", ["SFO"])
    with world.database.reading() as orm:
        assert next_session(orm, orm.get_one(Session, planned[MINE]), TODAY) is None
        assert next_session(orm, orm.get_one(Session, planned[EVERYBODYS]), TODAY).id == planned[MINE]
        assert next_session(orm, orm.get_one(Session, later), TODAY) is None


def test_a_workshop_of_an_earlier_tandem_is_announced_no_more(world: World, planned) -> None:
    """The calendar still has it, but its cities are in other tandems since."""
    with world.database.writing() as orm:
        cities = {city.code: city for city in orm.query(City).filter_by(programme_id=world.here.programme)}
        of = {"programme_id": world.here.programme, "created_at": world.clock()}
        formed = Round(preset="best", status="published", problem={}, **of)
        orm.add(formed)
        orm.flush()
        together = Tandem(programme_id=world.here.programme, round_id=formed.id, position=1)
        together.cities = [cities["DUB"], cities["WAW"]]
        orm.add(together)
    with world.database.reading() as orm:
        assert next_session(orm, orm.get_one(Session, planned[EVERYBODYS]), TODAY) is None
    later = _create(world, "Theirs", "2027-04-09", ["DUB", "TRN", "WAW"])
    with world.database.reading() as orm:
        assert next_session(orm, orm.get_one(Session, planned[EVERYBODYS]), TODAY).id == later
    with world.database.writing() as orm:
        orm.query(Tandem).one().ended_at = world.clock()
    with world.database.reading() as orm:
        assert next_session(orm, orm.get_one(Session, planned[EVERYBODYS]), TODAY).title == MINE


def test_what_comes_next_and_what_was_held_last_stand_first(world: World) -> None:
    days = ["2027-03-01", None, "2027-03-03", "2027-03-02"]
    for number, day in enumerate(days):
        held = _create(world, f"Held {number}", day, ["WAW"])
        with world.database.writing() as orm:
            orm.get_one(Session, held).status = "ended"
    coming = (("2027-04-02", None), ("2027-04-01", "15:00"), ("2027-04-01", "09:00"))
    for number, (day, time) in enumerate(coming):
        _create(world, f"Coming {number}", day, ["WAW"], starts_at=time)
    ordered = ["Coming 2", "Coming 1", "Coming 0", "Held 2", "Held 3", "Held 0", "Held 1"]
    viewer = world.viewer(world.here.seats["observer"])
    with world.database.reading() as orm:
        titles = [one.title for one in in_order(sessions_of(orm, viewer)) if one.id != world.here.session]
        assert titles == ordered
        assert [one.title for one in city_page(orm, viewer, "WAW").sessions] == ordered
