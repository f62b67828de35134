"""Groups that met, valued as a grouping: what the workshops as attended were worth. Pure Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.domain.errors import Message
from facilitation.matching.rounds import Round


@dataclass(frozen=True, slots=True)
class Attended:
    """`round`: the question in which each city has as many seats (at most two) as groups it came to.
    `answer`: those groups in the pinned form, by hand. `misses`: a sentence a city."""

    round: Round
    answer: dict[str, Any]
    misses: tuple[Message, ...]


def attended(round_: Round, groups: Sequence[Sequence[str]]) -> Attended:
    """Groups of city ids that met (such as the nine cities' four solution workshops, one city in two of them)
    as a grouping with total, floor and what each city misses. Cities that came to none have no seat: that
    is among the answer's messages. KeyError for an unknown city id."""
    raise NotImplementedError
