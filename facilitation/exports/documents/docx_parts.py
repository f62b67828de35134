"""The parts of a Word document that python-docx has no words for: links, borders, fields, row properties."""

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from facilitation.domain.documents import Run
from facilitation.domain.texts import runs_right_to_left

_LINE = "CFD8DD"
_LEFT_TO_RIGHT = "\u200e"
# What may follow a paragraph's borders and shading: Word insists on this order (ISO 29500-1, 17.3.1.26).
_AFTER_SHADE = (
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:outlineLvl",
    "w:rPr",
    "w:sectPr",
)


def add_run(paragraph: Paragraph, run: Run) -> None:
    """`run` at the end of `paragraph`, as a link if it is one."""
    turns = runs_right_to_left(run.text)
    # Word knows no isolates; marks of the paragraph's direction on both sides keep its neighbours in order.
    written = paragraph.add_run(f"{_LEFT_TO_RIGHT}{run.text}{_LEFT_TO_RIGHT}" if turns else run.text)
    # None, not False: a heading's or header cell's own weight stays.
    written.bold = True if "strong" in run.marks else None
    written.italic = True if "emphasis" in run.marks else None
    if run.language:
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), run.language)
        written._r.get_or_add_rPr().append(language)
    if run.href:
        link = OxmlElement("w:hyperlink")
        link.set(
            qn("r:id"), paragraph.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        )
        written.style = "Hyperlink"
        link.append(written._r)
        paragraph._p.append(link)


def bookmark(paragraph: Paragraph, number: int) -> None:
    """Make `paragraph` a place that the contents can point at; `number` is unique in the document."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), bookmark_name(number))
    end.set(qn("w:id"), str(number))
    paragraph._p.insert(paragraph._p.index(paragraph._p.pPr) + 1, start)
    paragraph._p.append(end)


def bookmark_name(number: int) -> str:
    """The name under which Word expects a heading that a table of contents lists."""
    return f"_Toc{number:08d}"


def row_property(row: _Row, name: str) -> None:
    """Set a property such as `w:tblHeader` (repeated on every page) or `w:cantSplit`."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def set_apart(paragraph: Paragraph, line: str, fill: str | None) -> None:
    """A line at the left and, with `fill`, a tint behind the paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "8"), ("color", line)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    properties.insert_element_before(borders, "w:shd", *_AFTER_SHADE)
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(qn(f"w:{name}"), value)
        properties.insert_element_before(shade, *_AFTER_SHADE)


def field_around(first: Paragraph, last: Paragraph, command: str) -> None:
    """A field whose present result are the paragraphs from `first` to `last`."""

    def part(kind: str | None) -> BaseOxmlElement:
        run = OxmlElement("w:r")
        inner = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            inner.set(qn("w:fldCharType"), kind)
        else:
            inner.set(qn("xml:space"), "preserve")
            inner.text = command
        run.append(inner)
        return run

    beginning = [part("begin"), part(None), part("separate")]
    place = first._p.index(first._p.pPr) + 1
    for offset, run in enumerate(beginning):
        first._p.insert(place + offset, run)
    last._p.append(part("end"))


def grid_for(word: Word, rows: int, columns: int, caption: str) -> Table:
    """An empty table with quiet lines between its rows and `caption` as its text for screen readers."""
    grid = word.add_table(rows, columns)
    properties = grid._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.find(qn("w:tblLook")).addprevious(borders)
    if caption:
        for name in ("w:tblCaption", "w:tblDescription"):
            element = OxmlElement(name)
            element.set(qn("w:val"), caption)
            properties.append(element)
    return grid
