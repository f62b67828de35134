"""Two programmes played in short: the nine cities with a solution workshop, and twelve invented ones."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from facilitation.domain.sheets import read_sheet
from facilitation.play.rrr import NAME
from tests.servers import ROOT

SECONDS = 600
EXAMPLE = ROOT / "facilitation" / "play" / "example"


@dataclass(frozen=True)
class Ended:
    """What a play left: its exit status, its summary, what it said meanwhile, its folder."""

    status: int
    summary: dict[str, Any]
    progress: str
    folder: Path

    def counts(self) -> dict[str, int]:
        return {what: one["found"] for what, one in self.summary["counts"].items()}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ended]]:
    """Both at the same time: much of it is waiting."""
    asked = {
        "nine": [NAME, "--short", "--workshops", "solution"],
        "twelve": [str(EXAMPLE), "--workshops", "none"],
    }
    running, ended = {}, {}
    for name, words in asked.items():
        folder = tmp_path_factory.mktemp(name) / "out"
        command = [sys.executable, str(ROOT / "run.py"), "play", *words, "--out", str(folder), "--json"]
        pipe = subprocess.PIPE
        running[name] = folder, subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    for name, (folder, process) in running.items():
        said, progress = process.communicate(timeout=SECONDS)
        assert said, progress
        ended[name] = Ended(process.returncode, json.loads(said), progress, folder)
    yield ended


@pytest.mark.timeout(SECONDS + 20)
def test_every_count_of_the_nine_cities_is_the_sources(played: dict[str, Ended]) -> None:
    nine = played["nine"]
    assert nine.status == 0 and nine.summary["right"], nine.summary
    counts = nine.counts()
    assert counts["cities"] == 9 and counts["practices"] == 41 and counts["wishes"] == 14
    assert counts["social challenges of cities"] == 49
    assert (counts["events that were held"], counts["onboarding calls"]) == (11, 9)
    assert counts["groups as attended"] == 4 == len(nine.summary["tandems"]["as_attended"])
    assert counts["commitments, with nobody made up to answer for them"] == 14
    assert counts["policymakers as recorded"] == 144
    assert counts["workshops played to their end"] == counts["minutes amended and approved"] == 1
    assert counts["transfer plans (DOCX, PDF, MD)"] >= 3
    assert "Entering" in nine.progress and "Workshops" in nine.progress


def test_the_annex_reads_as_printed(played: dict[str, Ended]) -> None:
    text = (played["nine"].folder / "annex" / "annex.md").read_text(encoding="utf-8")
    line = (
        "| All-peer event | Final All-Peer Event | 16 November 2021 | 32 | 18 | 8 cities (all except Turin) |"
    )
    assert line in text
    assert "11 events · 9 onboarding calls" in text
    assert "played by simulated people" not in text, "what is played counts nowhere"


def test_twelve_invented_cities_take_the_same_way(played: dict[str, Ended]) -> None:
    twelve = played["twelve"]
    assert twelve.status == 0 and twelve.summary["right"], twelve.summary
    assert twelve.summary["invented"] and twelve.summary["workshops"]["sessions"] == []
    counts = twelve.counts()
    assert (counts["cities"], counts["onboarding calls"]) == (12, 12)
    assert (counts["events that were held"], counts["events that are planned"]) == (6, 1)
    assert sum(map(len, twelve.summary["tandems"]["found"])) == 12
    text = (twelve.folder / "annex" / "annex.md").read_text(encoding="utf-8")
    assert "Invented" in text, "the disclaimer says that there are no such cities"


def test_what_is_left_can_be_read(played: dict[str, Ended]) -> None:
    for ended in played.values():
        listed = [place for places in ended.summary["files"].values() for place in places]
        there = {str(path.relative_to(ended.folder)) for path in ended.folder.rglob("*") if path.is_file()}
        assert there == {*listed, "summary.json", "summary.txt"}
        for place in listed:
            _require_readable(ended.folder / place)
        assert {"annex", "calendar", "commitments", "data", "tandems"} <= ended.summary["files"].keys()
    assert {"minutes", "attendance", "agendas", "transfer plans"} <= played["nine"].summary["files"].keys()


def test_everything_simulated_is_marked(played: dict[str, Ended]) -> None:
    folder = played["nine"].folder
    for place in (*folder.glob("minutes/*.md"), *folder.glob("transfer-plans/*.md")):
        assert "**Simulated**" in place.read_text(encoding="utf-8"), place
    (minutes,) = folder.glob("minutes/*.md")
    text = minutes.read_text(encoding="utf-8")
    assert "Approved" in text and "made up" in text
    for place in (*folder.glob("minutes/*.docx"), *folder.glob("transfer-plans/*.docx")):
        with zipfile.ZipFile(place) as package:
            assert "Simulated" in package.read("word/document.xml").decode()
    calendar = (folder / "calendar" / "programme.ics").read_bytes().decode().replace("\r\n ", "")
    played_there = [line for line in calendar.splitlines() if "played by simulated" in line]
    assert played_there and all("(Simulated)" in line for line in played_there if line.startswith("SUMMARY"))
    (attendance,) = folder.glob("attendance/*.xlsx")
    header, *people = read_sheet(attendance.read_bytes())
    marked = header.cells.index("Simulated")
    assert len(people) >= 3
    assert all(row.cells[marked] == "yes" for row in people if row.cells[0] != "Organiser")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    command = [sys.executable, str(ROOT / "run.py"), "play", NAME, "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "holds something already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def _require_readable(path: Path) -> None:
    content = path.read_bytes()
    if path.suffix == ".pdf":
        assert content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:], path
    elif path.suffix in (".docx", ".xlsx"):
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None, path
    elif path.suffix == ".ics":
        assert content.startswith(b"BEGIN:VCALENDAR") and content.rstrip().endswith(b"END:VCALENDAR"), path
    elif path.suffix == ".json":
        json.loads(content)
    else:
        assert content.decode("utf-8-sig").strip(), path
