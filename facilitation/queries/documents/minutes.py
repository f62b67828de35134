"""The minutes of a session as a document: complete with what the room did, before anybody types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import FIRST_PAGE, Document, Fact, Facts, Heading, Paragraph, Run, Table
from facilitation.domain.errors import N_
from facilitation.domain.methods import CANVASES, COMMITMENTS
from facilitation.domain.minutes import NEXT_SESSION, Keyed
from facilitation.queries.boards.harvest import BlockHarvest, BoardHarvest, harvest, of_board, records_outside
from facilitation.queries.breakouts.breakouts import RoundReport, rounds_held
from facilitation.queries.documents.attendance import attendance, count_facts
from facilitation.queries.documents.canvases import canvas_report
from facilitation.queries.documents.commitments import commitment_report
from facilitation.queries.documents.first_page import first_page
from facilitation.queries.documents.groups import round_report
from facilitation.queries.documents.harvested import block_report, record_report
from facilitation.queries.documents.parts import SessionDocument, Translate, header, words
from facilitation.queries.documents.strongest import strongest
from facilitation.queries.sessions.sessions import instants, next_session
from facilitation.store.boards import Board
from facilitation.store.documents import DocumentRow
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.translations.dates import clock


def minutes(
    orm: OrmSession, session: Session, now: dt.datetime, translate: Translate, version: int
) -> Document:
    """The minutes as the programme's own data give them: nothing is retyped, nothing is left out."""
    parts = SessionDocument(orm, session, now, translate)
    blocks = [keyed.block for keyed in keyed_minutes(parts)]
    return parts.document(N_("Minutes"), blocks, version, _day(parts), FIRST_PAGE)


def keyed_minutes(parts: SessionDocument, left_out: Collection[str] = ()) -> list[Keyed]:
    """The blocks of the minutes in their order, each with the name of what it says.

    A name stays the same in every draft of a session, whatever else is said in it: it is made of the ids of
    the rows that a block is about. Records and clusters whose names are among those `left_out` are not told
    on the first page either; their own blocks stay in the list.
    """
    orm, session = parts.orm, parts.session
    harvested, rounds = harvest(orm, session), rounds_held(orm, session)
    groups = _of_groups(parts, rounds.values())
    outside = records_outside(orm, session)
    records = [record for block in harvested for record in block.records] + outside
    boards = [BoardHarvest(block.clusters, block.loose, block.unrevealed) for block in harvested]
    told = [record for record in records if f"record:{record.id}" not in left_out]
    strong = [one for one in strongest([*boards, *groups.values()]) if one.key not in left_out]
    found = first_page(parts, told, strong)
    found += _facts(parts)
    found += attendance(parts)
    found += _agenda(parts, harvested)
    # Canvases and commitments stand where the session came to them: under that part's own heading.
    own = {CANVASES: canvas_report, COMMITMENTS: commitment_report}
    for block in harvested:
        found += block_report(parts, block)
        if report_own := own.pop(block.block.method, None):
            found += report_own(parts, under=True)
        for report in rounds.get(block.block.id, []):
            found += round_report(parts, report, groups)
    if outside:
        heading = Keyed("records", Heading(1, parts.say(N_("Also recorded"))))
        found += [heading, *record_report(parts, outside)]
    for report_own in own.values():
        found += report_own(parts)
    return found + _next(parts)


def _facts(parts: SessionDocument) -> list[Keyed]:
    facts = [*parts.facts(_when(parts)), *parts.roles(parts.attendance), *count_facts(parts)]
    heading = Keyed("session", Heading(1, parts.say(N_("The session"))))
    return [heading, Keyed("facts", Facts(tuple(facts)))]


def _of_groups(parts: SessionDocument, rounds: Iterable[list[RoundReport]]) -> dict[int, BoardHarvest]:
    """By the id of a group that has met what came of its board."""
    groups = [group.breakout for reports in rounds for report in reports for group in report.groups]
    return {group.id: of_board(parts.orm, parts.orm.get_one(Board, group.board_id)) for group in groups}


def _day(parts: SessionDocument) -> dt.date | None:
    """The day on which the session really began, or else the one it was planned for."""
    began = parts.session.started_at
    return parts.local(began).date() if began else parts.session.date


def _when(parts: SessionDocument) -> list[Fact]:
    """Date and time as they really were, beside the plan; what is not known is left out."""
    session, say = parts.session, parts.say
    if session.started_at is None:
        return parts.planned()
    began, ended = session.started_at, session.ended_at
    real = f"{parts.span(began, ended)} ({parts.zone_of(began)})"
    facts = [
        Fact(say(N_("Date")), words(parts.day(parts.local(began).date()))),
        Fact(say(N_("Time")), words(real)),
    ]
    plan = instants(session)
    if plan.starts is not None:
        text = parts.span(plan.starts, plan.ends)
        if session.date != parts.local(began).date():
            text = f"{parts.day(parts.local(plan.starts).date())}, {text}"
        facts.append(Fact(say(N_("Planned")), words(text)))
    return facts


def _agenda(parts: SessionDocument, harvested: list[BlockHarvest]) -> list[Keyed]:
    say = parts.say
    if not harvested:
        return []
    rows = []
    for item in harvested:
        block = item.block
        real = parts.span(block.started_at, block.ended_at) if block.started_at else "–"
        planned = say(N_("%(minutes)s min")) % {"minutes": block.minutes}
        rows.append((words(real), words(block.title), words(planned)))
    labels = (say(N_("Held")), say(N_("What")), say(N_("Planned")))
    began = next((item.block.started_at for item in harvested if item.block.started_at), None)
    caption = say(N_("The steps as planned"))
    if began:
        caption = say(N_("Agenda with the real times (%(zone)s)")) % {"zone": parts.zone_of(began)}
    table = Table(caption=caption, header=header(labels), rows=tuple(rows))
    return [Keyed("agenda", Heading(1, say(N_("Agenda")))), Keyed("agenda:table", table)]


def _next(parts: SessionDocument) -> list[Keyed]:
    say = parts.say
    following = next_session(parts.orm, parts.session, parts.now.date())
    heading = Keyed("next", Heading(1, say(N_("Next session"))))
    if following is None or following.date is None:
        none = Paragraph(words(say(N_("No further session is in the calendar yet."))))
        return [heading, Keyed(NEXT_SESSION, none)]
    runs = [Run(following.title, ("strong",)), Run(f", {parts.day(following.date)}")]
    starts = instants(following).starts
    if starts is not None:
        local = starts.astimezone(ZoneInfo(following.zone))
        runs.append(Run(f", {clock(local)} ({parts.zone_of(starts, following)})"))
    return [heading, Keyed(NEXT_SESSION, Paragraph(tuple(runs)))]


def next_version(orm: OrmSession, session: Session, kind: str, model: type[DocumentRow]) -> int:
    """The number that the session's next document of a kind will bear."""
    versions = orm.scalars(select(model.version).where(model.session_id == session.id, model.kind == kind))
    return max(versions, default=0) + 1


def next_version_of_programme(
    orm: OrmSession, programme: Programme, kind: str, model: type[DocumentRow]
) -> int:
    """The number that the next document of a kind about the whole programme will bear."""
    query = select(model.version).where(model.programme_id == programme.id, model.kind == kind)
    return max(orm.scalars(query), default=0) + 1
