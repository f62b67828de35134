"""The files of a round by their addresses: what there is, what there isn't, and the PDF as it comes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from facilitation.store.tandems import Round
from tests.world import CITIES, World


def _path(number: int, file: str) -> str:
    return f"/p/here/tandems/rounds/{number}/{file}"


@pytest.mark.parametrize("file", ["tandems.ods", "tandems.docx", "round.yaml", "tandem-x.pdf", "answer"])
def test_a_format_that_there_is_not_is_not_found(world: World, browse, file: str) -> None:
    assert browse("coordinator").get(_path(world.round(), file)).status_code == 404


@pytest.mark.parametrize(
    "file", ["tandem-0.pdf", "tandem-9.pdf", "tandem-99999999999999999999.pdf", "tandems.pdf?language=xx"]
)
def test_a_tandem_or_language_that_there_is_not_is_not_found(world: World, browse, file: str) -> None:
    assert browse("coordinator").get(_path(world.round(), file)).status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pdf_has_a_page_for_all_and_one_each(world: World, browse, language: str) -> None:
    answer = browse("coordinator").get(_path(world.round(), f"tandems.pdf?language={language}"))
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert f"-{language}.pdf" in answer.headers["Content-Disposition"]
    reader = PdfReader(io.BytesIO(answer.get_data()))
    assert len(reader.pages) == 3
    assert reader.trailer["/Root"]["/Lang"] == language
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_a_simulated_round_says_so_on_its_page(world: World, browse) -> None:
    number = world.round()
    with world.database.writing() as orm:
        orm.get_one(Round, number).simulated = True
    answer = browse("coordinator").get(_path(number, "tandem-1.pdf"))
    assert "Simulated" in PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()
    assert "Simulated" in browse("coordinator").get(_path(number, "pictures")).get_data(as_text=True)


def test_a_page_with_wishes_says_for_whom_it_is(world: World, browse) -> None:
    number = world.round()
    with world.database.writing() as orm:
        round_ = orm.get_one(Round, number)
        wish = {"city": "DUB", "practice": None, "teacher": None, "priority": 1, "text": "Trees"}
        round_.problem = {**round_.problem, "practices": [], "wishes": [wish]}
    answer = browse("coordinator").get(_path(number, "tandem-1.pdf"))
    text = PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()
    assert "For the coordination team" in text


def test_a_round_without_its_answer_has_a_question_and_no_more(world: World, browse) -> None:
    number, browser = world.round(solved=False), browse("coordinator")
    assert "no answer yet" in browser.get(_path(number, "files")).get_data(as_text=True)
    assert browser.get(_path(number, "pictures")).status_code == 200
    assert len(json.loads(browser.get(_path(number, "round.json")).get_data())["cities"]) == 4
    for file in ("tandems.csv", "tandems.xlsx", "answer.json", "tandems.pdf"):
        assert browser.get(_path(number, file)).status_code == 409, file


def test_an_infeasible_round_gives_its_messages(world: World, browse) -> None:
    number = world.round(solved=False)
    form = {"status": "infeasible", "tandems": [], "messages": ["A has no permitted partner"]}
    world.do("round.store", {"round": number, "answer": form}, programme=world.here.programme)
    browser = browse("coordinator")
    assert "A has no permitted partner" in browser.get(_path(number, "tandems.csv")).get_data(as_text=True)
    pages = PdfReader(io.BytesIO(browser.get(_path(number, "tandems.pdf")).get_data())).pages
    assert "A has no permitted partner" in pages[0].extract_text()
    assert browser.get(_path(number, "pictures")).status_code == 200


def test_what_a_spreadsheet_opens_has_its_readers_separator(world: World, browse) -> None:
    number, browser = world.round(), browse("coordinator")
    assert browser.get(_path(number, "tandems.csv")).get_data(as_text=True).splitlines()[0].count(",") == 12
    browser.post("/language", locale="fr")
    assert browser.get(_path(number, "tandems.csv")).get_data(as_text=True).splitlines()[0].count(";") == 12


# -- the proof ---------------------------------------------------------------------------------------------


def test_a_coordinators_proof_stands_before_the_checker(world: World, browse, tmp_path: Path) -> None:
    number, browser = world.round(), browse("coordinator")
    for path, name in (
        (_path(number, "proof.json"), "proof.json"),
        ("/p/here/tandems/check_tandems.py", "check.py"),
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        (tmp_path / name).write_bytes(answer.get_data())
    done = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "check.py"), str(tmp_path / "proof.json")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0 and "proven" in done.stdout, done


@pytest.mark.parametrize(
    ("role", "status"),
    [("participant", 200), ("support", 200), ("facilitator", 404), ("observer", 404), ("guest", 404)],
)
def test_a_citys_people_get_its_copy_and_nobody_else_does(
    world: World, browse, role: str, status: int
) -> None:
    number = world.round()
    browser = browse(role)
    assert browser.get(_path(number, "proof.json")).status_code == 404  # not published
    world.by("coordinator", "round.publish", {"round": number})
    answer = browser.get(_path(number, "proof.json"))
    assert answer.status_code == status
    if status == 200:
        copy = json.loads(answer.get_data())
        assert copy["copy_for"] == "DUB" and copy["duals"] is None
    page = browser.get(_path(number, "files"))
    if page.status_code == 200:
        assert ("proof.json" in page.get_data(as_text=True)) == (status == 200)


@pytest.mark.parametrize("role", ["coordinator", "participant", "observer"])
def test_whom_coordinators_want_apart_is_told_to_them_alone(world: World, browse, role: str) -> None:
    """Also where a grouping that was made by hand and published breaks the rule."""
    cities = [
        {"id": code, "name": name, "time_zone": zone, "languages": ["en"], "challenges": ["jobs"]}
        for code, name, _, zone in CITIES
    ]
    problem = {"cities": cities, "rules": {"never": [["DUB", "TRN"]]}}
    groups = {"tandems": [["DUB", "TRN"], ["SFO", "WAW"]], "name": "By hand"}
    number = world.by("coordinator", "round.group", groups | {"problem": problem}).result["round"]
    world.by("coordinator", "round.publish", {"round": number})
    browser = browse(role)
    files = ("round.json", "answer.json", "proof.json", "tandems.csv", "pictures", "files")
    texts = {file: browser.get(_path(number, file)).get_data(as_text=True) for file in files}
    texts["page"] = browser.get("/p/here/tandems").get_data(as_text=True)
    workbook = browser.get(_path(number, "tandems.xlsx")).get_data()
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        texts["tandems.xlsx"] = "".join(parts.read(name).decode() for name in parts.namelist())
    told = {where for where, text in texts.items() if "never together" in text or '"never"' in text}
    everywhere = {"page", "round.json", "answer.json", "proof.json", "tandems.xlsx"}
    assert told == (everywhere if role == "coordinator" else set())


def test_without_a_grouping_there_is_no_proof(world: World, browse) -> None:
    assert browse("coordinator").get(_path(world.round(solved=False), "proof.json")).status_code == 404
