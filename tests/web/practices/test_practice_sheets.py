"""Practices as sheets: looked at first and taken in whole; what goes out comes in the same."""

from __future__ import annotations

import html
import io
import re

import pytest
from sqlalchemy import select

from facilitation.domain.sheets import read_sheet
from facilitation.store.challenges import Practice
from facilitation.store.topics import Topic
from tests.sheets import workbook
from tests.web.practices.made import (
    add_challenge,
    add_practice,
    add_topic,
    count_practices,
    take_sheet,
)
from tests.world import World

HEADER = [
    "id",
    "city",
    "title",
    "what it is",
    "challenges",
    "stage",
    "links",
    "contact name",
    "contact e-mail",
]


def _look(browser, rows: list[list], slug: str = "here"):
    return browser.post(f"/p/{slug}/import-practices", file=(io.BytesIO(workbook(rows)), "practices.xlsx"))


def test_a_sentence_for_each_faulty_row_and_nothing_half_done(browse, world: World) -> None:
    add_challenge(world, "Rents")
    old = add_practice(world, title="Old")
    world.by("coordinator", "practice.withdraw", {"practice": old})
    rows = [
        ["", "Dublin", "Good", "Fine", "Rents", "pilot", "https://a.example", "Ana", "ana@a.example"],
        ["", "Atlantis", "One", "", "", "", "", "", ""],
        ["", "TRN", "", "No title", "", "", "", "", ""],
        ["", "TRN", "Two", "", "rents; Nonsense", "", "", "", ""],
        ["", "TRN", "Three", "", "", "best", "", "", ""],
        ["", "TRN", "Four", "", "", "", "http://a.example", "", ""],
        ["", "TRN", "Five", "", "", "", "", "Ana", ""],
        ["", "DUB", "GOOD", "", "", "", "", "", ""],
        ["", "DUB", "old", "", "", "", "", "", ""],
        ["p one", "DUB", "Six", "", "", "", "", "", ""],
        ["", "", "Seven", "", "", "", "", "", ""],
        ["", "DUB", "Eight", "x" * 10_001, "", "", "", "", ""],
    ]
    browser, before = browse("coordinator"), count_practices(world)
    answer = _look(browser, [HEADER, *rows])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and count_practices(world) == before and 'name="rows"' not in page
    assert [html.unescape(fault) for fault in re.findall(r"<li>(Row .*?)</li>", page)] == [
        "Row 3, column “city”: “Atlantis” is no city of this programme. Write its name or its code.",
        "Row 4, column “title”: the title is missing.",
        "Row 5, column “challenges”: “Nonsense” is no challenge of this programme. "
        "Write it as it stands under Challenges.",
        "Row 6, column “stage”: “best” is no stage. Write idea, pilot, running, established or ended.",
        "Row 7, column “links”: Link 1 is no address that begins with https:// and has no spaces.",
        "Row 8, column “contact e-mail”: Give an e-mail address or a phone number, too.",
        "Row 9, column “title”: this practice stands in row 2 already.",
        "Row 10, column “title”: this practice is withdrawn. Restore it first.",
        "Row 11, column “id”: “p one” is no id. It has letters, digits, hyphens and dots, such as P01.",
        "Row 12, column “city”: the city is missing.",
        "Row 13, column “what it is”: This has 10001 characters; at most 10000 fit.",
    ]
    answer = _look(browser, [HEADER, rows[0]])
    assert answer.status_code == 200 and count_practices(world) == before, "a preview changes nothing"
    assert take_sheet(browser, answer.get_data(as_text=True)).status_code == 303
    assert count_practices(world) == before + 1


def test_a_city_brings_its_own_sheet_only(browse, world: World) -> None:
    browser = browse("participant")
    page = _look(browser, [["title"], ["Ours"]]).get_data(as_text=True)
    assert take_sheet(browser, page).status_code == 303
    answer = _look(browser, [["title", "city"], ["Theirs", "Turin"]])
    assert answer.status_code == 422 and "only what your own city does" in answer.get_data(as_text=True)
    forged = '[{"number":2,"cells":{"title":"Theirs","city":"TRN"}}]'
    assert browser.post("/p/here/import-practices/take", rows=forged).status_code == 403
    for rows in ("[]", "x", '[{"number":"x"}]'):
        assert browser.post("/p/here/import-practices/take", rows=rows).status_code in (303, 422)
    with world.database.reading() as orm:
        assert [(row.title, row.origin) for row in orm.scalars(select(Practice))] == [("Ours", "sheet")]


def test_an_empty_cell_changes_nothing(browse, world: World) -> None:
    rents = add_challenge(world, "Rents")
    facts = {"description": "Kept", "stage": "pilot", "challenges": [rents]}
    practice = add_practice(
        world, **facts, contact_name="Ana", contact_email="ana@a.example", contact_agreed=True
    )
    browser = browse("coordinator")
    page = _look(browser, [["title", "city", "stage"], ["land TRUST", "Dublin", "running"]])
    assert "Updates 1 practice" in page.get_data(as_text=True)
    assert take_sheet(browser, page.get_data(as_text=True)).status_code == 303
    shown = browse("observer").get(f"/p/here/practices/{practice}").get_data(as_text=True)
    for text in ("Kept", "Running", "Rents", "ana@a.example"):
        assert text in shown, text
    again = _look(browser, [["title", "city", "stage"], ["Land TRUST", "Dublin", "running"]])
    take_sheet(browser, again.get_data(as_text=True))
    with world.database.reading() as orm:
        assert orm.get_one(Practice, practice).revision == 2 or count_practices(world) == 1


ODD = [
    {"title": "=Formula & <b>", "description": "One.\n\n- Two; three | four\n“Five”", "stage": "in progress"},
    {
        "title": "Łódź, deux; trois",
        "language": "fr",
        "links": [
            {"url": "https://a.example/x;y", "label": "Rapport | final; v2"},
            {"url": "https://b.example/?q=1,2", "label": ""},
        ],
        "contact_name": "Zoë",
        "contact_phone": "+48 22 443 0000",
        "contact_agreed": True,
    },
    {"title": "Plain", "source": "Report, 2.1.1", "contact_name": "Ana", "contact_email": "ana@a.example"},
]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_as_a_sheet_comes_in_the_same(browse, world: World, ending: str, language: str) -> None:
    for slug in ("here", "there"):
        for title in ("Rents", "Jobs; and pay"):
            add_challenge(world, title, slug)
        add_topic(world, "housing", "Housing", slug)
    with world.database.reading() as orm:
        topic = orm.scalars(select(Topic.id).where(Topic.programme_id == world.here.programme)).one()
    tags = {"topics": [topic]}
    tags["challenges"] = [add_challenge(world, "Rents"), add_challenge(world, "Jobs; and pay")]
    for practice in ODD:
        add_practice(world, **tags | practice)
    here, there = browse("coordinator"), browse("there/coordinator")
    for browser in (here, there):
        browser.post("/language", locale=language)
    file = here.get(f"/p/here/practices.{ending}")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
    if ending == "csv":
        assert b"'=Formula" in file.data and b"'+48 22" in file.data
    sent = {"file": (io.BytesIO(file.data), f"practices.{ending}")}
    page = there.post("/p/there/import-practices", **sent)
    assert page.status_code == 200, re.findall(r"<li>(Row .*?)</li>", page.get_data(as_text=True))
    assert take_sheet(there, page.get_data(as_text=True), "there").status_code == 303
    again = there.get(f"/p/there/practices.{ending}")
    assert read_sheet(again.data) == read_sheet(file.data) and len(read_sheet(file.data)) == 4
    # What stands there already is no change, and there is nothing to import.
    page = here.post("/p/here/import-practices", file=(io.BytesIO(file.data), f"practices.{ending}"))
    assert page.status_code == 200 and 'name="rows"' not in page.get_data(as_text=True)


def test_a_sheet_tells_contacts_to_those_who_may_see_them(browse, world: World) -> None:
    add_practice(world, contact_name="Ana", contact_email="ana@a.example")
    add_practice(world, "TRN", contact_name="Bea", contact_email="bea@b.example", contact_agreed=True)
    for role, ana in (
        ("coordinator", True),
        ("participant", True),
        ("observer", False),
        ("facilitator", False),
    ):
        text = browse(role).get("/p/here/practices.csv").data
        assert (b"ana@a.example" in text) is ana and b"bea@b.example" in text, role


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_template_can_be_read_back(browse, world: World, language: str) -> None:
    browser = browse("participant")
    browser.post("/language", locale=language)
    header = browser.get("/p/here/import-practices/template.csv").data
    delimiter = b"," if language == "en" else b";"
    file = header + delimiter * 2 + b"Land trust\r\n"
    page = browser.post("/p/here/import-practices", file=(io.BytesIO(file), "practices.csv"))
    assert page.status_code == 200 and "Land trust" in page.get_data(as_text=True)


def test_a_sheet_without_titles_is_refused(browse) -> None:
    answer = _look(browse("coordinator"), [["a", "b"], ["1", "2"]])
    assert answer.status_code == 422 and 'id="error-file"' in answer.get_data(as_text=True)
