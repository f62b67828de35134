"""Entering a programme as its organiser does: its facts, the sheets, the onboarding calls, the events."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from facilitation.domain.session_templates import SHIPPED
from facilitation.domain.sessions import THESE, TITLE_LENGTH, UNKNOWN
from facilitation.play.door import Door, Missing, Refusing
from facilitation.play.events import Event
from facilitation.play.sheets import Sheets, Unusable
from facilitation.rehearsal.client import Client
from facilitation.rehearsal.outbox import Refusal

Told = Callable[[float, str], None]
#: The pages that take in the sheets.
_PAGES = {
    "cities": "import-cities",
    "challenges": "import-challenges",
    "practices": "import-practices",
    "wishes": "import-wishes",
    "commitments": "import-commitments",
}
#: The sheets that may name topics: those of the program's starting set.
_ABOUT_TOPICS = ("challenges", "practices")
#: A record has no plan: it is made of the shortest template, and its parts are taken off again.
_SHORTEST = "check_in"


@dataclass(frozen=True, slots=True)
class City:
    """A city as the program has it: the challenges that it named, each with its kind."""

    code: str
    name: str
    challenges: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Entered:
    """The programme in the program: its cities by code, the session of each event, the calls by city."""

    cities: dict[str, City] = field(default_factory=dict)
    sessions: dict[int, int] = field(default_factory=dict)
    """By the event's row the number of its session."""
    titles: dict[int, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Sheets that this program takes in nowhere."""

    def names(self, codes: tuple[str, ...]) -> str:
        return " + ".join(self.cities[code].name for code in codes if code in self.cities)


async def enter(door: Door, sheets: Sheets, today: dt.date, told: Told) -> Entered:
    """Everything that the sheets say, through the pages and commands that people use.

    Raises Unusable where a sheet is faulty; nothing of that sheet is taken in then.
    """
    told(0.0, "the programme")
    await _begin(door, sheets)
    entered = Entered()
    topics = False
    async with door.client() as client:
        for place, name in enumerate(_PAGES):
            if name not in sheets.tables:
                continue
            told(0.05 + 0.1 * place, name)
            if name in _ABOUT_TOPICS and not topics:
                topics = True
                await client.command("topics.take_set", {})
            table = sheets.tables[name]
            try:
                await door.bring(_PAGES[name], (table.name, table.content))
            except Missing:
                entered.missing.append(name)
            except Refusing as refusing:
                raise Unusable(str(refusing)) from None
        entered.cities = await _cities(door)
        told(0.5, "the onboarding calls")
        await _calls(door, sheets, entered, today)
        for place, event in enumerate(sheets.sessions):
            told(0.6 + 0.4 * place / len(sheets.sessions), event.title)
            await _event(door, client, sheets, event, entered, today)
    return entered


async def rows_of(door: Door, path: str) -> list[dict[str, str]]:
    """A table that the program exports as CSV, its rows by heading."""
    text = (await door.take(path)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def _begin(door: Door, sheets: Sheets) -> None:
    facts = sheets.facts
    async with door.client() as client:
        payload: dict[str, Any] = {"title": facts.title, "language": facts.language}
        payload |= {"languages": [facts.language], "slug": _slug(facts.title)}
        payload |= {"aims": facts.aims, "funding": facts.funding, "disclaimer": facts.disclaimer}
        if facts.host_zone:
            payload["host_zone"] = facts.host_zone
        try:
            door.slug = (await client.command("programme.change", payload))["slug"]
            await client.command("setup.pass", {"step": "all"})
        except Refusal as refusal:
            raise Unusable(f"The programme's own facts: {refusal}") from None


def _slug(title: str) -> str:
    return re.sub("[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-") or "programme"


async def _cities(door: Door) -> dict[str, City]:
    """The cities as the program has them now, and what they named."""
    named: dict[str, list[tuple[str, str]]] = {}
    for row in await rows_of(door, "challenges-of-cities.csv"):
        named.setdefault(row["city"], []).append((row["kind"], row["challenge"]))
    found = {}
    for row in await rows_of(door, "cities.csv"):
        code, name = row["code"], row["name"]
        challenges = tuple(dict.fromkeys(named.get(name, ())))
        found[code] = City(code, name, challenges)
    return found


async def _calls(door: Door, sheets: Sheets, entered: Entered, today: dt.date) -> None:
    """Each city's onboarding call: planned, and held where its day is over or nobody knows the day."""
    for event in sheets.events:
        for code in (event.cities or tuple(entered.cities)) if event.is_call else ():
            _require_city(event, code, entered)
            when = {"date": event.date.isoformat() if event.date else ""}
            when |= {"starts_at": event.starts_at or "", "minutes": str(event.minutes or "")}
            await door.send(f"cities/{code}/call", when)
            if event.was_held(today):
                await door.send(f"cities/{code}/call/held", {"held": "yes"})
            entered.calls.append(code)


async def _event(
    door: Door, client: Client, sheets: Sheets, event: Event, entered: Entered, today: dt.date
) -> None:
    """A session of record, or one that is planned."""
    cities = [*event.cities]
    for code in cities:
        _require_city(event, code, entered)
    held = event.was_held(today)
    template = next((key for key, one in SHIPPED.items() if one.type == event.type), _SHORTEST)
    title = entered.titles[event.row] = _title(sheets, event, entered)
    payload: dict[str, Any] = {"title": title, "type": event.type, "language": sheets.facts.language}
    payload |= {"template": _SHORTEST if held else template, "starts_at": event.starts_at}
    payload |= {"date": event.date.isoformat() if event.date else None, "minutes": event.minutes}
    # The sheet lists who took part; whom a session that is over was for, it doesn't say.
    payload |= {"for_whom": UNKNOWN} if held else {"cities": cities}
    session = entered.sessions[event.row] = (await client.command("session.create", payload))["session"]
    if not held:
        return
    # Read, not entered: whoever is in a room was there.
    for block in (await door.asked(f"sessions/{session}"))["snapshot"]["blocks"]:
        await client.command("block.remove", {"session": session, "block": block["id"]})
    source = sheets.facts.source or "events"
    await client.command("session.change", {"session": session, "source": source})
    await client.command("session.hold", {"session": session, "held": True})
    if cities:
        there = {"session": session, "was_there": THESE, "cities": cities}
        await client.command("session.was_there", there)
    counts = {"participants": event.participants, "policymakers": event.policymakers}
    if any(count is not None for count in counts.values()):
        await client.command("counts.report", {"session": session} | counts)


def _require_city(event: Event, code: str, entered: Entered) -> None:
    if code not in entered.cities:
        raise Unusable(f"events, row {event.row}: {code} is the code of no city of the sheet of cities.")


def _title(sheets: Sheets, event: Event, entered: Entered) -> str:
    """The event's own, with its cities where several are called the same."""
    alike = Counter(one.title for one in sheets.sessions)[event.title] > 1
    names = entered.names(event.cities)
    return (f"{event.title}: {names}" if alike and names else event.title)[:TITLE_LENGTH]
