"""What reaches paper: every script as letters in its order, no word off the page, what belongs together."""

import hashlib
import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from facilitation.domain.documents import (
    Block,
    BulletList,
    Document,
    Fact,
    Facts,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Table,
)
from facilitation.exports.documents import fonts
from facilitation.exports.documents.pdf import pdf

LINK = (
    "https://www.example.org/a/very/long/path-that-goes/on_and_on.without.end?query=1&other=%20abc"
    + "&m=x" * 30
)
WORD = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel"
LATIN = "AtkinsonHyperlegibleNext"
SCRIPTS = {
    "Latin": ("Příliš žluťoučký kůň, ğ, ő, Việt Nam", {LATIN}),
    "Greek": ("Ελλάδα, Θεσσαλονίκη", {"NotoSans"}),
    "Cyrillic": ("Харків, Москва, Київ, Ђорђе", {"NotoSans"}),
    "Arabic": ("مرحبا بكم في دبلن", {"NotoSansArabic"}),
    "Hebrew": ("שלום לכולם", {"NotoSansHebrew"}),
    "Devanagari": ("नमस्ते", {"NotoSansDevanagari"}),
    "Thai": ("สวัสดี", {"NotoSansThai"}),
    "Chinese": ("你好，世界", {"NotoSansCJKsc"}),
    "Japanese": ("東京でこんにちは", {"NotoSansCJKjp"}),
    "Korean": ("안녕하세요 서울", {"NotoSansCJKkr"}),
    "symbols": ("→ ✓ ★ ≥ ⅔ № 𝔸 ⚐ 🗹", {"NotoSansSymbols", "NotoSansSymbols2", "NotoSansMath"}),
    "emoji": ("😀 👍🏽 👩‍👩‍👧 🇮🇪 ❤️ 1️⃣ 🧑🏾‍💻", set()),
}


def _opened(*blocks: Block) -> PdfReader:
    made = pdf(Document("en", "Minutes", blocks))
    assert made.remarks == ()
    return PdfReader(io.BytesIO(made.content))


def _text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def _embedded(reader: PdfReader) -> set[str]:
    """Families of the embedded fonts; "emoji" for the one whose glyphs are pictures."""
    found = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            name = str(font.get("/BaseFont", "")).partition("+")[2].partition("-")[0]
            found.add("emoji" if font["/Subtype"] == "/Type3" else name)
    return found


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("marks", [(), ("strong",), ("emphasis",)], ids=["plain", "strong", "emphasis"])
def test_every_script_reaches_the_page_as_letters(script: str, marks: tuple[str, ...]) -> None:
    written, families = SCRIPTS[script]
    reader = _opened(Paragraph((Run(written, marks),)))
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    # In the order of the glyphs on paper, which for some scripts is not that of the letters.
    assert set(written) - set(_text(reader)) - {"\ufe0f", "\u200d", "\u20e3"} == set()
    assert _embedded(reader) >= (families or {"emoji"})


def test_a_note_in_arabic_stands_before_who_said_it() -> None:
    """Right to left within itself; the name behind it in the order of the page, as in every other line."""
    said = (Run("مرحبا بكم."), Run(" — "), Run("علي"), Run(", "), Run("Dublin"))
    shown = _text(_opened(Paragraph(said)))  # as on paper, from left to right
    places = [shown.index(word) for word in (".", "بكم", "مرحبا", "—", "علي", "Dublin")]
    assert places == sorted(places), shown


def test_the_letters_of_east_asia_follow_the_documents_language() -> None:
    for language, family in (("ja", "NotoSansCJKjp"), ("zh-TW", "NotoSansCJKtc"), ("es", "NotoSansCJKsc")):
        made = pdf(Document(language, "Acta", (Paragraph("骨"),)))
        assert family in _embedded(PdfReader(io.BytesIO(made.content))), language


@pytest.mark.parametrize("long", [LINK, WORD * 4, "W" * 300], ids=["link", "word", "letters"])
def test_no_word_runs_off_the_page(long: str) -> None:
    table = Table("Five", ("a", "b", "c", "d", "e"), (("Dublin", "x" * 20, long, "y" * 20, "z" * 20),))
    points, facts = BulletList((ListItem(long),)), Facts((Fact("Link", long),))
    for block in (Paragraph(long), Heading(1, long), points, facts, table):
        reader = _opened(block)
        pieces = _text(reader)
        assert long in re.sub(r"\s+", "", pieces), "it can be read, searched and copied"
        at = [line for line in pieces.split("\n") if line.strip() and line.strip() in long]
        assert len(at) > 1 and max(map(len, at)) < 110, f"{type(block).__name__}: {at}"


def test_a_word_breaks_only_where_it_has_to() -> None:
    table = Table(
        "Two columns", ("City", "Office"), (("Dublin", f"Of the Capital {WORD[:25]} and {WORD[:25]} " * 3),)
    )
    text = _text(_opened(table, Paragraph(f"{'short ' * 14}{WORD[:39]}")))
    assert text.count(WORD[:25]) == 7 and WORD[:39] in text


@pytest.mark.parametrize(
    "white", ["\t", "\x0b", "\x0c", "\x1e", "\u2028", "\u00a0", "\u2003", "\u3000", "\r"]
)
def test_white_space_of_any_kind_keeps_two_words_apart(white: str) -> None:
    assert re.search(r"mentors\s+wanted", _text(_opened(Paragraph(f"mentors{white}wanted"))))


@pytest.mark.parametrize("before", range(34, 50))
def test_a_caption_stays_with_its_table(before: int) -> None:
    rows = tuple((f"Row {number}", "x") for number in range(9))
    lead = (BulletList(tuple(ListItem(f"Point {number}") for number in range(before))), Paragraph("Votes: 3"))
    reader = _opened(*lead, Table("Its caption", ("City", "Votes"), rows))
    pages = [page.extract_text() for page in reader.pages]
    (caption,) = [number for number, text in enumerate(pages) if "Its caption" in text]
    assert "Row 0" in pages[caption] and "Votes: 3" in pages[caption]


@pytest.mark.parametrize("before", range(26, 44, 3))
def test_a_cluster_stays_on_one_page(before: int) -> None:
    lead = BulletList(tuple(ListItem(f"Point {number}") for number in range(before)))
    notes = BulletList(tuple(ListItem(f"Note {number}") for number in range(8)))
    cluster = (
        Heading(1, "Board"),
        Heading(2, "Mentoring"),
        Paragraph("Votes: 3"),
        Paragraph("Challenge: x"),
        notes,
    )
    pages = [page.extract_text() for page in _opened(lead, *cluster).pages]
    (where,) = [number for number, text in enumerate(pages) if "Mentoring" in text]
    assert all(f"Note {number}" in pages[where] for number in range(8)) and "Votes: 3" in pages[where]


def test_a_long_list_goes_on_over_pages() -> None:
    notes = tuple(ListItem(f"Note {number} " + "of many words " * 30) for number in range(60))
    reader = _opened(Heading(1, "Mentoring"), Paragraph("Votes: 3"), BulletList(notes))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 4 and "Note 0" in pages[0]
    assert all(any(f"Note {number} " in text for text in pages) for number in range(60))


def test_the_fonts_are_those_of_their_list() -> None:
    listed = dict(
        re.findall(
            r"^\| (\S+\.tt[fc]) \|.*\| ([0-9a-f]{64}) \|$", (fonts.FOLDER / "README.md").read_text(), re.M
        )
    )
    files = {path.name: path for path in Path(fonts.FOLDER).glob("*.tt?")}
    assert set(listed) == set(files)
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name], name
    assert sum(path.stat().st_size for path in files.values()) < 40e6
