"""What the form of a wish suggests: practices of other cities, to whoever may state the wish alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from facilitation.store.challenges import Practice
from tests.laws.cases.wishes import city_id
from tests.web.conftest import Browser
from tests.web.test_reader import _application, _reader
from tests.world import World

STEMS, MEANING = "/p/here/wishes/suggestions", "/p/here/wishes/suggestions/meaning"


@pytest.fixture
def practices(world: World) -> dict[str, int]:
    """By title: of Turin one in English, one in Spanish and one that is withdrawn; one of Dublin's."""
    made = {}
    rows = {
        "Markets in vacant shops": ("TRN", "en", None),
        "Guarderías subvencionadas": ("TRN", "es", None),
        "Markets by night": ("TRN", "en", dt.datetime(2027, 1, 1, tzinfo=dt.UTC)),
        "Our own markets": ("DUB", "en", None),
    }
    with world.database.writing() as orm:
        for number, (title, (city, language, withdrawn)) in enumerate(rows.items()):
            row = Practice(
                programme_id=world.here.programme,
                city_id=city_id(world, city),
                key=f"P{number}",
                title=title,
                language=language,
                origin="profile",
                withdrawn_at=withdrawn,
            )
            orm.add(row)
            orm.flush()
            made[title] = row.id
    return made


def test_practices_of_other_cities_that_stand_are_suggested(world: World, browse, practices) -> None:
    browser = browse("participant")
    found = browser.get(f"{STEMS}?text=a+market&language=en").json
    title = "Markets in vacant shops"
    assert [one["practice"] for one in found] == [practices[title]]
    assert found[0]["title"] == title and found[0]["city"] == "Turin" and found[0]["language"] == "en"
    assert browser.get(f"{STEMS}?text=guarderia&language=es").json[0]["language"] == "es"
    assert browser.get(f"{STEMS}?text=").json == [] == browser.get(STEMS).json
    # A coordinator who hasn't chosen yet whose wish it is finds those of every city.
    assert len(browse("coordinator").get(f"{STEMS}?text=market").json) == 2


@pytest.mark.parametrize("address", [STEMS, MEANING])
def test_nobody_else_is_answered(world: World, browse, practices, address: str) -> None:
    assert browse(None).get(f"{address}?text=market").status_code == 302
    for who in ("facilitator", "guest"):
        assert browse(who).get(f"{address}?text=market").status_code == 404
    assert browse("participant").get(f"{address}?text=market&city=TRN").status_code == 404


def test_the_model_answers_in_the_reader_only(world: World, browse, practices, tmp_path: Path) -> None:
    assert browse("participant").get(f"{MEANING}?text=crèches").json is None
    with _reader(tmp_path / "reader", _application(world)):
        browser = Browser(_application(world, tmp_path / "reader").test_client(), world)
        browser.get("/sign-in/link-participant-here")
        found = browser.get(f"{MEANING}?text=crèches").json
    assert found[0]["title"] == "Guarderías subvencionadas"
