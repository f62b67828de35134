"""PDFs reopened: tagged, with language and title, PDF/UA-1, and honest about characters without a glyph."""

import io

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from facilitation.domain.documents import (
    BulletList,
    Callout,
    Contents,
    Document,
    Fact,
    Facts,
    Figure,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Quote,
    Run,
    Table,
)
from facilitation.exports.documents import fonts
from facilitation.exports.documents.pdf import pdf
from facilitation.exports.documents.pictures import png
from tests.exports.samples import CHART, minutes

EVIL = '#panic("x") $x^2$ *b* _e_ `c` @ref <label> [x] \\ " // /* #{1+1} #sys.inputs'
LETTERS = (
    "ĄĆĘŁŃÓŚŹŻ ąćęłńóśźż ÁÉÍÓÚÜÑ ñ ¿¡ àâæçéèêëîïôœùûüÿ ŒÆ ãõç ÁÉÍÓÚ áéíóú ß åøæ őű ğş ČŠŽ “„”’ – — … € → ≥"
)


def reopened(document: Document) -> PdfReader:
    made = pdf(document)
    assert made.remarks == ()
    return PdfReader(io.BytesIO(made.content))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader: PdfReader) -> list[str]:
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if "/S" in node and node.get("/Type") != "/OBJR":
                found.append(node["/S"])
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="module")
def sample() -> PdfReader:
    return reopened(minutes())


def test_it_is_tagged_and_claims_pdf_ua(sample):
    root = sample.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<dc:title>" in metadata


def test_it_states_title_and_authors(sample):
    assert sample.metadata.title == minutes().title
    assert "Świętosława Żółć" in sample.metadata.author


def test_its_parts_are_tagged_as_what_they_are(sample):
    found = tags(sample)
    assert {
        "/H1",
        "/H2",
        "/Table",
        "/TH",
        "/TD",
        "/L",
        "/LI",
        "/Figure",
        "/Caption",
        "/BlockQuote",
        "/Link",
    } <= set(found)
    assert found.count("/Table") == 3
    assert found.count("/Figure") == 2


def test_header_rows_and_page_numbers_are_on_every_page(sample):
    pages = [page.extract_text() for page in sample.pages]
    assert len(pages) == 5
    for number, text in enumerate(pages, 1):
        assert f"{number} / 5" in text
        assert "In review · Version 3 · Simulated" in text
    assert "Note" in pages[2] and "Votes" in pages[2]


def test_the_words_of_every_language_are_there(sample):
    text = text_of(sample)
    for words in (
        "Świętosława Żółć",
        "lan-aukerarik",
        "Baile Átha Cliath",
        "Lefrançois-Côté",
        "¿Quién acompaña",
    ):
        assert words in text


def test_simulated_words_are_marked(sample):
    assert text_of(sample).count("Simulated") >= 36 + 1 + 3 + 1


def test_the_programs_own_fonts_are_enough_for_european_letters():
    for marks in ((), ("strong",), ("emphasis",), ("strong", "emphasis")):
        assert "ąćęłńóśźż" in text_of(reopened(Document("pl", "t", (Paragraph((Run(LETTERS, marks),)),))))


def test_the_four_faces_are_one_family():
    found = [face for face in fonts.shipped().fonts() if face.family.startswith("Atkinson")]
    assert {(face.family, face.style, face.weight) for face in found} == {
        ("Atkinson Hyperlegible Next", style, weight)
        for style in ("normal", "italic")
        for weight in (400, 700)
    }


def test_peoples_words_are_never_read_as_markup():
    run = (Run(EVIL, ("strong", "emphasis", "simulated")), Run(EVIL, (), "https://example.org/?a=%22&b=#x"))
    document = Document(
        "en",
        EVIL,
        (
            Contents(),
            Heading(1, EVIL),
            Paragraph(run),
            BulletList((ListItem(run, NumberedList((ListItem(run),), 3)),)),
            Table(EVIL, (run,), ((run,),), header_column=True),
            Figure(CHART, EVIL, EVIL),
            Quote(run, EVIL, EVIL),
            Callout("note", (Paragraph(run),), EVIL),
            Facts((Fact(EVIL, run),)),
        ),
        kind=EVIL,
        subtitle=EVIL,
        authors=(EVIL,),
        programme=EVIL,
        funding=EVIL,
        disclaimer=EVIL,
    )
    text = text_of(reopened(document)).replace(" ", "")
    assert text.count(EVIL.replace(" ", "")) >= 12


def test_a_document_without_anything_is_still_a_document():
    reader = reopened(Document("es", "Acta"))
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "Draft Version 1" in text_of(reader)


def test_a_region_goes_with_the_language():
    assert reopened(Document("pt-BR", "Ata")).trailer["/Root"]["/Lang"] == "pt-BR"


@pytest.mark.parametrize(
    ("written", "shown", "named"),
    [
        ("a\U0010fffdb", "a\ufffdb", "U+10FFFD"),
        ('\U0010fffd"\U0010fffc\\', '\ufffd"\ufffd\\', "U+10FFFD U+10FFFC"),
        ("ꦗꦮ and a", "\ufffd\ufffd and a", "ꦗ (U+A997) ꦮ (U+A9AE)"),
    ],
)
def test_a_character_no_font_has_is_replaced_and_named(written, shown, named):
    made = pdf(Document("en", "Minutes", (Paragraph(written), Facts((Fact(written, written),)))))
    (remark,) = made.remarks
    assert str(remark) == f"No font here has {named}. The PDF shows \ufffd instead."
    reader = PdfReader(io.BytesIO(made.content))
    assert text_of(reader).count(shown) == 3
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30))
def test_any_text_makes_a_pdf(text):
    made = pdf(
        Document("en", f"x{text}", (Heading(1, f"x{text}"), Paragraph(text), Facts((Fact(text, text),))))
    )
    assert made.content.startswith(b"%PDF")
    assert b"pdfuaid" in made.content
    assert ("\ufffd" in text_of(PdfReader(io.BytesIO(made.content)))) >= bool(made.remarks)


def test_the_compiler_itself_would_refuse_a_picture_without_text():
    # The claim to PDF/UA is worth something only as long as the compiler checks it.
    with pytest.raises(typst.TypstError, match="alt"):
        typst.compile(
            b'#set document(title: "x")\n#image(bytes(sys.inputs.d), format: "svg")',
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"d": CHART},
        )


def test_drawings_become_png_at_their_own_size():
    content = png(CHART)
    assert content.startswith(b"\x89PNG")
    width = int.from_bytes(content[16:20])
    assert 640 * 200 / 96 - 2 <= width <= 640 * 200 / 72 + 2
