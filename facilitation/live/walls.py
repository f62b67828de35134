"""The projectors connected to each session's room in this process, and whether their sound is armed.

Nothing of it is saved. Those who lead are told, nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Walls:
    """`tell(subject, payload)` sends a presence event to those who lead there."""

    def __init__(self, tell: Callable[[str, dict[str, Any]], None]) -> None:
        self._tell = tell
        self._walls: dict[str, dict[str, bool]] = defaultdict(dict)
        self._told: dict[str, dict[str, Any]] = {}

    def come(self, subject: str, connection: str) -> None:
        self._walls[subject].setdefault(connection, False)

    def go(self, subject: str, connection: str) -> None:
        """A connection is gone, or follows this subject no longer; it need not have been a projector's."""
        if subject in self._walls:
            self._walls[subject].pop(connection, None)

    def sound(self, subject: str, connection: str, armed: bool) -> None:
        """A projector says whether it can be heard; from any other connection it means nothing."""
        if connection in self._walls.get(subject, ()):
            self._walls[subject][connection] = armed

    def here(self, subject: str) -> dict[str, Any]:
        """The present state, for somebody who leads and has just come."""
        walls = self._walls.get(subject, {})
        return {"subject": subject, "projector": {"count": len(walls), "sound": any(walls.values())}}

    def tick(self) -> None:
        """Tell those who lead what has changed since the last tick."""
        for subject in list(self._walls):
            state = self.here(subject)
            if self._told.get(subject) != state:
                self._told[subject] = state
                self._tell(subject, state)
            if not self._walls[subject]:
                del self._walls[subject]
                del self._told[subject]
