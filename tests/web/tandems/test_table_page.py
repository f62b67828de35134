"""The coordinator's table as a page: who sees it, moves by forms, tried out by JSON, refused in place."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from facilitation.store.cities import City
from facilitation.store.people import Person
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round
from tests.laws.cases import CASES
from tests.world import World


def _scenario(world: World) -> int:
    return CASES["round.move"].payload(world, 0)["round"]


def _row(world: World, number: int) -> Round:
    with world.database.reading() as orm:
        return orm.get_one(Round, number)


def _page(answer) -> str:
    return html.unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize("role", ["facilitator", "participant", "observer"])
def test_only_coordinators_find_it(world: World, browse, role: str) -> None:
    number = _scenario(world)
    browser = browse(role)
    for path in ("table", "table/compare", f"table/{number}", f"table/{number}/state", f"table/{number}/try"):
        assert browser.get(f"/p/here/tandems/{path}").status_code in (403, 404), path
    for deed, fields in (("undo", {}), ("settings", {"min_common_hours": "x"}), ("remove", {})):
        answer = browser.post(f"/p/here/tandems/table/{number}/{deed}", version="0", **fields)
        assert answer.status_code in (403, 404) and "Turin" not in _page(answer)
    assert "Open the table" not in _page(browser.get("/p/here/tandems"))


def test_a_move_without_script(world: World, browse) -> None:
    number = _scenario(world)
    browser = browse("coordinator")
    path = f"/p/here/tandems/table/{number}"
    assert f'name="version" value="{_row(world, number).version}"' in _page(browser.get(path))
    answer = browser.post(f"{path}/move", version="0", city="DUB", leaves="0", joins="1")
    assert answer.status_code == 303 and answer.headers["Location"].endswith(path)
    page = _page(browser.get(path))
    assert "Dublin moved: Dublin + San Francisco → Dublin + Turin + Warsaw" in page
    assert "is a group of 1; the sizes allowed are 2, 3." in page
    stale = browser.post(f"{path}/move", version="0", city="DUB", leaves="1", joins="0")
    assert stale.status_code == 409
    assert "Somebody else changed this table" in _page(stale)
    assert "Dublin + San Francisco → Dublin + Turin + Warsaw" in _page(stale), "the fresh state"


def test_a_move_is_tried_out(world: World, browse) -> None:
    number = _scenario(world)
    browser = browse("coordinator")
    before = _row(world, number)
    path = f"/p/here/tandems/table/{number}/try"
    tried = browser.get(f"{path}?version=0&city=DUB&leaves=0&joins=1").json
    assert tried["ok"] and tried["before"] == pytest.approx(before.answer["total"])
    assert tried["broken"] == ["San Francisco is a group of 1; the sizes allowed are 2, 3."]
    after = _row(world, number)
    assert (after.version, after.answer) == (before.version, before.answer)
    browser.post(f"/p/here/tandems/table/{number}/move", version="0", city="DUB", leaves="0", joins="1")
    assert _row(world, number).answer["total"] == pytest.approx(tried["after"])
    for query, status in (("version=0&city=DUB&leaves=1&joins=0", 409), ("version=1&city=XXX&joins=0", 404)):
        refused = browser.get(f"{path}?{query}")
        assert refused.status_code == status and refused.json["message"]
    assert browser.get(f"{path}?version=1&city=DUB&leaves=5&joins=0").json["field"] == "leaves"


@pytest.mark.parametrize(
    ("deed", "fields", "sentence"),
    [
        ("settings", {"min_common_hours": "many", "dates": "2027-09-21"}, "“many” is no number."),
        ("settings", {"min_common_hours": "1", "opens": "08:30", "closes": "18:30"}, "at least one size"),
        ("languages", {"city": "DUB", "languages": "Klingonese"}, "“Klingonese” is no language known here."),
        ("rule", {"kind": "never", "cities": "DUB"}, "Choose at least two cities."),
        ("why", {"cities": "DUB"}, "Choose two or three cities."),
        ("rename", {"name": " "}, "Write something first."),
    ],
)
def test_what_is_refused_is_told_in_place_and_kept(
    world: World, browse, deed: str, fields: dict[str, str], sentence: str
) -> None:
    number = _scenario(world)
    before = _row(world, number)
    answer = browse("coordinator").post(
        f"/p/here/tandems/table/{number}/{deed}",
        **({"version": "0", "weight_shared": "40", "weight_wishes": "40", "weight_answered": "20"} | fields),
    )
    page = _page(answer)
    assert answer.status_code == 422 and sentence in page
    assert all(typed in page for typed in fields.values())
    after = _row(world, number)
    assert (after.version, after.problem, after.name) == (before.version, before.problem, before.name)


def test_settings_by_the_form(world: World, browse) -> None:
    number = _scenario(world)
    browser = browse("coordinator")
    path = f"/p/here/tandems/table/{number}"
    fields = {"sizes": "2", "min_common_hours": "1,5", "opens": "09:00", "closes": "17:00"}
    fields |= {"dates": "2027-09-28\r\n2027-09-21", "setting": "", "weight_shared": "70"}
    fields |= {"weight_wishes": "15", "weight_answered": "15"}
    assert browser.post(f"{path}/settings", version="0", **fields).status_code == 303
    rules = _row(world, number).problem["rules"]
    assert rules["sizes"] == [2] and rules["min_common_hours"] == 1.5
    assert rules["dates"] == ["2027-09-21", "2027-09-28"]
    assert rules["weights"] == {"shared": 0.7, "wishes": 0.15, "answered": 0.15}
    page = browser.get(path).get_data(as_text=True)
    assert re.search(r'<option value="challenges_first"[^>]* selected', page), (
        "a named setting is known again"
    )
    fields |= {"setting": "offers_first"}
    assert browser.post(f"{path}/settings", version="1", **fields).status_code == 303
    assert _row(world, number).problem["rules"]["weights"]["answered"] == 0.6


def test_the_programme_has_changed_since(world: World, browse) -> None:
    browser = browse("coordinator")
    made = browser.post("/p/here/tandems/table", name="Mine", preset="balanced", kind="solve")
    path = made.headers["Location"]
    number = int(path.rsplit("/", 1)[1])
    world.do("round.fail", {"round": number, "reason": "x"}, programme=world.here.programme)
    assert "The programme has changed" not in _page(browser.get(path))
    with world.database.writing() as orm:
        dublin = orm.query(City).filter_by(programme_id=world.here.programme, code="DUB").one()
        dublin.languages = ["en", "ga"]
    page = _page(browser.get(path))
    assert "Challenges, languages or time zone changed: Dublin" in page
    assert browser.post(f"{path}/take_over", version="0").status_code == 303
    assert "The programme has changed" not in _page(browser.get(path))
    cities = {city["id"]: city["languages"] for city in _row(world, number).problem["cities"]}
    assert cities["DUB"] == ["en", "ga"]


def test_workshops_as_attended(world: World, browse) -> None:
    browser = browse("coordinator")
    form = {"name": "As attended", "kind": "attended"}
    refused = browser.post("/p/here/tandems/table", **form)
    assert refused.status_code == 422 and "No solution workshop has been recorded yet." in _page(refused)
    asked = {"title": "Held", "type": "solution", "template": "challenges"}
    for codes in (["DUB", "TRN", "WAW"], ["DUB", "SFO"]):
        session = world.by("organiser", "session.create", asked).result["session"]
        with world.database.writing() as orm:
            cities = orm.query(City).filter(City.programme_id == world.here.programme, City.code.in_(codes))
            row = orm.get_one(Session, session)
            row.cities_there, row.was_there = list(cities), "these"
    made = browser.post("/p/here/tandems/table", **form)
    assert made.status_code == 303
    row = _row(world, int(made.headers["Location"].rsplit("/", 1)[1]))
    assert [tandem["cities"] for tandem in row.answer["tandems"]] == [["DUB", "TRN", "WAW"], ["DUB", "SFO"]]
    assert {city["id"]: city["capacity"] for city in row.problem["cities"]}["DUB"] == 2
    assert row.by_hand and row.answer["messages"] == []
    shown = _page(browser.get(made.headers["Location"]))
    assert "Groups as attended" in shown and "Group 1" in shown
    for page in ("pictures", "files"):
        shown += _page(browser.get(f"/p/here/tandems/rounds/{row.id}/{page}"))
    assert re.findall(r"Tandem \d", shown) == [], "nobody called these groups tandems"


def test_a_scenario_without_a_name_bears_the_moment_by_the_readers_clocks(world: World, browse) -> None:
    number = _scenario(world)
    with world.database.writing() as orm:
        row = orm.get_one(Round, number)
        row.name, row.created_at = "", dt.datetime(2026, 11, 29, 23, 55, tzinfo=dt.UTC)
        orm.get_one(Person, world.here.people["coordinator"]).time_zone = "Europe/Warsaw"
    for path in (f"table/{number}", "table"):
        page = _page(browse("coordinator").get(f"/p/here/tandems/{path}"))
        assert "Scenario of 30 Nov 2026, 00:55" in page and "2026-11-29" not in page


def test_side_by_side(world: World, browse) -> None:
    browser = browse("coordinator")
    one, other = _scenario(world), _scenario(world)
    browser.post(f"/p/here/tandems/table/{other}/rename", name="The other")
    browser.post(f"/p/here/tandems/table/{other}/move", version="0", city="DUB", leaves="0", joins="1")
    page = _page(browser.get(f"/p/here/tandems/table/compare?with={one}&with={other}"))
    assert "The other" in page and page.count("only here") == 4
    assert "Choose two or three" in _page(browser.get(f"/p/here/tandems/table/compare?with={one}"))
    assert browser.get(f"/p/here/tandems/table/compare?with={one}&with=9999").status_code == 404
    listed = _page(browser.get("/p/here/tandems/table"))
    assert "The other" in listed and "by hand, not proven" in listed


def test_where_nothing_is_known_any_grouping_is_as_good(world: World, browse) -> None:
    number = _scenario(world)
    row = _row(world, number)
    path = f"/p/here/tandems/table/{number}"
    for best, told in ((0.0, True), (0.4, False)):
        found = {"round": number, "version": row.version, "answer": row.answer, "solved": row.answer}
        found |= {"personal_best": {"DUB": best, "TRN": 0.0}, "findings": {}}
        world.do("round.weighed", found, programme=world.here.programme)
        page = _page(browse("coordinator").get(path))
        assert ("any grouping is as good" in page) is told
        assert ("What each city misses" in page) is not told


def test_the_table_proposes_what_stands_on_it(world: World, browse) -> None:
    """Beside the figures, not in the menu of the scenario, and with the version that was seen."""
    number = _scenario(world)
    page = _page(browse("coordinator").get(f"/p/here/tandems/table/{number}"))
    acts = page.partition('class="table-acts"')[2].partition("</section>")[0]
    assert f"/rounds/{number}/propose" in acts and 'id="table-propose"' in acts
    assert page.count(f"/rounds/{number}/propose") == 1
