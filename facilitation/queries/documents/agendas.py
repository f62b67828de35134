"""The agenda of a coming session as a document."""

from __future__ import annotations

import datetime as dt
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
    Paragraph,
    Run,
    Table,
)
from facilitation.domain.errors import N_
from facilitation.domain.privacy import led_by
from facilitation.domain.running_order import timed
from facilitation.domain.sessions import ALL, FOR_WHOM, cities_together
from facilitation.queries.documents.parts import SessionDocument, Translate
from facilitation.queries.sessions.session_people import roles_held
from facilitation.queries.sessions.sessions import instants
from facilitation.store.boards import Board
from facilitation.store.sessions import Session
from facilitation.translations.dates import clock, utc_offset


def agenda(
    orm: OrmSession, session: Session, now: dt.datetime, translate: Translate, version: int
) -> Document:
    """What happens when and what is asked, with every city's local time."""
    parts = SessionDocument(orm, session, now, translate)
    facts = [*parts.facts(parts.planned()), *parts.roles([])]
    if session.for_whom == ALL:
        facts.append(Fact(translate(N_("Cities")), (Run(translate(FOR_WHOM[ALL])),)))
    elif session.cities:
        names = ", ".join(city.name for city in session.cities)
        facts.append(Fact(translate(N_("Cities")), (Run(names),)))
    blocks: list[Block] = [Facts(tuple(facts))]
    starts = instants(session).starts
    if starts is not None and parts.cities_meant:
        blocks += _local_times(parts, starts)
    blocks += _blocks(parts, starts)
    return parts.document(N_("Agenda"), blocks, version, session.date)


def _local_times(parts: SessionDocument, starts: dt.datetime) -> list[Block]:
    say = parts.say
    times = []
    for city in parts.cities_meant:
        local = starts.astimezone(ZoneInfo(city.time_zone))
        times.append((city.name, (parts.day(local.date()), clock(local), utc_offset(local))))
    rows = [tuple((Run(text),) for text in (names, *time)) for names, time in cities_together(times)]
    header = tuple((Run(say(label)),) for label in (N_("City"), N_("Date"), N_("Time"), N_("Offset")))
    table = Table(caption=say(N_("The beginning in every city")), header=header, rows=tuple(rows))
    return [Heading(1, say(N_("Local times"))), table]


def _blocks(parts: SessionDocument, starts: dt.datetime | None) -> list[Block]:
    say = parts.say
    blocks: list[Block] = [Heading(1, say(N_("Programme of the session")))]
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
        blocks.append(Heading(2, block.title))
        blocks.append(Paragraph((Run(f"{when}{length}", ("strong",)),)))
        if block.question:
            blocks.append(Paragraph((Run(block.question, ("emphasis",)),)))
        leaders = [name for name in led_by(block.leads) if name in may_be_named]
        if leaders:
            text = say(N_("Led by %(names)s")) % {"names": ", ".join(leaders)}
            blocks.append(Paragraph((Run(text),)))
        if block.instruction:
            blocks.append(Paragraph((Run(block.instruction),)))
        board = parts.orm.get(Board, block.board_id) if block.board_id else None
        if board is not None:
            items = (
                (Run(area.title, ("strong",)), Run(f": {area.hint}" if area.hint else ""))
                for area in board.areas
            )
            blocks.append(BulletList(tuple(ListItem(item) for item in items)))
    return blocks
