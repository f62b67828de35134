"""Names and texts: nothing invisible passes for one, none turns what follows, all scripts stay whole."""

from __future__ import annotations

import pytest

from facilitation.domain.calendars import CityClock
from facilitation.domain.documents import Run
from facilitation.domain.errors import Refused
from facilitation.domain.names import clean_name, clean_name_or_none
from facilitation.domain.texts import clean_text, is_blank, isolated, one_line, printable
from facilitation.exports.spreadsheets import Sheet, csv_of

BLANK = [
    "",
    " \t\n",
    "\u200b",
    "\u3164",
    "\u115f \u1160",
    "\u2800\u2800",
    "\ufeff\u2060",
    "\u0301",
    "\u00ad",
    "\u202e",
]
BLANK += ["\u00a0\u3000", "\u200d", "\U000e0041\U000e0042", "\u034f\ufe0f"]
BLANK += ["\ufffe", "\uffff\ufdd0", "\U0001fffe\U0010ffff", "\x00\x1b\x85"]
#: In many scripts, with the joiners, marks and sequences that belong to them.
WHOLE = [
    "Ana García",
    "Škofja Loka",
    "Đặng Thị Hồng",
    "محمد علی",
    "می\u200cخواهم",
    "יעל כהן",
    "ශ්\u200dරී ලංකා",
    "金 민준",
    "李小龙",
    "👩\u200d👩\u200d👧 Rosa",
    "❤\ufe0f",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Isla",
    "O’Brien-Šimůnek Jr.",
    "?",
]


@pytest.mark.parametrize("text", BLANK, ids=ascii)
def test_what_cannot_be_seen_is_no_name_and_no_text(text: str) -> None:
    assert is_blank(text) and clean_name_or_none(text, "organisation") is None
    for clean in (lambda: clean_name(text), lambda: clean_text(text, field="name", limit=9)):
        with pytest.raises(Refused) as refused:
            clean()
        assert (refused.value.code, refused.value.field) == ("invalid", "name")


@pytest.mark.parametrize("name", WHOLE)
def test_names_of_all_scripts_stay_whole(name: str) -> None:
    assert clean_name(name) == name and not is_blank(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200bAna\u200b Gar\u00adcía\ufeff", "Ana García"),
        ("Ana\u202egnp.exe", "Anagnp.exe"),
        ("\u2067Ana\u2069 \u3164", "Ana"),
        ("Ana\n\tGarcía", "Ana García"),
        ("Ana\U000e0041\U000e0042", "Ana"),
        ("Ana\u200d", "Ana"),
        ("Ana\u200e García\u061c", "Ana García"),
        ("A\ufffena\x85Garc\ufdefía\u200d\U0010fffe", "Ana García"),
    ],
    ids=ascii,
)
def test_a_name_is_kept_without_what_hides_in_it(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_what_never_goes_out_is_not_kept() -> None:
    """Else a title could be kept of which a document finds no word."""
    for sign in ("\ufffe", "\uffff", "\ufdd0", "\ufdef", "\U0002fffe", "\x9f"):
        assert clean_text(f"A{sign}na", field="text", limit=9) == printable(f"A{sign}na") == "Ana"


def test_nothing_that_goes_out_turns_what_follows() -> None:
    """Also of what was kept before it was looked for at the door."""
    text = f"Ana{TURNING}"
    assert printable(text) == one_line(text) == "Ana"
    assert clean_text(f"{text}\nb", field="text", limit=9) == "Ana\nb"
    assert Run(text).text == "Ana"
    assert CityClock(text, "Europe/Dublin").name == "Ana"
    assert csv_of(Sheet(text, (text,), ((text,),)), "en").content.decode("utf-8-sig") == "Ana\r\nAna\r\n"


def test_what_is_written_from_right_to_left_turns_nothing_in_a_sentence() -> None:
    assert isolated("Ana García") == "Ana García" and isolated("李小龙") == "李小龙"
    assert isolated("محمد") == "\u2068محمد\u2069"
    assert isolated(f"יעל{TURNING}") == "\u2068יעל\u2069" and isolated(f"Ana{TURNING}") == "Ana"
