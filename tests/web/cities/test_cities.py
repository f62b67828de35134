"""Cities in the browser: forms that keep what was typed, sheets with a preview, a list for three hundred."""

from __future__ import annotations

import gzip
import html
import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import event, func, select

from facilitation.domain.sheets import read_sheet
from facilitation.store.cities import City
from tests.sheets import FIRST_SHEET, laughter, with_part, workbook
from tests.world import World

HEADER = ["name", "country", "time zone", "code", "other names", "inhabitants", "working languages"]


def _rows(*, faulty: bool) -> list[list]:
    """A sheet of 300 cities; with `faulty` three of them can't be."""
    rows = [[f"Partner {n}", "Portugal", "", "", f"Parceiro {n}", 1000 + n, "pt; en"] for n in range(2, 302)]
    if faulty:
        rows[15][2] = "Mars/Base"
        rows[98][1] = "Atlantis"
        rows[298][5] = "many"
    return rows


def _csv(rows: list[list]) -> bytes:
    return "\r\n".join(",".join(map(str, row)) for row in [HEADER, *rows]).encode("utf-8-sig")


def _xlsx(rows: list[list]) -> bytes:
    return workbook([HEADER, *rows])


def _count(world: World) -> int:
    with world.database.reading() as orm:
        return orm.scalar(select(func.count()).where(City.programme_id == world.here.programme))


def _look(browser, content: bytes, name: str):
    return browser.post("/p/here/import-cities", file=(io.BytesIO(content), name))


def _hidden_rows(page: str) -> str:
    return html.unescape(re.search(r'name="rows" value="([^"]*)"', page)[1])


@pytest.mark.parametrize(("ending", "make"), [("csv", _csv), ("xlsx", _xlsx)])
def test_three_faulty_rows_of_300(browse, world: World, ending: str, make: Callable) -> None:
    browser, before = browse("coordinator"), _count(world)
    answer = _look(browser, make(_rows(faulty=True)), f"cities.{ending}")
    assert answer.status_code == 422
    faults = re.findall(r"<li>(Row .*?)</li>", answer.get_data(as_text=True))
    assert [html.unescape(fault) for fault in faults] == [
        "Row 17, column “time zone”: “Mars/Base” is no time zone of the world. "
        "Write one such as Europe/Dublin.",
        "Row 100, column “country”: “Atlantis” is no country. Write its name or its two-letter code.",
        "Row 300, column “inhabitants”: “many” is no number of inhabitants. "
        "Write it in digits, such as 544000.",
    ]
    assert _count(world) == before

    answer = _look(browser, make(_rows(faulty=False)), f"cities.{ending}")
    assert answer.status_code == 200 and _count(world) == before, "a preview changes nothing"
    rows = _hidden_rows(answer.get_data(as_text=True))
    assert browser.post("/p/here/import-cities/take", rows=rows).status_code == 303
    assert _count(world) == before + 300
    with world.database.reading() as orm:
        added = select(City).where(City.programme_id == world.here.programme, City.name == "Partner 2")
        assert orm.scalars(added).one().time_zone == "Europe/Lisbon"
    again = _look(browser, make(_rows(faulty=False)), f"cities.{ending}").get_data(as_text=True)
    assert "Updates 300 cities" in again and "Adds" not in again


def test_what_was_tampered_with_is_judged_again(browse, world: World) -> None:
    browser, before = browse("coordinator"), _count(world)
    good = '[{"number":2,"cells":{"name":"Faro","country":"PT"}}'
    for rows in (good + ',{"number":3,"cells":{"name":"Y","time_zone":"Z"}}]', "[]", "x", '[{"number":"x"}]'):
        assert browser.post("/p/here/import-cities/take", rows=rows).status_code in (303, 422)
        assert _count(world) == before, rows


def test_a_sheet_without_names_is_refused(browse) -> None:
    answer = _look(browse("coordinator"), b"a,b\n1,2\n", "cities.csv")
    assert answer.status_code == 422 and 'id="error-file"' in answer.get_data(as_text=True)


def test_a_file_that_means_harm_is_refused_at_its_field(browse, world: World) -> None:
    browser = browse("coordinator")
    answer = _look(browser, with_part(FIRST_SHEET, laughter("utf-16")), "cities.xlsx")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "can&#39;t be read as a sheet" in page and 'id="error-file"' in page


def test_a_guess_at_letters_is_told_and_shown(browse) -> None:
    """Nobody's name changes its letters without a word."""
    browser = browse("coordinator")
    text = (
        "name,country\nŠkofja Loka,Slovenia\nMálaga,Spain\nMálaga Norte,Spain\nL'Hospitalet – Œuvre,Spain\n"
    )
    page = _look(browser, text.encode("cp1252"), "cities.csv").get_data(as_text=True)
    assert "Windows (western Europe)" in page
    shown = re.findall(r"<li><strong><bdi>(.*?)</bdi>", page)
    assert [html.unescape(one) for one in shown] == ["Škofja Loka", "Málaga", "L'Hospitalet – Œuvre"]
    assert "does not say" not in _look(browser, text.encode(), "cities.csv").get_data(as_text=True)


def test_typed_cities(browse, world: World) -> None:
    browser = browse("organiser")
    page = browser.post("/p/here/import-cities", typed="Cork, Ireland\nBoston, USA").get_data(as_text=True)
    assert "several time zones" in page and "Cork, Ireland" in page, "what was typed is still there"
    page = browser.post("/p/here/import-cities", typed="Cork, Ireland\nBoston, USA, America/New York")
    rows = _hidden_rows(page.get_data(as_text=True))
    assert browser.post("/p/here/import-cities/take", rows=rows).status_code == 303
    assert "Cork" in browser.get("/p/here/cities?q=cor").get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_template_can_be_read_back(browse, language: str) -> None:
    browser = browse("coordinator")
    browser.post("/language", locale=language)
    header = browser.get("/p/here/import-cities/template.csv").data
    delimiter = b"," if language == "en" else b";"
    page = _look(browser, header + b"Faro" + delimiter + b"PT\r\n", "cities.csv")
    assert page.status_code == 200 and "Faro" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("53.34", "-6.26"), (53.34, -6.26)),
        (("53,34°", "−6,26°"), (53.34, -6.26)),
        (("+19.920833", "0"), (19.920833, 0.0)),
        (("north", "1"), "“north” is no latitude"),
        (("1", "1e1"), "“1e1” is no longitude"),
        (("91", "1"), "Give degrees"),
        (("1", "-180.5"), "Give degrees"),
        (("nan", "1"), "“nan” is no latitude"),
        (("1", ""), "Give both"),
        (("", "1"), "Give both"),
    ],
)
def test_coordinates_in_a_sheet(browse, world: World, typed: tuple[str, str], meant: object) -> None:
    file = ";".join(("name", "country", "Latitud", "lon")) + "\n" + ";".join(("Faro", "PT", *typed)) + "\n"
    browser = browse("coordinator")
    answer = _look(browser, file.encode(), "cities.csv")
    page = answer.get_data(as_text=True)
    if isinstance(meant, str):
        column = "longitude" if typed[0] == "1" else "latitude"
        assert (
            answer.status_code == 422 and meant in html.unescape(page) and f"Row 2, column “{column}”" in page
        )
        return
    assert browser.post("/p/here/import-cities/take", rows=_hidden_rows(page)).status_code == 303
    with world.database.reading() as orm:
        faro = orm.scalars(select(City).where(City.name == "Faro")).one()
        assert (faro.latitude, faro.longitude) == meant
    edit = browser.get("/p/here/cities/FAR/edit").get_data(as_text=True)
    shown = [re.search(f'name="{name}"[^>]*value="([^"]*)"', edit)[1] for name in ("latitude", "longitude")]
    fields = {"name": "Faro", "country_code": "PT", "time_zone": "Europe/Lisbon"}
    answer = browser.post("/p/here/cities/FAR/edit", **fields, latitude=shown[0], longitude=shown[1])
    assert answer.status_code == 303
    with world.database.reading() as orm:
        faro = orm.scalars(select(City).where(City.name == "Faro")).one()
        assert (faro.latitude, faro.longitude) == meant, "a form gives back what it was given"


def test_a_form_keeps_what_was_typed(browse, world: World) -> None:
    browser = browse("coordinator")
    fields = {"name": "Cork", "country_code": "IE", "time_zone": "Europe/Dublin", "inhabitants": "lots"}
    answer = browser.post("/p/here/new-city", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'id="error-inhabitants"' in page and 'value="Cork"' in page
    answer = browser.post(
        "/p/here/new-city", **fields | {"inhabitants": "210 000", "languages": "English ga"}
    )
    assert answer.headers["Location"].endswith("/cities/COR")
    for typed, field in {"north": "latitude", "51.9": "longitude", "nan": "latitude"}.items():
        answer = browser.post("/p/here/cities/COR/edit", **fields | {"inhabitants": "", "latitude": typed})
        assert f'id="error-{field}"' in answer.get_data(as_text=True), typed
    edit = browser.get("/p/here/cities/COR/edit").get_data(as_text=True)
    assert 'value="210000"' in edit and "English, Irish" in edit
    answer = browser.post("/p/here/cities/COR/edit", **fields | {"name": "Corcaigh", "inhabitants": ""})
    assert answer.status_code == 303
    assert browser.post("/p/here/cities/COR/remove").status_code == 303
    assert browser.get("/p/here/cities/COR").status_code == 404


@pytest.mark.parametrize(
    "path", ["new-city", "import-cities", "cities/DUB/edit", "import-cities/template.csv"]
)
def test_others_see_no_forms(browse, path: str) -> None:
    assert browse("participant").get(f"/p/here/{path}").status_code == 404
    assert browse("guest").get(f"/p/here/{path}").status_code == 404


def test_organisations(browse, world: World) -> None:
    browser = browse("coordinator")
    answer = browser.post("/p/here/organisations", name=" ", roles="network")
    assert answer.status_code == 422 and 'id="error-name"' in answer.get_data(as_text=True)
    assert (
        browser.post("/p/here/organisations", name="REVES", roles="network", cities="DUB").status_code == 303
    )
    page = browser.get("/p/here/organisations").get_data(as_text=True)
    path = re.search(r'href="(/p/here/organisations/\d+)"', page)[1]
    form = {"name": "REVES", "roles": ["academic", "coordination"], "cities": "TRN"}
    assert browser.post(path, **form).status_code == 303
    listed = browser.get("/p/here/organisations").get_data(as_text=True)
    assert listed.count("<h3>REVES</h3>") == 2 and "Academic partners" in listed
    edited = " ".join(browser.get(path).get_data(as_text=True).split())
    ticked = re.findall(r'name="roles" value="(\w+)"[^>]* checked', edited)
    assert ticked == ["academic", "coordination"]
    none = browser.post(path, name="Kept name", cities="TRN")
    text = none.get_data(as_text=True)
    assert none.status_code == 422 and 'id="error-roles"' in text and "Kept name" in text
    page = browser.get("/p/here/cities/TRN").get_data(as_text=True)
    assert page.count("REVES") == 2 and "Coordination team" in page
    assert "REVES" not in browser.get("/p/here/cities/DUB").get_data(as_text=True)
    assert browser.post(f"{path}/remove").status_code == 303
    assert "REVES" not in browser.get("/p/here/organisations").get_data(as_text=True)


@pytest.fixture
def many(world: World) -> World:
    cells = [{"name": f"Partner city {n}", "country": "PT", "aliases": f"Parceira {n}"} for n in range(296)]
    rows = [{"number": n, "cells": one} for n, one in enumerate(cells, 2)]
    world.by("coordinator", "cities.import", {"rows": rows})
    return world


@pytest.mark.parametrize("path", ["/p/here/", "/p/here/cities", "/p/here/cities?q=parceira&page=3"])
def test_300_cities_are_few_queries_and_few_bytes(browse, many: World, path: str) -> None:
    browser = browse("organiser")
    browser.get(path)
    statements: list[str] = []

    def count(connection, cursor, statement, *rest) -> None:
        statements.append(statement)

    event.listen(many.database.engine, "before_cursor_execute", count)
    try:
        page = browser.get(path).data
    finally:
        event.remove(many.database.engine, "before_cursor_execute", count)
    assert len(statements) <= 30, "as many as with four cities"
    styles = re.findall(rb'<link rel="stylesheet" href="(/static/[^"]+)"', page)
    assert styles
    weight = sum(len(gzip.compress(browser.get(style.decode()).data)) for style in styles)
    assert len(gzip.compress(page)) + weight < 100_000
    assert len(gzip.compress(page)) < 20_000


def test_the_list_has_pages(browse, many: World) -> None:
    browser = browse("observer")
    seen: set[str] = set()
    for page in range(1, 6):
        answer = browser.get(f"/p/here/cities?page={page}").get_data(as_text=True)
        seen |= set(re.findall(r'href="/p/here/cities/([A-Z]{3})"', answer))
    assert len(seen) == 300
    assert browser.get("/p/here/cities?page=x").status_code == 200


ODD = [
    {"name": "São Tomé", "country_code": "ST", "time_zone": "Africa/Sao Tome", "languages": ["pt"]},
    {
        "name": "=Cork+1",
        "country_code": "IE",
        "time_zone": "Europe/Dublin",
        "offices": ["-Jobs", "@Home, east"],
    },
    {
        "name": "Turin again",
        "country_code": "IT",
        "time_zone": "Europe/Rome",
        "latitude": 45.07049,
        "longitude": 7.68682,
    },
    {
        "name": "Ushuaia",
        "country_code": "AR",
        "time_zone": "America/Argentina/Ushuaia",
        "latitude": -54.80191,
        "longitude": -68.30295,
    },
    {
        "name": "Washington",
        "country_code": "US",
        "time_zone": "America/New York",
        "aliases": ["Washington, D.C."],
        "supports": ["Ashoka, Inc.", "+Plus"],
        "languages": ["en", "es"],
        "inhabitants": 689_545,
    },
    {"name": "Nowhere", "time_zone": "UTC", "aliases": ["Utopia", "Ou, topos"]},
]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_as_a_sheet_comes_in_the_same(browse, world: World, ending: str, language: str) -> None:
    for city in ODD:
        world.by("coordinator", "city.add", city)
    here, there = browse("participant"), browse("there/coordinator")
    for browser in (here, there):
        browser.post("/language", locale=language)
    file = here.get(f"/p/here/cities.{ending}")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
    if ending == "csv":
        assert b"'=Cork+1" in file.data and b";=Cork" not in file.data and b",=Cork" not in file.data
    sent = (io.BytesIO(file.data), f"cities.{ending}")
    rows = _hidden_rows(there.post("/p/there/import-cities", file=sent).get_data(as_text=True))
    assert there.post("/p/there/import-cities/take", rows=rows).status_code == 303
    again = there.get(f"/p/there/cities.{ending}")
    assert read_sheet(again.data) == read_sheet(file.data) and len(read_sheet(file.data)) == 11
    assert "<h1>=Cork+1</h1>" in there.get("/p/there/cities/COR").get_data(as_text=True)
    with world.database.reading() as orm:
        known = select(City.latitude, City.longitude).where(City.programme_id == world.there.programme)
        places = dict(orm.execute(known.where(City.latitude.is_not(None))).all())
    assert places == {45.07049: 7.68682, -54.80191: -68.30295}
    page = there.get("/p/there/cities/WAS").get_data(as_text=True)
    assert "Washington, D.C." in page and "Ashoka, Inc." in page


def test_a_city_without_languages_says_so(browse, world: World) -> None:
    world.by(
        "coordinator", "cities.import", {"rows": [{"number": 2, "cells": {"name": "Faro", "country": "PT"}}]}
    )
    for role, added in (("coordinator", True), ("observer", False)):
        page = browse(role).get("/p/here/cities/FAR").get_data(as_text=True)
        assert "Not known yet" in page and ("Add them" in page) is added
