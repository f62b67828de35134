"""The minutes of a session as a document: complete with what the room did, before anybody types."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import (
    Block,
    BulletList,
    Callout,
    Document,
    Fact,
    Facts,
    Heading,
    ListItem,
    Origin,
    Paragraph,
    Quote,
    Run,
    Table,
)
from facilitation.domain.errors import N_
from facilitation.domain.permissions import FACILITATOR, ROLE_NAMES, system
from facilitation.domain.sessions import ALL, PERSON_ROLES, RECORD_KINDS, TYPES
from facilitation.queries.boards.harvest import BlockHarvest, HarvestedNote, harvest, records_outside
from facilitation.queries.challenges.book import titles_of
from facilitation.queries.privacy.privacy import Speakers
from facilitation.queries.programmes.emblems import emblem_figure
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.session_people import roles_held
from facilitation.queries.sessions.sessions import attendance_by_city, instants, next_session
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Record, Session

Translate = Callable[[str], str]
#: The words before the names of those who had a role at a session.
_PEOPLE_WITH_ROLE = {
    "organiser": N_("Organisation"),
    "moderator": N_("Moderation"),
    "speaker": N_("Speakers"),
    "facilitator": N_("Facilitation"),
    "rapporteur": N_("Rapporteurs"),
    "scribe": N_("Scribes"),
    "contributor": N_("Contributors"),
}


class SessionDocument:
    """The parts that documents about one session share, in the session's language."""

    def __init__(self, orm: OrmSession, session: Session, now: dt.datetime, translate: Translate) -> None:
        self.orm = orm
        self.session = session
        self.now = now
        self.say = translate
        self.programme = orm.get(Programme, session.programme_id)
        self.cities: dict[str, City] = {
            city.code: city for city in cities_of(orm, system(session.programme_id))
        }
        self.attendance = attendance_by_city(orm, session)
        self.speakers = Speakers(orm, session)

    def document(self, kind: str, blocks: list[Block], version: int) -> Document:
        assert self.programme is not None
        return Document(
            language=self.session.language,
            title=self.session.title,
            kind=self.say(kind),
            blocks=tuple(blocks),
            dated=self.session.date,
            version=version,
            programme=self.programme.line,
            funding=self.programme.funding,
            emblem=emblem_figure(self.orm, self.programme),
            disclaimer=self.programme.disclaimer,
            simulated=self.is_simulated,
            origin=Origin(self.session.subject, self.session.revision, self.now),
        )

    def challenge(self, challenge_id: int | None) -> str | None:
        """The title of a challenge for readers of the document."""
        if challenge_id is None:
            return None
        reader = system(self.session.programme_id)
        titles = titles_of(self.orm, reader, {challenge_id}, self.session.language)
        return titles[challenge_id].text if titles else None

    @property
    def is_simulated(self) -> bool:
        return self.session.simulated or any(person["simulated"] for person in self.attendance)

    def day(self, day: dt.date) -> str:
        return format_date(day, "full", locale=self.session.language)

    def clock(self, at: dt.datetime) -> str:
        return format_time(at.astimezone(ZoneInfo(self.session.zone)), "HH:mm", locale=self.session.language)

    def facts(self) -> list[Fact]:
        """Type, date, time with its zone, place, language, who led."""
        session, say = self.session, self.say
        facts = [Fact(say(N_("Type of session")), _text(say(TYPES[session.type])))]
        if session.date is not None:
            facts.append(Fact(say(N_("Date")), _text(self.day(session.date))))
        starts = instants(session).starts
        if starts is not None:
            facts.append(Fact(say(N_("Time")), _text(self._time(starts))))
        if session.place:
            facts.append(Fact(say(N_("Place")), _text(session.place)))
        if session.link:
            facts.append(Fact(say(N_("Link")), (Run(session.link, href=session.link),)))
        for role, people in self._people_by_role().items():
            facts.append(Fact(say(_PEOPLE_WITH_ROLE[role]), _names(people)))
        return facts

    def _people_by_role(self) -> dict[str, list[dict]]:
        """By role at this session who may be named with it, in the order of the roles.

        Whoever was in the room as facilitator facilitated it, whether or not somebody said so before.
        """
        held: dict[str, list[dict]] = {role: [] for role in PERSON_ROLES}
        for one in roles_held(self.orm, self.session):
            held[one.role].append(asdict(one))
        known = {person["seat"] for person in held["facilitator"]}
        there = (one for one in self.attendance if one["role"] == FACILITATOR and one["seat"] not in known)
        held["facilitator"] += there
        named = {role: [one for one in people if one["named"]] for role, people in held.items()}
        return {role: people for role, people in named.items() if people}

    def _time(self, starts: dt.datetime) -> str:
        local = starts.astimezone(ZoneInfo(self.session.zone))
        text = self.clock(starts)
        ends = instants(self.session).ends
        if ends is not None:
            text = f"{text}–{self.clock(ends)}"
        return f"{text} ({format_datetime(local, 'VVV', locale=self.session.language)}, UTC{local:%z})"

    def written(self, text: str, language: str | None, *, simulated: bool) -> Run:
        """A text that somebody wrote, marked with its language where it isn't the document's."""
        foreign = language if language and language != self.session.language else ""
        return Run(text, ("simulated",) if simulated else (), language=foreign)

    @property
    def cities_meant(self) -> Sequence[City]:
        """The cities that the session is for; none where nobody knows."""
        assert self.programme is not None
        return cities_meant(self.session, self.programme)

    def city_name(self, code: str | None) -> str:
        return self.cities[code].name if code in self.cities else (code or "")


def minutes(
    orm: OrmSession, session: Session, now: dt.datetime, translate: Translate, version: int
) -> Document:
    """The minutes as the programme's own data give them: nothing is retyped, nothing is left out."""
    parts = SessionDocument(orm, session, now, translate)
    blocks: list[Block] = [Facts(tuple([*parts.facts(), *_count_facts(parts)]))]
    blocks += _attendance(parts)
    harvested = harvest(orm, session)
    blocks += _agenda(parts, harvested)
    for block in harvested:
        blocks += _block(parts, block)
    outside = records_outside(orm, session)
    if outside:
        blocks += [Heading(1, parts.say(N_("Also recorded"))), *_records(parts, outside)]
    blocks += _next(parts)
    return parts.document(N_("Minutes"), blocks, version)


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
    return [Fact(parts.say(N_("Participants")), _text(text))]


def _attendance(parts: SessionDocument) -> list[Block]:
    say = parts.say
    by_city: dict[str | None, list[dict]] = defaultdict(list)
    for person in parts.attendance:
        by_city[person["city"]].append(person)
    blocks: list[Block] = [Heading(1, say(N_("Attendance")))]
    if not parts.attendance:
        blocks.append(Paragraph(_text(say(N_("Nobody joined the session through the program.")))))
        return blocks + _cities_there(parts, by_city)
    rows = [
        (_text(parts.city_name(code)), _text(str(len(people))), _names(people, say))
        for code, people in sorted(by_city.items(), key=lambda item: parts.city_name(item[0]))
        if code is not None
    ]
    others = by_city.get(None, [])
    if others:
        rows.append((_text(say(N_("Other organisations"))), _text(str(len(others))), _names(others, say)))
    header = (say(N_("City")), say(N_("People")), say(N_("Who")))
    blocks.append(Table(caption=say(N_("Who was there, by city")), header=_header(header), rows=tuple(rows)))
    if not all(person["named"] for person in parts.attendance):
        text = say(N_("Whoever has not agreed to be named is counted, not named."))
        blocks.append(Paragraph(_text(text)))
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
    return [Paragraph(_text(sentence)) for sentence in sentences]


def _agenda(parts: SessionDocument, harvested: list[BlockHarvest]) -> list[Block]:
    say = parts.say
    if not harvested:
        return []
    rows = []
    for item in harvested:
        block = item.block
        real = "–"
        if block.started_at is not None:
            real = parts.clock(block.started_at)
            if block.ended_at is not None:
                real = f"{real}–{parts.clock(block.ended_at)}"
        planned = say(N_("%(minutes)s min")) % {"minutes": block.minutes}
        rows.append((_text(real), _text(block.title), _text(planned)))
    header = (say(N_("Held")), say(N_("What")), say(N_("Planned")))
    table = Table(caption=say(N_("Agenda with the real times")), header=_header(header), rows=tuple(rows))
    return [Heading(1, say(N_("Agenda"))), table]


def _block(parts: SessionDocument, item: BlockHarvest) -> list[Block]:
    say = parts.say
    blocks: list[Block] = [Heading(1, item.block.title)]
    if item.block.question:
        blocks.append(Paragraph((Run(say(N_("Asked: "))), Run(item.block.question, ("emphasis",)))))
    if item.unrevealed:
        text = say(N_("%(count)s notes were written privately and never revealed.")) % {
            "count": item.unrevealed
        }
        blocks.append(Paragraph(_text(text)))
    if item.clusters:
        blocks.append(Heading(2, say(N_("Harvest"))))
    for cluster in item.clusters:
        blocks.append(Heading(3, cluster.title))
        facts = [say(N_("Notes: %(count)s")) % {"count": len(cluster.notes)}]
        if item.votes_shown:
            facts.insert(0, say(N_("Votes: %(count)s")) % {"count": cluster.votes})
        if cluster.cities:
            facts.append(", ".join(parts.city_name(code) for code in cluster.cities))
        blocks.append(Paragraph((Run(" · ".join(facts), ("strong",)),)))
        challenge = parts.challenge(cluster.challenge)
        if challenge and challenge != cluster.title:
            blocks.append(Paragraph((Run(say(N_("Challenge: "))), Run(challenge))))
        if cluster.notes:
            blocks.append(BulletList(tuple(_note(parts, note, origin=note.area) for note in cluster.notes)))
    if item.loose:
        blocks.append(Heading(2, say(N_("Loose notes"))))
    for area, notes in groupby(item.loose, key=lambda note: note.area):
        if area:
            blocks.append(Heading(3, area))
        blocks.append(BulletList(tuple(_note(parts, note) for note in notes)))
    if not (item.clusters or item.loose or item.unrevealed) and item.block.board_id:
        blocks.append(Paragraph(_text(say(N_("Nothing was written on this board.")))))
    return blocks + _records(parts, item.records)


def _note(parts: SessionDocument, note: HarvestedNote, origin: str = "") -> ListItem:
    """A note with who said it and, within a cluster, the area it comes from."""
    who = ", ".join(filter(None, (note.author, parts.city_name(note.city))))
    said = " · ".join(filter(None, (who, origin)))
    runs = [parts.written(note.text, note.language, simulated=note.simulated)]
    if said:
        runs.append(Run(f" — {said}"))
    if note.votes:
        runs.append(Run(" (" + parts.say(N_("Votes: %(count)s")) % {"count": note.votes} + ")"))
    return ListItem(tuple(runs))


def _records(parts: SessionDocument, records: list[Record]) -> list[Block]:
    blocks: list[Block] = []
    for record in records:
        city = parts.city_name(parts.speakers.city(record))
        by = ", ".join(filter(None, (parts.speakers.name(record), city)))
        words = parts.written(record.text, record.language, simulated=record.simulated)
        if record.kind == "quote" and by:
            blocks.append(Quote((words,), by=by))
            continue
        kind = "decision" if record.kind == "decision" else "note"
        text = [words, *([Run(f" — {by}")] if by else [])]
        blocks.append(Callout(kind, (Paragraph(tuple(text)),), title=parts.say(RECORD_KINDS[record.kind])))
    return blocks


def _next(parts: SessionDocument) -> list[Block]:
    say = parts.say
    following = next_session(parts.orm, parts.session, parts.now.date())
    heading = Heading(1, say(N_("Next session")))
    if following is None or following.date is None:
        return [heading, Paragraph(_text(say(N_("No further session is in the calendar yet."))))]
    runs = [Run(following.title, ("strong",)), Run(f", {parts.day(following.date)}")]
    starts = instants(following).starts
    if starts is not None:
        local = starts.astimezone(ZoneInfo(following.zone))
        zone = format_datetime(local, "VVV", locale=parts.session.language)
        runs.append(Run(f", {local:%H:%M} ({zone}, UTC{local:%z})"))
    return [heading, Paragraph(tuple(runs))]


def next_version(orm: OrmSession, session: Session, kind: str, model: type) -> int:
    """The number that the session's next document of a kind will bear."""
    versions = orm.scalars(select(model.version).where(model.session_id == session.id, model.kind == kind))
    return max(versions, default=0) + 1


def _text(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def _header(labels: tuple[str, ...]) -> tuple[tuple[Run, ...], ...]:
    return tuple(_text(label) for label in labels)


def _names(people: list[dict], say: Translate | None = None) -> tuple[Run, ...]:
    runs: list[Run] = []
    for person in people:
        if not person["named"]:
            continue
        if runs:
            runs.append(Run(", "))
        runs.append(Run(person["name"], ("simulated",) if person["simulated"] else ()))
        facts = [person["organisation"]] if person["organisation"] else []
        if say is not None and person["role"] not in ("guest", "participant"):
            facts.append(say(ROLE_NAMES[person["role"]]))
        if facts:
            runs.append(Run(f" ({', '.join(facts)})"))
    unnamed = sum(not person["named"] for person in people)
    if unnamed and say is not None:
        more = say(N_("and %(count)s more")) if runs else say(N_("%(count)s not named"))
        runs.append(Run((" " if runs else "") + more % {"count": unnamed}))
    return tuple(runs)
