"""A client's copy of a live subject: a snapshot, folded with frames, with gaps noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Lists of rows that are known by their id; everything else in a delta replaces what was there.
TABLES = (
    "areas",
    "notes",
    "clusters",
    "blocks",
    "records",
    "people",
    "rounds",
    "breakouts",
    "polls",
    "questions",
    "turns",
    "prerequisites",
)

#: Told of notes that were not on the copy before: (ids, whether a live frame brought them).
Newcomers = Callable[[list[int], bool], None]


class View:
    """A copy of one subject.

    Deltas are states, so a frame that overlaps what is known may be applied again; only one that begins
    after what is known leaves something out. While an answer to `subscribe` is awaited, frames are kept.
    """

    def __init__(self, subject: str, newcomers: Newcomers = lambda ids, live: None) -> None:
        self.subject = subject
        self.revision: int | None = None
        self.awaiting = False
        self.gaps = 0
        self._newcomers = newcomers
        self._kept: list[dict[str, Any]] = []
        self._clear()

    def _clear(self) -> None:
        self.tables: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in TABLES}
        self.values: dict[str, Any] = {}
        self.mine: dict[str, Any] = {}
        self.own_notes: dict[int, dict[str, Any]] = {}

    # -- what is there --------------------------------------------------------------------------------

    @property
    def notes(self) -> dict[int, dict[str, Any]]:
        return self.tables["notes"]

    @property
    def clusters(self) -> dict[int, dict[str, Any]]:
        return self.tables["clusters"]

    @property
    def areas(self) -> list[int]:
        """The ids of the areas in their order."""
        rows = self.tables["areas"].values()
        return [row["id"] for row in sorted(rows, key=lambda row: (row["position"], row["id"]))]

    @property
    def stage(self) -> str | None:
        """A board's stage, None before the first answer."""
        return self.values.get("board", {}).get("stage")

    def state(self) -> dict[str, Any]:
        """Everything that this copy holds, in a form that compares equal when the copies agree."""
        mine = {**self.mine, "notes": dict(self.own_notes)}
        values = {name: value for name, value in self.values.items() if name != "now"}
        return {"tables": self.tables, "values": values, "mine": mine}

    # -- what comes in --------------------------------------------------------------------------------

    def ask(self) -> dict[str, Any]:
        """The payload to subscribe with; frames are kept from now until `answered`."""
        self.awaiting = True
        self._kept = []
        return {"subject": self.subject, "revision": self.revision}

    def answered(self, answer: dict[str, Any]) -> bool:
        """Take the acknowledgement of `subscribe`, then what was kept; False when there still is a gap."""
        self.awaiting = False
        kept, self._kept = self._kept, []
        if "snapshot" in answer:
            fresh = self._new_in(answer["snapshot"])
            self._clear()
            self._put(answer["snapshot"])
            self._own(answer["snapshot"].get("mine"))
            self._tell_newcomers(fresh, live=False)
        elif self.revision is None or answer["from"] > self.revision:
            return self._gap()
        else:
            self._merge(answer, live=False)
        self.revision = answer["revision"]
        return all([self.receive(frame) for frame in kept])

    def receive(self, frame: dict[str, Any]) -> bool:
        """Take a frame; False when something before it is missing and one has to subscribe again."""
        if self.awaiting:
            self._kept.append(frame)
            return True
        if self.revision is None or frame["from"] > self.revision:
            return self._gap()
        alone = frame["to"] == self.revision and frame.get("mine") is not None
        if frame["to"] > self.revision or alone:
            self._merge(frame, live=True)
            self.revision = frame["to"]
        return True

    def _gap(self) -> bool:
        self.gaps += 1
        return False

    def _merge(self, delta: dict[str, Any], *, live: bool) -> None:
        fresh = self._new_in(delta["put"])
        self._put(delta["put"])
        for name, ids in delta["drop"].items():
            for row_id in ids:
                self.tables[name].pop(row_id, None)
                if name == "notes":
                    self.own_notes.pop(row_id, None)
        self._own(delta.get("mine"))
        self._tell_newcomers(fresh, live=live)

    def _put(self, put: dict[str, Any]) -> None:
        for name, value in put.items():
            if name in TABLES:
                self.tables[name].update((row["id"], row) for row in value)
            elif name != "mine":
                self.values[name] = value

    def _own(self, mine: dict[str, Any] | None) -> None:
        for name, value in (mine or {}).items():
            if name == "notes":
                self.own_notes.update((row["id"], row) for row in value)
            else:
                self.mine[name] = value

    def _new_in(self, put: dict[str, Any]) -> list[int]:
        return [row["id"] for row in put.get("notes", ()) if row["id"] not in self.notes]

    def _tell_newcomers(self, fresh: list[int], *, live: bool) -> None:
        if fresh:
            self._newcomers(fresh, live)


def copy_of(subject: str, answer: dict[str, Any]) -> View:
    """The copy that the answer to a first `subscribe`, or a read of the subject, makes."""
    view = View(subject)
    view.answered(answer)
    return view
