"""Everything that the people of one session were told is done, to be compared with what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from facilitation.rehearsal.counts import Counts
from facilitation.rehearsal.outbox import Operation


@dataclass(slots=True)
class Ledger(Counts):
    """Counts that also keep what was acknowledged, and by name and code what was refused."""

    acknowledgements: list[tuple[Operation, dict[str, Any]]] = field(default_factory=list)
    unanswered: dict[str, Operation] = field(default_factory=dict)
    """By its id what was asked and has no answer: whether it was done, nobody was told."""
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)

    def asked(self, operation: Operation) -> None:
        Counts.asked(self, operation)
        self.unanswered[operation.id] = operation

    def answered(self, operation: Operation, result: dict[str, Any], now: float) -> None:
        Counts.answered(self, operation, result, now)
        self.unanswered.pop(operation.id, None)
        self.acknowledgements.append((operation, result))

    def declined(self, operation: Operation, code: str) -> None:
        Counts.declined(self, operation, code)
        self.unanswered.pop(operation.id, None)
        self.refusals[operation.name, code] += 1

    def done(self, *names: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """(payload, result) of what was acknowledged under one of these names, in that order."""
        for operation, result in self.acknowledgements:
            if operation.name in names:
                yield operation.payload, result

    def open(self, name: str) -> int:
        """How many of that name were never answered."""
        return sum(operation.name == name for operation in self.unanswered.values())
