"""What somebody sends is read in a child: nobody else waits, nothing is left over, refusals are in words."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.sheet_letters import WINDOWS
from facilitation.domain.sheets import EMPTY_MOST, SheetRow
from facilitation.readers import apart
from tests.servers import ROOT
from tests.sheets import FIRST_SHEET, laughter, sheet_xml, with_part, workbook

PROGRAM = Path(__file__).with_name("program.py")
#: Far more than a child may have: 2.6 million cells in a row.
HEAVY = with_part(FIRST_SHEET, sheet_xml(b"<row>" + b"<c/>" * 2_600_000 + b"</row>"))
#: So many attributes that comparing them takes minutes.
SLOW = with_part(
    FIRST_SHEET, b"<worksheet " + b" ".join(b"a%d=''" % n for n in range(1_500_000)) + b"></worksheet>"
)


def _children() -> set[int]:
    """Also those that have ended and were not waited for."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(stat.parent.name))
    return found


@pytest.fixture
def no_child_is_left() -> Iterator[None]:
    """Servers of other tests may be up: they are not counted."""
    before = _children()
    yield
    assert _children() <= before


def test_the_rows_are_those_of_the_file() -> None:
    sent = apart.read_sheet_apart(workbook([["name", "country"], ["Évry", "France"]]))
    assert sent == apart.SentSheet([SheetRow(1, ("name", "country")), SheetRow(2, ("Évry", "France"))], None)
    assert apart.read_sheet_apart("name\nMálaga".encode("cp1252")).letters == WINDOWS


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (with_part(FIRST_SHEET, laughter("utf-16")), "can't be read as a sheet"),
        (HEAVY, "more time or memory"),
    ],
    ids=["empty", "entities in UTF-16", "heavy"],
)
@pytest.mark.usefixtures("no_child_is_left")
def test_a_refusal_is_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        apart.read_sheet_apart(content)
    assert (refused.value.code, refused.value.field) == ("invalid", "file")


@pytest.mark.usefixtures("no_child_is_left")
def test_who_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.5)
    with pytest.raises(Refused, match="more time or memory"):
        apart.read_sheet_apart(SLOW)


@pytest.mark.usefixtures("no_child_is_left")
def test_a_picture_that_ends_its_reader_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert apart.make_picture_apart(b"\x89PNG\r\n\x1a\n" + bytes(100)).fault == "unreadable"
    monkeypatch.setattr(apart, "PATIENCE", 0.001)
    assert apart.make_picture_apart(b"x" * 1_000_000).fault == "unreadable"


@pytest.mark.parametrize("name", ["eventlet", pytest.param("gevent", marks=pytest.mark.gevent)])
def test_others_go_on_while_a_file_is_read(name: str) -> None:
    """Measured by itself: the same file read within the process stops every other thread."""
    rows = b"".join(b'<row r="%d"><c s="1"/></row>' % n for n in range(2, EMPTY_MOST // 2))
    content = with_part(FIRST_SHEET, sheet_xml(b"<row><c t='str'><v>name</v></c></row>" + rows))
    done = subprocess.run(
        [sys.executable, str(PROGRAM), name],
        input=content,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    rounds = json.loads(done.stdout)
    assert rounds["here"] <= 1 and rounds["apart"] >= 20, (rounds, done.stderr)
