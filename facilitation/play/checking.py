"""Whether what the program holds in the end is what the sheets say, and everything simulated is marked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from facilitation.play.door import Door
from facilitation.play.entering import Entered, rows_of
from facilitation.play.leaving import FORMATS, Left
from facilitation.play.sheets import Sheets
from facilitation.play.summary import Check, Outcome
from facilitation.play.tandems import Formed

#: How documents say it, by language.
_SIMULATED = {"en": "Simulated", "es": "Simulado", "fr": "Simulé"}
_APPROVED = {"en": "Approved", "es": "Aprobado", "fr": "Approuvé"}


async def check(
    door: Door, sheets: Sheets, entered: Entered, outcome: Outcome, today: dt.date
) -> list[Check]:
    """Each count of the data beside the program's own, as its exports and documents give it."""
    formed, held, left = outcome.formed, outcome.held, outcome.left
    language = sheets.facts.language
    namings = await rows_of(door, "challenges-of-cities.csv")
    events = await rows_of(door, "events.csv")
    was_held = [event for event in sheets.sessions if event.was_held(today)]
    planned = len(sheets.sessions) - len(was_held)
    calls = [row for row in events if row["Type"] == "Onboarding call"]
    others = [row for row in events if row not in calls]
    found = [
        Check("cities", sheets.rows("cities"), len(await rows_of(door, "cities.csv"))),
        *_challenges(sheets, namings),
        Check("practices", sheets.rows("practices"), len(await rows_of(door, "practices.csv"))),
        Check("wishes", sheets.rows("wishes"), len(await rows_of(door, "wishes.csv"))),
        *await _commitments(door, sheets, entered),
        Check("events that were held", len(was_held), len(others)),
    ]
    if planned:
        found.append(Check("events that are planned", planned, await _planned(door, entered, was_held)))
    found += [
        Check("onboarding calls", sheets.calls, len(entered.calls) if not was_held else len(calls)),
        _sum("participants as recorded", [event.participants for event in was_held], others, "Participants"),
        _sum("policymakers as recorded", [event.policymakers for event in was_held], others, "Policymakers"),
        Check("groups as attended", len(sheets.groups), len(_same(sheets, formed))),
        Check("workshops played to their end", len(held), sum(not one.played.faults for one in held)),
        *(_files(left, ending, len(held)) for ending in FORMATS),
        Check("minutes amended and approved", outcome.approved[0], _saying(left, _APPROVED[language])),
        Check("transfer plans (DOCX, PDF, MD)", outcome.canvases * 3, len(left.of("transfer plans"))),
        Check("annex and agendas (DOCX, PDF, MD)", 6 if held else 3, _both(left)),
        Check("attendance lists (XLSX)", len(held), len(left.of("attendance", ".xlsx"))),
        Check("minutes that say they are simulated", len(held), _saying(left, _SIMULATED[language])),
    ]
    return found


def _challenges(sheets: Sheets, namings: list[dict[str, str]]) -> Iterator[Check]:
    kinds = sheets.kinds
    if kinds is None:
        yield Check("challenges of cities", sheets.rows("challenges"), len(namings))
        return
    for kind in ("social", "transversal"):
        there = sum(row["kind"] == kind for row in namings)
        yield Check(f"{kind} challenges of cities", kinds[kind], there)


async def _commitments(door: Door, sheets: Sheets, entered: Entered) -> list[Check]:
    if "commitments" not in sheets.tables or "commitments" in entered.missing:
        return []
    there = await rows_of(door, "commitments.csv")
    return [
        Check("commitments, with nobody made up to answer for them", sheets.rows("commitments"), len(there))
    ]


def _sum(what: str, counts: list[int | None], rows: list[dict[str, str]], column: str) -> Check:
    return Check(what, sum(filter(None, counts)), sum(int(row[column] or 0) for row in rows))


async def _planned(door: Door, entered: Entered, was_held: list) -> int:
    """How many of the planned events the programme's calendar or its list of sessions shows."""
    page = await door.read("sessions")
    over = {event.row for event in was_held}
    numbers = [session for row, session in entered.sessions.items() if row not in over]
    return sum(re.search(rf'/sessions/{number}["#?]', page) is not None for number in numbers)


def _same(sheets: Sheets, formed: Formed) -> set[tuple[str, ...]]:
    return {tuple(sorted(group)) for group in formed.groups} & set(sheets.groups)


def _files(left: Left, ending: str, due: int) -> Check:
    return Check(f"minutes ({ending.upper()})", due, len(left.of("minutes", f".{ending}")))


def _both(left: Left) -> int:
    return sum(len(left.of(kind, f".{ending}")) for kind in ("agendas", "annex") for ending in FORMATS)


def _saying(left: Left, word: str) -> int:
    """In how many minutes a word stands."""
    return sum(word in path.read_text(encoding="utf-8") for path in left.of("minutes", ".md"))
