"""Handlers of scenarios as a whole: made of a grouping, named, duplicated, removed; and what the worker finds out."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, exists, select

from facilitation.commands.tandems.steps import weigh
from facilitation.commands.tandems.tandems import require_round
from facilitation.commands.work import Work
from facilitation.domain import scenarios
from facilitation.domain.errors import N_, Refused
from facilitation.matching.standing import problem_of, standing_answer
from facilitation.store.tandems import Round, RoundStep, Tandem

#: What a duplicate takes with it.
_COPIED = ("preset", "problem", "answer", "by_hand", "solved", "personal_best", "findings", "own_languages")


class GroupByHand(msgspec.Struct):
    """A scenario whose grouping is known from the start. `problem` is in the pinned file form."""

    problem: dict[str, Any]
    tandems: list[list[str]]
    name: str


class RenameRound(msgspec.Struct):
    round: int
    name: str


class DuplicateRound(msgspec.Struct):
    round: int
    name: str


class RemoveRound(msgspec.Struct):
    round: int


class Weighed(msgspec.Struct):
    """What the worker found out about the `version` of a scenario; later changes make it void.

    `answer` is the grouping that stands, with shares and blocking groups; `solved` the solver's own.
    """

    round: int
    version: int
    answer: dict[str, Any]
    solved: dict[str, Any]
    personal_best: dict[str, float]
    findings: dict[str, Any]


class Answered(msgspec.Struct):
    """The answer to "why not these cities together?", for the `version` that it was asked about."""

    round: int
    version: int
    answer: dict[str, Any]


def group_by_hand(work: Work, target: None, payload: GroupByHand) -> dict[str, Any]:
    """Make a scenario of a grouping that is known: one that was tried before, or that somebody proposes."""
    require_round(work, payload.problem)
    known = [city["id"] for city in payload.problem["cities"]]
    grouping = scenarios.clean_grouping(payload.tandems, known)
    answer, _ = standing_answer(problem_of(payload.problem, None), grouping, "balanced", None)
    round_ = Round(
        programme_id=work.programme,
        preset="balanced",
        status="solved",
        problem=payload.problem,
        answer=answer,
        by_hand=True,
        version=0,
        name=scenarios.clean_name(payload.name),
        simulated=work.actor.simulated,
        created_at=work.now,
    )
    work.add(round_)
    work.orm.flush()
    weigh(work, round_)
    return {"round": round_}


def rename_round(work: Work, round_: Round, payload: RenameRound) -> dict[str, Any]:
    """Give a scenario another name."""
    work.change(round_, name=scenarios.clean_name(payload.name))
    return {"round": round_}


def duplicate_round(work: Work, round_: Round, payload: DuplicateRound) -> dict[str, Any]:
    """Make a scenario like this one, free to be changed. Its history stays behind."""
    name = scenarios.clean_name(payload.name)
    answered = round_.answer is not None and "tandems" in round_.answer
    copied = {column: getattr(round_, column) for column in _COPIED}
    if not answered:
        copied["answer"] = None
    status = "solving" if not answered else "solved" if (round_.answer or {})["tandems"] else "infeasible"
    made = Round(
        programme_id=work.programme,
        name=name,
        status=status,
        version=0,
        simulated=work.actor.simulated or round_.simulated,
        created_at=work.now,
        **copied,
    )
    work.add(made)
    work.orm.flush()
    if answered:
        weigh(work, made)
    else:
        work.job("round.solve", {"round": made.id, "version": made.version})
    return {"round": made}


def remove_round(work: Work, round_: Round, payload: RemoveRound) -> dict[str, Any]:
    """Remove a scenario for good, unless tandems came of it."""
    came_of_it = work.orm.scalar(select(exists().where(Tandem.round_id == round_.id)))
    if came_of_it or round_.status not in scenarios.REMOVABLE:
        raise Refused("conflict", N_("Tandems came of this scenario, so it stays."))
    work.orm.execute(delete(RoundStep).where(RoundStep.round_id == round_.id))
    work.orm.delete(round_)
    return {}


def store_weighed(work: Work, round_: Round, payload: Weighed) -> dict[str, Any]:
    """Keep what the worker found out about a scenario, unless it has changed since."""
    if payload.version != round_.version or round_.status == "solving":
        return {"round": round_}
    values: dict[str, Any] = {"weighed": payload.version}
    if round_.status in scenarios.OPEN:
        values |= {"solved": payload.solved, "personal_best": payload.personal_best}
        asked = {"questions": (round_.findings or {}).get("questions") or []}
        values["findings"] = payload.findings | asked
        if round_.status == "solved":
            same = payload.answer.get("tandems") and _groups(payload.answer) == _groups(payload.solved)
            values |= {"answer": payload.answer, "by_hand": not same}
    work.change(round_, **values)
    return {"round": round_}


def _groups(answer: dict[str, Any]) -> list[list[str]]:
    return sorted(sorted(tandem["cities"]) for tandem in answer.get("tandems") or [])


def store_why(work: Work, round_: Round, payload: Answered) -> dict[str, Any]:
    """Keep the answer to "why not?" with the scenario, the latest first."""
    if payload.version != round_.version:
        return {"round": round_}
    findings = dict(round_.findings or {})
    before = [one for one in findings.get("questions") or [] if one["cities"] != payload.answer["cities"]]
    findings["questions"] = [payload.answer, *before][: scenarios.QUESTIONS_KEPT]
    work.change(round_, findings=findings)
    return {"round": round_}
