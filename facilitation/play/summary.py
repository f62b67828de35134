"""What came of playing a programme: counts beside the data, workshops, files; for people and for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from facilitation.play.leaving import Left
from facilitation.play.sheets import Sheets
from facilitation.play.tandems import Formed
from facilitation.play.workshops import Held
from facilitation.rehearsal.sessions_report import as_json as sessions_as_json

_KINDS = {
    "calendar": "calendars (.ics)",
    "agendas": "agendas",
    "minutes": "minutes",
    "transfer plans": "transfer plans",
    "annex": "list of events and participating policymakers",
    "commitments": "commitments",
    "attendance": "attendance",
    "tandems": "tandems with their explanations",
    "data": "data as sheets, and what each workshop left",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One count: what the data say, and what the program says."""

    what: str
    due: int
    found: int

    @property
    def right(self) -> bool:
        return self.due == self.found


@dataclass(slots=True)
class Outcome:
    """Everything that was done, and how long it took in seconds."""

    sheets: Sheets
    left: Left
    formed: Formed
    held: list[Held] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    canvases: int = 0
    approved: tuple[int, int] = (0, 0)
    """How many minutes were to be approved, and how many were."""
    played_on: str = ""
    short: bool = False
    seconds: float = 0.0
    parts: dict[str, int] = field(default_factory=dict)
    """How many seconds each part took."""
    skipped: list[str] = field(default_factory=list)
    """Steps that this program doesn't offer."""

    @property
    def right(self) -> bool:
        return bool(self.checks) and all(one.right for one in self.checks)


def lines(outcome: Outcome) -> Iterator[str]:
    """The summary for people."""
    sheets = outcome.sheets
    yield f"{sheets.facts.title}: played through on {outcome.played_on} in {outcome.seconds:.0f} s."
    if sheets.invented:
        yield "Its cities are invented."
    yield "What simulated people said and wrote is marked as simulated; all else is what the sheets say."
    yield ""
    width = max(len(one.what) for one in outcome.checks)
    for one in outcome.checks:
        wrong = "" if one.right else f"   WRONG: the data say {one.due}"
        yield f"  {one.found:>5}  {one.what:<{width}}{wrong}".rstrip()
    yield ""
    yield from _tandems(outcome)
    yield from _workshops(outcome)
    yield ""
    yield f"Files ({outcome.left.number}) in {outcome.left.folder}:"
    for kind, places in sorted(outcome.left.files.items()):
        folder = f"{places[0].parts[0]}/"
        yield f"  {folder:<12} {len(places):>3}  {_KINDS.get(kind, kind)}"
    yield ""
    yield verdict(outcome)


def verdict(outcome: Outcome) -> str:
    """One sentence."""
    wrong = [one.what for one in outcome.checks if not one.right]
    if wrong:
        return f"Something is wrong with: {', '.join(wrong)}."
    return "Every count is the one that the data give."


def as_json(outcome: Outcome) -> dict[str, Any]:
    """{"programme", "played_on", "simulated": true, "right", "counts", "tandems", "workshops", "files"}."""
    return {
        "programme": outcome.sheets.facts.title,
        "invented": outcome.sheets.invented,
        "played_on": outcome.played_on,
        "short": outcome.short,
        "simulated": True,
        "right": outcome.right,
        "counts": {
            one.what: {"due": one.due, "found": one.found, "right": one.right} for one in outcome.checks
        },
        "tandems": {"found": outcome.formed.tandems, "as_attended": outcome.formed.groups},
        "workshops": sessions_as_json([one.played for one in outcome.held]),
        "folder": str(outcome.left.folder),
        "files": {kind: [str(place) for place in places] for kind, places in outcome.left.files.items()},
        "skipped": outcome.skipped,
        "seconds": round(outcome.seconds),
        "parts": outcome.parts,
    }


def _tandems(outcome: Outcome) -> Iterator[str]:
    formed = outcome.formed
    if formed.tandems:
        proven = ", proven best" if formed.proven else ""
        yield f"Tandems found by the program{proven}: {_groups(formed.tandems)}"
    elif formed.why_none:
        yield f"The program found no tandems ({formed.why_none})."
    if formed.groups:
        yield f"Groups as attended, the chosen scenario: {_groups(formed.groups)}"


def _groups(groups: list[list[str]]) -> str:
    return ", ".join("+".join(group) for group in groups)


def _workshops(outcome: Outcome) -> Iterator[str]:
    played = [one.played for one in outcome.held]
    people, notes, votes = (
        sum(numbers)
        for numbers in (
            [one.people for one in played],
            [one.found.notes for one in played],
            [one.found.votes for one in played],
        )
    )
    yield (
        f"{len(played)} workshops were played with {people} simulated people, who wrote {notes} notes "
        f"and gave {votes} votes."
    )
    for one in outcome.held:
        for fault in one.played.faults[:5]:
            yield f"  {one.workshop.title}: {fault}"
    for step in outcome.skipped:
        yield f"Left out: {step}."
