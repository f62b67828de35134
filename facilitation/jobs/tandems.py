"""Solves rounds of tandem formation."""

from __future__ import annotations

from typing import Any

from facilitation.jobs.work import Context
from facilitation.matching.answer import to_form
from facilitation.matching.round_file import parse_round
from facilitation.matching.rounds import RoundError
from facilitation.matching.solver import solve as solve_round
from facilitation.store.tandems import Round

#: After so long the best answer found stands, with its distance to the bound.
SECONDS = 60


def solve(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Find a round's tandems and store the answer in the pinned form."""
    with context.database.reading() as orm:
        row = orm.get(Round, payload["round"])
        if row is None:
            return
        problem, preset = row.problem, row.preset
    try:
        parsed = parse_round(problem)
    except RoundError as error:
        fail(context, payload, job_id, str(error))
        return
    answer = to_form(solve_round(parsed, preset, SECONDS))
    context.store("round.store", job_id, {"round": payload["round"], "answer": answer})


def fail(context: Context, payload: dict[str, Any], job_id: int, reason: str) -> None:
    """No answer will come: whoever waits for the round is told so."""
    context.store("round.fail", job_id, {"round": payload["round"], "reason": reason})
