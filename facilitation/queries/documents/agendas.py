"""Agendas as documents: of one coming session, of several, of a whole programme; each city's local times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import (
    Block,
    BulletList,
    Document,
    Fact,
    Facts,
    Heading,
    ListItem,
    NumberedList,
    Origin,
    Paragraph,
    Run,
    Table,
    person,
)
from facilitation.domain.errors import N_
from facilitation.domain.privacy import led_by
from facilitation.domain.running_order import timed
from facilitation.domain.sessions import ALL, FOR_WHOM, cities_together
from facilitation.queries.documents.agenda_themes import agenda_themes
from facilitation.queries.documents.parts import SessionDocument, Translate
from facilitation.queries.programmes.emblems import emblem_figure
from facilitation.queries.sessions.session_people import roles_held
from facilitation.queries.sessions.sessions import instants
from facilitation.store.boards import Board
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.translations.dates import clock, utc_offset


def agenda(
    orm: OrmSession,
    session: Session,
    now: dt.datetime,
    translate: Translate,
    version: int,
    language: str | None = None,
) -> Document:
    """What happens when and what is asked, with every city's local time; in the session's own `language`
    unless another is named."""
    parts = SessionDocument(orm, session, now, translate, language)
    return parts.document(N_("Agenda"), _of_session(parts, 1), version, session.date)


def agendas(
    orm: OrmSession,
    programme: Programme,
    sessions: Sequence[Session],
    now: dt.datetime,
    translate: Translate,
    version: int,
    language: str,
) -> Document:
    """The agendas of several sessions in one document, a chapter each, in the order given."""
    blocks: list[Block] = []
    for session in sessions:
        parts = SessionDocument(orm, session, now, translate, language)
        blocks += [Heading(1, _title(session, translate)), *_of_session(parts, 2)]
    if not sessions:
        blocks.append(Paragraph((Run(translate(N_("No session is planned."))),)))
    return Document(
        language=language,
        title=programme.title,
        kind=translate(N_("Agenda")),
        blocks=tuple(blocks),
        dated=now.astimezone(ZoneInfo(programme.host_zone)).date(),
        version=version,
        programme=programme.line,
        funding=programme.funding,
        emblem=emblem_figure(orm, programme),
        disclaimer=programme.disclaimer,
        simulated=any(session.simulated for session in sessions),
        origin=Origin(
            f"programme:{programme.id}",
            max((session.revision for session in sessions), default=0),
            now.astimezone(ZoneInfo(programme.host_zone)),
        ),
    )


def _title(session: Session, translate: Translate) -> str:
    if not session.cancelled:
        return session.title
    return translate(N_("[Cancelled] %(title)s")) % {"title": session.title}


def _of_session(parts: SessionDocument, level: int) -> list[Block]:
    """Everything about one session; its headings begin at `level`."""
    session, say = parts.session, parts.say
    facts = [*parts.facts(parts.planned()), *parts.roles([])]
    if session.dial_in:
        facts.append(Fact(say(N_("By telephone")), (Run(session.dial_in),)))
    if session.for_whom == ALL:
        facts.append(Fact(say(N_("Cities")), (Run(say(FOR_WHOM[ALL])),)))
    elif session.cities:
        names = ", ".join(city.name for city in session.cities)
        facts.append(Fact(say(N_("Cities")), (Run(names),)))
    blocks: list[Block] = []
    if session.cancelled:
        runs = [Run(say(N_("This session is cancelled.")), ("strong",))]
        if session.cancel_reason:
            runs += [Run(" "), parts.own(session.cancel_reason)]
        blocks.append(Paragraph(tuple(runs)))
    blocks.append(Facts(tuple(facts)))
    if session.questions:
        blocks.append(Heading(level, say(N_("What we want to learn"))))
        blocks.append(NumberedList(tuple(ListItem((parts.own(text),)) for text in session.questions)))
    starts = instants(session).starts
    blocks += agenda_themes(parts)
    if starts is not None and parts.cities_meant:
        blocks += _local_times(parts, starts, level)
    return blocks + _blocks(parts, starts, level)


def _local_times(parts: SessionDocument, starts: dt.datetime, level: int) -> list[Block]:
    say = parts.say
    times = []
    for city in parts.cities_meant:
        local = starts.astimezone(ZoneInfo(city.time_zone))
        times.append((city.name, (parts.day(local.date()), clock(local), utc_offset(local))))
    rows = [tuple((Run(text),) for text in (names, *time)) for names, time in cities_together(times)]
    header = tuple((Run(say(label)),) for label in (N_("City"), N_("Date"), N_("Time"), N_("Offset")))
    table = Table(caption=say(N_("The beginning in every city")), header=header, rows=tuple(rows))
    return [Heading(level, say(N_("Local times"))), table]


def _blocks(parts: SessionDocument, starts: dt.datetime | None, level: int) -> list[Block]:
    say = parts.say
    blocks: list[Block] = [Heading(level, say(N_("Programme of the session")))]
    if not parts.session.blocks:
        return [*blocks, Paragraph((Run(say(N_("The programme of the session is not set yet."))),))]
    if starts is not None:
        text = say(N_("Times are by the clocks of %(zone)s.")) % {"zone": parts.zone_of(starts)}
        blocks.append(Paragraph((Run(text),)))
    session = parts.session
    planned = [(block.minutes, block.starts_at) for block in session.blocks]
    may_be_named = {one.name for one in roles_held(parts.orm, session) if one.named}
    for block, time in zip(session.blocks, timed(planned, starts, session.date, session.zone), strict=True):
        when = f"{parts.clock(time.begins)} · " if time.begins is not None else ""
        length = say(N_("%(minutes)s min")) % {"minutes": block.minutes}
        blocks.append(Heading(level + 1, block.title))
        blocks.append(Paragraph((Run(f"{when}{length}", ("strong",)),)))
        if block.question:
            blocks.append(Paragraph((parts.own(block.question, "emphasis"),)))
        leaders = [name for name in led_by(block.leads) if name in may_be_named]
        if leaders:
            blocks.append(_led_by(leaders, say(N_("Led by %(names)s"))))
        if block.instruction:
            blocks.append(Paragraph((parts.own(block.instruction),)))
        board = parts.orm.get(Board, block.board_id) if block.board_id else None
        if board is not None:
            items = (
                (parts.own(area.title, "strong"), parts.own(f": {area.hint}" if area.hint else ""))
                for area in board.areas
            )
            blocks.append(BulletList(tuple(ListItem(item) for item in items)))
    return blocks


def _led_by(names: list[str], sentence: str) -> Paragraph:
    """The sentence with each name in a run of its own, so that an erasure finds them."""
    before, _, after = sentence.partition("%(names)s")
    apart = [run for name in names for run in (Run(", "), person(name))][1:]
    return Paragraph(tuple(run for run in (Run(before), *apart, Run(after)) if run.text))
