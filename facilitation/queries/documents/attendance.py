"""Who was at a session, as blocks of its minutes: by city and by role, and which cities were missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.domain.documents import Fact, Heading, Inline, Paragraph, Table
from facilitation.domain.errors import N_
from facilitation.domain.minutes import Keyed
from facilitation.domain.permissions import ROLE_NAMES
from facilitation.domain.registrations import MODES
from facilitation.domain.sessions import ALL
from facilitation.queries.documents.parts import SessionDocument, header, name_list, words
from facilitation.queries.documents.totals import cities_told


@dataclass(frozen=True, slots=True)
class CitiesThere:
    """Codes of cities, by name. `recorded` are those that the record of a session alone names.

    `absent` are those that it was `expected` from, and that were not there.
    """

    there: list[str]
    recorded: list[str]
    absent: list[str]
    expected: list[str]


def cities_there(parts: SessionDocument) -> CitiesThere:
    """Which cities were there, and which of those that the session is for were missing."""
    in_the_room = {person["city"] for person in parts.attendance} - {None}
    recorded = {city.code for city in parts.session.cities_there} - in_the_room
    expected = {city.code for city in parts.cities_meant}
    there = in_the_room | recorded

    def by_name(codes: Iterable[str]) -> list[str]:
        return sorted(codes, key=parts.city_name)

    return CitiesThere(by_name(there), by_name(recorded), by_name(expected - there), by_name(expected))


def cities_counted(parts: SessionDocument) -> str:
    """Such as `8 cities (all except Bilbao)`; "" where nobody knows which were there."""
    cities = cities_there(parts)
    if not cities.there:
        return ""
    everybody = parts.session.for_whom == ALL and cities.expected
    absent = [parts.city_name(code) for code in cities.absent] if everybody else None
    return cities_told([parts.city_name(code) for code in cities.there], absent, parts.language)


def count_facts(parts: SessionDocument) -> list[Fact]:
    """How many people, policymakers and cities were there, and what a record says that somebody typed."""
    session, say, people = parts.session, parts.say, parts.attendance
    counted = []
    if people or session.started_at is not None:  # else held elsewhere, if at all: nobody was counted here
        policymakers = sum(person["policymaker"] for person in people)
        counted = [(N_("Participants"), len(people)), (N_("Policymakers among them"), policymakers)]
    reported = [
        (N_("Participants, as reported"), session.participants_reported),
        (N_("Policymakers, as reported"), session.policymakers_reported),
    ]
    facts = [Fact(say(label), words(str(n))) for label, n in counted + reported if n is not None]
    told = cities_counted(parts)
    return [*facts, Fact(say(N_("Cities")), words(told))] if told else facts


def attendance(parts: SessionDocument) -> list[Keyed]:
    """The chapter about who was there: a table by city, one by role, and the cities that were missing."""
    say = parts.say
    found = [Keyed("attendance", Heading(1, say(N_("Attendance"))))]
    if not parts.attendance:
        nobody = Paragraph(words(say(N_("Nobody joined the session through the program."))))
        return [*found, Keyed("attendance:nobody", nobody), *_cities(parts)]
    found.append(Keyed("attendance:table", _by_city(parts)))
    if not all(person["named"] for person in parts.attendance):
        text = say(N_("Whoever has not agreed to be named is counted, not named."))
        found.append(Keyed("attendance:unnamed", Paragraph(words(text))))
    return [*found, *_cities(parts), Keyed("attendance:roles", _by_role(parts))]


def people_by_city(parts: SessionDocument) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """Who was there under the codes of their cities, by name; whoever sits for none comes last."""
    by_city: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for person in parts.attendance:
        by_city[person["city"]].append(person)
    return sorted(by_city.items(), key=lambda item: (item[0] is None, parts.city_name(item[0])))


def _by_city(parts: SessionDocument) -> Table:
    say = parts.say
    labels = [N_("City"), N_("People"), N_("Policymakers")]
    modes = any(person["mode"] for person in parts.attendance)
    if modes:
        labels.append(N_("How they took part"))
    labels.append(N_("Who"))
    rows = []
    for code, people in people_by_city(parts):
        name = say(N_("Other organisations")) if code is None else parts.city_name(code)
        policymakers = sum(person["policymaker"] for person in people)
        cells: list[Inline] = [words(name), words(str(len(people))), words(str(policymakers))]
        if modes:
            cells.append(words(_modes(parts, people)))
        rows.append((*cells, name_list(people, say)))
    return Table(
        caption=say(N_("Who was there, by city")),
        header=header(tuple(map(say, labels))),
        rows=tuple(rows),
        header_column=True,
        numeric=(1, 2),
    )


def _modes(parts: SessionDocument, people: Sequence[dict[str, Any]]) -> str:
    """Such as `In the room: 2 · Remote: 1`; of whom nobody knows it, nothing is said."""
    counts = Counter(person["mode"] for person in people)
    return " · ".join(f"{parts.say(MODES[mode])}: {counts[mode]}" for mode in MODES if counts[mode]) or "–"


def _by_role(parts: SessionDocument) -> Table:
    """How many were there in each role, by city."""
    say = parts.say
    there = {person["role"] for person in parts.attendance}
    roles = [role for role in ROLE_NAMES if role in there]
    rows = []
    for code, people in people_by_city(parts):
        name = say(N_("Other organisations")) if code is None else parts.city_name(code)
        counts = Counter(person["role"] for person in people)
        rows.append((words(name), *(words(str(counts[role] or "–")) for role in roles)))
    return Table(
        caption=say(N_("In which role they were there")),
        header=header((say(N_("City")), *(say(ROLE_NAMES[role]) for role in roles))),
        rows=tuple(rows),
        header_column=True,
        numeric=tuple(range(1, len(roles) + 1)),
    )


def _cities(parts: SessionDocument) -> list[Keyed]:
    """Which cities the record names besides, and which of those that the session is for were missing."""
    say, cities = parts.say, cities_there(parts)

    def names(codes: list[str]) -> dict[str, str]:
        return {"cities": ", ".join(map(parts.city_name, codes))}

    sentences = {}
    if cities.recorded:
        sentences["recorded"] = say(N_("Also there, as recorded: %(cities)s.")) % names(cities.recorded)
    everybody = parts.session.for_whom == ALL
    if cities.expected and not cities.absent:
        whole = N_("All cities took part.") if everybody else N_("All cities that it was for took part.")
        sentences["cities"] = say(whole)
    elif cities.there and 0 < len(cities.absent) < len(cities.expected):
        part = (
            N_("All cities took part except %(cities)s.")
            if everybody
            else N_("All cities that it was for took part except %(cities)s.")
        )
        sentences["cities"] = say(part) % names(cities.absent)
    return [Keyed(f"attendance:{what}", Paragraph(words(text))) for what, text in sentences.items()]
