"""The answer to a round and its pinned JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.matching.explanation import Explanation, TandemWindow, explain
from facilitation.matching.objective import TOLERANCE, Evaluation, Problem, blocking_groups, evaluate

OPTIMAL, BOUNDED, INFEASIBLE = "optimal", "bounded", "infeasible"
STATUS_NAMES = {
    OPTIMAL: N_("Proven best"),
    BOUNDED: N_("Best known"),
    INFEASIBLE: N_("No grouping is possible"),
}


@dataclass(frozen=True, slots=True)
class Tandem:
    """A group of the answer. `share` is each city's share of its personal best at its best seat anywhere."""

    cities: tuple[str, ...]
    utility: dict[str, float]
    share: dict[str, float | None]
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another grouping as good as the answer for all that the figures can tell."""

    total: float
    floor: float
    tandems: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A preset's total and floor; the floor is None where it isn't proven to be the highest possible."""

    total: float
    floor: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out of a round. Figures are None and `tandems` empty when no grouping is possible.

    `bound`, `floor` and `presets` are about the presets' own problems, not about the grouping at hand: where
    the time was over before they were known, they are None.
    """

    status: str
    preset: str
    total: float | None = None
    bound: float | None = None
    floor: float | None = None
    tandems: tuple[Tandem, ...] = ()
    personal_best: dict[str, float] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()
    presets: Mapping[str, Figures | None] = field(default_factory=dict)
    blocking: tuple[tuple[str, ...], ...] = ()
    messages: tuple[Message, ...] = ()
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """(bound - total) / bound; 0 for a bound of 0, None without one."""
        if self.total is None or self.bound is None:
            return None
        return (self.bound - self.total) / self.bound if self.bound else 0.0

    @property
    def grouping(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tandem.cities for tandem in self.tandems)


class UncheckedAnswerError(ArithmeticError):
    """The solver's answer didn't stand when it was computed again. Nothing of it may be shown."""


def describe(problem: Problem, grouping: list[tuple[str, ...]]) -> Answer:
    """A grouping with its figures, explanations and blocking groups; the rest is open."""
    evaluation = evaluate(problem, grouping)
    return replace(described(problem, evaluation), blocking=tuple(blocking_groups(problem, evaluation)))


def described(problem: Problem, evaluation: Evaluation) -> Answer:
    """An evaluated grouping with its figures and explanations; looks at no other group."""
    return Answer(
        status=BOUNDED,
        preset="",
        total=evaluation.total,
        floor=evaluation.floor,
        tandems=tuple(
            Tandem(
                cities=group,
                utility=evaluation.utilities[at],
                share={city: evaluation.shares.get(city) for city in group},
                explanation=explain(problem, frozenset(group)),
            )
            for at, group in enumerate(evaluation.grouping)
        ),
        personal_best={problem.round.cities[at].id: best for at, best in problem.personal_bests.items()},
        messages=tuple(
            message for locked in problem.round.rules.locked for message in problem.limits.excused(locked)
        ),
    )


def require_checked(
    problem: Problem, grouping: list[tuple[str, ...]], total: float, floor: float | None
) -> Evaluation:
    """The grouping valued again; UncheckedAnswerError when it is forbidden or worth something else.

    A floor of None claims nothing.
    """
    evaluation = evaluate(problem, grouping)
    if evaluation.faults:
        raise UncheckedAnswerError("; ".join(map(str, evaluation.faults)))
    other_floor = floor is not None and abs(evaluation.floor - floor) > 1e-6
    if abs(evaluation.total - total) > 1e-6 or other_floor:
        found = f"total {evaluation.total}, floor {evaluation.floor}"
        raise UncheckedAnswerError(f"{found}; the solver says total {total}, floor {floor}")
    return evaluation


def check_answer(problem: Problem, answer: Answer) -> None:
    """UncheckedAnswerError unless everything the answer claims holds when computed again: its grouping, its
    figures, its bound, and every alternative."""
    if answer.status == INFEASIBLE:
        return
    assert answer.total is not None
    assert answer.status != OPTIMAL or None not in (answer.floor, answer.bound)
    require_checked(problem, list(answer.grouping), answer.total, answer.floor)
    if answer.bound is not None and answer.bound < answer.total - TOLERANCE:
        raise UncheckedAnswerError(f"the bound {answer.bound} lies below the total {answer.total}")
    for other in answer.alternatives:
        require_checked(problem, list(other.tandems), other.total, other.floor)


# --- the pinned form ----------------------------------------------------------------------------------


def to_form(answer: Answer) -> dict[str, Any]:
    """The answer as the pinned JSON object; sentences in English."""
    return {
        "status": answer.status,
        "preset": answer.preset,
        "total": answer.total,
        "bound": answer.bound,
        "gap": answer.gap,
        "floor": answer.floor,
        "tandems": [_tandem(tandem) for tandem in answer.tandems],
        "alternatives": [
            {"total": other.total, "floor": other.floor, "tandems": [list(group) for group in other.tandems]}
            for other in answer.alternatives
        ],
        "presets": {
            name: {"total": figures and figures.total, "floor": figures and figures.floor}
            for name, figures in answer.presets.items()
        },
        "personal_best": answer.personal_best,
        "blocking_groups": [list(group) for group in answer.blocking],
        "messages": [str(message) for message in answer.messages],
        "seconds": round(answer.seconds, 3),
    }


def _tandem(tandem: Tandem) -> dict[str, Any]:
    why = tandem.explanation
    return {
        "cities": list(tandem.cities),
        "utility": tandem.utility,
        "share": tandem.share,
        "shared_challenges": [
            {"id": each.challenge, "cities": list(each.cities), "named_by": each.named_by, "of": each.of}
            for each in why.shared
        ],
        "answers": [
            {"city": each.city, "challenge": each.challenge, "practice": each.practice, "from": each.source}
            for each in why.answers
        ],
        "wishes_met": [{"city": city, "wish": wish} for city, wish in why.wishes_met],
        "wishes_unmet": [{"city": city, "wish": wish} for city, wish in why.wishes_unmet],
        "common_hours": [_window(window) for window in why.windows],
    }


def _window(found: TandemWindow) -> dict[str, Any]:
    window = found.window
    return {
        "date": window.day.isoformat(),
        "hours": window.minutes / 60,
        "from": _utc(window.starts),
        "to": _utc(window.ends),
        "local": {
            local.city: {
                "from": local.starts and local.starts.isoformat(timespec="minutes"),
                "to": local.ends and local.ends.isoformat(timespec="minutes"),
                "clock_change": local.clock_change,
            }
            for local in found.local
        },
    }


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
