"""`run.py export calendar`: the calendar alone on standard output, and a sentence where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from icalendar import Calendar

from facilitation.store.programmes import Programme
from tests.servers import ROOT
from tests.world import World


def _export(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FACILITATION_")}
    command = [sys.executable, "-m", "facilitation", "export", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL, env=clean)


def test_on_a_fresh_clone_it_brings_the_shipped_programme(tmp_path: Path) -> None:
    asked = ("calendar", "--instance", tmp_path, "--database", tmp_path / "new.sqlite3")
    first, second = _export(*asked), _export(*asked)
    assert first.returncode == 0, first.stderr.decode()
    assert first.stdout == second.stdout, "the same bytes twice"
    read = Calendar.from_ical(first.stdout)
    assert len(read.walk("VEVENT")) > 10 and read["METHOD"] == "PUBLISH"
    assert b"the shipped programme is loaded" in first.stderr
    assert b"the shipped programme is loaded" not in second.stderr


def test_of_several_programmes_one_says_which(world: World, tmp_path: Path) -> None:
    asked = ("calendar", "--instance", tmp_path, "--database", world.database.url.database)
    answer = _export(*asked)
    assert (answer.returncode, answer.stdout) == (1, b"") and b"here, there" in answer.stderr
    answer = _export(*asked, "--programme", "nowhere")
    assert (answer.returncode, answer.stdout) == (1, b"") and b"no programme 'nowhere'" in answer.stderr
    world.by("organiser", "programme.change", {"contact": "team@x.example"})
    answer = _export(*asked, "--programme", "here", "--language", "fr")
    [event] = Calendar.from_ical(answer.stdout).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Workshop here" and str(event["ORGANIZER"]) == "mailto:team@x.example"
    assert "mardi 9 mars 2027" in str(event["DESCRIPTION"])


def test_a_programme_without_dates_is_refused_in_words(world: World, tmp_path: Path) -> None:
    with world.database.writing() as orm:
        empty = Programme(
            slug="empty", title="Empty", languages=["en"], host_zone="UTC", created_at=world.clock()
        )
        orm.add(empty)
    asked = ("--instance", tmp_path, "--database", world.database.url.database, "--programme", "empty")
    answer = _export("calendar", *asked)
    assert (answer.returncode, answer.stdout) == (1, b"") and b"No session has a date yet" in answer.stderr
