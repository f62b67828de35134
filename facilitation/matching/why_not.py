"""Why not these cities together? What forbids it, or what it would cost (numpy, scipy; for the worker)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from facilitation.domain.errors import Message
from facilitation.matching.rounds import Round


def why_not(
    round_: Round,
    grouping: Iterable[Iterable[str]],
    bests: Mapping[str, float] | None,
    ids: Iterable[str],
    seconds: float | None = None,
) -> list[Message]:
    """In words: why two or more cities (`ids`) don't sit in one group of a grouping.

    Either which limits and rules forbid it (`hand_moves.Table.forbids` says that much in the live process,
    at once), or what the best grouping with them together costs: its total beside that of `grouping`, its
    groups that are new, and who loses how much, the heaviest loss first. The best with them together means:
    no city worse off than the floor of `grouping` where that is possible; where not, the sentence says so.
    KeyError for an unknown city id; RoundError when the round has too many groups.
    """
    raise NotImplementedError
