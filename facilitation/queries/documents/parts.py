"""The parts that documents about one session share: its facts, its people, its words and cities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import Block, Document, Fact, Inline, Origin, Run
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
            programme=self.programme.title,
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
        facts = [Fact(say(N_("Type of session")), words(say(TYPES[session.type])))]
        if session.date is not None:
            facts.append(Fact(say(N_("Date")), words(self.day(session.date))))
        starts = instants(session).starts
        if starts is not None:
            facts.append(Fact(say(N_("Time")), words(self._time(starts))))
        if session.place:
            facts.append(Fact(say(N_("Place")), words(session.place)))
        if session.link:
            facts.append(Fact(say(N_("Link")), (Run(session.link, href=session.link),)))
        for role, people in self._people_by_role().items():
            facts.append(Fact(say(_PEOPLE_WITH_ROLE[role]), name_list(people)))
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


def name_list(people: list[dict], say: Translate | None = None) -> Inline:
    """The names of those who may be named; with `say` also their roles and how many more there were."""
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
