"""Documents that are fitted to their pages: however much there is to say, a page each, and PDF/UA-1."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from facilitation.domain.documents import (
    AS_IT_COMES,
    ONE_PAGE,
    PAGE_PER_CHAPTER,
    BulletList,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Run,
    from_json,
    to_json,
)
from facilitation.domain.errors import Refused
from facilitation.exports.documents.pdf import pdf

POINTS = BulletList(tuple(ListItem((Run(f"Point {number} of many"),)) for number in range(70)))


def _opened(document: Document) -> PdfReader:
    made = pdf(document)
    assert made.remarks == ()
    return PdfReader(io.BytesIO(made.content))


@pytest.mark.parametrize(("paging", "pages"), [(AS_IT_COMES, 2), (ONE_PAGE, 1)])
def test_one_page_holds_what_would_need_two(paging: str, pages: int) -> None:
    reader = _opened(
        Document("en", "Long", (Heading(1, "Chapter"), POINTS), paging=paging, disclaimer="The end")
    )
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == pages
    assert "Point 69 of many" in text and "The end" in text
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "pdfuaid" in metadata


def test_each_chapter_begins_a_page_and_the_end_stands_on_the_first() -> None:
    blocks = (
        Paragraph((Run("Before"),)),
        Heading(1, "First"),
        Heading(2, "Part"),
        POINTS,
        Heading(1, "Second"),
        POINTS,
    )
    reader = _opened(Document("en", "Long", blocks, paging=PAGE_PER_CHAPTER, disclaimer="Who paid"))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) == 3
    assert "Before" in texts[0] and "Who paid" in texts[0]
    assert "First" in texts[1] and "Point 69" in texts[1]
    assert "Second" in texts[2] and "Point 69" in texts[2]
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == ["First", "Second"]


def test_the_paging_is_kept_and_no_other_is_taken() -> None:
    document = Document("en", "Long", (POINTS,), paging=ONE_PAGE)
    assert from_json(to_json(document)) == document
    with pytest.raises(Refused):
        Document("en", "Long", paging="two")
