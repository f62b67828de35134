"""Every way out of minutes has the same headings, tables and counts; hostile texts break none of them."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from facilitation.domain.documents import Document, Heading, NumberedList, Table, plain
from facilitation.exports.documents.render import FORMATS, render
from tests.queries.documents.planted import planted_workshop
from tests.queries.documents.test_minutes import drafted
from tests.world import World

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</text></svg><script>alert(2)</script>",
    '#panic("typst") $x^2$ *bold* @label [x](javascript:alert(1))',
    "{{ 7*7 }} %(cities)s %s {0}",
    '=HYPERLINK("http://evil.example")',
    "| a | b |\n| --- | --- |\n# Not a heading",
    "\u202egnp.exe \u2066turned",
    "Wörterbuchüberschriftenverzeichnis" * 12,
    "Javanese ꦗꦮ 👩🏽‍🚒 你好 مرحبا بالعالم",
)


def _pdf_text(content: bytes, path: Path) -> str:
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return _flat(done.stdout)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _tables(document: Document) -> list[list[list[str]]]:
    return [
        [[plain(cell) for cell in row] for row in (block.header, *block.rows)]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def test_word_and_pdf_have_the_headings_tables_and_counts_of_the_draft(world: World, tmp_path: Path) -> None:
    draft = drafted(world, planted_workshop(world))
    headings = [(block.level, block.text) for block in draft.blocks if isinstance(block, Heading)]
    word = docx.Document(io.BytesIO(render(draft, "docx").content))
    styled = [(one.style.name, one.text) for one in word.paragraphs if one.style.name.startswith("Heading ")]
    assert [(int(name[8:]), text) for name, text in styled] == headings
    written = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    assert [table for table in written if table in _tables(draft)] == _tables(draft)
    assert len(word.inline_shapes) == 2 and all(
        shape._inline.docPr.get("descr") for shape in word.inline_shapes
    )
    second = next(one for one in word.paragraphs if one.text == "The session")
    assert second.paragraph_format.page_break_before
    file = render(draft, "pdf")
    assert not file.remarks, "it is PDF/UA"
    reader = PdfReader(io.BytesIO(file.content))
    assert [_title(one) for one in _outline(reader.outline)] == [text for _, text in headings]
    text = _pdf_text(file.content, tmp_path / "minutes.pdf")
    for table in _tables(draft):
        for row in table:
            for cell in row:
                assert _flat(cell) in text, cell
    first = _flat(reader.pages[0].extract_text())
    for words in ("At a glance", "We meet again in Turin", "Mentoring", "Who was there"):
        assert words in first, "the first page is a page"
    assert "The session" not in first


def _outline(items: list) -> list:
    return [one for item in items for one in (_outline(item) if isinstance(item, list) else [item])]


def _title(item: object) -> str:
    return str(item["/Title"])  # type: ignore[index]


@pytest.fixture
def hostile(world: World) -> Document:
    """Each of the texts as a note, a cluster, a decision and a question of a poll; votes on each cluster."""
    board, session = {"board": world.here.board}, {"session": world.here.session}
    guest = world.here.seats["guest"]
    world.by("facilitator", "board.settings", board | {"votes_hidden": False, "votes_per_person": 20})
    clusters = []
    for text in HOSTILE:
        notes = [world.note(guest, text)]
        title = " ".join(text.split())[:120]
        made = world.by("facilitator", "cluster.make", board | {"notes": notes, "title": title})
        clusters.append(made.result["cluster"])
        world.by("facilitator", "record.add", session | {"kind": "decision", "text": text, "city": "DUB"})
    poll = session | {"kind": "word", "question": HOSTILE[0], "open": True}
    world.by("facilitator", "poll.add", poll)
    world.by("facilitator", "board.settings", board | {"vote_on": "clusters"})
    world.stage("vote")
    for cluster in clusters:
        world.by("guest", "vote.cast", board | {"on": f"cluster:{cluster}"})
    world.by("facilitator", "session.end", session)
    return drafted(world)


def test_hostile_texts_go_every_way_out_and_do_nothing(hostile: Document, tmp_path: Path) -> None:
    files = {format: render(hostile, format) for format in FORMATS}
    html, markdown = files["html"].content.decode(), files["md"].content.decode()
    assert "<script" not in html and "<img src=x" not in html and "&lt;script&gt;" in html
    assert not re.search(r"^#+ Not a heading", markdown, re.MULTILINE)
    assert not re.search(r"(?<!\\)(<(script|img)|\]\(javascript)", markdown)
    assert "javascript:" not in re.findall(r'href="([^"]*)"', html)
    word = docx.Document(io.BytesIO(files["docx"].content))
    said = "\n".join(one.text for one in word.paragraphs)
    pdf = _pdf_text(files["pdf"].content, tmp_path / "hostile.pdf")
    for text in HOSTILE[:7]:
        assert _flat(text) in _flat(said), text
    for text in ("<script>alert(1)</script>", "{{ 7*7 }}", '#panic("typst")', "=HYPERLINK"):
        assert text in pdf, text
    outline = [_title(one) for one in _outline(PdfReader(io.BytesIO(files["pdf"].content)).outline)]
    headings = [block.text for block in hostile.blocks if isinstance(block, Heading)]
    assert [one for one in outline if "Javanese" not in one] == [
        one for one in headings if "Javanese" not in one
    ]
    assert len(outline) == len(headings), "what no font has is shown by a replacement"
    assert not [block for block in hostile.blocks if isinstance(block, NumberedList) and len(block.items) > 3]
