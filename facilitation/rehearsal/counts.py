"""What a rehearsal counts: posts, acknowledgements, deliveries, and how long they took."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from facilitation.rehearsal.outbox import Operation

POST = "note.post"


@dataclass(slots=True)
class Counts:
    """Running totals of all clients that share it. Times are in milliseconds.

    A time is taken from the first sending of the operation, and left out when the network of its author
    or of its reader was away in between: then it tells about the network, not about the server.
    """

    posts: int = 0
    acknowledged: int = 0
    operations: int = 0
    resent: int = 0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    posts_refused: int = 0
    cuts: int = 0
    ack_ms: array = field(default_factory=lambda: array("d"))
    delivery_ms: array = field(default_factory=lambda: array("d"))
    _sent: dict[int, float | None] = field(default_factory=dict)
    _early: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def asked(self, operation: Operation) -> None:
        self.operations += 1
        self.posts += operation.name == POST

    def declined(self, operation: Operation, code: str) -> None:
        """An operation was refused for good."""
        self.refused[code] += 1
        self.posts_refused += operation.name == POST

    def answered(self, operation: Operation, result: dict, now: float) -> None:
        """An operation was acknowledged as done."""
        sent = operation.sent_at if operation.undisturbed else None
        if sent is not None:
            self.ack_ms.append((now - sent) * 1000)
        if operation.name == POST:
            self.acknowledged += 1
            self._sent[result["note"]] = sent
            for arrived in self._early.pop(result["note"], ()):
                self._delivered(sent, arrived)

    def arrived(self, notes: Sequence[int], now: float) -> None:
        """A live frame brought these notes to one client."""
        for note in notes:
            if note in self._sent:
                self._delivered(self._sent[note], now)
            else:  # the frame has overtaken the author's acknowledgement
                self._early[note].append(now)

    def _delivered(self, sent: float | None, arrived: float) -> None:
        if sent is not None:
            self.delivery_ms.append((arrived - sent) * 1000)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed; None without values."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]
