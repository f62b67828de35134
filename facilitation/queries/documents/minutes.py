"""The minutes of a session as a document: complete with what the room did, before anybody types."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import Block, Document, Fact, Facts, Heading, Paragraph, Run, Table
from facilitation.domain.errors import N_
from facilitation.domain.sessions import ALL
from facilitation.queries.boards.harvest import BlockHarvest, harvest, records_outside
from facilitation.queries.documents.harvested import block_report, record_report
from facilitation.queries.documents.parts import SessionDocument, Translate, header, name_list, words
from facilitation.queries.sessions.sessions import instants, next_session
from facilitation.store.documents import DocumentRow
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.translations.dates import clock


def minutes(
    orm: OrmSession, session: Session, now: dt.datetime, translate: Translate, version: int
) -> Document:
    """The minutes as the programme's own data give them: nothing is retyped, nothing is left out."""
    parts = SessionDocument(orm, session, now, translate)
    facts = [*parts.facts(_when(parts)), *parts.roles(parts.attendance), *_count_facts(parts)]
    blocks: list[Block] = [Facts(tuple(facts))]
    blocks += _attendance(parts)
    harvested = harvest(orm, session)
    blocks += _agenda(parts, harvested)
    for block in harvested:
        blocks += block_report(parts, block)
    outside = records_outside(orm, session)
    if outside:
        blocks += [Heading(1, parts.say(N_("Also recorded"))), *record_report(parts, outside)]
    blocks += _next(parts)
    return parts.document(N_("Minutes"), blocks, version, _day(parts))


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


def _count_facts(parts: SessionDocument) -> list[Fact]:
    people = parts.attendance
    if not people and parts.session.started_at is None:
        return []  # held elsewhere, if at all: nobody was counted here
    policymakers = sum(person["policymaker"] for person in people)
    cities = {person["city"] for person in people} - {None}
    text = parts.say(
        N_("%(people)s people, %(policymakers)s of them policymakers, from %(cities)s cities")
    ) % {
        "people": len(people),
        "policymakers": policymakers,
        "cities": len(cities),
    }
    return [Fact(parts.say(N_("Participants")), words(text))]


def _attendance(parts: SessionDocument) -> list[Block]:
    say = parts.say
    by_city: dict[str | None, list[dict]] = defaultdict(list)
    for person in parts.attendance:
        by_city[person["city"]].append(person)
    blocks: list[Block] = [Heading(1, say(N_("Attendance")))]
    if not parts.attendance:
        blocks.append(Paragraph(words(say(N_("Nobody joined the session through the program.")))))
        return blocks + _cities_there(parts, by_city)
    rows = [
        (words(parts.city_name(code)), words(str(len(people))), name_list(people, say))
        for code, people in sorted(by_city.items(), key=lambda item: parts.city_name(item[0]))
        if code is not None
    ]
    others = by_city.get(None, [])
    if others:
        rows.append((words(say(N_("Other organisations"))), words(str(len(others))), name_list(others, say)))
    labels = (say(N_("City")), say(N_("People")), say(N_("Who")))
    blocks.append(Table(caption=say(N_("Who was there, by city")), header=header(labels), rows=tuple(rows)))
    if not all(person["named"] for person in parts.attendance):
        text = say(N_("Whoever has not agreed to be named is counted, not named."))
        blocks.append(Paragraph(words(text)))
    return blocks + _cities_there(parts, by_city)


def _cities_there(parts: SessionDocument, in_the_room: Collection[str | None]) -> list[Block]:
    """Which cities the record names besides, and which of those that the session is for were missing."""
    say = parts.say
    named = {city.code for city in parts.session.cities_there} - set(in_the_room)
    sentences = []
    if named:
        names = ", ".join(sorted(map(parts.city_name, named)))
        sentences.append(say(N_("Also there, as recorded: %(cities)s.")) % {"cities": names})
    there = {code for code in in_the_room if code is not None} | named
    expected = {city.code for city in parts.cities_meant}
    absent = sorted(parts.city_name(code) for code in expected - there)
    everybody = parts.session.for_whom == ALL
    if expected and not absent:
        whole = N_("All cities took part.") if everybody else N_("All cities that it was for took part.")
        sentences.append(say(whole))
    elif there and 0 < len(absent) < len(expected):
        part = (
            N_("All cities took part except %(cities)s.")
            if everybody
            else N_("All cities that it was for took part except %(cities)s.")
        )
        sentences.append(say(part) % {"cities": ", ".join(absent)})
    return [Paragraph(words(sentence)) for sentence in sentences]


def _agenda(parts: SessionDocument, harvested: list[BlockHarvest]) -> list[Block]:
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
    return [Heading(1, say(N_("Agenda"))), table]


def _next(parts: SessionDocument) -> list[Block]:
    say = parts.say
    following = next_session(parts.orm, parts.session, parts.now.date())
    heading = Heading(1, say(N_("Next session")))
    if following is None or following.date is None:
        return [heading, Paragraph(words(say(N_("No further session is in the calendar yet."))))]
    runs = [Run(following.title, ("strong",)), Run(f", {parts.day(following.date)}")]
    starts = instants(following).starts
    if starts is not None:
        local = starts.astimezone(ZoneInfo(following.zone))
        runs.append(Run(f", {clock(local)} ({parts.zone_of(starts, following)})"))
    return [heading, Paragraph(tuple(runs))]


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
