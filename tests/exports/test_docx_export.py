"""Word documents reopened: language, title, real headings and lists, header rows, texts for pictures."""

import io
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.documents import (
    BulletList,
    Callout,
    Contents,
    Document,
    Fact,
    Facts,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from facilitation.exports.documents.docx import docx as written
from tests.exports.samples import minutes


def reopened(document: Document):
    return docx.Document(io.BytesIO(written(document)))


@pytest.fixture(scope="module")
def sample():
    return reopened(minutes())


def test_it_states_language_title_authors_and_version(sample):
    facts = sample.core_properties
    assert (facts.title, facts.language, facts.subject) == (minutes().title, "en", "Minutes")
    assert facts.author.endswith("Świętosława Żółć (rapporteur)")
    assert (facts.version, facts.content_status, facts.keywords) == ("3", "In review", "Simulated")
    assert facts.created.isoformat() == facts.modified.isoformat() == "2027-03-18T16:05:00+00:00"
    assert [lang.get(qn("w:val")) for lang in sample.styles.element.iter(qn("w:lang"))] == ["en-GB"]


def test_its_headings_are_real(sample):
    found = [
        (p.style.name, p.text) for p in sample.paragraphs if p.style.name.startswith(("Heading", "Title"))
    ]
    assert found[0] == ("Title", minutes().title)
    assert found[1:] == [(f"Heading {heading.level}", heading.text) for _, heading in minutes().headings()]


def test_contents_lead_to_their_headings(sample):
    anchors = [
        link.get(qn("w:anchor"))
        for link in sample.element.iter(qn("w:hyperlink"))
        if link.get(qn("w:anchor"))
    ]
    places = {mark.get(qn("w:name")): mark for mark in sample.element.iter(qn("w:bookmarkStart"))}
    titles = ["".join(text.text for text in places[name].getparent().iter(qn("w:t"))) for name in anchors]
    assert titles == [heading.text for _, heading in minutes().headings(2)]
    kinds = [part.get(qn("w:fldCharType")) for part in sample.element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_header_rows_are_marked_and_repeated(sample):
    facts, attendance, notes = sample.tables
    for table in (attendance, notes):
        rows = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert rows == [True] + [False] * (len(rows) - 1)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert attendance._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) == "1"
    assert notes._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) == "0"
    assert [cell.text for cell in attendance.rows[9].cells][:2] == ["Warsaw", "Świętosława Żółć"]
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in facts.rows)


def test_pictures_carry_their_text(sample):
    texts = [about.get("descr") for about in sample.element.iter(qn("wp:docPr"))]
    assert texts == [
        "Bar chart of votes by city: Bilbao 9, Warsaw 8, Montreal 7, Dublin 6, Turin 5, Rotterdam 4",
        "Emblem of the demonstration fund",
    ]
    assert all(shape.width <= sample.sections[0].page_width for shape in sample.inline_shapes)


def test_lists_are_real_and_each_counts_from_its_own_start():
    word = reopened(
        Document(
            "en",
            "t",
            (
                NumberedList((ListItem("a", BulletList(("b",))), ListItem("c", NumberedList(("d",), 4)))),
                NumberedList(("e",), 7),
                BulletList(("f",)),
            ),
        )
    )
    numbering = word.part.numbering_part.element
    found = []
    for paragraph in (p for p in word.paragraphs if p.style.name.startswith("List")):
        place = paragraph._p.pPr.numPr
        num = next(num for num in numbering.num_lst if num.numId == place.numId.val)
        starts = {o.ilvl: o.startOverride.val for o in num.lvlOverride_lst}
        found.append((paragraph.text, paragraph.style.name, place.ilvl.val, num.abstractNumId.val, starts))
    assert found == [
        ("a", "List Number", 0, 91, {0: 1}),
        ("b", "List Bullet 2", 1, 90, {}),
        ("c", "List Number", 0, 91, {0: 1}),
        ("d", "List Number 2", 1, 91, {1: 4}),
        ("e", "List Number", 0, 91, {0: 7}),
        ("f", "List Bullet", 0, 90, {}),
    ]
    defined = [d.get(qn("w:abstractNumId")) for d in numbering.iter(qn("w:abstractNum"))]
    assert {"90", "91"} <= set(defined)
    order = [child.tag for child in numbering if child.tag in (qn("w:abstractNum"), qn("w:num"))]
    assert order == sorted(order)  # Word wants every definition before the first list


def test_links_keep_their_address(sample):
    links = [
        link.address
        for paragraph in sample.tables[0].columns[1].cells[2].paragraphs
        for link in paragraph.hyperlinks
    ]
    assert links == ["https://meet.example.org/room-7?a=1&b=2"]


def test_simulated_words_are_marked(sample):
    text = "".join(node.text or "" for node in sample.element.iter(qn("w:t")))
    assert text.count("[Simulated]") == 36 + 1 + 3
    assert "Simulated Simulated people took part" in text


def test_pages_are_numbered_and_named(sample):
    section = sample.sections[0]
    for footer in (section.footer, section.first_page_footer):
        fields = [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
        assert "In review · Version 3 · Simulated" in footer.paragraphs[0].text
    assert section.header.paragraphs[0].text == minutes().programme


PROPERTY_ORDER = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "widowControl",
    "numPr",
    "pBdr",
    "shd",
    "tabs",
    "spacing",
    "ind",
    "jc",
    "rPr",
]


def test_properties_stand_in_the_order_word_insists_on(sample):
    for properties in sample.element.iter(qn("w:pPr")):
        names = [child.tag.rpartition("}")[2] for child in properties]
        assert names == sorted(names, key=PROPERTY_ORDER.index)


def test_set_apart_passages_are_bordered():
    word = reopened(Document("en", "t", (Callout("decision", (Paragraph("Meet."), BulletList(("a",)))),)))
    bordered = [
        p.text for p in word.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:pBdr")) is not None
    ]
    assert bordered == ["Decision", "Meet.", "a"]


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=40))
def test_any_text_stays_well_formed(text):
    run = (Run(text, ("strong", "simulated")), Run(f"x{text}", (), "https://example.org/?a=1&b=2"))
    content = written(
        Document(
            "en",
            f"x{text}",
            (Contents(), Heading(1, f"x{text}"), Paragraph(run), Table(text, (run,), ((run,),)))
            + (Quote(run, text), Facts((Fact(text, run),))),
            kind=text,
            programme=text,
        )
    )
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
    found = docx.Document(io.BytesIO(content)).paragraphs
    assert any(plain(run[:1]).replace("\t", "") in p.text.replace("\t", "") for p in found)


def _kept(paragraph) -> bool:
    keeps = paragraph.paragraph_format.keep_with_next
    return paragraph.style.paragraph_format.keep_with_next if keeps is None else keeps


def test_a_cluster_stays_together():
    notes = BulletList(tuple(ListItem(f"Note {number}") for number in range(8)))
    blocks = (
        Heading(1, "Mentoring"),
        Paragraph("Votes: 3"),
        Paragraph("Challenge: x"),
        notes,
        Paragraph("End"),
    )
    found = {p.text: p for p in reopened(Document("en", "t", blocks)).paragraphs}
    assert [text for text, p in found.items() if _kept(p)] == [
        "Mentoring",
        "Votes: 3",
        "Challenge: x",
        *(f"Note {number}" for number in range(7)),
    ]
    assert all(found[f"Note {number}"].paragraph_format.keep_together for number in range(8))


def test_a_list_of_more_than_half_a_page_may_break_between_its_points():
    notes = BulletList(tuple(ListItem(f"Note {number}") for number in range(40)))
    word = reopened(Document("en", "t", (Heading(1, "Mentoring"), Paragraph("Votes: 3"), notes)))
    assert [p.text for p in word.paragraphs if _kept(p)] == ["Mentoring", "Votes: 3"]


def test_a_caption_and_the_header_row_stay_with_the_table():
    word = reopened(Document("en", "t", (Table("Its caption", ("City", "Votes"), (("Dublin", "3"),)),)))
    assert [p.text for p in word.paragraphs if _kept(p)] == ["Its caption"]
    assert [_kept(row.cells[0].paragraphs[0]) for row in word.tables[0].rows] == [True, None]
