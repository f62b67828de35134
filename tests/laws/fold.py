"""A reader's copy of a live subject: what a client makes of a snapshot and frames, and nothing more."""

from __future__ import annotations

import copy
from typing import Any

_LISTS = ("areas", "notes", "clusters", "blocks", "records", "people")
_LISTS += ("rounds", "breakouts", "polls", "questions", "turns", "prerequisites", "amendments")


class Copy:
    """Folds frames into a snapshot. Frames must be contiguous."""

    def __init__(self, revision: int, snapshot: dict[str, Any]) -> None:
        self.revision = revision
        self.state = copy.deepcopy(snapshot)

    def fold(self, frame: dict[str, Any]) -> None:
        """Take a frame, or a catch-up's put and drop."""
        assert frame["from"] == self.revision, f"a gap: at {self.revision}, given from {frame['from']}"
        self.revision = frame["to"]
        for name, value in frame["put"].items():
            if name in _LISTS:
                rows = {row["id"]: row for row in self.state.get(name, [])}
                rows |= {row["id"]: row for row in value}
                self.state[name] = list(rows.values())
            else:
                self.state[name] = value
        for name, ids in frame["drop"].items():
            self.state[name] = [row for row in self.state.get(name, []) if row["id"] not in ids]
        self._fold_mine(frame.get("mine"))

    def _fold_mine(self, mine: dict[str, Any] | None) -> None:
        own = self.state.get("mine")
        if own is None:
            return
        if mine:
            for name, value in mine.items():
                if name == "notes":
                    rows = {row["id"]: row for row in own["notes"]} | {row["id"]: row for row in value}
                    own["notes"] = list(rows.values())
                else:
                    own[name] = value


def settled(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot in an order that comparing can rely on: lists of rows by id.

    What is one's own says something only about notes that are there.
    """
    if "mine" in snapshot and "notes" in snapshot:
        there = {note["id"] for note in snapshot["notes"]}
        mine = snapshot["mine"]
        own = [note for note in mine["notes"] if note["id"] in there]
        snapshot = snapshot | {"mine": mine | {"notes": own}}
    result = {}
    for name, value in snapshot.items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
            result[name] = sorted(value, key=lambda row: row["id"])
        elif isinstance(value, dict):
            result[name] = settled(value)
        else:
            result[name] = value
    return result
