"""A round's files: the same answer from the JSON, harmless cells, and a page for every tandem."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

import facilitation.demo
from facilitation.domain.challenges import Title
from facilitation.exports.documents.pdf import pdf
from facilitation.exports.spreadsheets import csv_of, xlsx_of
from facilitation.exports.tandems import Reader, TandemTables, answer_file, problem_file
from facilitation.exports.wording import untranslated
from facilitation.matching.answer import describe, to_form
from facilitation.matching.command_line import main
from facilitation.matching.knowledge import knows_nothing
from facilitation.matching.objective import Problem
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from facilitation.queries.tandems.explanations import explanation
from facilitation.queries.tandems.redaction import LeftOut, RoundSeen
from facilitation.store.programmes import Programme

NOW = dt.datetime(2027, 3, 9, 13, tzinfo=dt.UTC)
NINE = json.loads((Path(facilitation.demo.__file__).with_name("data") / "round.json").read_bytes())
COORDINATOR = Reader(coordinates=True, city=None)


def seen(problem: dict, answer: dict | None, preset: str = "balanced", hidden: int = 0) -> RoundSeen:
    left = [LeftOut() for _ in (answer or {}).get("tandems", ())]
    return RoundSeen(
        1,
        preset,
        "solved",
        0,
        False,
        NOW,
        None,
        [],
        problem,
        answer,
        left,
        hidden,
        knows_nothing(problem),
        False,
    )


@pytest.fixture(scope="module")
def nine() -> dict[str, dict]:
    return {preset: to_form(solve(parse_round(NINE), preset)) for preset in ("best", "balanced", "floor")}


@pytest.mark.parametrize("preset", ["best", "balanced", "floor"])
def test_the_question_gives_the_same_answer_again(preset: str, nine, tmp_path: Path, capfdbinary) -> None:
    file = tmp_path / "round.json"
    file.write_bytes(problem_file(seen(NINE, nine[preset], preset), "Programme", COORDINATOR).content)
    assert main([str(file)]) == 0
    again, before = json.loads(capfdbinary.readouterr().out), nine[preset]
    for name in ("preset", "total", "floor", "tandems", "alternatives"):
        assert again[name] == before[name], name


def test_a_preset_that_is_none_is_refused_by_name(tmp_path: Path, capsys) -> None:
    file = tmp_path / "round.json"
    file.write_text(json.dumps({**NINE, "preset": "fair"}))
    assert main([str(file)]) == 2
    assert capsys.readouterr().err == "tandems: preset is 'fair'; it is one of best, balanced, floor.\n"
    assert main([str(file), "--preset", "best"]) == 0  # asked for by name, the file's own doesn't count


def test_the_answer_is_the_pinned_form(nine) -> None:
    file = answer_file(seen(NINE, nine["best"], "best"), "Programmé 1", COORDINATOR)
    assert json.loads(file.content) == nine["best"]
    assert (file.media_type, file.file_name) == ("application/json", "programme-1-answer-1.json")


def test_a_city_gets_nothing_from_which_wishes_of_others_can_be_read(nine) -> None:
    rules = {**NINE["rules"], "never": [["DUB", "TRN"], ["MTL", "WAW"]], "locked": [["BHZ", "GDL"]]}
    dublin = Reader(coordinates=False, city="DUB")
    question = json.loads(problem_file(seen({**NINE, "rules": rules}, None), "P", dublin).content)
    assert "never" not in question["rules"] and question["rules"]["locked"] == [["BHZ", "GDL"]]
    answer = json.loads(answer_file(seen(NINE, nine["best"]), "P", dublin).content)
    assert list(answer["personal_best"]) == ["DUB"]
    assert answer["alternatives"] == answer["blocking_groups"] == []


def _tables(problem: dict, answer: dict, titles=None) -> TandemTables:
    return TandemTables(seen(problem, answer), titles or {}, "Tandems", untranslated)


def test_each_seat_is_a_line_with_its_reasons(nine) -> None:
    tables = _tables(NINE, nine["balanced"], {"food": Title("Food", "en")})
    rows = list(csv.DictReader(io.StringIO(csv_of(tables.main, "en").content.decode("utf-8-sig"))))
    assert sorted(row["Badge"] for row in rows) == sorted(city["id"] for city in NINE["cities"])
    for row in rows:
        tandem = nine["balanced"]["tandems"][int(row["Tandem"]) - 1]
        assert float(row["Worth to it"]) == pytest.approx(tandem["utility"][row["Badge"]], abs=1e-4)
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx_of("Tandems", tables.all).content))
    assert len(workbook.sheetnames) == 6
    wishes = sum(len(t["wishes_met"]) + len(t["wishes_unmet"]) for t in nine["balanced"]["tandems"])
    assert workbook["Wishes"].max_row == wishes + 1
    assert workbook["Hours in common"].max_row == 1 + 9 * len(NINE["rules"]["dates"])


def test_no_cell_of_a_city_or_practice_is_a_formula() -> None:
    problem = {
        "cities": [
            {"id": code, "name": f"=1+{code}", "time_zone": "UTC", "languages": ["en"], "challenges": ["x"]}
            for code in ("A", "B")
        ],
        "practices": [{"id": "P", "city": "A", "title": "@cmd", "challenges": ["x"]}],
        "wishes": [{"city": "B", "practice": "P", "teacher": None, "priority": 1, "text": "+49"}],
        "rules": {"dates": []},
    }
    tables = _tables(problem, to_form(describe(Problem(parse_round(problem)), [("A", "B")])))
    rows = list(csv.reader(io.StringIO(csv_of(tables.main, "en").content.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx_of("Tandems", tables.all).content))
    assert not [cell for sheet in workbook for row in sheet for cell in row if cell.data_type == "f"]


def test_where_nothing_is_known_any_grouping_is_as_good() -> None:
    problem = {
        "cities": [
            {"id": code, "name": code, "time_zone": "UTC", "languages": ["en"]} for code in ("A", "B")
        ],
        "rules": {"dates": []},
    }
    answer = to_form(solve(parse_round(problem), "best"))
    status = dict(_tables(problem, answer).figures.rows)["Status"]
    assert status == "Nothing is known that could set groupings apart: any is as good."
    text = " ".join(_opened(problem, answer).pages[0].extract_text().split())
    assert status in text and "proven" not in text


def test_a_round_without_a_grouping_gives_its_messages() -> None:
    answer = {
        "status": "infeasible",
        "tandems": [],
        "messages": ["5 cities cannot be split into groups of 2"],
    }
    tables = _tables(NINE, answer)
    assert tables.main.rows == (("5 cities cannot be split into groups of 2",),)
    assert tables.all == [tables.messages]
    text = "".join(page.extract_text() for page in _opened(NINE, answer).pages)
    assert "5 cities cannot be split into groups of 2" in " ".join(text.split())


# -- a page each -------------------------------------------------------------------------------------------


def _opened(
    problem: dict, answer: dict, number: int | None = None, inferred: frozenset = frozenset(), **more
) -> PdfReader:
    notices = {"funding": "", "disclaimer": "", **more}
    programme = Programme(id=1, title="P", host_zone="UTC", languages=["en"], emblem=None, **notices)
    round_ = seen(problem, answer)
    document = explanation(None, programme, round_, {}, NOW, untranslated, "en", number, inferred=inferred)
    made = pdf(document)
    assert made.remarks == ()
    reader = PdfReader(io.BytesIO(made.content))
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    return reader


def test_a_page_for_all_and_one_for_each(nine) -> None:
    reader = _opened(NINE, nine["balanced"])
    tandems = nine["balanced"]["tandems"]
    assert len(reader.pages) == 1 + len(tandems)
    names = {city["id"]: city["name"] for city in NINE["cities"]}
    for tandem, page in zip(tandems, reader.pages[1:], strict=True):
        text = " ".join(page.extract_text().split())
        assert all(names[code] in text for code in tandem["cities"])
    assert len(_opened(NINE, nine["balanced"], 1).pages) == 1


LONG = {
    "Latin": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch of the very long names in Wales",
    "Arabic": "مدينة ذات اسم طويل جدا " * 4,
    "Chinese": "名字非常长的城市" * 10,
    "Cyrillic": "Днепропетровскогородсоченьдлиннымназванием " * 2,
}


def test_an_answer_that_is_only_inferred_says_so(nine) -> None:
    used = nine["balanced"]["tandems"][0]["answers"][0]
    inferred = frozenset({(used["practice"], used["challenge"])})
    for keys in (inferred, frozenset()):
        [page] = _opened(NINE, nine["balanced"], 1, keys).pages
        assert ("(inferred)" in page.extract_text()) == bool(keys)


def crowded(count: int) -> dict:
    """Cities with long names in four scripts, and more reasons than a page holds."""
    texts, codes = list(LONG.values()), [f"C{number:02}" for number in range(count)]
    zones = ("Europe/Madrid", "America/Toronto", "Africa/Abidjan")
    challenges = [f"Challenge {number} – {texts[number % 4]}" for number in range(20)]
    return {
        "cities": [
            {
                "id": code,
                "name": f"{at} {texts[at % 4]}",
                "time_zone": zones[at % 3],
                "languages": ["en"],
                "challenges": challenges,
            }
            for at, code in enumerate(codes)
        ],
        "practices": [
            {
                "id": f"{code}-{n}",
                "city": code,
                "title": f"Practice {n}: {texts[n % 4] * 3}",
                "challenges": challenges[n:],
            }
            for code in codes
            for n in range(5)
        ],
        "wishes": [
            {"city": code, "practice": None, "teacher": other, "priority": 1, "text": f"{texts[at % 4]} " * 5}
            for at, code in enumerate(codes)
            for other in codes[at + 1 : at + 6]
        ],
        "rules": {
            "sizes": [2, 3],
            "dates": [f"2027-{month:02}-{day}" for month in range(3, 11) for day in (12, 27)],
        },
    }


def test_a_crowded_tandem_is_one_page_too() -> None:
    problem = crowded(6)
    answer = to_form(describe(Problem(parse_round(problem)), [("C00", "C01", "C02"), ("C03", "C04", "C05")]))
    notices = {"funding": "Funded by a funder. " * 30, "disclaimer": "It says nothing. " * 40}
    assert len(_opened(problem, answer, 1, **notices).pages) == 1
    assert len(_opened(problem, answer, None, **notices).pages) == 3


def test_sixty_cities_are_one_page_for_all_and_one_each() -> None:
    problem = crowded(60)
    codes = [city["id"] for city in problem["cities"]]
    groups = [tuple(codes[at : at + 2]) for at in range(0, 60, 2)]
    # Nothing depends on the figures: those of the first tandem stand for all.
    small = crowded(2)
    [one] = to_form(describe(Problem(parse_round(small)), [("C00", "C01")]))["tandems"]
    tandems = [
        {
            **one,
            "cities": list(group),
            "utility": dict.fromkeys(group, 0.5),
            "share": dict.fromkeys(group, 0.5),
        }
        | {name: [] for name in ("answers", "wishes_met", "wishes_unmet")}
        for group in groups
    ]
    assert len(_opened(problem, {"status": "bounded", "total": 30.0, "tandems": tandems}).pages) == 31
