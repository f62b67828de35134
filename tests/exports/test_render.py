"""One way to every format; names of files; dates and offsets as people read them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from facilitation.domain.documents import Document, Paragraph
from facilitation.domain.errors import Refused
from facilitation.exports.documents.render import FORMATS, render
from facilitation.exports.rendering import file_name
from facilitation.translations.dates import full_date, long_date, utc_offset

STARTS = {"html": b"<!DOCTYPE html>", "md": b"# Sesi", "docx": b"PK", "pdf": b"%PDF"}


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_gives_a_file(format):
    made = render(Document("es", "Sesión 3", (Paragraph("¡Hola!"),), kind="Acta", version=2), format)
    assert made.content.startswith(STARTS[format])
    assert made.file_name == f"acta-sesion-3-draft-v2.{format}"
    assert made.remarks == ()


def test_the_labels_are_translated_in_every_format():
    seen = []

    def translate(text):
        seen.append(text)
        return text

    for format in FORMATS:
        seen.clear()
        render(Document("en", "t", simulated=True), format, translate)
        assert {"Draft", "Version %(number)d", "Simulated"} <= set(seen)


def test_an_approved_document_is_not_named_a_draft():
    assert render(Document("en", "Minutes", status="approved"), "md").file_name == "minutes-v1.md"


def test_another_format_is_refused():
    with pytest.raises(Refused) as refused:
        render(Document("en", "t"), "exe")
    assert refused.value.code == "not_found"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Żółć & Łódź",), "zolc-lodz.pdf"),
        (("../../etc/passwd",), "etc-passwd.pdf"),
        (("한국어",), "document.pdf"),
        (("x" * 200, "draft", "v12"), "x" * 71 + "-draft-v12.pdf"),
    ],
)
def test_file_names_are_plain(parts, name):
    assert file_name(*parts, ending="pdf") == name


def test_dates_always_have_their_year_and_their_language():
    day = date(2027, 9, 3)
    assert [long_date(day, language) for language in ("en", "es", "fr", "pt-BR", "zz")] == [
        "3 September 2027",
        "3 de septiembre de 2027",
        "3 septembre 2027",
        "3 de setembro de 2027",
        "3 September 2027",
    ]
    assert full_date(day, "fr") == "vendredi 3 septembre 2027"


@pytest.mark.parametrize(
    ("zone", "day", "offset"),
    [
        ("America/Los_Angeles", 13, "UTC-8"),
        ("America/Los_Angeles", 15, "UTC-7"),
        ("Europe/Dublin", 15, "UTC"),
        ("Asia/Kolkata", 15, "UTC+5:30"),
        ("America/St_Johns", 13, "UTC-3:30"),
    ],
)
def test_offsets_are_those_of_the_moment(zone, day, offset):
    assert utc_offset(datetime(2027, 3, day, 12, tzinfo=ZoneInfo(zone))) == offset
