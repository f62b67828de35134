"""Changes of a scenario as steps: each is kept, taken back and done again, and looked at by the worker."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, select

from facilitation.commands.work import Work
from facilitation.domain import scenarios
from facilitation.domain.errors import N_, Refused
from facilitation.store.base import table_of
from facilitation.store.proposals import Proposal, ProposalAnswer
from facilitation.store.tandems import Round, RoundStep

#: What a step may touch besides the problem: all of it changes with the grouping or the question.
_STANDING = ("answer", "by_hand", "solved", "personal_best", "findings", "preset", "status", "own_languages")


class TheRound(msgspec.Struct):
    """A scenario, and the `version` of it that the sender has seen."""

    round: int
    version: int


def hold(work: Work, round_: Round) -> None:
    """See a scenario as it is, and let nobody else change it until this is committed."""
    work.orm.refresh(round_, with_for_update={"key_share": True})


def require_changeable(work: Work, round_: Round, version: int) -> None:
    """Refuse a change of what is being solved, out of the coordinators' hands, or changed by others since."""
    hold(work, round_)
    scenarios.require_version(round_.version, version)
    scenarios.require_open(round_.status, as_attended=round_.as_attended)
    require_own_world(work, round_)


def require_own_world(work: Work, row: Round | Proposal | ProposalAnswer) -> None:
    """Nobody who is simulated changes what real people have made, decided or said."""
    if work.actor.simulated and not row.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))


def change(work: Work, round_: Round, kind: str, params: dict[str, Any], **values: Any) -> None:
    """Change a scenario's columns as one step that can be taken back."""
    touched = [*_STANDING, *(["problem"] if "problem" in values else [])]
    state = {name: getattr(round_, name) for name in touched}
    work.orm.execute(_of(round_, undone=True))
    work.add(RoundStep(round_id=round_.id, kind=kind, params=params, state=state, at=work.now))
    _forget_the_oldest(work, round_)
    work.change(round_, version=round_.version + 1, **values)


def weigh(work: Work, round_: Round) -> None:
    """Have the worker look at a scenario as it is now: personal bests, prices, what would stay."""
    work.job("round.weigh", {"round": round_.id, "version": round_.version})


def _of(round_: Round, *, undone: bool) -> Any:
    return delete(RoundStep).where(RoundStep.round_id == round_.id, RoundStep.undone.is_(undone))


def _forget_the_oldest(work: Work, round_: Round) -> None:
    ids = select(RoundStep.id).where(RoundStep.round_id == round_.id).order_by(RoundStep.id.desc())
    too_old = list(work.orm.scalars(ids.offset(scenarios.STEPS_KEPT)))
    if too_old:
        steps = table_of(RoundStep)
        work.orm.execute(steps.delete().where(steps.c.id.in_(too_old)))


def undo(work: Work, round_: Round, payload: TheRound) -> dict[str, Any]:
    """Take back the last change of a scenario; also a search that is still running."""
    hold(work, round_)
    scenarios.require_version(round_.version, payload.version)
    if round_.status != "solving":
        scenarios.require_open(round_.status)
    require_own_world(work, round_)
    query = select(RoundStep).where(RoundStep.round_id == round_.id, RoundStep.undone.is_(False))
    step = work.orm.scalars(query.order_by(RoundStep.id.desc()).limit(1)).first()
    if step is None:
        raise Refused("conflict", N_("There is nothing to take back."))
    return _exchange(work, round_, step, undone=True)


def redo(work: Work, round_: Round, payload: TheRound) -> dict[str, Any]:
    """Do again what was taken back last."""
    require_changeable(work, round_, payload.version)
    query = select(RoundStep).where(RoundStep.round_id == round_.id, RoundStep.undone.is_(True))
    step = work.orm.scalars(query.order_by(RoundStep.id).limit(1)).first()
    if step is None:
        raise Refused("conflict", N_("There is nothing to do again."))
    return _exchange(work, round_, step, undone=False)


def _exchange(work: Work, round_: Round, step: RoundStep, *, undone: bool) -> dict[str, Any]:
    """Put back what a step holds, and let it hold what stood there."""
    held = step.state
    present = {name: getattr(round_, name) for name in held}
    if present["status"] == "solving":  # the search is given up: done again, it begins anew
        present["status"] = "failed"
    work.change(step, state=present, undone=undone)
    work.change(round_, version=round_.version + 1, **held)
    weigh(work, round_)
    return {"round": round_}
