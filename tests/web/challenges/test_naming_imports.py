"""Challenges of cities from a sheet: seen first, taken in as a whole, given out in the same columns."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from facilitation.store.challenges import Challenge, ChallengeMention
from tests.sheets import workbook
from tests.web.conftest import Browser
from tests.world import World

HEADER = ["City", "Challenge", "Kind", "Topic", "Urgency", "Evidence", "Source", "Language"]
RENTS = ["DUB", "High rents", "social", "Housing", "urgent", "2,000 families wait", "Report 2026", "English"]


@pytest.fixture
def housing(world: World) -> int:
    return world.by("coordinator", "topic.add", {"labels": {"en": "Housing", "es": "Vivienda"}}).result[
        "topic"
    ]


def _send(browser: Browser, rows: list[list], name: str = "sheet.xlsx"):
    if name.endswith(".xlsx"):
        content = workbook(rows)
    else:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        content = text.getvalue().encode()
    data = {"csrf_token": browser.token(), "operation_id": browser.world.operation_id()}
    sent = data | {"file": (io.BytesIO(content), name)}
    return browser.client.post("/p/here/import-challenges", data=sent, content_type="multipart/form-data")


def _page(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.get_data(as_text=True)))


def _take(browser: Browser, preview):
    page = preview.get_data(as_text=True)
    rows = html.unescape(re.search(r'name="rows" value="([^"]*)"', page)[1])
    language = re.search(r'name="language" value="([^"]*)"', page)[1]
    return browser.post("/p/here/import-challenges/take", rows=rows, language=language)


def _count(world: World, model: type) -> int:
    with world.database.reading() as orm:
        return orm.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv"])
def test_a_sheet_is_seen_first_and_then_taken_in(world: World, browse, housing: int, name: str) -> None:
    browser = browse("coordinator")
    rows = [
        HEADER,
        RENTS,
        ["Turin", "high rents", "", "Vivienda", "3", "", "", ""],
        ["WAW", "Trust", "transversal"],
    ]
    preview = _send(browser, rows, name)
    page = _page(preview)
    assert preview.status_code == 200 and "Adds 3 challenges of cities." in page
    assert "New challenges" in page and "2,000 families wait" in page
    assert _count(world, ChallengeMention) == 0, "nothing is changed yet"
    assert _take(browser, preview).status_code == 303
    with world.database.reading() as orm:
        kept = [
            (
                one.city.code,
                one.challenge.title,
                one.challenge.kind,
                one.topic_id,
                one.urgency,
                one.evidence,
                one.origin,
            )
            for one in orm.scalars(select(ChallengeMention).order_by(ChallengeMention.id))
        ]
    assert kept == [
        ("DUB", "High rents", "social", housing, 1, "2,000 families wait", "sheet"),
        ("TRN", "High rents", "social", housing, 3, "", "sheet"),
        ("WAW", "Trust", "transversal", None, None, "", "sheet"),
    ]
    shown = _page(browser.get("/p/here/challenges"))
    assert "2 of 4" in shown


def test_what_a_sheet_named_before_is_updated(world: World, browse, housing: int) -> None:
    browser = browse("coordinator")
    _take(browser, _send(browser, [HEADER, RENTS]))
    preview = _send(browser, [HEADER, ["DUB", "High rents", "", "", "later"]])
    assert "Updates 1 that is here." in _page(preview)
    _take(browser, preview)
    with world.database.reading() as orm:
        one = orm.scalars(select(ChallengeMention)).one()
        assert (one.urgency, one.evidence, one.topic_id) == (3, "2,000 families wait", housing)


def test_each_faulty_cell_has_a_sentence_and_nothing_is_done(world: World, browse, housing: int) -> None:
    browser = browse("coordinator")
    rows = [
        HEADER,
        RENTS,
        ["Atlantis", "High rents"],
        ["DUB", "High rents", "social"],
        ["", "Trust", "transversal"],
        ["WAW", ""],
        ["WAW", "Trust", "sideways"],
        ["WAW", "Jobs"],
        ["WAW", "Food", "social", "Weather"],
        ["WAW", "Food again", "social", "", "soon"],
        ["WAW", "Care", "social", "", "", "", "", "Klingon"],
        ["TRN", "High rents", "transversal"],
        ["TRN", "x" * 201, "social"],
    ]
    answer = _send(browser, rows)
    page = _page(answer)
    assert answer.status_code == 422 and "Nothing has been imported" in page
    for sentence in (
        "Row 3, column “city”: “Atlantis” is no city of this programme. Write its name or its code.",
        "Row 4, column “challenge”: this city and challenge stand in row 2 already.",
        "Row 5, column “city”: the city is missing.",
        "Row 6, column “challenge”: the challenge is missing.",
        "Row 7, column “kind”: “sideways” is no kind. Write “social” or “transversal”.",
        "Row 8, column “kind”: this challenge is new. Write “social” or “transversal”.",
        "Row 9, column “topic”: “Weather” is no topic of this programme.",
        "Row 10, column “urgency”: “soon” is no urgency.",
        "Row 11, column “language”: “Klingon” is none of the program’s languages",
        "Row 12, column “kind”: in row 2 this challenge is of the other kind.",
        "Row 13, column “challenge”:",
    ):
        assert sentence in page, sentence
    assert 'name="rows"' not in page
    sheet = [
        {"number": n, "cells": dict(zip(["city", "challenge", "kind"], row, strict=False))}
        for n, row in enumerate(rows[1:3], 2)
    ]
    with pytest.raises(Exception, match="Atlantis"):
        world.by("coordinator", "challenges.import", {"rows": sheet})
    assert _count(world, ChallengeMention) == _count(world, Challenge) == 0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Challenge"], ["Rents"]], "one of them has to be “city”"),
        ([["City", "City", "Challenge"], ["DUB", "", "Rents"]], "Two columns are called “city”"),
        ([HEADER], "There is no challenge below the first row."),
    ],
)
def test_a_sheet_without_the_columns_says_so(browse, rows: list[list], said: str) -> None:
    answer = _send(browse("coordinator"), rows)
    assert answer.status_code == 422 and said in _page(answer)


def test_what_is_given_out_can_be_taken_in_again(world: World, browse, housing: int) -> None:
    browser = browse("coordinator")
    _take(browser, _send(browser, [HEADER, RENTS, ["TRN", "High rents", "", "", "within this year"]]))
    book = load_workbook(io.BytesIO(browser.get("/p/here/challenges-of-cities.xlsx").data))
    rows = [["" if cell is None else cell for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert rows[1][:5] == ["Dublin", "High rents", "social", "Housing", "urgent"]
    preview = _send(browser, rows)
    assert preview.status_code == 200 and "Updates 2 that are here." in _page(preview)
    text = browser.get("/p/here/challenges-of-cities.csv").data.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text)))["evidence"] == "2,000 families wait"


def test_only_coordinators_import(browse) -> None:
    for who in ("participant", "facilitator", "observer", "guest"):
        assert browse(who).get("/p/here/import-challenges").status_code == 404
