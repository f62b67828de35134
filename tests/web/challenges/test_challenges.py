"""The heat-map in the browser: naming, filters, downloads, and three hundred cities by forty challenges."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, insert, select

from facilitation.domain.documents import to_json
from facilitation.queries.documents.minutes import minutes
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from tests.web.conftest import Browser
from tests.world import START, World


def _text(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def _name(browser: Browser, title: str, city: str = "DUB", **more: str):
    fields = {"city": city, "title": title, "kind": "social", "origin": "profile", "challenge": ""}
    return browser.post("/p/here/name-challenge", **fields | more)


def _rows(answer) -> list[str]:
    """The titles on the map, in their order."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', answer.get_data(as_text=True))


def test_a_new_challenge_is_asked_about_first(browse) -> None:
    browser = browse("participant")
    assert "Name a challenge of Dublin" in _text(browser.get("/p/here/challenges")), "the first step"
    path = _name(browser, "Youth unemployment", remark="Two in ten").headers["Location"]
    assert path.endswith("#named-DUB")
    asked = _name(browser, "Unemployed young people", remark="Still two in ten")
    page = _text(asked)
    assert asked.status_code == 200 and "Is it one of these?" in page
    assert "Still two in ten" in page, "what was typed is still there"
    assert _rows(browser.get("/p/here/challenges")) == ["Youth unemployment"], "nothing is named yet"
    answer = _name(browser, "Unemployed young people", challenge=re.search(r"challenges/(\d+)", path)[1])
    assert answer.headers["Location"] == path
    _name(browser, "Unemployed young people", challenge="new")
    assert sorted(_rows(browser.get("/p/here/challenges"))) == [
        "Unemployed young people",
        "Youth unemployment",
    ]


def test_a_refused_form_keeps_what_was_typed(browse) -> None:
    answer = _name(browse("participant"), "High rents", remark="Said aloud", origin="session")
    page = _text(answer)
    assert answer.status_code == 422 and 'id="error-session"' in page and "Said aloud" in page
    assert 'value="High rents"' in page
    answer = _name(browse("coordinator"), "High rents", city="")
    assert answer.status_code == 422 and 'id="error-city"' in _text(answer)


def test_only_its_own_people_name_for_a_city(browse) -> None:
    participant = browse("participant")
    assert _name(participant, "High rents", city="TRN").status_code == 404
    assert participant.get("/p/here/name-challenge?city=TRN").status_code == 404
    path = _name(browse("coordinator"), "High rents", city="TRN", remark="Turin's").headers["Location"]
    mention = re.search(r"/namings/(\d+)", _text(browse("coordinator").get(path)))[1]
    for who in ("participant", "facilitator", "observer", "guest"):
        browser = browse(who)
        assert browser.get(f"/p/here/namings/{mention}").status_code == 404
        assert browser.post(f"/p/here/namings/{mention}/withdraw").status_code in (403, 404)
        assert browser.get("/p/here/name-challenge?city=TRN").status_code == 404
        assert browser.get("/p/here/challenges/1/edit").status_code == 404
    assert "Turin's" in _text(browse("observer").get(path)).replace("&#39;", "'")


def test_a_naming_is_changed_withdrawn_and_restored(browse) -> None:
    browser = browse("support")
    path = _name(browser, "High rents", remark="Too high").headers["Location"]
    mention = re.search(r"/namings/(\d+)", _text(browser.get(path)))[1]
    fields = {"remark": "Far too high", "origin": "document", "source": "Housing report"}
    assert browser.post(f"/p/here/namings/{mention}", **fields).status_code == 303
    page = _text(browser.get(path))
    assert "Far too high" in page and "Housing report" in page and "Support organisation" in page
    browser.post(f"/p/here/namings/{mention}/withdraw")
    page = _text(browser.get(path))
    assert "named by 0 of 4 cities" in page and "1 withdrawn" in page
    assert "withdrawn" not in _text(browse("observer").get(path)), "it is its city's to see"
    browser.post(f"/p/here/namings/{mention}/restore")
    assert "named by 1 of 4 cities" in _text(browser.get(path))
    city = _text(browser.get("/p/here/cities/DUB"))
    assert "Far too high" in city and "Name a challenge of Dublin" in city


@pytest.fixture
def four(world: World, browse) -> World:
    """Rents (two cities), Trust (three, transversal), Food (one), and Jobs said on a board by Dublin."""
    browser = browse("coordinator")
    for code in ("DUB", "TRN"):
        _name(browser, "Rents", city=code, remark=f"Remark of {code}")
    for code in ("TRN", "SFO", "WAW"):
        _name(browser, "Trust", city=code, kind="transversal", challenge="")
    _name(browser, "Food", city="WAW")
    world.stage("cluster")
    cluster = world.cluster(world.here.seats["participant"], "Jobs")
    world.by("facilitator", "challenge.adopt", {"cluster": cluster})
    with world.database.reading() as orm:
        dublin = orm.scalars(
            select(City.id).where(City.programme_id == world.here.programme, City.code == "DUB")
        ).one()
    world.by("participant", "naming.confirm", {"city": dublin, "clusters": [cluster]})
    return world


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Rents", "Food", "Jobs", "Trust"]),
        ("?order=rare", ["Food", "Jobs", "Rents", "Trust"]),
        ("?kind=transversal", ["Trust"]),
        ("?city=dub", ["Rents", "Jobs"]),
        ("?shared=yes", ["Rents", "Trust"]),
        ("?source=boards", ["Jobs"]),
        ("?source=profiles&city=DUB", ["Rents"]),
        ("?q=remark+of+trn", ["Rents"]),
        ("?q=nothing", []),
        ("?kind=x&city=XXX&source=y&page=-1&slug=z", ["Rents", "Food", "Jobs", "Trust"]),
    ],
)
def test_filters(four: World, browse, query: str, titles: list[str]) -> None:
    answer = browse("observer").get(f"/p/here/challenges{query}")
    assert answer.status_code == 200 and _rows(answer) == titles
    assert ("No challenge fits" in _text(answer)) == (not titles)


def test_downloads_hold_what_is_looked_for(four: World, browse) -> None:
    browser = browse("observer")
    answer = browser.get("/p/here/challenges.csv?city=DUB")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    said = {(row["Challenge"], row["City"], row["Remark"], row["Notes"], row["Simulated"]) for row in rows}
    assert said == {
        ("Rents", "Dublin", "Remark of DUB", "", "no"),
        ("Rents", "Turin", "Remark of TRN", "", "no"),
        ("Jobs", "Dublin", "", "1", "no"),
    }
    book = load_workbook(io.BytesIO(browser.get("/p/here/challenges.xlsx").data))
    table = {row[0]: row[2:] for row in book["Heat-map"].iter_rows(min_row=2, values_only=True)}
    assert table["Jobs"] == (1, 1, None, None, None) and table["Trust"][0] == 3
    assert browse("guest").get("/p/here/challenges.csv").status_code == 404


def test_merged_and_undone_in_the_browser(four: World, browse) -> None:
    browser = browse("coordinator")
    links = dict(
        reversed(found)
        for found in re.findall(
            r'<th scope="row"><a href="([^"]+)">([^<]+)</a>',
            browser.get("/p/here/challenges").get_data(as_text=True),
        )
    )
    food, rents = links["Food"], links["Rents"]
    assert browser.post(f"{food}/merge", into="x").status_code == 422
    answer = browser.post(f"{food}/merge", into=rents.rsplit("/", 1)[1])
    assert answer.headers["Location"] == rents
    assert "Merged from" in _text(browser.get(rents)) and "named by 3 of 4" in _text(browser.get(rents))
    assert browser.get(food).headers["Location"] == rents
    assert browser.post(f"{food}/unmerge").headers["Location"] == food
    assert "named by 2 of 4" in _text(browser.get(rents))
    edited = browser.post(f"{food}/edit", title_en="rents", kind="social")
    assert edited.status_code == 422 and 'id="error-title_en"' in _text(edited)


def test_titles_for_the_reader(four: World, browse) -> None:
    four.by("organiser", "programme.change", {"languages": ["en", "es"]})
    browser = browse("coordinator")
    path = re.search(r'<th scope="row"><a href="([^"]+)">Rents', _text(browser.get("/p/here/challenges")))[1]
    assert 'name="title_es"' in _text(browser.get(f"{path}/edit"))
    browser.post(f"{path}/edit", title_en="Rents", title_es="Alquileres", kind="social")
    browser.post("/language", locale="es")
    page = _text(browser.get("/p/here/challenges"))
    assert ">Alquileres</a>" in page and '<span lang="en">Trust</span>' in page
    assert "Alquileres" in _text(browser.get("/p/here/cities/TRN"))


@pytest.fixture
def many(world: World) -> World:
    """300 cities; of 40 challenges most cities name eight, some on a board, some nothing."""
    cells = [{"name": f"Partner city {n}", "country": "PT"} for n in range(296)]
    rows = [{"number": n, "cells": one} for n, one in enumerate(cells, 2)]
    world.by("coordinator", "cities.import", {"rows": rows})
    with world.database.writing() as orm:
        challenges = [
            Challenge(
                programme_id=world.here.programme,
                key=f"c{n}",
                kind="social" if n % 2 else "transversal",
                title=f"A challenge of many cities, number {n}",
            )
            for n in range(40)
        ]
        orm.add_all(challenges)
        orm.flush()
        query = select(City.id).where(City.programme_id == world.here.programme).order_by(City.name)
        namings = [
            {"challenge_id": challenge.id, "city_id": city, "remark": f"Remark {at}", "source": "A report"}
            for at, city in enumerate(orm.scalars(query))
            for challenge in challenges[at % 5 :: 5]
            if at % 10
        ]
        orm.execute(insert(ChallengeMention), namings)
    return world


def _statements(world: World, browser: Browser, path: str) -> tuple[int, bytes]:
    statements: list[str] = []

    def count(connection, cursor, statement, *rest) -> None:
        statements.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", count)
    try:
        answer = browser.get(path)
    finally:
        event.remove(world.database.engine, "before_cursor_execute", count)
    assert answer.status_code == 200
    return len(statements), answer.data


@pytest.mark.parametrize("path", ["", "challenges", "challenges?page=3", "challenges?shared=yes&order=rare"])
def test_300_cities_by_40_challenges(browse, many: World, path: str) -> None:
    browser = browse("observer")
    browser.get(f"/p/here/{path}")
    statements, page = _statements(many, browser, f"/p/here/{path}")
    assert statements <= 30, "as many as with four cities"
    assert len(gzip.compress(page)) < 40_000
    if path:
        assert page.count(b'<th scope="col"') == 62, "sixty cities beside each other"
        assert b"270 of 300 cities" in page or "?" in path
        assert b"popovertarget" not in page, "so many cells lead to their challenge's page"


def test_a_challenge_of_300_cities_is_few_queries(browse, many: World) -> None:
    browser = browse("observer")
    with many.database.reading() as orm:
        challenge = orm.scalars(select(Challenge.id).where(Challenge.key == "c39")).one()
    browser.get(f"/p/here/challenges/{challenge}")
    statements, page = _statements(many, browser, f"/p/here/challenges/{challenge}")
    assert statements <= 15 and len(gzip.compress(page)) < 40_000
    assert _statements(many, browser, "/p/here/challenges.csv")[0] <= 15


def test_rooms_and_minutes_speak_the_readers_language(four: World, browse) -> None:
    coordinator = browse("coordinator")
    with four.database.reading() as orm:
        jobs = orm.scalars(select(Challenge.id).where(Challenge.key == "jobs")).one()
    coordinator.post(f"/p/here/challenges/{jobs}/edit", title_en="Jobs", title_es="Empleo", kind="social")
    guest = browse("guest")
    guest.post("/language", locale="es")
    room = guest.get(f"/p/here/sessions/{four.here.session}/room").get_data(as_text=True)
    data = json.loads(re.search(r'id="room-data">(.*?)</script>', room, re.DOTALL)[1])
    assert data["challenges"] == {str(jobs): ["Empleo", "es"]}
    assert "Rents" not in room and "Trust" not in room, "a guest learns of no challenge but the board's own"
    with four.database.writing() as orm:
        orm.get_one(Session, four.here.session).language = "es"
    with four.database.reading() as orm:
        document = minutes(orm, orm.get_one(Session, four.here.session), START, str, 1)
    assert "Empleo" in json.dumps(to_json(document))
