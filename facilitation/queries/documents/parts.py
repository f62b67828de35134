"""The parts that documents about one session share: its facts, its people, its words and cities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import AS_IT_COMES, Block, Document, Fact, Inline, Origin, Run, person
from facilitation.domain.errors import N_
from facilitation.domain.permissions import FACILITATOR, ROLE_NAMES, system
from facilitation.domain.sessions import PERSON_ROLES, TYPES
from facilitation.queries.challenges.book import titles_of
from facilitation.queries.privacy.privacy import Speakers
from facilitation.queries.programmes.emblems import emblem_figure
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.session_people import roles_held
from facilitation.queries.sessions.sessions import attendance_by_city, instants
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.translations.dates import (
    clock,
    full_date,
    language_named,
    list_of,
    place_of_zone,
    utc_offset,
)

Translate = Callable[[str], str]
#: What stands before the names of those who had a role at a session.
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
    """The parts that documents about one session share, in `language`, which is otherwise the session's."""

    def __init__(
        self,
        orm: OrmSession,
        session: Session,
        now: dt.datetime,
        translate: Translate,
        language: str | None = None,
    ) -> None:
        self.orm = orm
        self.session = session
        self.now = now
        self.say = translate
        self.language = language or session.language
        self.programme = orm.get(Programme, session.programme_id)
        self.cities: dict[str, City] = {
            city.code: city for city in cities_of(orm, system(session.programme_id))
        }
        self.attendance = attendance_by_city(orm, session)
        self.speakers = Speakers(orm, session)

    def document(
        self,
        kind: str,
        blocks: list[Block],
        version: int,
        dated: dt.date | None,
        paging: str = AS_IT_COMES,
    ) -> Document:
        """The document around its blocks; `dated` is the day it speaks of."""
        assert self.programme is not None
        return Document(
            language=self.language,
            title=self.session.title,
            kind=self.say(kind),
            blocks=tuple(blocks),
            dated=dated,
            version=version,
            programme=self.programme.line,
            funding=self.programme.funding,
            emblem=emblem_figure(self.orm, self.programme),
            disclaimer=self.programme.disclaimer,
            simulated=self.is_simulated,
            origin=Origin(self.session.subject, self.session.revision, self.local(self.now)),
            paging=paging,
        )

    def challenge(self, challenge_id: int | None) -> str | None:
        """The title of a challenge for readers of the document."""
        if challenge_id is None:
            return None
        reader = system(self.session.programme_id)
        titles = titles_of(self.orm, reader, {challenge_id}, self.language)
        return titles[challenge_id].text if titles else None

    @property
    def is_simulated(self) -> bool:
        return self.session.simulated or any(person["simulated"] for person in self.attendance)

    def local(self, at: dt.datetime) -> dt.datetime:
        """A moment as the session's clocks show it."""
        return at.astimezone(ZoneInfo(self.session.zone))

    def day(self, day: dt.date) -> str:
        """A date as every line of the document writes it."""
        return full_date(day, self.language)

    def clock(self, at: dt.datetime) -> str:
        return clock(self.local(at))

    def span(self, starts: dt.datetime, ends: dt.datetime | None) -> str:
        """Such as `13:00–14:30`."""
        return f"{self.clock(starts)}–{self.clock(ends)}" if ends else self.clock(starts)

    def zone_of(self, at: dt.datetime, session: Session | None = None) -> str:
        """Whose clocks a time is by, and how far from UTC they are, such as `Dublin, UTC+1`."""
        its = session or self.session
        place = place_of_zone(its.zone, self.language, its.cities, self.cities.values())
        offset = utc_offset(at.astimezone(ZoneInfo(its.zone)))
        return offset if place == offset else f"{place}, {offset}"

    def facts(self, when: list[Fact]) -> list[Fact]:
        """Type, its place in the programme, `when` it is or was, place, link, languages."""
        session, say = self.session, self.say
        facts = [Fact(say(N_("Type of session")), words(say(TYPES[session.type])))]
        if session.number:
            facts.append(Fact(say(N_("Number")), words(session.number)))
        if session.line or session.sub_axis:
            line = " › ".join(filter(None, (session.line, session.sub_axis)))
            facts.append(Fact(say(N_("Thematic line")), words(line)))
        facts += when
        if session.place:
            facts.append(Fact(say(N_("Place")), words(session.place)))
        if session.link:
            facts.append(Fact(say(N_("Link")), (Run(session.link, href=session.link),)))
        if session.interpretation:
            spoken = language_named(session.language, self.language)
            others = [language_named(code, self.language) for code in session.interpretation]
            text = say(N_("%(language)s, interpreted into %(others)s"))
            text %= {"language": spoken, "others": list_of(others, self.language)}
            facts.append(Fact(say(N_("Languages")), words(text)))
        return facts

    def roles(self, in_the_room: list[dict]) -> list[Fact]:
        """Those who had a role at this session and may be named with it, in the order of the roles.

        Whoever of those `in_the_room` was there as facilitator facilitated it, whether or not somebody said
        so before.
        """
        held: dict[str, list[dict]] = {role: [] for role in PERSON_ROLES}
        for one in roles_held(self.orm, self.session):
            held[one.role].append(asdict(one))
        known = {person["seat"] for person in held["facilitator"]}
        there = (one for one in in_the_room if one["role"] == FACILITATOR and one["seat"] not in known)
        held["facilitator"] += there
        named = {role: [one for one in people if one["named"]] for role, people in held.items()}
        return [
            Fact(self.say(_PEOPLE_WITH_ROLE[role]), name_list(people))
            for role, people in named.items()
            if people
        ]

    def planned(self) -> list[Fact]:
        """Date and time as they are planned, as far as they are."""
        session, say = self.session, self.say
        facts = []
        if session.date is not None:
            facts.append(Fact(say(N_("Date")), words(self.day(session.date))))
        plan = instants(session)
        if plan.starts is not None:
            text = f"{self.span(plan.starts, plan.ends)} ({self.zone_of(plan.starts)})"
            facts.append(Fact(say(N_("Time")), words(text)))
        return facts

    def own(self, text: str, *marks: str) -> Run:
        """What is written in the session's own language: its title, questions and areas."""
        foreign = self.session.language if self.session.language != self.language else ""
        return Run(text, marks, language=foreign)

    def written(self, text: str, language: str | None, *, simulated: bool) -> Run:
        """What somebody wrote, marked with its language where it isn't the document's."""
        its = language or self.session.language
        foreign = its if its != self.language else ""
        return Run(text, ("simulated",) if simulated else (), language=foreign)

    @property
    def cities_meant(self) -> Sequence[City]:
        """The cities that the session is for; none where nobody knows."""
        assert self.programme is not None
        return cities_meant(self.session, self.programme)

    def city_name(self, code: str | None) -> str:
        return self.cities[code].name if code in self.cities else (code or "")


def words(text: str) -> Inline:
    """Plain text as the content of a block."""
    return (Run(text),)


def header(labels: tuple[str, ...]) -> tuple[Inline, ...]:
    """A table's header row."""
    return tuple(words(label) for label in labels)


def said_by(name: str | None, city: str | None = None) -> list[Run]:
    """Name and city behind what was said. Each is a run of its own: none turns the order of the others."""
    runs: list[Run] = []
    for part in (person(name) if name else None, Run(city) if city else None):
        if part is not None:
            runs += [Run(", " if runs else " — "), part]
    return runs


def name_list(people: list[dict], say: Translate | None = None) -> Inline:
    """The names of those who may be named; with `say` also their roles and how many more there were."""
    runs: list[Run] = []
    for one in people:
        if not one["named"]:
            continue
        if runs:
            runs.append(Run(", "))
        runs.append(person(one["name"], *(("simulated",) if one["simulated"] else ())))
        facts = [one["organisation"]] if one["organisation"] else []
        if say is not None and one["role"] not in ("guest", "participant"):
            facts.append(say(ROLE_NAMES[one["role"]]))
        if facts:
            runs.append(Run(f" ({', '.join(facts)})"))
    unnamed = sum(not one["named"] for one in people)
    if unnamed and say is not None:
        more = say(N_("and %(count)s more")) if runs else say(N_("%(count)s not named"))
        runs.append(Run((" " if runs else "") + more % {"count": unnamed}))
    return tuple(runs)
