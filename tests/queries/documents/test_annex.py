"""The annex of the shipped programme reads as it was printed, in Word and PDF as well."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from sqlalchemy import select

from facilitation.config import Config
from facilitation.demo.load import DATA, load
from facilitation.domain.documents import Document, Table, plain
from facilitation.exports.documents.render import render
from facilitation.queries.documents.annex import annex
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.programmes import Programme
from facilitation.translations.dates import long_date
from tests.world import START


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    path = tmp_path_factory.mktemp("annex") / "demo.sqlite3"
    config = Config.from_environment({}, database_url=f"sqlite:///{path}")
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    load(config)
    with database.reading() as orm:
        yield annex(orm, orm.scalars(select(Programme)).one(), START, str, 1, "en")
    database.dispose()


def _rows(document: Document, caption: str) -> list[list[str]]:
    [table] = [one for one in document.blocks if isinstance(one, Table) and one.caption == caption]
    return [[plain(cell) for cell in row] for row in table.rows]


def _expected() -> list[list[str]]:
    """The measure: what the report of the nine cities prints, from its data."""
    with Path(DATA / "cities.csv").open(encoding="utf-8", newline="") as file:
        names = {row["city_id"]: row["name"] for row in csv.DictReader(file)}
    found = []
    with Path(DATA / "events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["type"] == "onboarding":
                found.append(["9 onboarding calls", "not known", "not known", "not known", "not known"])
                continue
            there = [code for code in row["cities"].split(";") if code]
            absent = [name for code, name in names.items() if code not in there]
            cities = f"{len(there)} cities "
            if not there:
                cities = "not known"
            elif not absent:
                cities += "(all)"
            elif len(there) > len(absent):
                cities += f"(all except {', '.join(absent)})"
            else:
                cities += f"({', '.join(name for code, name in names.items() if code in there)})"
            day = long_date(dt.date.fromisoformat(row["date"]), "en")
            total, policymakers = (
                row[name] or "not known" for name in ("participants_total", "policymakers")
            )
            found.append([row["title"], day, total, policymakers, cities])
    return found


def test_the_annex_of_the_nine_cities_reads_as_printed(shipped: Document) -> None:
    rows = [row[1:] for row in _rows(shipped, "Events, with the policymakers who took part")]
    expected = _expected()
    assert len(rows) == len(expected) == 12
    for row, printed in zip(rows, expected, strict=True):
        assert row[0].startswith(printed[0]) and row[1:4] == printed[1:4]
        assert sorted(row[4].replace("(", " ").split()) == sorted(printed[4].replace("(", " ").split())
    assert "8 cities (all except Bilbao)" in [row[4] for row in rows]
    assert ["Challenge workshop", "2"] in _rows(shipped, "Sessions held, by type")


def test_word_and_pdf_hold_the_same_rows(shipped: Document, tmp_path: Path) -> None:
    word = docx.Document(io.BytesIO(render(shipped, "docx").content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows[1:]] for table in word.tables]
    assert _rows(shipped, "Events, with the policymakers who took part") in tables
    path = tmp_path / "annex.pdf"
    path.write_bytes(render(shipped, "pdf").content)
    told = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    text = " ".join(told.stdout.split())
    for words in ("9 onboarding calls", "11 events", "Final All-Peer Event", "29 June 2021"):
        assert words in text, words
