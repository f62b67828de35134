"""The frame of a Word document: page, styles, lists, running lines, and what the file states about itself."""

from datetime import UTC, datetime, time

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from facilitation.domain.documents import DEEPEST_LIST, Document
from facilitation.exports.documents import labels
from facilitation.exports.wording import Translate

FONT = "Calibri"  # On nearly every machine that opens Word files; the program's own font is not.
INK, QUIET, ACCENT, WARM = (RGBColor.from_string(code) for code in ("1D2529", "4F5C64", "1F5F8B", "7A4F00"))
BULLETS, NUMBERS = 90, 91  # numbers of our own list definitions, clear of those of the template

_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN = Mm(210), Mm(297), Mm(23)
TEXT_WIDTH = _PAGE_WIDTH - 2 * _MARGIN
# Word wants a region with a language; documents in these languages mostly mean these.
_REGIONS = {"en": "en-GB", "es": "es-ES", "fr": "fr-FR", "pt": "pt-BR"}
_HEADINGS = ((15.5, ACCENT), (12.5, INK), (11, INK), (11, QUIET))


def framed(document: Document, translate: Translate) -> Word:
    """An empty Word document with everything but the text of `document`."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = _PAGE_WIDTH, _PAGE_HEIGHT
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin, section.bottom_margin = Mm(25), Mm(24)
    _state_facts(word, document, translate)
    _set_language(word, document.language)
    _set_styles(word)
    _define_lists(word)
    _set_running_lines(word, document, translate)
    return word


def _state_facts(word: Word, document: Document, translate: Translate) -> None:
    facts = word.core_properties
    facts.title, facts.language, facts.subject = document.title, document.language, document.kind
    facts.author = "; ".join(document.authors)
    facts.category, facts.comments, facts.last_modified_by = document.programme, "", ""
    facts.version = str(document.version)
    facts.content_status = labels.status(document, translate)
    facts.keywords = labels.simulated(translate) if document.simulated else ""
    if document.origin:
        facts.created = facts.modified = document.origin.made_at.astimezone(UTC).replace(tzinfo=None)
    elif document.dated:
        facts.created = facts.modified = datetime.combine(document.dated, time())


def _set_language(word: Word, language: str) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), _REGIONS.get(language, language))
    defaults.append(lang)
    settings = word.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), _REGIONS.get(language, language))


def _set_styles(word: Word) -> None:
    normal = _styled(word.styles["Normal"], 10.5, INK)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.15
    title = _styled(word.styles["Title"], 25, INK, bold=True)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    title.paragraph_format.space_after = Pt(4)
    _styled(word.styles["Subtitle"], 13, QUIET)
    for level, (size, colour) in enumerate(_HEADINGS, 1):
        heading = _styled(word.styles[f"Heading {level}"], size, colour, bold=level < len(_HEADINGS))
        heading.paragraph_format.space_before = Pt(20 - 3 * level)
        heading.paragraph_format.space_after = Pt(5)
        heading.paragraph_format.keep_with_next = True
    _styled(word.styles["Caption"], 9.5, QUIET, bold=True)
    quote = _styled(word.styles["Quote"], 11.5, INK)
    quote.paragraph_format.space_after = Pt(2)
    quote.paragraph_format.keep_with_next = True
    for name, size, colour, bold in (
        ("Programme", 9.5, QUIET, False),
        ("Document Kind", 10.5, ACCENT, True),
        ("Document State", 9.5, QUIET, False),
        ("Source", 9.5, QUIET, False),
        ("Passage Title", 10.5, ACCENT, True),
        ("Notice", 8.5, QUIET, False),
        ("Contents Entry", 10.5, INK, False),
    ):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _styled(style, size, colour, bold=bold)
    word.styles["Passage Title"].paragraph_format.keep_with_next = True
    word.styles["Contents Entry"].paragraph_format.space_after = Pt(2)
    mark = word.styles.add_style("Simulated Mark", WD_STYLE_TYPE.CHARACTER)
    mark.font.size, mark.font.color.rgb = Pt(8), WARM
    link = word.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, ACCENT


def _styled(style: ParagraphStyle, size: float, colour: RGBColor, *, bold: bool = False) -> ParagraphStyle:
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, False, colour
    fonts = style.element.rPr.rFonts
    for place in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{place}"), None)
    for place in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{place}"), FONT)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    return style


def _define_lists(word: Word) -> None:
    """One definition for points and one for numbers, each with its levels."""
    numbering = word.part.numbering_part.element
    first_list = numbering.find(qn("w:num"))
    for number, kind, texts in (
        (BULLETS, "bullet", ("•", "–", "•", "–")),
        (NUMBERS, "decimal", ("%1.", "%2.", "%3.", "%4.")),
    ):
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{texts[level]}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
            for level in range(DEEPEST_LIST)
        )
        definition = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        first_list.addprevious(definition)
    numbering.add_num(BULLETS)


def _set_running_lines(word: Word, document: Document, translate: Translate) -> None:
    section = word.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.style = word.styles["Notice"]
    head.text = document.programme or document.title
    parts = [labels.status(document, translate), labels.version(document, translate)]
    if document.simulated:
        parts.append(labels.simulated(translate))
    for footer in (section.footer, section.first_page_footer):
        foot = footer.paragraphs[0]
        foot.style = word.styles["Notice"]
        foot.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        foot.add_run(" · ".join(parts) + "\t")
        _add_field(foot, "PAGE")
        foot.add_run(" / ")
        _add_field(foot, "NUMPAGES")


def _add_field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
