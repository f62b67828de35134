"""Nobody's words turn what stands around them, in any of the four renderings."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from facilitation.domain.documents import (
    Document,
    Fact,
    Facts,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Quote,
    Run,
)
from facilitation.exports.documents.render import FORMATS, render

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
ARABIC = "ملاحظة"


def _text(document: Document, format: str) -> str:
    content = render(document, format).content
    if format == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    return content.decode()


@pytest.mark.parametrize("format", FORMATS)
def test_embeddings_overrides_and_isolates_go_out_nowhere(format: str) -> None:
    evil = f"a{''.join(TURNING)}b"
    run = (Run(evil, ("simulated",)),)
    document = Document(
        "en",
        evil,
        (
            Heading(1, evil),
            Paragraph(run),
            NumberedList((ListItem(run),)),
            Quote(run, evil, evil),
            Facts((Fact(evil, run),)),
        ),
        kind=evil,
        subtitle=evil,
        authors=(evil,),
        programme=evil,
        funding=evil,
        disclaimer=evil,
        simulated=True,
    )
    text = _text(document, format)
    assert [f"U+{ord(sign):04X}" for sign in TURNING if sign in text] == []
    assert text.count("ab") >= 12


@pytest.mark.parametrize(
    ("format", "kept"),
    [
        ("html", f"<bdi>{ARABIC}</bdi> — <bdi>علي</bdi>, Dublin"),
        ("md", f"\u2068{ARABIC}\u2069 — \u2068علي\u2069, Dublin"),
        ("docx", f">\u200e{ARABIC}\u200e<"),
    ],
)
def test_words_from_right_to_left_keep_to_themselves(format: str, kept: str) -> None:
    """On paper: test_pdf_paper.py."""
    said = (Run(ARABIC), Run(" — "), Run("علي"), Run(", "), Run("Dublin"))
    assert kept in _text(Document("en", "Minutes", (Paragraph(said),)), format)
