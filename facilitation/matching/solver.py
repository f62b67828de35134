"""Solves a round: the preset's grouping with proof, figures and explanation (numpy, scipy; for the worker).

Up to `groups.PROVEN_CITIES` cities every preset is solved to the proven best. Beyond that the same
enumeration is tried until `groups.GROUP_LIMIT` groups; then RoundError.
"""

from __future__ import annotations

from dataclasses import replace

from facilitation.domain.errors import N_, Message
from facilitation.matching.answer import (
    BOUNDED,
    INFEASIBLE,
    OPTIMAL,
    Alternative,
    Answer,
    Figures,
    describe,
    require_checked,
)
from facilitation.matching.columns import build_columns
from facilitation.matching.conflicts import smallest_conflict
from facilitation.matching.groups import PROVEN_CITIES
from facilitation.matching.infeasible import contradictions, obstacles, uneven_parts
from facilitation.matching.objective import Problem
from facilitation.matching.optimum import Clock
from facilitation.matching.presets import PRESETS, Found, Presets
from facilitation.matching.rounds import Round
from facilitation.matching.search import Choice
from facilitation.matching.single_rules import rule_name

BALANCED = "balanced"
#: Below this a gap is the noise of the last bits.
NO_GAP = 1e-9


def solve(round_: Round, preset: str = BALANCED, seconds: float | None = None) -> Answer:
    """The answer to a round for a preset (one of PRESETS), with alternatives and the figures of all presets.

    `seconds` bounds the time; what isn't proven by then has the status "bounded", and a bound and a floor
    only where they are the preset's own. The limit is not kept before there is any grouping. RoundError when
    the round has too many groups. UncheckedAnswerError when the solver's answer doesn't stand when computed
    again.
    """
    if preset not in PRESETS:
        raise ValueError(f"preset {preset!r} is not one of {', '.join(PRESETS)}")
    clock = Clock(seconds)
    against = contradictions(round_)
    if against:
        return _impossible(preset, against, clock)
    problem = Problem(round_)
    if uneven_parts(problem):
        return _impossible(preset, why_impossible(problem), clock)
    presets = Presets(build_columns(round_, problem.groups), clock)
    found = presets.find(preset)
    if found is None:
        return _impossible(preset, why_impossible(problem), clock)
    grouping = _checked(problem, presets, found.choice, found.total, found.floor)
    answer = describe(problem, grouping)
    return replace(
        answer,
        status=OPTIMAL if found.proven else BOUNDED,
        preset=preset,
        bound=_bound(answer, found),
        floor=answer.floor if found.highest else None,
        alternatives=_alternatives(problem, presets, found),
        presets={name: _figures(problem, presets, name, preset) for name in PRESETS},
        messages=(*answer.messages, *_remarks(round_, found)),
        seconds=clock.spent,
    )


def grouping_of(problem: Problem, preset: str, clock: Clock) -> tuple[list[tuple[str, ...]], Found] | None:
    """Only the preset's grouping (groups of city ids), checked; None when no grouping is possible."""
    if contradictions(problem.round) or uneven_parts(problem):
        return None
    presets = Presets(build_columns(problem.round, problem.groups), clock)
    found = presets.find(preset)
    if found is None:
        return None
    return _checked(problem, presets, found.choice, found.total, found.floor), found


def why_impossible(problem: Problem) -> list[Message]:
    """The sentences for a round without contradictions that has no grouping."""
    found = obstacles(problem)
    if found:
        return found
    rules = smallest_conflict(problem.round)
    if rules is None:
        return [
            Message(N_("the sizes and the languages alone allow no grouping, whatever rules are dropped"))
        ]
    if len(rules) == 1:
        text = N_("no grouping keeps all rules; one is possible without this one: %(rule)s")
        return [Message(text, {"rule": rule_name(problem.round, rules[0])})]
    head = N_("no grouping keeps all rules; one is possible without these %(count)s:")
    return [Message(head, {"count": len(rules)}), *(rule_name(problem.round, rule) for rule in rules)]


def _impossible(preset: str, messages: list[Message], clock: Clock) -> Answer:
    return Answer(
        status=INFEASIBLE,
        preset=preset,
        presets=dict.fromkeys(PRESETS),
        messages=tuple(messages),
        seconds=clock.spent,
    )


def _checked(
    problem: Problem, presets: Presets, choice: Choice, total: float, floor: float
) -> list[tuple[str, ...]]:
    grouping = [problem.ids(group) for group in presets.groups(choice)]
    require_checked(problem, grouping, total, floor)
    return grouping


def _alternatives(problem: Problem, presets: Presets, found: Found) -> tuple[Alternative, ...]:
    others = []
    for total, floor, choice in presets.alternatives(found):
        grouping = [problem.ids(group) for group in presets.groups(choice)]
        checked = require_checked(problem, grouping, total, floor)
        others.append(Alternative(checked.total, checked.floor, checked.grouping))
    return tuple(others)


def _bound(answer: Answer, found: Found) -> float | None:
    assert answer.total is not None
    if found.proven:
        return answer.total
    return None if found.bound is None else max(found.bound, answer.total)


def _figures(problem: Problem, presets: Presets, name: str, asked: str) -> Figures | None:
    """A preset's figures; of the others than the one asked for only what is proven."""
    found = presets.find(name)
    if found is None or not (found.proven or name == asked):
        return None
    grouping = [problem.ids(group) for group in presets.groups(found.choice)]
    checked = require_checked(problem, grouping, found.total, found.floor)
    return Figures(checked.total, checked.floor if found.highest else None)


def _remarks(round_: Round, found: Found) -> list[Message]:
    remarks = []
    if not found.proven:
        gap = (found.bound - found.total) / found.bound if found.bound else 0.0
        if gap > NO_GAP:
            text = N_("The time was over before this was proven: %(percent)s %% more may be possible.")
            remarks.append(Message(text, {"percent": f"{100 * gap:.2g}"}))
        else:
            remarks.append(Message(N_("The time was over before this was proven: a better one may exist.")))
    if len(round_.seated) > PROVEN_CITIES:
        text = N_(
            "%(cities)s cities: up to %(limit)s a proven best is the rule, beyond that it may take long."
        )
        remarks.append(Message(text, {"cities": len(round_.seated), "limit": PROVEN_CITIES}))
    return remarks
