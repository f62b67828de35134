"""Sessions on pages: in their order, and each city's date and time under that city's name."""

from __future__ import annotations

import re

import pytest

from facilitation.store.cities import City
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import World


def _create(world: World, title: str, day: str | None, **more: object) -> int:
    payload = {"title": title, "type": "solution", "template": "solution", "date": day}
    return world.by("organiser", "session.create", payload | more).result["session"]


def _move(world: World, code: str, role: str = "participant") -> None:
    """Let somebody sit for a city."""
    with world.database.writing() as orm:
        query = orm.query(City).filter_by(programme_id=world.here.programme, code=code)
        orm.get_one(Seat, world.here.seats[role]).city_id = query.one().id


@pytest.fixture
def faraway(world: World) -> World:
    for name, code, zone in (
        ("Belo Horizonte", "BHZ", "America/Sao_Paulo"),
        ("Seoul", "SEL", "Asia/Seoul"),
        ("Milan", "MIL", "Europe/Rome"),
    ):
        world.by("coordinator", "city.add", {"name": name, "code": code, "time_zone": zone})
    return world


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_what_comes_next_and_what_was_held_last_stand_first(world: World, browse) -> None:
    for title, day in (("Held early", "2027-03-01"), ("Held late", "2027-03-03")):
        held = _create(world, title, day, cities=["WAW"])
        with world.database.writing() as orm:
            orm.get_one(Session, held).status = "ended"
    _create(world, "Coming late", "2027-04-02", cities=["WAW"])
    _create(world, "Coming soon", "2027-04-01", cities=["WAW"])
    for path in ("/p/here/sessions", "/p/here/cities/WAW"):
        page = browse("observer").get(path).get_data(as_text=True)
        ordered = ("Coming soon", "Coming late", "Held late", "Held early")
        places = [page.index(f">{title}<") for title in ordered]
        assert places == sorted(places), path


def test_next_for_a_city_on_its_home_page(world: World, browse) -> None:
    _create(world, "Of two others", "2027-04-01", cities=["SFO", "WAW"])
    _create(world, "Of everybody", "2027-04-02")
    page = browse("participant").get("/p/here/").get_data(as_text=True)
    assert "Of everybody" in page and "Of two others" not in page
    assert "Of two others" in browse("facilitator").get("/p/here/").get_data(as_text=True)


def test_a_city_reads_its_own_date_beside_its_own_time(faraway: World, browse) -> None:
    _create(faraway, "Late in Dublin", "2027-03-18", starts_at="15:30", minutes=60)
    _move(faraway, "SEL")
    for path in ("/p/here/", "/p/here/sessions"):
        page = browse("participant").get(path).get_data(as_text=True)
        line = page[page.index('datetime="2027-03-1') :]
        assert 'datetime="2027-03-19"' in line[:40], path
        assert "00:30 in Seoul" in _text(line), path
    page = browse("observer").get("/p/here/sessions").get_data(as_text=True)
    assert 'datetime="2027-03-18"' in page and "15:30 in Dublin" in _text(page)


def test_a_citys_time_bears_the_citys_name(faraway: World, browse) -> None:
    when = {"starts_at": "12:00", "minutes": 60}
    numbers = {}
    for codes, zone in (
        (["BHZ", "DUB"], "America/Sao_Paulo"),
        (["MIL", "TRN"], "Europe/Rome"),
        (["DUB"], "Europe/Rome"),
        ([], "America/Sao_Paulo"),
        (["DUB"], "Asia/Tokyo"),
        (["DUB"], "UTC"),
    ):
        numbers[zone, *codes] = _create(faraway, "X", "2027-05-11", cities=codes, **when)
        with faraway.database.writing() as orm:
            orm.get_one(Session, numbers[zone, *codes]).zone = zone

    def said(role: str, *key: str) -> str:
        page = browse(role).get(f"/p/here/sessions/{numbers[key]}").get_data(as_text=True)
        return re.search(r'<p class="lead">.*?,\s+(12:00 .*?)\s*</p>', page, re.S)[1]

    assert said("observer", "America/Sao_Paulo", "BHZ", "DUB") == "12:00 in Belo Horizonte"
    assert said("observer", "America/Sao_Paulo") == "12:00 in Belo Horizonte"
    assert said("observer", "Europe/Rome", "MIL", "TRN") == "12:00 in Milan and Turin"
    both = "12:00 in Milan and Turin"
    assert said("observer", "Europe/Rome", "DUB") == both, "none of its cities keeps this time, others do"
    assert said("observer", "UTC", "DUB") == "12:00 UTC"
    assert said("observer", "Asia/Tokyo", "DUB") == "12:00 in Tokyo", "no city here keeps this time"
    _move(faraway, "TRN")
    assert said("participant", "Europe/Rome", "MIL", "TRN") == "12:00 in Turin"


def test_forms_name_the_city_whose_clocks_they_mean(faraway: World, browse) -> None:
    with faraway.database.writing() as orm:
        orm.get_one(Programme, faraway.here.programme).host_zone = "America/Sao_Paulo"
    page = browse("organiser").get("/p/here/sessions").get_data(as_text=True)
    assert "By the clocks of Belo Horizonte." in page
    page = browse("organiser").get("/p/here/cities/TRN/call").get_data(as_text=True)
    options = re.findall(r'<option value="(?:America|Europe)[^>]*>([^<]*)</option>', page)
    assert options == ["Belo Horizonte (host)", "Turin"]


def test_beside_the_readers_time_stands_the_hosts_with_its_date(faraway: World, browse) -> None:
    _create(faraway, "Across midnight", "2027-03-18", starts_at="15:30", minutes=60, cities=["DUB"])
    with faraway.database.writing() as orm:
        orm.get_one(Person, faraway.here.people["coordinator"]).time_zone = "Asia/Seoul"
    for path in ("/p/here/", "/p/here/sessions"):
        page = _text(browse("coordinator").get(path).get_data(as_text=True))
        assert "00:30 in Seoul (15:30 in Dublin, Thu 18 Mar)" in page, path
        page = _text(browse("organiser").get(path).get_data(as_text=True))
        assert "15:30 in Dublin" in page and "(15:30 in Dublin" not in page, "their own clocks say the same"
