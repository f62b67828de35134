"""The self-assessment in the browser: without script, with what was typed kept, and with its marks."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from facilitation.app import create_app
from facilitation.commands.door import DirectDoor
from facilitation.commands.house import house_of
from facilitation.config import Config
from facilitation.demo.load import load
from facilitation.store.assessments import Rating, Statement
from facilitation.store.cities import City
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from tests.world import World

SHEET = "/p/here/assessment/cities/DUB"


def _statements(world: World) -> list[int]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Statement.id).order_by(Statement.id)))


def _ratings(world: World) -> dict[int, tuple[int | None, str]]:
    with world.database.reading() as orm:
        return {one.statement_id: (one.rating, one.comment) for one in orm.scalars(select(Rating))}


def _fields(statements: list[int], **more: str) -> dict[str, str]:
    """An area's form as a browser sends it: a comment and a version for each statement."""
    empty = {f"comment-{one}": "" for one in statements} | {f"seen-{one}": "0" for one in statements}
    return empty | {"area": "1"} | more


def test_from_nothing_to_a_set_of_ones_own(browse, world: World) -> None:
    organiser = browse("organiser")
    assert "Take the starting set" in organiser.get("/p/here/assessment").get_data(as_text=True)
    member = browse("participant").get("/p/here/assessment").get_data(as_text=True)
    assert "Nothing to answer yet" in member and "Take the starting set" not in member
    assert organiser.post("/p/here/assessment/starting-set").status_code == 303
    assert organiser.post("/p/here/assessment/areas", title="Care").status_code == 303
    first = _statements(world)[0]
    path = f"/p/here/assessment/statements/{first}"
    assert organiser.post(path, do="change", text="Rules name it.").status_code == 303
    assert organiser.post(path, do="move:1").status_code == 303
    page = organiser.get("/p/here/assessment/wording").get_data(as_text=True)
    assert page.index("responsible for it") < page.index("Rules name it.") and "Care" in page
    assert organiser.post(path, do="remove").status_code == 303
    page = organiser.get("/p/here/assessment/wording").get_data(as_text=True)
    assert "Bring back" in page and "31 statements" in page
    answer = organiser.post(path, do="change", text="y" * 301)
    assert answer.status_code in (404, 422)
    second = _statements(world)[1]
    answer = organiser.post(f"/p/here/assessment/statements/{second}", do="change", text="z" * 301)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'id="error-statement-{second}"' in page and "z" * 301 in page
    assert organiser.post(path, do="restore").status_code == 303
    for role in ("facilitator", "participant", "observer"):
        assert browse(role).get("/p/here/assessment/wording").status_code == 404


def test_answers_without_script(browse, world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    browser, (one, two, three, four) = browse("participant"), _statements(world)[:4]
    fields = _fields([one, two, three, four])
    given = fields | {f"rating-{one}": "7", f"rating-{two}": "none", f"comment-{one}": "Said <b>so</b>"}
    assert browser.post(f"{SHEET}/answers", **given).status_code == 303
    assert _ratings(world) == {one: (7, "Said <b>so</b>"), two: (None, "")}
    page = browser.get(SHEET).get_data(as_text=True)
    assert "2 of 32 answered" in page and "Said &lt;b&gt;so&lt;/b&gt;" in page and "<b>so" not in page
    assert re.search(rf'name="rating-{one}"\s+value="7"\s+checked', page)

    answer = browser.post(f"{SHEET}/answers", **fields | {f"comment-{three}": "Only words"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'id="error-statement-{three}"' in page and "Only words" in page
    assert three not in _ratings(world)

    assert browser.post(f"{SHEET}/submit").status_code == 303
    page = browser.get(SHEET).get_data(as_text=True)
    assert "Handed in" in page and 'type="radio"' not in page
    assert browser.post(f"{SHEET}/reopen").status_code == 303
    assert 'type="radio"' in browser.get(SHEET).get_data(as_text=True)


def test_the_later_is_told_of_the_earlier(browse, world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    one = _statements(world)[0]
    fields = _fields([one])
    browse("participant").post(f"{SHEET}/answers", **fields | {f"rating-{one}": "7"})
    support = browse("support")
    later = fields | {f"rating-{one}": "2", f"comment-{one}": "We see it otherwise"}
    answer = support.post(f"{SHEET}/answers", **later)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Participant has answered this meanwhile: 7." in page
    assert "We see it otherwise" in page and re.search(rf'name="rating-{one}"\s+value="2"\s+checked', page)
    seen = re.search(rf'name="seen-{one}" value="(\d+)"', page)[1]
    assert _ratings(world) == {one: (7, "")}
    assert support.post(f"{SHEET}/answers", **later | {f"seen-{one}": seen}).status_code == 303
    page = support.get(SHEET).get_data(as_text=True)
    assert _ratings(world) == {one: (2, "We see it otherwise")}
    assert "1 earlier answer" in page and "support organisation, for the city" in page
    asked = support.get(f"{SHEET}/answers").get_json()
    assert asked[str(one)]["version"] == 2 and asked[str(one)]["by"] == "Support"


def test_everybody_is_led_to_what_they_may_see(browse, world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    for role, leads_to in {"facilitator": "/cities/DUB#assessment", "observer": "/assessment"}.items():
        browser = browse(role)
        assert browser.get(SHEET).headers["Location"].endswith(leads_to)
        for path in (f"{SHEET}/answers", "/p/here/assessment/cities/TRN/answers"):
            assert browser.get(path).status_code == 404
    assert browse("participant").get("/p/here/assessment/cities/TRN").status_code == 302
    guest = browse("guest")
    for path in ("assessment", "assessment/cities/DUB", "assessment/ratings.csv"):
        assert guest.get(f"/p/here/{path}").status_code == 404


@pytest.mark.parametrize("role", ["coordinator", "facilitator"])
def test_sheets_of_data_start_no_formula_and_tell_no_secret(browse, world: World, role: str) -> None:
    world.by("organiser", "assessment.take_set", {})
    one = _statements(world)[0]
    with world.database.reading() as orm:
        dublin = orm.scalars(
            select(City.id).where(City.programme_id == world.here.programme, City.code == "DUB")
        ).one()
    about = {"city": dublin, "round": 1}
    answer = {"statement": one, "rating": 3, "comment": "=HYPERLINK(1)"}
    world.by("participant", "rating.give", about | {"answers": [answer]})
    world.by("participant", "assessment.submit", about)
    browser = browse(role)
    text = browser.get("/p/here/assessment/ratings.csv").data.decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(text, newline=""))
    comment = "'=HYPERLINK(1)" if role == "coordinator" else ""
    assert row[2:] == ["DUB", "Dublin", "3", "", comment, ""]
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/p/here/assessment/ratings.xlsx").data))
    cell = book.active["G2"]
    assert cell.value == ("=HYPERLINK(1)" if role == "coordinator" else None) and cell.data_type in "sn"
    assert browser.get("/p/here/assessment?round=2").status_code == 404


def test_an_area_without_an_answer_is_a_gap(browse, world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    browser, statements = browse("participant"), _statements(world)
    given = {f"rating-{one}": "0" for one in statements[4:]} | {
        f"rating-{one}": "none" for one in statements[:4]
    }
    browser.post(f"{SHEET}/answers", **_fields(statements) | given)
    browser.post(f"{SHEET}/submit")
    page = browse("facilitator").get("/p/here/cities/DUB").get_data(as_text=True)
    figure = re.search(r"<figure.*?</figure>", page, re.DOTALL)[0]
    assert figure.count("radar-axis--missing") == 1 and figure.count('class="radar-point"') == 7
    assert "radar-shape--open" in figure and figure.count(">0.0<") == 7
    assert "no answer" in figure and "0 of 4" in figure and "4 of 4" in figure
    assert 'class="simulated"' not in page


# -- the demo: nothing that was made up stands anywhere without its mark ----------------------------------


def test_every_made_up_rating_is_marked(tmp_path: Path) -> None:
    config = Config.from_environment({}, database_url=f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    links = load(config)["sign_in"]
    house = house_of(config)
    browser = create_app(config, house, DirectDoor(house, lambda changes: None)).test_client()
    home = browser.get(links["coordinator"]).headers["Location"].rstrip("/")
    home = home if home.startswith("/p/") else f"{home}/p/respond-rebuild-reinvent"
    with house.database.reading() as orm:
        assert all(orm.scalars(select(Rating.simulated))) and orm.scalars(select(Rating)).first()
        rated = set(orm.scalars(select(City.code).join(Rating, Rating.city_id == City.id)))
        codes = set(orm.scalars(select(City.code)))
    assert len(rated) >= 6 and codes - rated, "one city has not begun"
    figures = 0
    for path in [
        "assessment",
        *(f"{kind}/{code}" for code in rated for kind in ("assessment/cities", "cities")),
    ]:
        page = browser.get(f"{home}/{path}").get_data(as_text=True)
        assert 'class="simulated"' in page, path
        for figure in re.findall(r"<figure class=\"(?:spread|radar).*?</figure>", page, re.DOTALL):
            figures += 1
            assert 'class="simulated"' in figure or "Nobody has rated" in figure, path
        for answer in re.findall(r'<p class="answer-by.*?</p>', page, re.DOTALL):
            assert 'class="simulated"' in answer, path
    assert figures > 32
    made = browser.get(f"{home}/assessment/ratings.csv")
    rows = list(csv.reader(io.StringIO(made.data.decode("utf-8-sig"), newline="")))[1:]
    assert rows and all(row[-1] == "yes" for row in rows)
    assert "simulated" in made.headers["Content-Disposition"].lower()
    page = browser.get(f"{home}/assessment/cities/{min(codes - rated)}").get_data(as_text=True)
    assert "0 of 32 answered" in page
    house.database.dispose()
    database.dispose()
