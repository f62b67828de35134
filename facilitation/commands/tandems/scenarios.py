"""Handlers of scenarios as a whole: made, named, duplicated, removed; and what the worker finds out."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, exists, select

from facilitation.commands.tandems.steps import hold, require_own_world, weigh
from facilitation.commands.tandems.tandems import require_round
from facilitation.commands.work import Work
from facilitation.domain import scenarios
from facilitation.domain.errors import N_, Refused
from facilitation.matching.standing import standing_answer
from facilitation.store.models import Base
from facilitation.store.tandems import Round, RoundStep

#: What a duplicate takes with it.
_COPIED = ("preset", "problem", "answer", "by_hand", "solved", "personal_best", "findings", "own_languages")


#: What keeps a scenario: rows of other tables that name it.
_KEEPING = [
    column
    for table in Base.metadata.sorted_tables
    if table is not RoundStep.__table__
    for column in table.columns
    if any(key.column is Round.__table__.c.id for key in column.foreign_keys)
]


class GroupByHand(msgspec.Struct):
    """A scenario whose grouping is known from the start. `problem` is in the pinned file form.

    `as_attended`: the groups are those that met in workshops; that is told, and proposed to nobody.
    """

    problem: dict[str, Any]
    tandems: list[list[str]]
    name: str
    as_attended: bool = False


class RenameRound(msgspec.Struct):
    round: int
    name: str


class DuplicateRound(msgspec.Struct):
    round: int
    name: str


class RemoveRound(msgspec.Struct):
    round: int


class Weighed(msgspec.Struct):
    """What a scenario's `version` is worth, as the worker computed it; later changes make it void.

    `answer` is the grouping that stands, with shares and blocking groups; `solved` is the solver's own for
    the same question, both in the pinned form; `by_hand` says that they aren't the same. `findings` take the
    place of those before.
    """

    round: int
    version: int
    answer: dict[str, Any]
    solved: dict[str, Any]
    personal_best: dict[str, float]
    findings: dict[str, Any]
    by_hand: bool = False


class Found(msgspec.Struct):
    """More findings about a scenario's `version`; under "question" the answer to one "why not?"."""

    round: int
    version: int
    findings: dict[str, Any]


def group_by_hand(work: Work, target: None, payload: GroupByHand) -> dict[str, Any]:
    """Make a scenario of a grouping that is known: one that was tried before, or that somebody proposes."""
    require_round(work, payload.problem)
    known = [city["id"] for city in payload.problem["cities"]]
    grouping = scenarios.clean_grouping(payload.tandems, known)
    answer, _ = standing_answer(payload.problem, grouping, "balanced")
    round_ = Round(
        programme_id=work.programme,
        preset="balanced",
        status="solved",
        problem=payload.problem,
        answer=answer,
        by_hand=True,
        as_attended=payload.as_attended,
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
    require_own_world(work, round_)
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
    require_own_world(work, round_)
    if round_.status not in scenarios.REMOVABLE or any(
        work.orm.scalar(select(exists().where(column == round_.id))) for column in _KEEPING
    ):
        raise Refused("conflict", N_("This scenario was proposed or published, so it stays for the record."))
    work.orm.execute(delete(RoundStep).where(RoundStep.round_id == round_.id))
    work.orm.delete(round_)
    return {}


def store_weighed(work: Work, round_: Round, payload: Weighed) -> dict[str, Any]:
    """Keep what a scenario is worth, unless it has changed since, and have the worker explain it."""
    hold(work, round_)
    if payload.version != round_.version or round_.status not in scenarios.OPEN:
        return {"round": round_}
    kept = {"questions": (round_.findings or {}).get("questions") or []}
    work.change(
        round_,
        weighed=payload.version,
        solved=payload.solved,
        personal_best=payload.personal_best,
        findings=payload.findings | kept,
    )
    if round_.status == "solved":
        work.change(round_, answer=payload.answer, by_hand=payload.by_hand)
    work.job("round.explain", {"round": round_.id, "version": round_.version})
    return {"round": round_}


def store_found(work: Work, round_: Round, payload: Found) -> dict[str, Any]:
    """Keep more findings with the scenario that they are about, unless it has changed since."""
    hold(work, round_)
    if payload.version != round_.version:
        return {"round": round_}
    found = dict(payload.findings)
    question = found.pop("question", None)
    findings = {**(round_.findings or {}), **found}
    if question is not None:
        before = [one for one in findings.get("questions") or [] if one["cities"] != question.get("cities")]
        findings["questions"] = [question, *before][: scenarios.QUESTIONS_KEPT]
    work.change(round_, findings=findings)
    return {"round": round_}
