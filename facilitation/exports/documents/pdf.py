"""A document as PDF/UA-1 by way of typst. People's words travel as data and are never part of the markup."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import typst

from facilitation.domain.documents import Document, Table, plain, to_json
from facilitation.domain.errors import N_, Message
from facilitation.exports.documents import labels
from facilitation.exports.documents.pictures import FONTS
from facilitation.exports.wording import Translate, untranslated

TEMPLATE = Path(__file__).with_name("document.typ")


_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
# The compiler writes characters that could not be read on a screen as \u{10fffd}.
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Up to so many characters a column is as wide as it needs; beyond, columns share the width by their text.
_NARROW_COLUMN = 14
# What fits into one line at the top of a page.
_RUNNING_LINE = 90


@dataclass(frozen=True, slots=True)
class Pdf:
    """The file and what has to be said about it."""

    content: bytes
    remarks: tuple[Message, ...] = ()


def pdf(document: Document, translate: Translate = untranslated) -> Pdf:
    """A tagged PDF with language, title and authors; PDF/UA-1 unless a character has no glyph anywhere.

    Fonts are tried in this order: those that come with the program, then those of the machine. A character
    that neither has is named in the remarks, and the file is then a tagged PDF without the claim to PDF/UA.
    Raises typst.TypstError when the template itself is at fault.
    """
    inputs = {"document": json.dumps(_data(document, translate), ensure_ascii=False)}
    for only_shipped_fonts in (True, False):
        try:
            return Pdf(_compiled(inputs, only_shipped_fonts, "ua-1"))
        except typst.TypstError as fault:
            missing = _without_glyph(fault)
            if not missing:
                raise
    remark = N_("No font here has %(characters)s, so this PDF is tagged but can't be called PDF/UA.")
    return Pdf(_compiled(inputs, False, None), (Message(remark, {"characters": " ".join(missing)}),))


def _compiled(inputs: dict[str, str], only_shipped_fonts: bool, standard: str | None) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=only_shipped_fonts,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
    )


def _without_glyph(fault: typst.TypstError) -> list[str]:
    """The characters the compiler could not show, each once, with its code point."""
    texts = (
        _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _NO_GLYPH.findall(fault.diagnostic)
    )
    return [_named(character) for character in dict.fromkeys("".join(texts))]


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if character.isprintable() else code


def _data(document: Document, translate: Translate) -> dict[str, object]:
    """What the template reads: the document as JSON data, its tables' column widths, and the labels."""
    data = to_json(document)
    for block, shown in zip(document.blocks, data.get("blocks", ()), strict=True):
        if isinstance(block, Table):
            shown["widths"] = _widths(block)
    lang, _, region = document.language.partition("-")
    made = document.origin.made_at if document.origin else document.dated
    state = (labels.version(document, translate), labels.day(document))
    status = labels.status(document, translate)
    simulated = labels.simulated(translate)
    running = " · ".join(filter(None, (document.programme, document.title)))
    notices = (document.funding, document.disclaimer, labels.origin(document, translate))
    return {
        "document": data,
        "language": {"lang": lang, "region": region if len(region) == 2 else None},
        "made": {"year": made.year, "month": made.month, "day": made.day} if made else None,
        "words": {
            "running": running if len(running) <= _RUNNING_LINE else document.title,
            "kind": document.kind,
            "status": status,
            "approved": document.status == "approved",
            "state": " · ".join(filter(None, state)),
            "footer": " · ".join(filter(None, (status, state[0], simulated if document.simulated else ""))),
            "simulated": simulated,
            "notice": labels.simulated_notice(translate),
            "contents": labels.contents(translate),
            "callouts": {kind: translate(name) for kind, name in labels.CALLOUTS.items()},
            "notices": [notice for notice in notices if notice],
        },
    }


def _widths(table: Table) -> list[int | None]:
    """Each column's share of the width; None where the column is as wide as its words."""
    columns = list(zip(table.header, *table.rows, strict=True))
    longest = [max(len(plain(cell)) for cell in column) for column in columns]
    if all(length <= _NARROW_COLUMN for length in longest):
        return [1] * len(columns)
    return [None if length <= _NARROW_COLUMN else min(max(length, 20), 80) for length in longest]
