"""The grouping that stands on a table, however it came about: valued quickly, and kept in the pinned form.

Pure Python, for the live process. Personal bests come from outside, since they need every permitted group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from facilitation.matching.answer import BOUNDED, Answer, Tandem, to_form
from facilitation.matching.explanation import explain
from facilitation.matching.objective import TOLERANCE, Evaluation, Problem, evaluate
from facilitation.matching.round_file import parse_round

Groups = Sequence[Sequence[str]]


def problem_of(form: Mapping[str, Any], bests: Mapping[str, float] | None) -> Problem:
    """A problem in the pinned form made ready, with personal bests known from before (or unknown: None)."""
    problem = Problem(parse_round(form))
    known = bests or {}
    problem.personal_bests = {at: known.get(problem.round.cities[at].id, 0.0) for at in problem.seated}
    return problem


def value(problem: Problem, grouping: Iterable[Iterable[str]]) -> Evaluation:
    """What a grouping is worth, permitted or not, in the order it is given."""
    return evaluate(problem, grouping)


def floor_of(problem: Problem, evaluation: Evaluation) -> float | None:
    """The lowest share; None while no personal best is known."""
    return evaluation.floor if any(best > TOLERANCE for best in problem.personal_bests.values()) else None


def standing_answer(
    problem: Problem, grouping: Groups, preset: str, solved: Mapping[str, Any] | None
) -> tuple[dict[str, Any], bool]:
    """A grouping in the pinned form, and whether a hand made it.

    Where it is the one that the solver found for the very same problem (`solved`, in the pinned form), that
    answer stands with its proof. Otherwise the status is "bounded", the bound is the solver's, and what the
    grouping breaks is told in `messages`. Blocking groups need every permitted group: the worker adds them.
    """
    if solved and same_grouping(grouping, [tandem["cities"] for tandem in solved["tandems"]]):
        return dict(solved), False
    found = evaluate(problem, grouping)
    excused = [m for locked in problem.round.rules.locked for m in problem.limits.excused(locked)]
    answer = Answer(
        status=BOUNDED,
        preset=preset,
        total=found.total,
        floor=floor_of(problem, found),
        tandems=tuple(
            Tandem(
                cities=group,
                utility=found.utilities[at],
                share={city: found.shares.get(city) for city in group},
                explanation=explain(problem, frozenset(group)),
            )
            for at, group in enumerate(found.grouping)
        ),
        personal_best={problem.round.cities[at].id: best for at, best in problem.personal_bests.items()},
        messages=(*excused, *found.faults),
    )
    form = to_form(answer)
    if solved and solved.get("bound") is not None:
        # A grouping that breaks rules may be worth more than any that keeps them.
        form["bound"] = max(solved["bound"], found.total)
        form["gap"] = (form["bound"] - found.total) / form["bound"] if form["bound"] else 0.0
    form["presets"] = dict(solved["presets"]) if solved else {}
    return form, True


def same_grouping(one: Groups, other: Groups) -> bool:
    return sorted(map(sorted, one)) == sorted(map(sorted, other))
