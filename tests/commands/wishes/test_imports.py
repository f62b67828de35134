"""Wishes from sheets: a sentence for each faulty row and nothing done, otherwise all of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.commands.sheets import Row
from facilitation.commands.wishes.imports import Plan, known_to, plan
from facilitation.commands.wishes.sheet_rows import HEADINGS, rows_of_sheet
from facilitation.domain.errors import Refused
from facilitation.domain.sheets import SheetRow, read_sheet
from facilitation.exports.spreadsheets import csv_of, xlsx_of
from facilitation.exports.wishes import wishes_sheet
from facilitation.queries.wishes.seen import visible_wishes
from facilitation.store.challenges import Practice, Wish
from tests.laws.cases.wishes import city_id
from tests.world import World


@pytest.fixture(autouse=True)
def practices(world: World) -> None:
    """Two of Turin's, and one of Warsaw's of the same title."""
    with world.database.writing() as orm:
        for key, code, title in (("P1", "TRN", "Markets"), ("P2", "TRN", "Rents"), ("P3", "WAW", "Rents")):
            orm.add(
                Practice(
                    programme_id=world.here.programme,
                    city_id=city_id(world, code),
                    key=key,
                    title=title,
                    origin="profile",
                )
            )


def _rows(*rows: dict[str, str]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(rows, start=2)]


def _plan(world: World, *rows: dict[str, str], most: int = 10) -> Plan:
    with world.database.reading() as orm:
        return plan(_rows(*rows), known_to(orm, world.here.programme, False, most))


def _take(world: World, *rows: dict[str, str]) -> dict[str, int]:
    payload = {"rows": [{"number": number, "cells": cells} for number, cells in enumerate(rows, start=2)]}
    return world.by("coordinator", "wishes.import", payload).result


def _kept(world: World) -> list[tuple]:
    with world.database.reading() as orm:
        return [
            (
                wish.city.code,
                wish.practice.key if wish.practice else None,
                wish.teacher.code if wish.teacher else None,
                wish.priority,
                wish.text,
                wish.language,
                wish.shown,
                wish.origin,
            )
            for wish in orm.scalars(select(Wish).order_by(Wish.id))
        ]


def test_a_sheet_adds_and_updates(world: World) -> None:
    world.by("participant", "wish.add", {"city": city_id(world, "DUB"), "practice": _practice(world, "P1")})
    rows = (
        {"city": "dublin", "practice": "markets", "priority": "3", "shown": "yes"},
        {"city": "WAW", "practice": "Rents", "teacher": "Turin", "text": "Alquileres", "language": "español"},
        {"city": "SFO", "text": "Anything"},
    )
    made = _plan(world, *rows)
    assert (len(made.added), len(made.updated), len(made.unchanged), made.faults) == (2, 1, 0, [])
    assert _take(world, *rows) == {"added": 2, "changed": 1}
    assert _kept(world) == [
        ("DUB", "P1", None, 3, "", None, True, "profile"),
        ("WAW", "P2", "TRN", 1, "Alquileres", "es", False, "sheet"),
        ("SFO", None, None, 1, "Anything", None, False, "sheet"),
    ]
    assert _take(world, *rows) == {"added": 0, "changed": 0}


def _practice(world: World, key: str) -> int:
    with world.database.reading() as orm:
        return orm.scalars(select(Practice.id).where(Practice.key == key)).one()


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"practice": "Markets"}, "city", "the city is missing"),
        ({"city": "Atlantis", "text": "x"}, "city", "“Atlantis” is no city of this programme"),
        ({"city": "DUB", "practice": "Fountains"}, "practice", "“Fountains” is no practice"),
        ({"city": "DUB", "practice": "Rents"}, "practice", "Several practices are called “Rents”"),
        ({"city": "DUB", "practice": "P1", "teacher": "WAW"}, "teacher", "is a practice of Turin, not of"),
        ({"city": "TRN", "practice": "P1"}, "practice", "can’t wish to learn from itself"),
        ({"city": "DUB", "text": "x", "priority": "first"}, "priority", "“first” is no priority"),
        ({"city": "DUB", "text": "x", "shown": "perhaps"}, "shown", "neither yes nor no"),
        ({"city": "DUB", "text": "x", "language": "Klingonish"}, "language", "no language known"),
        ({"city": "DUB", "priority": "1"}, "text", "Choose a practice or a city"),
    ],
)
def test_a_faulty_row_has_its_sentence_and_nothing_is_done(
    world: World, cells: dict[str, str], column: str, said: str
) -> None:
    good = {"city": "DUB", "teacher": "WAW"}
    [fault] = _plan(world, good, cells).faults
    assert (fault.row, fault.column) == (3, column)
    assert said in str(fault.message)
    with pytest.raises(Refused) as refused:
        _take(world, good, cells)
    assert refused.value.code == "invalid" and _kept(world) == []


def test_the_same_wish_in_two_rows_and_too_many_are_faults(world: World) -> None:
    [fault] = _plan(
        world, {"city": "DUB", "practice": "P1"}, {"city": "Dublin", "practice": "Markets"}
    ).faults
    assert "stands in row 2 already" in str(fault.message)
    rows = [{"city": "DUB", "text": text} for text in ("One", "Two", "Three")]
    [fault] = _plan(world, *rows, most=2).faults
    assert fault.row == 4 and "more than 2 wishes" in str(fault.message)


@pytest.mark.parametrize("language", sorted(HEADINGS))
def test_what_was_exported_is_imported_again_unchanged(world: World, language: str) -> None:
    """In every language and both kinds of files, with words that spreadsheets would take for a formula."""
    _take(
        world,
        {"city": "DUB", "practice": "Rents", "teacher": "WAW", "text": "=1+1", "priority": "2", "shown": "x"},
        {"city": "WAW", "teacher": "DUB"},
        {"city": "SFO", "text": "Anything; with, signs", "language": "en"},
    )
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats["coordinator"])
        sheet = wishes_sheet("Wishes", visible_wishes(orm, viewer), language)
    for file in (csv_of(sheet, language), xlsx_of("Wishes", [sheet])):
        rows = rows_of_sheet(read_sheet(file.content))
        with world.database.reading() as orm:
            made = plan(rows, known_to(orm, world.here.programme, False, 10))
        assert (made.faults, len(made.unchanged), len(made.rows)) == ([], 3, 3), file.file_name


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (("priority", "text"), "has to name the columns"),
        (("city", "priority"), "has to name the columns"),
        (("city", "ciudad", "text"), "Two columns are called “city”"),
    ],
)
def test_a_sheet_without_the_needed_columns_is_refused(header: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused, match=said):
        rows_of_sheet([SheetRow(1, header), SheetRow(2, ("DUB", "x", "y"))])
    with pytest.raises(Refused, match="no wish below"):
        rows_of_sheet([SheetRow(1, ("city", "text"))])
