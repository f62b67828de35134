"""A document as DOCX: real headings, lists and header rows, language, title, and a text for every picture."""

import io

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Mm
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from facilitation.domain.documents import (
    FIRST_PAGE,
    Block,
    BulletList,
    Callout,
    Contents,
    Document,
    Fact,
    Facts,
    Figure,
    Heading,
    Inline,
    NumberedList,
    Paragraph,
    Quote,
    Run,
    Table,
    inline,
    passages,
)
from facilitation.exports.documents import labels
from facilitation.exports.documents.docx_frame import BULLETS, NUMBERS, TEXT_WIDTH, framed
from facilitation.exports.documents.docx_parts import (
    add_run,
    bookmark,
    bookmark_name,
    field_around,
    grid_for,
    row_property,
    set_apart,
)
from facilitation.exports.documents.pages import stay_with_next, stays_whole
from facilitation.exports.documents.pictures import DOTS_PER_INCH, png
from facilitation.exports.wording import Translate, untranslated

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_ACCENT, _TINT, _WARM, _WARM_TINT = "1F5F8B", "EEF4F8", "7A4F00", "FDF5E4"
_EMBLEM_HEIGHT = Mm(13)


def docx(document: Document, translate: Translate = untranslated) -> bytes:
    """The whole document. Drawings go in as PNG with their alternative text."""
    writer = _Writer(document, translate, framed(document, translate))
    writer.head()
    writer.whole()
    writer.foot()
    file = io.BytesIO()
    writer.word.save(file)
    return file.getvalue()


class _Writer:
    """One pass over one document; counts headings, so that the contents can point at them."""

    def __init__(self, document: Document, translate: Translate, word: Word) -> None:
        self.word = word
        self._document = document
        self._translate = translate
        self._headings = 0
        self._pictures = 0

    def head(self) -> None:
        document, translate = self._document, self._translate
        state = (
            labels.status(document, translate),
            labels.version(document, translate),
            labels.day(document),
        )
        for text, style in (
            (document.programme, "Programme"),
            (document.kind, "Document Kind"),
            (document.title, "Title"),
            (document.subtitle, "Subtitle"),
            (" · ".join(filter(None, state)), "Document State"),
            (", ".join(document.authors), "Document State"),
        ):
            if text:
                self._paragraph(inline(text), style)
        if document.simulated:
            notice = (
                Run(f"{labels.simulated(translate)} ", ("strong",)),
                Run(labels.simulated_notice(translate)),
            )
            set_apart(self._paragraph(notice), _WARM, _WARM_TINT)

    def foot(self) -> None:
        document = self._document
        if document.emblem:
            self._picture(document.emblem, height=_EMBLEM_HEIGHT)
        for notice in (document.funding, document.disclaimer, labels.origin(document, self._translate)):
            if notice:
                self._paragraph(inline(notice), "Notice")

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        for block, stays in zip(blocks, stay_with_next(blocks), strict=True):
            self._block(block, stays)

    def whole(self) -> None:
        """The document's own blocks; a first page of their own ends before the second chapter."""
        chapters = 0
        blocks = self._document.blocks
        for block, stays in zip(blocks, stay_with_next(blocks), strict=True):
            chapters += isinstance(block, Heading) and block.level == 1
            self._block(block, stays)
            if chapters == 2 and self._document.paging == FIRST_PAGE:
                self.word.paragraphs[-1].paragraph_format.page_break_before = True
                chapters += 1

    def _block(self, block: Block, stays: bool) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block.content).paragraph_format.keep_with_next = stays or None
            case BulletList():
                self._list(block, 0)
            case NumberedList():
                self._list(block, 0)
            case Table():
                self._table(block)
            case Figure():
                self._picture(block)
                if block.caption:
                    self._paragraph(inline(block.caption), "Caption")
            case Quote():
                set_apart(self._paragraph(block.content, "Quote"), _ACCENT, None)
                who = (Run(block.by, ("strong",)), Run(f", {block.role}" if block.role else ""))
                set_apart(self._paragraph(inline(who), "Source"), _ACCENT, None)
            case Callout():
                self._callout(block)
            case Facts():
                self._facts(block.rows)
            case Contents():
                self._contents(block)

    def _heading(self, heading: Heading) -> None:
        self._headings += 1
        paragraph = self._paragraph(inline(heading.text), f"Heading {heading.level}")
        bookmark(paragraph, self._headings)

    def _list(self, points: BulletList | NumberedList, level: int) -> list[WordParagraph]:
        """Write the points; gives their paragraphs, with those of the lists below."""
        if isinstance(points, NumberedList):
            number, style = self._new_count(points.start, level), "List Number"
        else:
            number, style = self._bullets(), "List Bullet"
        written = []
        for item in points.items:
            paragraph = self._paragraph(item.content, style if level == 0 else f"{style} {min(level + 1, 3)}")
            paragraph.paragraph_format.keep_together = True
            place = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            place.get_or_add_ilvl().val = level
            place.get_or_add_numId().val = number
            written.append(paragraph)
            if item.below:
                written += self._list(item.below, level + 1)
        if stays_whole(points):
            for paragraph in written[:-1]:
                paragraph.paragraph_format.keep_with_next = True
        return written

    def _bullets(self) -> int:
        numbering = self.word.part.numbering_part.element
        return next(num.numId for num in numbering.num_lst if num.abstractNumId.val == BULLETS)

    def _new_count(self, start: int, level: int) -> int:
        """A list that counts anew; lists of one number would go on counting through the document."""
        count = self.word.part.numbering_part.element.add_num(NUMBERS)
        count.add_lvlOverride(ilvl=level).add_startOverride(start)
        return count.numId

    def _table(self, table: Table) -> None:
        if table.caption:
            self._paragraph(inline(table.caption), "Caption").paragraph_format.keep_with_next = True
        grid = grid_for(self.word, len(table.rows) + 1, len(table.header), table.caption)
        look = grid._tbl.tblPr.find(qn("w:tblLook"))
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "1" if table.header_column else "0")
        for index, (row, contents) in enumerate(zip(grid.rows, (table.header, *table.rows), strict=True)):
            if index == 0:
                row_property(row, "w:tblHeader")
            row_property(row, "w:cantSplit")
            for column, (cell, content) in enumerate(zip(row.cells, contents, strict=True)):
                heads = index == 0 or (table.header_column and column == 0)
                self._cell(cell, content, heads)
                if index == 0:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
                if column in table.numeric:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._paragraph(())

    def _facts(self, rows: tuple[Fact, ...]) -> None:
        grid = grid_for(self.word, len(rows), 2, "")
        look = grid._tbl.tblPr.find(qn("w:tblLook"))
        look.set(qn("w:firstRow"), "0")
        look.set(qn("w:firstColumn"), "1")
        for row, fact in zip(grid.rows, rows, strict=True):
            row_property(row, "w:cantSplit")
            label, value = row.cells
            self._cell(label, inline(fact.label), True)
            self._cell(value, fact.value, False)
            label.width, value.width = int(TEXT_WIDTH * 0.3), int(TEXT_WIDTH * 0.7)
        self._paragraph(())

    def _cell(self, cell: _Cell, content: Inline, heads: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = 0
        self._write(paragraph, content)
        if heads:
            for run in paragraph.runs:
                run.bold = True

    def _callout(self, callout: Callout) -> None:
        colours = (_WARM, _WARM_TINT) if callout.kind == "caution" else (_ACCENT, _TINT)
        before = len(self.word.paragraphs)
        if title := labels.callout_title(callout, self._translate):
            self._paragraph(inline(title), "Passage Title")
        self.blocks(callout.blocks)
        for paragraph in self.word.paragraphs[before:]:
            set_apart(paragraph, *colours)

    def _picture(self, figure: Figure, height: int | None = None) -> None:
        content = png(figure.svg)
        natural = Inches(Image.from_blob(content).px_width / DOTS_PER_INCH)
        paragraph = self.word.add_paragraph()
        width = None if height else min(natural, TEXT_WIDTH)
        picture = paragraph.add_run().add_picture(io.BytesIO(content), width=width, height=height)
        self._pictures += 1
        about = picture._inline.docPr
        about.set("descr", figure.alt)
        about.set("name", f"Picture {self._pictures}")
        paragraph.paragraph_format.keep_with_next = bool(figure.caption)

    def _contents(self, block: Contents) -> None:
        """A real table of contents: listed now, and with page numbers once Word updates it."""
        self._paragraph(inline(labels.contents(self._translate)), "Passage Title")
        entries = [
            (number, heading, self._paragraph((), "Contents Entry"))
            for number, heading in self._document.headings(block.deepest)
        ]
        for number, heading, paragraph in entries:
            paragraph.paragraph_format.left_indent = Mm(5 * (heading.level - 1))
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), bookmark_name(number))
            link.append(paragraph.add_run(heading.text)._r)
            paragraph._p.append(link)
        if entries:
            command = f'TOC \\o "1-{block.deepest}" \\h \\z \\u'
            field_around(entries[0][2], entries[-1][2], command)

    def _paragraph(self, content: Inline, style: str | None = None) -> WordParagraph:
        paragraph = self.word.add_paragraph(style=style)
        self._write(paragraph, content)
        return paragraph

    def _write(self, paragraph: WordParagraph, content: Inline) -> None:
        for simulated, runs in passages(content):
            for run in runs:
                add_run(paragraph, run)
            if simulated:
                mark = f" [{labels.simulated(self._translate)}]"
                paragraph.add_run(mark, style="Simulated Mark")
