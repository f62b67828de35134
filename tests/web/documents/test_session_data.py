"""The data of a session as workbook and CSV: what its minutes tell, cell by cell, and no more than that."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from tests.queries.documents.planted import SECRETS, planted_workshop
from tests.web.documents.corrected import LEFT_OUT, RAW, approve, begun, correct, drafted
from tests.world import World

Tables = dict[str, list[list[str]]]


def _workbook(content: bytes) -> Tables:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: [[_words(cell) for cell in row] for row in sheet.values] for sheet in book}


def _words(cell: object) -> str:
    """A cell as a CSV file has it: of a day the day alone."""
    return str(cell.date() if isinstance(cell, dt.datetime) else "" if cell is None else cell)


def _archive(content: bytes) -> Tables:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return {
            name[3:-4]: list(csv.reader(io.StringIO(files.read(name).decode("utf-8-sig"))))
            for name in files.namelist()
        }


def test_both_hold_what_the_room_did(world: World, browse) -> None:
    session = planted_workshop(world)
    reader = browse("participant")
    answers = {
        ending: reader.get(f"/p/here/sessions/{session}/minutes/data.{ending}") for ending in ("xlsx", "zip")
    }
    assert [answer.status_code for answer in answers.values()] == [200, 200]
    book, tables = _workbook(answers["xlsx"].data), _archive(answers["zip"].data)
    assert [list(filter(any, rows)) for rows in book.values()] == list(tables.values())
    assert ["Name your challenges", "", "Mentoring", "4", "2", "Dublin; Turin"] in book["Clusters"]
    assert ["Turin", "2", "0", "0", "0"] in book["Attendance by city"]
    assert ["San Francisco", "0", "0", "0", "0"] in book["Attendance by city"]
    assert {row[0] for row in book["People"][1:]} == {"Ann", "Dana", "Bruno", "Nora", "Facilitator"}
    assert ["Behind it", "Group 1", "Ann", "Start with one street", ""] in book["Points of small groups"]
    told = [row[3:] for row in book["Polls"]]
    for row in (
        ["In Turin", "3", ""],
        ["5", "1", ""],
        ["Trust", "2", ""],
        ["Dublin", "", "A plan"],
        ["", "1", ""],
    ):
        assert row in told, row
    questions = {row[2]: row[3:8] for row in book["Questions"]}
    assert questions["Who pays for it?"] == ["Bruno", "Turin", "2", "yes", "The region, half of it."]
    assert ["Decision", "We meet again in Turin"] in [row[1:3] for row in book["Records"]]
    everything = repr(book) + repr(tables)
    assert not [secret for secret in SECRETS if secret in everything]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "\uff1dHYPERLINK(1)"])
def test_no_cell_begins_a_formula(world: World, browse, text: str) -> None:
    guest = browse("guest")
    world.note(world.here.seats["guest"], text)
    world.by("facilitator", "session.end", {"session": world.here.session})
    path = f"/p/here/sessions/{world.here.session}/minutes/data."
    book = openpyxl.load_workbook(io.BytesIO(guest.get(path + "xlsx").data))
    cells = [cell for row in book["Notes"].iter_rows() for cell in row if cell.value == text]
    assert cells and all(cell.data_type == "s" for cell in cells)
    assert [f"'{text}"] == [row[4] for row in _archive(guest.get(path + "zip").data)["notes"][1:]]


def test_while_it_runs_it_is_for_those_who_lead(world: World, browse) -> None:
    path = f"/p/here/sessions/{world.here.session}/minutes/data.xlsx"
    for who, status in (("facilitator", 200), ("participant", 404), ("guest", 404), ("there/organiser", 404)):
        assert browse(who).get(path).status_code == status, who


def test_of_approved_minutes_it_agrees_with_their_text(world: World, browse) -> None:
    """What was left out isn't there, what was reworded is in its new words, and what came later neither."""
    session = drafted(world)
    minutes = begun(world)
    correct(world, minutes)
    approve(world, minutes)
    later = {"session": session, "kind": "point", "text": "Added-later"}
    world.by("facilitator", "record.add", later)
    path = f"/p/here/sessions/{session}/minutes/data."
    for who in ("participant", "facilitator"):
        reader = browse(who)
        book = _workbook(reader.get(path + "xlsx").data)
        assert [list(filter(any, rows)) for rows in book.values()] == list(
            _archive(reader.get(path + "zip").data).values()
        )
        assert not [secret for secret in (*RAW, "Added-later", *SECRETS) if secret in repr(book)], who
        assert ["Name your challenges", "", "Mentors", "4", "2", "Dublin; Turin"] in book["Clusters"]
        notes = [row[3:7] for row in book["Notes"]]
        assert ["Mentors", "Mentors are welcome", "Ann", "Dublin"] in notes
        assert ["Mentors", "Young people drop out", "", "Turin"] in notes
        assert ["Decision", "We will meet in Turin"] in [row[1:3] for row in book["Records"]]
        assert ["Behind it", "Group 1", "Ann", "Start with one street", ""] in book["Points of small groups"]
        told = [row[3:] for row in book["Polls"]]
        for row in (["In Turin", "3", ""], ["5", "1", ""], ["Trust", "2", ""], ["Dublin", "", "A plan"]):
            assert row in told, row
        questions = {row[2]: row[3:8] for row in book["Questions"]}
        assert questions["Who pays for it?"] == ["Bruno", "Turin", "2", "yes", "The region, half of it."]
        assert {row[0] for row in book["People"][1:]} == {"Ann", "Dana", "Bruno", "Nora", "Facilitator"}
    raw = browse("facilitator").get(f"{path}xlsx?uncorrected=1").data
    assert all(secret in repr(_workbook(raw)) for secret in LEFT_OUT), "those who lead keep it"
    asked = browse("participant").get(f"{path}xlsx?uncorrected=1").data
    assert not [secret for secret in RAW if secret in repr(_workbook(asked))]
