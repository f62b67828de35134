"""What a programme is played from: the nine cities' data, and the sheets of a folder."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from facilitation.commands.challenges import naming_rows
from facilitation.commands.cities import sheet_rows as city_rows
from facilitation.commands.practices import sheet_rows as practice_rows
from facilitation.commands.wishes import sheet_rows as wish_rows
from facilitation.domain.sheets import read_sheet
from facilitation.play import rrr
from facilitation.play.sheets import Sheets, Unusable, folder_sheets

EXAMPLE = Path(rrr.__file__).parent / "example"
ROWS = {"cities": city_rows, "challenges": naming_rows, "practices": practice_rows, "wishes": wish_rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The smallest that can be played."""
    (tmp_path / "cities.csv").write_text("name,code,time zone\nQuillmere,QUI,Europe/London\n")
    (tmp_path / "events.csv").write_text("type,title,date\nfinal,The end,2024-05-06\n")
    return tmp_path


def test_the_nine_cities_are_what_the_report_prints() -> None:
    sheets = rrr.rrr_sheets()
    assert {name: sheets.rows(name) for name in ("cities", "practices", "wishes")} == {
        "cities": 9,
        "practices": 41,
        "wishes": 14,
    }
    assert sheets.kinds is not None and sheets.kinds["social"] == 49
    assert sheets.calls == 9 and len(sheets.sessions) == 11
    assert sheets.groups == (
        ("DUB", "TRN", "WAW"),
        ("BHZ", "GDL", "MTL"),
        ("RTM", "SFO"),
        ("BIO", "DUB"),
    )
    assert [event.policymakers for event in sheets.sessions] == [22, 11, 12, 23, 6, 7, 7, 5, 18, 15, 18]
    assert sheets.sessions[1].cities == () and sheets.sessions[0].participants is None


@pytest.mark.parametrize("sheets", [rrr.rrr_sheets(), folder_sheets(EXAMPLE)], ids=["rrr", "example"])
def test_the_sheets_have_the_columns_that_imports_take(sheets: Sheets) -> None:
    for name, table in sheets.tables.items():
        if name in ROWS:
            named = ROWS[name].COLUMNS.named(read_sheet(table.content))
            assert None not in named, (name, table.header)
            assert len(ROWS[name].rows_of_sheet(read_sheet(table.content))) == sheets.rows(name)


def test_the_example_is_of_twelve_cities_that_do_not_exist() -> None:
    sheets = folder_sheets(EXAMPLE)
    assert sheets.rows("cities") == 12 and sheets.invented
    assert "nvented" in sheets.facts.disclaimer and "nvented" in sheets.facts.title
    with (rrr.DATA / "cities.csv").open(encoding="utf-8") as file:
        real = {row["name"] for row in csv.DictReader(file)}
    assert not real & {row[0] for row in sheets.tables["cities"].rows}


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("cities.csv", None, "no cities.csv"),
        ("events.csv", None, "no events.csv"),
        ("events.csv", "type,title\nparty,Ours\n", "Row 2: the type has to be one of"),
        ("events.csv", "type,title,date\nfinal,Ours,yesterday\n", "“yesterday” is no date"),
        ("events.csv", "type,title,policymakers\nfinal,Ours,many\n", "“many” is no number"),
        ("events.csv", "what,when\nfinal,Ours\n", "“type”"),
        ("events.csv", "type,title\n", "no event below"),
        ("cities.csv", "", "cities.csv"),
        ("programme.csv", "title,language\nOurs,Klingon\n", "language"),
    ],
)
def test_what_cannot_be_played_is_said_in_words(
    folder: Path, file: str, content: str | None, said: str
) -> None:
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content)
    with pytest.raises(Unusable) as refused:
        folder_sheets(folder)
    assert said in str(refused.value)


def test_a_folder_without_a_programme_is_called_by_its_name(folder: Path) -> None:
    sheets = folder_sheets(folder)
    assert sheets.facts.title and sheets.tables.keys() == {"cities"}
    (event,) = sheets.sessions
    assert event.type == "final" and event.date is not None
