"""The mandates of offices: in the profile with their versions, and through sheets there and back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.commands.cities.sheet_rows import HEADINGS, rows_of_sheet
from facilitation.domain.errors import Refused
from facilitation.domain.mandates import as_cell, mandate_key, of_cell
from facilitation.domain.onboarding import MANDATE
from facilitation.domain.sheets import SheetRow
from facilitation.exports.cities import cities_sheet
from facilitation.queries.cities.mandates import mandates_by_city
from facilitation.queries.cities.profiles import versions_of
from facilitation.store.cities import City
from facilitation.store.people import Seat
from tests.world import World


def _dublin(world: World, orm) -> City:
    query = select(City).where(City.programme_id == world.here.programme, City.code == "DUB")
    return orm.scalars(query).one()


def _offices(world: World, *names: str) -> int:
    with world.database.reading() as orm:
        city = _dublin(world, orm).id
    world.by("coordinator", "city.change", {"city": city, "offices": list(names)})
    return city


def _write(
    world: World, city: int, office: str, text: str, revision: int = 0, role: str = "participant"
) -> int:
    said = {"city": city, "office": office, "text": text, "language": "en", "revision": revision}
    return world.by(role, "mandate.write", said).result["revision"]


def _mandates(world: World, code: str = "DUB") -> dict[str, str]:
    with world.database.reading() as orm:
        query = select(City).where(City.programme_id == world.here.programme, City.code == code)
        city = orm.scalars(query).one()
        found = mandates_by_city(orm, world.viewer(world.here.seats["observer"]), [city])
        return {one.office: one.text for one in found[city.id]}


def test_nobody_writes_over_what_they_have_not_seen_and_versions_stay(world: World) -> None:
    city = _offices(world, "Housing", "Youth")
    first = _write(world, city, "Housing", "May sign up to 5,000 euros.")
    with pytest.raises(Refused) as refused:
        _write(world, city, "Housing", "May sign nothing.", role="coordinator")
    assert refused.value.code == "conflict"
    _write(world, city, "Housing", "May sign.", first, role="coordinator")
    assert _mandates(world) == {"Housing": "May sign.", "Youth": ""}
    with world.database.reading() as orm:
        reader = world.viewer(world.here.seats["coordinator"])
        kept = versions_of(orm, reader, _dublin(world, orm), mandate_key("Housing"), MANDATE)
    assert [(one.text, name) for one, name in kept] == [
        ("May sign.", "Coordinator"),
        ("May sign up to 5,000 euros.", "Participant"),
    ]
    world.by("support", "mandate.restore", {"city": city, "office": "Housing", "version": 1})
    assert _mandates(world)["Housing"] == "May sign up to 5,000 euros."
    with pytest.raises(Refused) as refused:
        _write(world, city, "Parks", "May plant.")
    assert refused.value.field == "office"


def test_an_office_that_is_renamed_in_its_place_keeps_its_mandate(world: World) -> None:
    city = _offices(world, "Housing", "Youth")
    _write(world, city, "Housing", "May sign.")
    _offices(world, "Housing and Land", "Youth")
    assert _mandates(world) == {"Housing and Land": "May sign.", "Youth": ""}
    _offices(world, "Youth", "Housing and Land")
    assert _mandates(world)["Housing and Land"] == "May sign."
    _offices(world, "Youth")
    _offices(world, "Youth", "Housing and Land")
    assert _mandates(world)["Housing and Land"] == "May sign.", "it comes back with its office"


@pytest.mark.parametrize("language", sorted(HEADINGS))
def test_a_sheet_gives_them_again(world: World, language: str) -> None:
    city = _offices(world, "Housing", "Housing: young people", "Youth")
    said = {
        "Housing": "May sign.\nAsks the council first.",
        "Housing: young people": "Meets: weekly",
        "Youth": "",
    }
    for office, text in said.items():
        if text:
            _write(world, city, office, text)
    with world.database.reading() as orm:
        sheet = cities_sheet("Cities", [_dublin(world, orm)], language, {city: said})
    lines = [
        tuple(str(cell if cell is not None else "") for cell in row) for row in (sheet.header, *sheet.rows)
    ]
    rows = rows_of_sheet([SheetRow(number, list(cells)) for number, cells in enumerate(lines, 1)])
    plain = [{"number": row.number, "cells": row.cells} for row in rows]
    world.by("coordinator", "cities.import", {"rows": plain})  # it brings the country's name
    assert world.by("coordinator", "cities.import", {"rows": plain}).result["changed"] == 0
    assert _mandates(world) == said
    # And where nobody knew the city.
    empty = world.by("organiser", "programme.start", {"title": "Empty"}).result["programme"]
    with world.database.reading() as orm:
        elsewhere = orm.scalars(select(Seat.id).where(Seat.programme_id == empty)).one()
    world.do("cities.import", {"rows": plain}, elsewhere)
    with world.database.reading() as orm:
        query = select(City).where(City.programme_id == empty, City.name == "Dublin")
        copied = orm.scalars(query).one()
        found = mandates_by_city(orm, world.viewer(elsewhere), [copied])[copied.id]
        assert {one.office: one.text for one in found} == said


def test_a_cell_that_names_no_office_is_a_fault_in_words(world: World) -> None:
    cells = {"name": "Porto", "country": "PT", "offices": "Housing", "mandates": "Parks: may plant"}
    with pytest.raises(Refused) as refused:
        world.by("coordinator", "cities.import", {"rows": [{"number": 2, "cells": cells}]})
    assert "Parks: may plant" in str(refused.value)


def test_a_cell_and_back() -> None:
    offices = ["Housing", "Youth"]
    assert of_cell(as_cell({"Housing": "One\nTwo", "Youth": "Three"}), offices) == {
        "Housing": "One\nTwo",
        "Youth": "Three",
    }
    assert of_cell("housing:  May sign", offices) == {"Housing": "May sign"}
    assert of_cell("Housing\u00a0: May sign", offices) == {"Housing": "May sign"}, "as French is written"
