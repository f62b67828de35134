"""The transfer plan of a canvas as a document: what the practice tells, the answers, who does what next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.canvases import FEEDBACK, FIELDS, OPEN_ISSUES, STEPS
from facilitation.domain.documents import (
    Block,
    BulletList,
    Document,
    Fact,
    Facts,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Table,
)
from facilitation.domain.errors import N_
from facilitation.domain.replication import FIELDS as TOLD
from facilitation.queries.documents.canvas_parts import (
    held_up,
    notes,
    prerequisites,
    scope_words,
    title_of,
    written,
)
from facilitation.queries.documents.commitments import commitment_table
from facilitation.queries.documents.parts import SessionDocument, Translate, header, words
from facilitation.queries.practices.replication import learnings_of
from facilitation.queries.solutions.canvases import CanvasRead, read_canvas
from facilitation.queries.solutions.commitments import about_canvas, facts_of
from facilitation.store.canvases import Canvas

#: Said where nobody wrote anything.
_NOTHING_YET = N_("Nothing is written down yet.")


def transfer_plan(
    orm: OrmSession,
    canvas: Canvas,
    now: dt.datetime,
    translate: Translate,
    version: int,
    language: str | None = None,
) -> Document:
    """The plan from what stands on the canvas now, in `language` or else the session's; nothing is retyped.

    What the source of a practice leaves open is left out. Its status is that of domain/canvases.plan_status.
    """
    parts = SessionDocument(orm, canvas.session, now, translate, language)
    read = read_canvas(orm, canvas)
    blocks: list[Block] = [Facts(tuple(_facts(parts, read))), *held_up(parts, read)]
    blocks += [Heading(1, parts.say(N_("Prerequisites"))), *prerequisites(parts, read)]
    committed = about_canvas(orm, canvas)
    facts = facts_of(orm, committed)
    blocks += [Heading(1, parts.say(N_("Next steps"))), _notes(parts, read, STEPS)]
    blocks.append(Heading(1, parts.say(N_("Commitments"))))
    blocks.append(commitment_table(parts, facts) if facts else _nothing(parts))
    blocks += [Heading(1, parts.say(N_("Open issues"))), _notes(parts, read, OPEN_ISSUES)]
    blocks += _fields(parts, read)
    blocks += _feedback(parts, read)
    blocks += _learnings(parts, read.canvas)
    whole = parts.document(N_("Transfer plan"), blocks, version, parts.local(now).date())
    return replace(
        whole,
        title=title_of(parts, read),
        status=read.status,
        simulated=whole.simulated or read.is_simulated or any(one.simulated for one in facts),
        # Of what cities commit to, guests of a session read what was said in it, and nothing else.
        members_only=any(row.made_in_id != canvas.session_id for row in committed),
    )


def _facts(parts: SessionDocument, read: CanvasRead) -> list[Fact]:
    say, facts = parts.say, read.facts
    title = parts.written(facts["title"], facts["language"], simulated=facts["simulated"])
    rows = [
        Fact(say(N_("Practice")), (title,)),
        Fact(say(N_("Sharing city")), words(parts.city_name(read.canvas.sharer))),
        Fact(say(N_("Receiving city")), words(parts.city_name(read.canvas.receiver))),
        Fact(say(N_("Scope")), scope_words(parts, read)),
        Fact(say(N_("Worked out in")), (parts.own(parts.session.title),)),
    ]
    if facts["description"]:
        text = parts.written(facts["description"], facts["language"], simulated=facts["simulated"])
        rows.insert(1, Fact(say(N_("What it is")), (text,)))
    sources = [source for source in (facts["source"], facts["told_source"]) if source]
    if sources:
        rows.append(Fact(say(N_("Source")), words("; ".join(dict.fromkeys(sources)))))
    return rows


def _notes(parts: SessionDocument, read: CanvasRead, key: str) -> Block:
    return notes(parts, read, key) if read.notes.get(key) else _nothing(parts)


def _fields(parts: SessionDocument, read: CanvasRead) -> list[Block]:
    """Field by field what the sharing city tells, then what was written beside it."""
    blocks: list[Block] = [Heading(1, parts.say(N_("What the practice is about")))]
    for key, field in FIELDS.items():
        if key in (STEPS, OPEN_ISSUES, FEEDBACK):
            continue
        told = [*_told(parts, read, field.tells), *_lists(parts, read, key)]
        written_here = read.notes.get(key)
        if not told and not written_here:
            continue
        blocks += [Heading(2, parts.say(field.title)), *told]
        if written_here:
            text = parts.say(N_("For %(city)s:")) % {"city": parts.city_name(read.canvas.receiver)}
            blocks += [Paragraph((Run(text, ("strong",)),)), notes(parts, read, key)]
    return blocks if len(blocks) > 1 else [*blocks, _nothing(parts)]


def _told(parts: SessionDocument, read: CanvasRead, keys: tuple[str, ...]) -> list[Block]:
    """What the sharing city tells in these fields; several are told apart by their names."""
    blocks: list[Block] = []
    for key in keys:
        one = read.facts["texts"].get(key)
        if one is None:
            continue
        text = parts.written(one["text"], one["language"], simulated=one["simulated"])
        name = [Run(f"{parts.say(TOLD[key])}: ", ("strong",))] if len(keys) > 1 else []
        blocks.append(Paragraph((*name, text)))
    return blocks


def _lists(parts: SessionDocument, read: CanvasRead, key: str) -> list[Block]:
    """Gains stand with those who benefit, figures with the results."""
    say, facts = parts.say, read.facts
    if key == "beneficiaries" and facts["gains"]:
        rows = tuple(
            (
                words(one["who"]),
                (parts.written(one["what"], one["language"] or None, simulated=one["simulated"]),),
            )
            for one in facts["gains"]
        )
        labels = header((say(N_("Who")), say(N_("What they gain"))))
        return [Table(say(N_("Who gains what")), labels, rows, header_column=True)]
    if key == "activities" and facts["figures"]:
        figures = tuple(
            (
                (parts.written(one["what"], one["language"] or None, simulated=one["simulated"]),),
                words(one["value"]),
                words(one["dated"]),
            )
            for one in facts["figures"]
        )
        labels = header((say(N_("Of what")), say(N_("Figure")), say(N_("As of"))))
        return [Table(say(N_("Results in figures")), labels, figures)]
    return []


def _feedback(parts: SessionDocument, read: CanvasRead) -> list[Block]:
    return written(parts, read, (FEEDBACK,), 1)


def _learnings(parts: SessionDocument, canvas: Canvas) -> list[Block]:
    """As an annex what the two cities learned about carrying practices over.

    Guests of the session read the plan, and not what the programme's other cities learned.
    """
    found = learnings_of(parts.orm, parts.session.programme_id, {canvas.sharer, canvas.receiver})
    if not found:
        return []
    sources = list(dict.fromkeys(one.source for one in found if one.source))
    points = []
    for one in found:
        city = parts.city_name(one.city)
        runs = [Run(f"{city}: ", ("strong",))] if city else []
        runs.append(parts.written(one.text, one.language or None, simulated=one.simulated))
        if one.source and len(sources) > 1:
            runs.append(Run(f" ({one.source})"))
        points.append(ListItem(tuple(runs)))
    title = parts.say(N_("Annex: what cities learned about carrying practices over"))
    blocks: list[Block] = [Heading(1, title), BulletList(tuple(points))]
    if len(sources) == 1:
        blocks.append(Paragraph(words(parts.say(N_("Source: %(source)s")) % {"source": sources[0]})))
    return blocks


def _nothing(parts: SessionDocument) -> Paragraph:
    return Paragraph(words(parts.say(_NOTHING_YET)))
