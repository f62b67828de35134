"""Two facts, whom a session is for and who was there: everything that speaks of one asks that one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

import pytest

from facilitation.domain.documents import to_json
from facilitation.domain.errors import Refused
from facilitation.domain.sessions import ALL, THESE, UNKNOWN
from facilitation.queries.cities.cities import city_page
from facilitation.queries.documents.agendas import agenda
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.onboarding.catch_up import catch_up
from facilitation.queries.programmes.programmes import home
from facilitation.queries.sessions.calendars import agenda_of, events
from facilitation.queries.sessions.for_whom import cities_there
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import START, World

DAY = dt.date(2027, 4, 1)


def _session(world: World, title: str, for_whom: str, *cities: str, held: Iterable[str] | None = None) -> int:
    """A planned session, or one `held` elsewhere with these cities (empty: nobody knows with whom)."""
    form = {"title": title, "type": "solution", "template": "solution", "for_whom": for_whom}
    when = {"date": DAY.isoformat(), "starts_at": "10:00", "minutes": 60}
    number = world.by("facilitator", "session.create", form | when | {"cities": cities}).result["session"]
    if held is not None:
        with world.database.writing() as orm:
            session = orm.get_one(Session, number)
            session.status, session.date = "ended", START.date()
            of_programme = orm.query(City).filter_by(programme_id=session.programme_id)
            session.cities_there = [city for city in of_programme if city.code in held]
            session.was_there = THESE if held else UNKNOWN
    return number


#: By title what Dublin's people are told of: (for whom, which cities, with whom it was held).
CASES = {
    "For all": (ALL, (), None),
    "For Dublin": (THESE, ("DUB", "WAW"), None),
    "For others": (THESE, ("WAW", "SFO"), None),
    "Nobody knows": (UNKNOWN, (), None),
    "Held, for others": (THESE, ("WAW",), ("WAW", "DUB")),
    "Held with Dublin": (UNKNOWN, (), ("DUB", "TRN")),
    "Held with others": (UNKNOWN, (), ("SFO", "TRN")),
    "Held, nobody knows": (UNKNOWN, (), ()),
    "Held, for all, with others": (ALL, (), ("SFO",)),
}


@pytest.fixture
def told(world: World) -> World:
    for title, (for_whom, cities, held) in CASES.items():
        _session(world, title, for_whom, *cities, held=held)
    return world


def test_what_concerns_a_city_is_in_its_peoples_calendar(told: World) -> None:
    with told.database.reading() as orm:
        feed = agenda_of(orm, orm.get_one(Seat, told.here.seats["participant"]))
        titles = {session.title for session in feed}
        everything = agenda_of(orm, orm.get_one(Seat, told.here.seats["observer"]))
    assert set(CASES) - titles == {"For others", "Held, for others", "Held with others"}
    assert {session.title for session in everything} == {*CASES, "Workshop here"}


def test_next_for_a_city_is_only_what_concerns_it(told: World) -> None:
    def coming(role: str) -> set[str]:
        with told.database.reading() as orm:
            found = home(orm, told.viewer(told.here.seats[role]), START.date())
            return {session.title for session in found.coming}

    assert coming("participant") == coming("support") == {"For all", "For Dublin", "Nobody knows"}
    assert coming("organiser") == {"For all", "For Dublin", "For others", "Nobody knows"}


def test_what_was_missed_is_only_what_concerned_a_city(told: World) -> None:
    def missed(role: str) -> set[str]:
        with told.database.reading() as orm:
            viewer = told.viewer(told.here.seats[role])
            return {one.session.title for one in catch_up(orm, viewer, from_the_beginning=True).missed}

    own = {"Held with Dublin", "Held, nobody knows", "Held, for all, with others"}
    assert missed("participant") == own
    assert missed("observer") == own | {"Held, for others", "Held with others"}


def test_a_citys_page_names_its_own_and_those_where_it_was(told: World) -> None:
    with told.database.reading() as orm:
        page = city_page(orm, told.viewer(told.here.seats["observer"]), "DUB")
    titles = {session.title for session in page.sessions}
    assert titles == {"Workshop here", "For Dublin", "Held, for others", "Held with Dublin"}


def test_local_times_are_those_of_the_cities_it_is_for(told: World) -> None:
    with told.database.reading() as orm:
        programme = orm.get_one(Programme, told.here.programme)
        found = orm.query(Session).filter(Session.programme_id == programme.id, Session.date.is_not(None))
        entries = events(found.all(), programme, "https://x.invalid", str)
        clocks = {entry.title: {city.name for city in entry.cities} for entry in entries}
        agendas = {one.title: _text(agenda(orm, one, START, str, 1)) for one in found}
    assert clocks["For all"] == {"Dublin", "Turin", "San Francisco", "Warsaw"}
    assert clocks["For Dublin"] == {"Dublin", "Warsaw"}
    assert clocks["Nobody knows"] == clocks["Held with Dublin"] == set()
    assert "All cities" in agendas["For all"] and "San Francisco" in agendas["For all"]
    assert "All cities" not in agendas["For Dublin"] and "Warsaw" in agendas["For Dublin"]
    for title in ("Nobody knows", "Held with Dublin"):
        assert "All cities" not in agendas[title] and "Turin" not in agendas[title]


def _text(document) -> str:
    return json.dumps(to_json(document), ensure_ascii=False)


def test_minutes_say_who_was_missing_only_where_somebody_was_expected(told: World) -> None:
    with told.database.reading() as orm:
        found = orm.query(Session).filter(Session.programme_id == told.here.programme)
        texts = {one.title: _text(minutes(orm, one, START, str, 1)) for one in found}
        room = orm.get_one(Session, told.here.session)
        assert cities_there(orm, room) == {"DUB"}, "a guest of Dublin came"
    assert "All cities that it was for took part except Turin." in texts["Workshop here"]
    assert "Also there, as recorded: Dublin, Warsaw." in texts["Held, for others"]
    assert "All cities that it was for took part." in texts["Held, for others"]
    assert "All cities took part except Dublin, Turin, Warsaw." in texts["Held, for all, with others"]
    for title in ("Held with Dublin", "Held, nobody knows"):
        assert "took part" not in texts[title], "nobody knows whom it was for"
    assert "from 0 cities" not in texts["Held, nobody knows"], "nobody counted them"


def test_all_is_said_and_never_inferred(world: World) -> None:
    with world.database.reading() as orm:
        assert orm.get_one(Session, world.here.session).for_whom == THESE
    made = {"title": "New", "type": "final", "template": "check_in"}
    for form, expected in (
        ({}, ALL),
        ({"for_whom": ALL}, ALL),
        ({"cities": ["TRN"]}, THESE),
        ({"for_whom": UNKNOWN}, UNKNOWN),
    ):
        number = world.by("organiser", "session.create", made | form).result["session"]
        with world.database.reading() as orm:
            assert orm.get_one(Session, number).for_whom == expected, form
    assert Session(title="Written down elsewhere").for_whom in (None, UNKNOWN)
    for form, field in (
        ({"for_whom": THESE}, "cities"),
        ({"for_whom": ALL, "cities": ["TRN"]}, "cities"),
        ({"for_whom": "everybody"}, "for_whom"),
        ({"cities": ["XYZ"]}, "cities"),
    ):
        with pytest.raises(Refused) as refused:
            world.by("organiser", "session.create", made | form)
        assert (refused.value.code, refused.value.field) == ("invalid", field), form


def test_whom_it_is_for_can_be_said_later(world: World) -> None:
    number = _session(world, "Held elsewhere", UNKNOWN, held=())
    world.clock.now += dt.timedelta(minutes=1)
    world.by("coordinator", "session.for_whom", {"session": number, "for_whom": ALL})
    world.by("coordinator", "session.was_there", {"session": number, "was_there": THESE, "cities": ["WAW"]})
    with world.database.reading() as orm:
        session = orm.get_one(Session, number)
        assert (session.for_whom, session.cities, session.was_there) == (ALL, [], THESE)
        assert cities_there(orm, session) == {"WAW"}
        assert (session.last_modified, session.sequence) == (world.clock(), 0)
    planned = _session(world, "To come", ALL)
    with pytest.raises(Refused, match="has not been held"):
        world.by(
            "organiser", "session.was_there", {"session": planned, "was_there": THESE, "cities": ["TRN"]}
        )


def test_the_programmes_contact_is_the_organizer_and_its_number_on_documents(world: World) -> None:
    number = _session(world, "To come", ALL)

    def told() -> tuple[str, str]:
        with world.database.reading() as orm:
            programme, session = orm.get_one(Programme, world.here.programme), orm.get_one(Session, number)
            [event] = events([session], programme, "https://x.invalid", str)
            return event.organiser.email, agenda(orm, session, START, str, 1).programme

    assert told() == ("calendar@facilitation.invalid", "Programme here")
    world.by("organiser", "programme.change", {"number": " 101 046  133 ", "contact": "team@x.example"})
    assert told() == ("team@x.example", "Programme here · 101 046 133")
