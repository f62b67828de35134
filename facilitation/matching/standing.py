"""The grouping that stands on a table, however it came about, in the pinned form: the solver's or a hand's.

Pure Python, for the live process. Personal bests come from outside, since they need every permitted group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from facilitation.matching.hand_moves import Table, answer_by_hand
from facilitation.matching.round_file import parse_round

Groups = Sequence[Iterable[str]]


def table_of(problem: Mapping[str, Any], bests: Mapping[str, float] | None) -> Table:
    """A problem in the pinned form, ready to value groupings; without personal bests nobody has a share."""
    return Table(parse_round(problem), bests or {})


def standing_answer(
    problem: Mapping[str, Any],
    grouping: Groups,
    preset: str,
    bests: Mapping[str, float] | None = None,
    solved: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], bool]:
    """A grouping in the pinned form, and whether it is another than the solver's.

    Where it is the one that the solver found for the very same problem (`solved`, in the pinned form), that
    answer stands with its proof. Without personal bests, `share` and `floor` are None until they are known.
    """
    if solved and solved.get("tandems") and same_grouping(grouping, groups_of(solved)):
        return dict(solved), False
    best = ((solved or {}).get("presets") or {}).get("best") or {}
    form = answer_by_hand(parse_round(problem), grouping, bests or {}, best.get("total"), preset)
    if not bests:
        form |= {"floor": None, "personal_best": {}}
    return form, True


def groups_of(answer: Mapping[str, Any] | None) -> list[list[str]]:
    """The groups of an answer in the pinned form; none where there is none."""
    return [list(tandem["cities"]) for tandem in (answer or {}).get("tandems") or []]


def same_grouping(one: Groups, other: Groups) -> bool:
    """Whether two groupings have the same groups, in whatever order."""
    return sorted(map(sorted, one)) == sorted(map(sorted, other))
