"""Dates and times on pages: in the reader's order, and by the clocks of a city that they know."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Message
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.translations import say_message
from tests.world import World

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def _planned(world: World, zone: str) -> str:
    payload = {"title": "Planned", "type": "solution", "template": "challenges", "date": "2027-09-03"}
    payload |= {"starts_at": "12:00", "minutes": 90, "cities": ["DUB", "SFO"]}
    session = world.by("facilitator", "session.create", payload).result["session"]
    with world.database.writing() as orm:
        orm.get_one(Session, session).zone = zone
    return f"/p/here/sessions/{session}"


def _text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.get_data(as_text=True)))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (None, "Friday, 3 September 2027"),
        ("en", "Friday, 3 September 2027"),
        ("en-GB,en;q=0.9", "Friday, 3 September 2027"),
        ("de-DE,de;q=0.9,en;q=0.8", "Friday, 3 September 2027"),
        ("en-US,en;q=0.9", "Friday, September 3, 2027"),
        ("en-ZZ", "Friday, 3 September 2027"),
        ("es-MX,es;q=0.9,en-US;q=0.8", "viernes, 3 de septiembre de 2027"),
    ],
)
def test_dates_are_british_unless_the_browser_says_otherwise(world: World, browse, asked, shown) -> None:
    path = _planned(world, "Europe/Dublin")
    headers = {"Accept-Language": asked} if asked else {}
    assert shown in _text(browse("observer").client.get(path, headers=headers))


def test_short_dates_follow(world: World, browse) -> None:
    _planned(world, "Europe/Dublin")
    client = browse("observer").client
    assert "3 Sept 2027" in _text(client.get("/p/here/sessions"))
    assert "Sep 3 2027" in _text(client.get("/p/here/sessions", headers={"Accept-Language": "en-US"}))


def test_no_template_writes_dates_its_own_way() -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {word}"
        for path in TEMPLATES.rglob("*.html")
        for word in re.findall(r"\b(?:date|time|datetime)format\b|split\('/'\)\[-1\]", path.read_text())
    ]
    assert found == [], "use the filters of facilitation/web/context.py, or place_of_zone"


def test_a_citys_time_bears_the_citys_name(world: World, browse) -> None:
    """A zone is called after one city; whoever lives in another is told of their own."""
    with world.database.writing() as orm:
        query = select(City).where(City.programme_id == world.here.programme, City.code == "SFO")
        orm.scalars(query).one().name = "Oakland"
    assert "12:00 in Oakland" in _text(browse("observer").get(_planned(world, "America/Los_Angeles")))
    with world.database.writing() as orm:
        query = select(City).where(City.programme_id == world.here.programme, City.code == "DUB")
        city = orm.scalars(query).one()
        city.name, city.time_zone = "Belo Horizonte", "America/Sao_Paulo"
    path = _planned(world, "America/Sao_Paulo")
    for who in ("participant", "observer"):
        page = _text(browse(who).get(path))
        assert "12:00 in Belo Horizonte" in page and "Paulo" not in page
    elsewhere = _text(browse("observer").get(_planned(world, "America/Mexico_City")))
    assert "12:00 in Mexico City" in elsewhere, "no city of the programme keeps it"


def test_a_session_without_a_plan_has_the_day_on_which_it_was_held(world: World, browse) -> None:
    """Such as one from before a start set the date."""
    with world.database.writing() as orm:
        session = orm.get_one(Session, world.here.session)
        session.date = session.starts_at = None
    world.by("facilitator", "session.end", {"session": world.here.session})
    observer = browse("observer")
    assert "Tuesday, 9 March 2027" in _text(observer.get(f"/p/here/sessions/{world.here.session}"))
    assert "9 Mar 2027" in _text(observer.get("/p/here/sessions"))
    assert "9 March 2027" in _text(observer.get("/p/here/catch-up?all=1"))
    for path in ("sessions", f"sessions/{world.here.session}", "catch-up"):
        assert "not recorded" not in _text(observer.get(f"/p/here/{path}")), path


def test_that_nobody_may_be_photographed_is_said_in_plain_words(world: World, browse) -> None:
    page = _text(browse("facilitator").get(f"/p/here/sessions/{world.here.session}"))
    assert "No photos: nobody has given consent." in page


def test_a_day_in_a_refusal_is_written_as_people_write_it() -> None:
    message = Message("On %(day)s the clocks change.", {"day": dt.date(2027, 3, 28)})
    assert say_message(message, "en") == "On Sunday, 28 March 2027 the clocks change."
    assert "dimanche 28 mars 2027" in say_message(message, "fr")
