"""A document as PDF/UA-1 by way of typst. People's words travel as data and are never part of the markup."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import typst

from facilitation.domain.documents import BulletList, Document, NumberedList, Table, plain, to_json
from facilitation.domain.errors import N_, Message
from facilitation.domain.texts import isolated
from facilitation.exports.documents import fonts, labels
from facilitation.exports.documents.pages import stay_with_next, stays_whole
from facilitation.exports.wording import Translate, untranslated

TEMPLATE = Path(__file__).with_name("document.typ")


_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
# The compiler writes characters that could not be read on a screen as \u{10fffd}.
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
# Stands in for what no font has; U+FFFD, which the fonts of the program have.
_REPLACEMENT = "\ufffd"
# The compiler names what it can't show, but not always all at once.
_ATTEMPTS = 5
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
    """A tagged PDF/UA-1 with language, title and authors.

    Fonts are tried in this order: those that come with the program, then those of the machine. For a
    character that neither has, the file shows a replacement (U+FFFD), and the remarks name the character.
    Should there be no end of such characters, it is a tagged PDF without the claim to PDF/UA.
    Raises typst.TypstError when the template itself is at fault.
    """
    data = _data(document, translate)
    missing: list[str] = []
    machine = False
    for _ in range(_ATTEMPTS):
        try:
            return Pdf(_compiled(_without(missing, data), machine, "ua-1"), _remarks(missing))
        except typst.TypstError as fault:
            found = _without_glyph(fault)
            if not found:
                raise
            missing += [text for text in found if text not in missing] if machine else []
            machine = True
    remark = N_("No font here has %(characters)s, so this PDF is tagged but can't be called PDF/UA.")
    return Pdf(_compiled(data, machine, None), (Message(remark, {"characters": _named(missing)}),))


def _compiled(data: object, machine: bool, standard: Literal["ua-1"] | None) -> bytes:
    """The file, from the program's fonts alone or also those of the `machine`."""
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=typst.Fonts(font_paths=[fonts.FOLDER]) if machine else fonts.shipped(),
        ignore_system_fonts=not machine,
        format="pdf",
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
        pdf_standards=standard,
    )


def _without_glyph(fault: typst.TypstError) -> list[str]:
    """What the compiler could not show: characters, or several that are drawn as one."""
    found = _NO_GLYPH.findall(fault.diagnostic)
    return list(
        dict.fromkeys(
            _ESCAPED.sub(lambda part: chr(int(part[1], 16)) if part[1] else part[2], text) for text in found
        )
    )


def _without(missing: list[str], data: object) -> object:
    """`data` with the replacement for each text that is missing a glyph; drawings stay as they are."""
    if not missing:
        return data
    if isinstance(data, str):
        for text in sorted(missing, key=len, reverse=True):
            data = data.replace(text, _REPLACEMENT)
        return data
    if isinstance(data, list):
        return [_without(missing, item) for item in data]
    if isinstance(data, dict):
        return {key: item if key == "svg" else _without(missing, item) for key, item in data.items()}
    return data


def _remarks(missing: list[str]) -> tuple[Message, ...]:
    if not missing:
        return ()
    remark = N_("No font here has %(characters)s. The PDF shows %(replacement)s instead.")
    return (Message(remark, {"characters": _named(missing), "replacement": _REPLACEMENT}),)


def _named(texts: list[str]) -> str:
    """The characters, each once, with their code points."""
    characters = dict.fromkeys(character for text in texts for character in text if not character.isascii())
    return " ".join(
        f"{character} (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"
        for character in characters or "".join(texts)
    )


def _data(document: Document, translate: Translate) -> dict[str, object]:
    """What the template reads: the document as JSON data, its tables' column widths, and the labels."""
    data = to_json(document)
    shown_blocks: Any = data.get("blocks", [])
    stays = stay_with_next(document.blocks)
    for block, shown, sticky in zip(document.blocks, shown_blocks, stays, strict=True):
        if isinstance(block, Table):
            shown["widths"] = _widths(block)
        if isinstance(block, BulletList | NumberedList):
            shown["whole"] = stays_whole(block)
        if sticky:
            shown["sticky"] = True
    _isolate_runs(shown_blocks)
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
        "fonts": {tag: fonts.families(tag) for tag in ("ja", "ko")}
        | {"text": fonts.families(document.language)},
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


def _isolate_runs(data: object) -> None:
    """Keep every run that is written from right to left from turning what stands beside it."""
    if isinstance(data, list):
        for item in data:
            _isolate_runs(item)
    elif isinstance(data, dict):
        if "text" in data and data.get("type") != "heading":
            data["text"] = isolated(data["text"])
        for item in data.values():
            _isolate_runs(item)
