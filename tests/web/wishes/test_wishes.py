"""The pages of wishes: forms that keep what was typed, the deadline in the reader's time, who is missing."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from sqlalchemy import select

from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.people import Person
from tests.laws.cases.wishes import city_id
from tests.world import World


@pytest.fixture
def practice(world: World) -> int:
    """A practice of Turin's."""
    with world.database.writing() as orm:
        row = Practice(
            programme_id=world.here.programme,
            city_id=city_id(world, "TRN"),
            key="P1",
            title="Markets in vacant shops",
            origin="profile",
        )
        orm.add(row)
        orm.flush()
        return row.id


def _text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def _wishes(world: World) -> list[Wish]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Wish).order_by(Wish.id)))


def test_a_city_states_changes_withdraws_and_restores_a_wish(world: World, browse, practice: int) -> None:
    browser = browse("participant")
    assert "No wishes yet" in _text(browser.get("/p/here/wishes"))
    form = _text(browser.get(f"/p/here/wishes/new?practice={practice}&teacher=TRN"))
    assert f'<option value="{practice}" selected>Markets in vacant shops' in form
    assert '<option value="TRN" selected>' in form and '<option value="DUB"' not in form
    sent = browser.post(
        "/p/here/wishes/new",
        city="DUB",
        practice=str(practice),
        priority="2",
        text="How they began",
        language="en",
    )
    assert sent.headers["Location"] == "/p/here/wishes/of/DUB"
    [wish] = _wishes(world)
    page = _text(browser.get("/p/here/wishes"))
    assert "How they began" in page and "Only your city and the coordinators see it" in page
    browser.post(f"/p/here/wishes/{wish.id}/rank", priority="1")
    browser.post(f"/p/here/wishes/{wish.id}/show", shown="1")
    [wish] = _wishes(world)
    assert (wish.priority, wish.shown) == (1, True)
    edit = _text(browser.get(f"/p/here/wishes/{wish.id}"))
    assert "How they began" in edit and 'id="field-shown" checked' in edit
    browser.post(f"/p/here/wishes/{wish.id}", practice=str(practice), priority="3", text="How it is paid")
    assert (_wishes(world)[0].text, _wishes(world)[0].shown) == ("How it is paid", False)
    browser.post(f"/p/here/wishes/{wish.id}/withdraw")
    assert "1 withdrawn wish" in _text(browser.get("/p/here/wishes"))
    browser.post(f"/p/here/wishes/{wish.id}/restore")
    assert _wishes(world)[0].withdrawn_at is None


def test_a_refused_form_keeps_what_was_typed(world: World, browse, practice: int) -> None:
    browser = browse("participant")
    answer = browser.post(
        "/p/here/wishes/new",
        city="DUB",
        practice=str(practice),
        teacher="WAW",
        priority="3",
        text="Kept words",
    )
    page = _text(answer)
    assert answer.status_code == 422 and "is a practice of Turin, not of Warsaw" in page
    assert "Kept words" in page and '<option value="WAW" selected>' in page
    assert 'name="priority" value="3" checked' in page
    assert _wishes(world) == []
    assert browser.post("/p/here/wishes/new", city="DUB", teacher="XXX").status_code == 422
    assert browser.post("/p/here/wishes/new", city="TRN", text="Ours").status_code == 404


def test_a_coordinator_chooses_the_city(world: World, browse) -> None:
    browser = browse("coordinator")
    answer = browser.post("/p/here/wishes/new", city="", text="Kept words")
    assert answer.status_code == 422 and "Kept words" in _text(answer)
    browser.post("/p/here/wishes/new", city="WAW", teacher="DUB", priority="1")
    assert "Said by: Coordinator" in _text(browser.get("/p/here/wishes/of/WAW"))
    assert _wishes(world)[0].role == "coordinator"


def test_the_deadline_is_told_by_the_readers_own_clocks(world: World, browse) -> None:
    coordinator = browse("coordinator")
    coordinator.post("/p/here/wishes/terms", date="2027-04-02", time="18:00", most="3")
    assert "Friday, 2 April 2027, 18:00 in Dublin" in _text(coordinator.get("/p/here/wishes"))
    assert 'value="18:00"' in _text(coordinator.get("/p/here/wishes/terms"))
    participant = browse("participant")
    assert "Friday, 2 April 2027, 18:00 your time" in _text(participant.get("/p/here/wishes"))
    assert "Friday, 2 April 2027, 18:00 your time" in _text(participant.get("/p/here/"))
    with world.database.writing() as orm:
        orm.get_one(Person, world.here.people["participant"]).time_zone = "Asia/Tokyo"
    assert "Saturday, 3 April 2027, 02:00 your time" in _text(participant.get("/p/here/wishes"))
    world.clock.now = dt.datetime(2027, 4, 2, 17, 0, tzinfo=dt.UTC)
    page = _text(participant.get("/p/here/wishes"))
    assert "The time for wishes ended on" in page and "Add a wish" not in page
    refused = participant.post("/p/here/wishes/new", city="DUB", text="Kept words")
    assert refused.status_code == 409 and "Kept words" in _text(refused)
    assert "your time" not in _text(participant.get("/p/here/"))


def test_a_wrong_deadline_keeps_what_was_typed(world: World, browse) -> None:
    browser = browse("coordinator")
    answer = browser.post("/p/here/wishes/terms", date="2027-10-31", time="01:30", most="3")
    page = _text(answer)
    assert answer.status_code == 422 and 'name="fold"' in page and 'value="2027-10-31"' in page
    assert browser.post("/p/here/wishes/terms", date="2027-13-31", time="01:30", most="3").status_code == 422
    browser.post("/p/here/wishes/terms", date="2027-10-31", time="01:30", most="3", fold="1")
    assert "01:30 in Dublin (UTC)" in _text(browser.get("/p/here/wishes"))


def test_one_city_has_longer_until_that_is_taken_back(world: World, browse) -> None:
    browser = browse("coordinator")
    browser.post("/p/here/wishes/terms", date="2027-03-08", time="18:00", most="3")
    answer = browser.post("/p/here/wishes/of/DUB/longer", date="2027-03-07", time="18:00")
    assert answer.status_code == 422 and "later time than the deadline" in _text(answer)
    assert browser.post("/p/here/wishes/of/DUB/longer", date="", time="").status_code == 422
    browser.post("/p/here/wishes/of/DUB/longer", date="2027-03-12", time="18:00")
    assert "Friday, 12 March 2027, 18:00" in _text(browser.get("/p/here/wishes"))
    assert browse("participant").post("/p/here/wishes/new", city="DUB", text="Rents").status_code == 303
    browser.post("/p/here/wishes/of/DUB/longer", end="1")
    assert browse("participant").post("/p/here/wishes/new", city="DUB", text="Fees").status_code == 409


def test_the_coordinators_page_says_who_is_missing_and_reminds(world: World, browse) -> None:
    browser = browse("coordinator")
    browser.post("/p/here/wishes/new", city="WAW", text="Rents")
    page = _text(browser.get("/p/here/wishes?missing=1"))
    assert "Without a wish: 3" in page and "Remind 1 city without a wish" in page and "Warsaw" not in page
    answer = browser.post("/p/here/wishes/remind", remind="all", missing="1")
    assert answer.headers["Location"].endswith("/p/here/wishes?missing=1")
    page = _text(browser.get("/p/here/wishes"))
    assert "2 people are being reminded." in page and "Remind 1 city" not in page
    browser.post("/p/here/wishes/remind", remind="WAW")
    assert "Warsaw has stated wishes already." in _text(browser.get("/p/here/wishes"))
    assert browse("observer").post("/p/here/wishes/remind", remind="all").status_code == 404


def test_practices_and_cities_offer_themselves_as_a_wish(world: World, browse, practice: int) -> None:
    participant = browse("participant")
    assert "Add to our wishes" in _text(participant.get("/p/here/cities/TRN"))
    assert "Add to our wishes" not in _text(participant.get("/p/here/cities/DUB"))
    assert "to a city’s wishes" in _text(browse("coordinator").get("/p/here/cities/DUB"))
    assert "wishes/new" not in _text(browse("observer").get("/p/here/cities/TRN"))
    participant.post("/p/here/wishes/new", city="DUB", teacher="TRN")
    assert "On our wish list" in _text(participant.get("/p/here/cities/TRN"))


def test_a_sheet_is_looked_at_and_taken_in(world: World, browse) -> None:
    browser = browse("coordinator")

    def send(text: str):
        file = (io.BytesIO(text.encode()), "wishes.csv")
        data = {"csrf_token": browser.token(), "operation_id": world.operation_id(), "file": file}
        return browser.client.post("/p/here/import-wishes", data=data)

    faulty = send("city,learn from,priority\nDublin,Warsaw,9\nAtlantis,Warsaw,1\n")
    page = _text(faulty)
    assert faulty.status_code == 422 and "Nothing has been imported" in page
    assert "Row 2, column “priority”: “9” is no priority" in page and "Row 3, column “city”" in page
    page = send("city,learn from,priority\nDublin,Warsaw,2\n").get_data(as_text=True)
    assert "Adds 1 wish." in page and _wishes(world) == []
    rows = page.split('name="rows" value="')[1].split('"')[0].replace("&#34;", '"')
    assert browser.post("/p/here/import-wishes/take", rows=rows).status_code == 303
    assert [wish.priority for wish in _wishes(world)] == [2]
    assert "DUB" in browser.get("/p/here/wishes.csv").get_data(as_text=True)
    assert browse("participant").get("/p/here/wishes.csv").status_code == 404
    assert browser.post("/p/here/import-wishes").status_code == 422


def test_before_tandems_one_page_says_what_is_known_and_whom_to_ask(
    world: World, browse, practice: int
) -> None:
    with world.database.writing() as orm:
        orm.get_one(City, city_id(world, "DUB")).languages = []
    browser = browse("coordinator")
    page = _text(browser.get("/p/here/tandems/readiness"))
    assert "any grouping is as good as another" in page
    assert "Of 4 cities, 0 have all three" in page
    assert 'href="mailto:participant@here.invalid?subject=' in page
    assert "as the programme" in page and "08:30 to 18:30 local time" in page
    browser.post("/p/here/wishes/new", city="DUB", teacher="TRN")
    world.by("coordinator", "challenge.name", {"city": city_id(world, "TRN"), "title": "Rents"})
    page = _text(browser.get("/p/here/tandems/readiness"))
    assert "any grouping is as good as another" not in page and "1 wish that counts" in page
    for who in ("participant", "observer", "facilitator"):
        assert browse(who).get("/p/here/tandems/readiness").status_code == 404, who


def test_what_rests_on_nothing_is_published_only_when_asked_twice(world: World, browse) -> None:
    problem = {
        "cities": [
            {"id": code, "name": code, "time_zone": "Europe/Dublin", "languages": ["en"]}
            for code in ("DUB", "TRN", "SFO", "WAW")
        ]
    }
    number = world.by("coordinator", "round.solve", {"problem": problem, "preset": "best"}).result["round"]
    groups = [{"cities": ["DUB", "TRN"]}, {"cities": ["SFO", "WAW"]}]
    none = {"utility": {}, "share": {}, "shared_challenges": [], "answers": [], "common_hours": []}
    none |= {"wishes_met": [], "wishes_unmet": []}
    answer = {
        "status": "optimal",
        "preset": "best",
        "total": 0.0,
        "bound": 0.0,
        "gap": 0.0,
        "floor": None,
        "tandems": [group | none for group in groups],
        "alternatives": [],
        "presets": {},
        "blocking_groups": [],
        "messages": [],
    }
    world.do("round.store", {"round": number, "answer": answer}, programme=world.here.programme)
    browser = browse("coordinator")
    page = _text(browser.get("/p/here/tandems"))
    assert "Any grouping is as good as this one" in page
    assert "0.00" not in page and "proven best" not in page
    asked = browser.post(f"/p/here/tandems/rounds/{number}/publish")
    assert asked.status_code == 409 and "Publish these tandems all the same?" in _text(asked)
    assert "No tandems yet" in _text(browse("observer").get("/p/here/tandems"))
    browser.post(f"/p/here/tandems/rounds/{number}/publish", confirm_nothing_known="1")
    page = _text(browse("observer").get("/p/here/tandems"))
    assert "Any grouping is as good as this one" in page and "0.00" not in page
