"""The parts of a canvas that minutes and transfer plans share: scope, prerequisites, what was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from facilitation.domain.canvases import ANSWERS, DRAFT, FIELDS, SCOPES
from facilitation.domain.documents import (
    Block,
    BulletList,
    Callout,
    Heading,
    Inline,
    ListItem,
    Paragraph,
    Run,
    Table,
    person,
)
from facilitation.domain.errors import N_
from facilitation.domain.replication import PREREQUISITE_KINDS
from facilitation.queries.documents.parts import SessionDocument, header, said_by, words
from facilitation.queries.privacy.owners import Owners
from facilitation.queries.solutions.canvases import CanvasRead
from facilitation.store.canvases import CanvasPrerequisite
from facilitation.translations.dates import long_date

_NOT_NAMED = N_("somebody who is not named")


def title_of(parts: SessionDocument, read: CanvasRead) -> str:
    """Such as "Rikx, for Guadalajara"."""
    text = parts.say(N_("%(practice)s, for %(city)s"))
    return text % {"practice": read.facts["title"], "city": parts.city_name(read.canvas.receiver)}


def scope_words(parts: SessionDocument, read: CanvasRead) -> Inline:
    """How much of the practice is to be carried over, and which part."""
    canvas = read.canvas
    marks = ("simulated",) if canvas.simulated and canvas.scope and not canvas.scope_text else ()
    runs = [Run(parts.say(SCOPES[canvas.scope]), marks)]
    if canvas.scope_text:
        runs += [Run(": "), parts.written(canvas.scope_text, canvas.language, simulated=canvas.simulated)]
    return tuple(runs)


def held_up(parts: SessionDocument, read: CanvasRead) -> list[Block]:
    """That the plan is a draft still, and why: what can't be done without comes first, by name."""
    if read.status != DRAFT:
        return []
    blocks: list[Block] = []
    if read.held_up:
        text = parts.say(N_("Non-negotiable and missing, and nobody sees to it yet:"))
        points = [ListItem((_text(parts, one),)) for one in read.held_up]
        listed = (Paragraph(words(text)), BulletList(tuple(points)))
        blocks.append(Callout("caution", listed, title=parts.say(N_("This plan stays a draft"))))
    open_still = []
    if not read.canvas.scope:
        open_still.append(parts.say(N_("The scope is not said yet.")))
    if read.unanswered:
        text = parts.say(N_("Prerequisites without an answer: %(count)s."))
        open_still.append(text % {"count": read.unanswered})
    if open_still:
        blocks.append(Paragraph(words(" ".join(open_still))))
    return blocks


def prerequisites(parts: SessionDocument, read: CanvasRead) -> list[Block]:
    """Each prerequisite with its kind, the answer, who sees to it and by when."""
    if not read.prerequisites:
        return [Paragraph(words(parts.say(N_("No prerequisites are named."))))]
    owners = Owners(parts.orm, parts.session.programme_id)
    rows = tuple(_row(parts, owners, one) for one in read.prerequisites)
    labels = (N_("Prerequisite"), N_("Kind"), N_("Answer"), N_("Who sees to it"), N_("By"))
    caption = parts.say(N_("Prerequisites and success factors, and what %(city)s answers"))
    caption %= {"city": parts.city_name(read.canvas.receiver)}
    return [Table(caption, header(tuple(map(parts.say, labels))), rows, header_column=True)]


def _row(parts: SessionDocument, owners: Owners, one: CanvasPrerequisite) -> tuple[Inline, ...]:
    marks = ("simulated",) if one.answer_simulated else ()
    text: list[Run] = [_text(parts, one)]
    if one.origin_id is None:
        text += [Run(" "), Run(f"({parts.say(N_('added in the workshop'))})", ("emphasis",))]
    owner = owners.name(one.owner)
    if one.owner and not owner:
        owner = parts.say(_NOT_NAMED)
    due = long_date(dt.date.fromisoformat(one.due), parts.language) if one.due else ""
    # The mark stands once in a row, at the first that was said.
    said = next((text for text in (one.answer, owner, due) if text), "")
    return (
        tuple(text),
        words(parts.say(PREREQUISITE_KINDS[one.kind])),
        (Run(parts.say(ANSWERS[one.answer]), marks if said == one.answer else ()),),
        (person(owner, *(marks if said == owner else ())),),
        (Run(due, marks if said == due else ()),),
    )


def _text(parts: SessionDocument, one: CanvasPrerequisite) -> Run:
    return parts.written(one.text, one.language, simulated=one.simulated)


def written(parts: SessionDocument, read: CanvasRead, keys: Iterable[str], level: int) -> list[Block]:
    """What was written in these fields, each under its title; fields in which nothing stands are left out."""
    blocks: list[Block] = []
    for key in keys:
        if read.notes.get(key):
            blocks += [Heading(level, parts.say(FIELDS[key].title)), notes(parts, read, key)]
    return blocks


def notes(parts: SessionDocument, read: CanvasRead, key: str) -> BulletList:
    """The notes of one field, each with who wrote it."""
    return BulletList(
        tuple(
            ListItem(
                (
                    parts.written(note.text, note.language, simulated=note.simulated),
                    *said_by(note.author, parts.city_name(note.city)),
                ),
                of=f"note:{note.id}",
            )
            for note in read.notes[key]
        )
    )
