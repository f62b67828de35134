"""The workshops that simulated people hold: one for each event and call, each a session of its own.

What a source records stays as it was recorded. A workshop that is played bears the event's title with the
word that it is played, the day on which that really happened, and the mark of everything simulated.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.domain.session_templates import SHIPPED
from facilitation.domain.sessions import TITLE_LENGTH
from facilitation.play.canvases import Canvases, wanted_by
from facilitation.play.door import Door
from facilitation.play.entering import City, Entered
from facilitation.play.events import ONBOARDING, Event
from facilitation.play.sheets import Sheets
from facilitation.rehearsal.client import Client
from facilitation.rehearsal.people import SOCIAL, Person, Theme, cast, cast_of
from facilitation.rehearsal.whole_session import Played, hold

Told = Callable[[float, str], None]

SOLUTION = "solution"
#: How a played workshop is called, by language.
_PLAYED = {
    "en": "%(title)s (played by simulated people)",
    "es": "%(title)s (jugado por personas simuladas)",
    "fr": "%(title)s (joué par des personnes simulées)",
}
_CALL = {
    "en": "Onboarding call: %(city)s",
    "es": "Llamada de bienvenida: %(city)s",
    "fr": "Appel d’accueil : %(city)s",
}
#: How many take part where no count is recorded, for each city; at least and at most so many: more would make
#: it longer, and tell nothing new.
EACH_CITY, FEWEST, MOST = 2, 3, 12
#: So many workshops run at the same time: two cores carry them, and nobody waits for a page.
AT_ONCE = 3
#: How many seconds pass between two deeds of a person.
PACE = 0.4


@dataclass(frozen=True, slots=True)
class Workshop:
    """One to play: `event` None for an onboarding call."""

    kind: str
    title: str
    template: str
    cities: tuple[str, ...]
    people: int
    event: Event | None = None


@dataclass(slots=True)
class Held:
    """One that was played."""

    workshop: Workshop
    played: Played


def workshops(sheets: Sheets, entered: Entered) -> list[Workshop]:
    """What there is to play: a call with each city, then the events in their order."""
    language = sheets.facts.language
    called = [code for event in sheets.events if event.is_call for code in event.cities or entered.cities]
    found = [
        Workshop(
            ONBOARDING,
            _PLAYED[language] % {"title": _CALL[language] % {"city": entered.cities[code].name}},
            _template(ONBOARDING),
            (code,),
            FEWEST,
        )
        for code in dict.fromkeys(called)
    ]
    ordered = sorted(sheets.sessions, key=lambda event: (event.date or dt.date.max, event.row))
    for event in ordered:
        title = _PLAYED[language] % {"title": entered.titles[event.row]}
        cities = event.cities or tuple(entered.cities)
        kind = "final" if event.type == "all_peer" and event is ordered[-1] else event.type
        count = event.participants or event.policymakers or EACH_CITY * len(cities)
        found.append(
            Workshop(
                event.type,
                title[:TITLE_LENGTH],
                _template(kind),
                cities,
                max(FEWEST, len(cities), min(MOST, count)),
                event,
            )
        )
    return found


async def play(
    door: Door,
    sheets: Sheets,
    entered: Entered,
    chosen: Sequence[Workshop],
    canvases: Canvases,
    seconds: float,
    told: Told,
) -> list[Held]:
    """Let simulated people hold these workshops, a few at the same time, about `seconds` each.

    Solution workshops work on `canvases`, which keeps those that were opened.
    """
    groups = {one.cities for one in chosen if one.kind == SOLUTION}
    wanted = await wanted_by(door, entered, groups)
    shares = dict.fromkeys(range(len(chosen)), 0.0)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(place: int, workshop: Workshop) -> Held:
        def how_far(share: float, where: str) -> None:
            shares[place] = share
            told(sum(shares.values()) / len(shares), f"{workshop.title}: {where}")

        planned: dict[str, Any] = {"title": workshop.title, "type": workshop.kind}
        planned |= {"template": workshop.template, "language": sheets.facts.language}
        planned |= {"cities": [] if len(workshop.cities) == len(entered.cities) else [*workshop.cities]}
        async with gate:
            everybody = people(sheets, entered, workshop)
            about = wanted.get(workshop.cities, []) if workshop.kind == SOLUTION else []
            apart = [person for one in about if (person := _leaving(everybody, one.receiver))]

            async def prepare(leader: Client, session: int, code: str) -> None:
                await canvases.work(leader, session, code, about[: len(apart)], apart)

            played = await hold(door.house, planned, everybody, seconds, how_far, PACE, prepare)
            return Held(workshop, played)

    return [*await asyncio.gather(*(one(place, workshop) for place, workshop in enumerate(chosen)))]


def _leaving(everybody: list[Person], city: str) -> Person | None:
    """Somebody of a city, who is then no longer among the others; None where nobody else would be left."""
    found = next((person for person in reversed(everybody) if person.city == city), None)
    if found is not None and len(everybody) > 1:
        everybody.remove(found)
        return found
    return None


def people(sheets: Sheets, entered: Entered, workshop: Workshop) -> list[Person]:
    """Who takes part: of the nine cities those that the shipped texts know, otherwise people who write
    about what their city named, or any city."""
    if sheets.name == "rrr":
        return cast(workshop.people, workshop.cities)
    every = tuple(dict.fromkeys(theme for city in entered.cities.values() for theme in themes(city)))
    fallback = every or (Theme("own", SOCIAL, sheets.facts.title),)
    known = {code: themes(entered.cities[code]) or fallback for code in workshop.cities}
    return cast_of(workshop.people, workshop.cities, known)


def themes(city: City) -> tuple[Theme, ...]:
    """What a city named, as simulated people talk about it."""
    return tuple(Theme(f"own:{title}", kind, title) for kind, title in city.challenges)


def _template(kind: str) -> str:
    return next((key for key, one in SHIPPED.items() if one.type == kind), "challenges")
