"""What came of playing the shipped templates: a table for people, JSON for scripts, one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facilitation.rehearsal.whole_session import Played

FAULTS_SHOWN = 12
_COLUMNS = (
    ("Template", "template"),
    ("Steps", "steps"),
    ("People", "people"),
    ("Notes", "notes"),
    ("Clusters", "clusters"),
    ("Votes", "votes"),
    ("Groups", "groups"),
    ("Points", "points"),
    ("Answers", "answers"),
    ("Cuts", "cuts"),
    ("Acknowledged", "acknowledged"),
    ("Refused", "refused"),
    ("Lost", "lost"),
    ("Doubled", "doubled"),
    ("Seconds", "seconds"),
)


def as_json(played: Sequence[Played]) -> dict[str, Any]:
    """{"simulated": true, "sound", "sessions": [{"template", "title", "steps": [...], counts, "faults"}]}."""
    sessions = []
    for one in played:
        steps = [{"part": step.title, "method": step.method, "stage": step.stage} for step in one.steps]
        refused = {f"{name} {code}": times for (name, code), times in sorted(one.ledger.refusals.items())}
        counts = _counts(one) | {"steps": steps, "refused": refused}
        sessions.append(counts | {"title": one.title, "faults": one.faults})
    return {"simulated": True, "sound": sound(played), "sessions": sessions}


def lines(played: Sequence[Played]) -> list[str]:
    """The table, then every fault in a sentence."""
    rows = [[name for name, _ in _COLUMNS]]
    rows += [[str(_counts(one)[key]) for _, key in _COLUMNS] for one in played]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    table = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    for one in played:
        faults = one.faults
        table += [f"{one.template}: {fault}" for fault in faults[:FAULTS_SHOWN]]
        if len(faults) > FAULTS_SHOWN:
            table.append(f"{one.template}: and {len(faults) - FAULTS_SHOWN} faults more")
    return table


def sound(played: Sequence[Played]) -> bool:
    """Whether every session came to its end with nothing lost, doubled or left out."""
    return bool(played) and not any(one.faults for one in played)


def verdict(played: Sequence[Played]) -> str:
    """One sentence."""
    faulty = [one.template for one in played if one.faults]
    if faulty:
        return f"Something is wrong with {len(faulty)} of {len(played)} sessions: {', '.join(faulty)}."
    many = f"All {len(played)} sessions" if len(played) > 1 else "The session"
    return (
        f"{many} of simulated people came to the end with Next alone; nothing was lost or doubled, and the "
        "minutes hold everything."
    )


def _counts(one: Played) -> dict[str, Any]:
    found = one.found
    return {
        "template": one.template,
        "steps": len(one.steps),
        "people": one.people,
        "notes": found.notes,
        "clusters": found.clusters,
        "votes": found.votes,
        "groups": found.groups,
        "points": found.points,
        "answers": found.answers,
        "cuts": one.ledger.cuts,
        "acknowledged": len(one.ledger.acknowledgements),
        "refused": sum(one.ledger.refusals.values()),
        "lost": len(found.lost),
        "doubled": len(found.doubled),
        "seconds": round(one.seconds),
    }
