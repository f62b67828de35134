"""Solves rounds of tandem formation, and works out what stands on a coordinator's table."""

from __future__ import annotations

from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.jobs.work import Context
from facilitation.matching.answer import to_form
from facilitation.matching.hand_moves import Table
from facilitation.matching.in_words import blocking_in_words, message_form
from facilitation.matching.objective import blocking_groups
from facilitation.matching.round_file import parse_round
from facilitation.matching.rounds import RoundError
from facilitation.matching.sensitivity import (
    price_form,
    rule_prices,
    stability_form,
    weight_stability,
    wish_stability,
)
from facilitation.matching.solver import solve as solve_round
from facilitation.matching.standing import groups_of, standing_answer
from facilitation.matching.why_not import why_not
from facilitation.store.tandems import Round

#: After so long the best answer found stands, with its distance to the bound.
SECONDS = 60
#: So long each of prices, weights and wishes may take: they explain, and nobody's plans hang on them.
EXPLAINING = 20


def solve(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Find a round's tandems and store the answer in the pinned form."""
    row = _row(context, payload)
    if row is None:
        return
    try:
        parsed = parse_round(row.problem)
    except RoundError as error:
        fail(context, payload, job_id, str(error))
        return
    answer = to_form(solve_round(parsed, row.preset, SECONDS))
    context.store("round.store", job_id, {**payload, "answer": answer})


def fail(context: Context, payload: dict[str, Any], job_id: int, reason: str) -> None:
    """No answer will come: whoever waits for the round is told so."""
    context.store("round.fail", job_id, {**payload, "reason": reason})


def weigh(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """What the grouping that stands is worth: shares, blocking groups, and the solver's own beside it."""
    row = _row(context, payload)
    if row is None:
        return
    found: dict[str, Any] = {"round": row.id, "version": payload["version"], "by_hand": row.by_hand}
    known = row.findings or {}
    try:
        found |= _weighed(row)
        findings = known | {"blocking": found.pop("blocking")}
    except RoundError as error:
        found |= {"answer": row.answer or {}, "solved": {}, "personal_best": {}}
        findings = known | {"trouble": message_form(error.message)}
    context.store("round.weighed", job_id, found | {"findings": findings})


def _weighed(row: Round) -> dict[str, Any]:
    parsed = parse_round(row.problem)
    solved = row.solved or to_form(solve_round(parsed, row.preset, SECONDS))
    table = Table(parsed, solved.get("personal_best") or row.personal_best)
    bests = {parsed.cities[at].id: best for at, best in table.problem.personal_bests.items()}
    answer, by_hand, grouping = row.answer or {}, row.by_hand, groups_of(row.answer)
    if grouping:
        answer, by_hand = standing_answer(row.problem, grouping, row.preset, bests, solved)
        if by_hand:
            blocking = blocking_groups(table.problem, table.value(grouping))
            answer["blocking_groups"] = [list(group) for group in blocking]
    return {
        "answer": answer,
        "by_hand": by_hand,
        "solved": solved,
        "personal_best": bests,
        "blocking": list(map(message_form, blocking_in_words(parsed, grouping, bests))),
    }


def explain(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """What each rule costs, and which groups stay under other weights and with fewer wishes."""
    row = _row(context, payload)
    if row is None:
        return
    known, grouping = row.findings or {}, groups_of(row.answer)
    parsed = parse_round(row.problem)
    try:
        prices = known.get("prices")
        if prices is None:
            prices = list(map(price_form, rule_prices(parsed, row.preset, EXPLAINING)))
        weights = weight_stability(parsed, grouping, row.preset, EXPLAINING)
        wishes = wish_stability(parsed, grouping, row.preset, EXPLAINING)
        found = {"prices": prices, "stability": stability_form(weights, wishes)}
    except RoundError as error:
        found = {"trouble": message_form(error.message)}
    _found(context, payload, job_id, found | {"explained": payload["version"]})


def answer_why(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Why some cities don't sit in one tandem."""
    row = _row(context, payload)
    if row is None:
        return
    cities = payload["cities"]
    try:
        parsed = parse_round(row.problem)
        said = why_not(parsed, groups_of(row.answer), row.personal_best, cities, EXPLAINING)
    except RoundError as error:
        said = [error.message]
    _found(context, payload, job_id, {"question": _question(cities, said)})


def no_answer_why(context: Context, payload: dict[str, Any], job_id: int, reason: str) -> None:
    """Whoever asked "why not?" is told that there is no answer."""
    said = [Message(N_("This could not be worked out. Please ask again."))]
    _found(context, payload, job_id, {"question": _question(payload["cities"], said)})


def _question(cities: list[str], said: list[Message]) -> dict[str, Any]:
    return {"cities": cities, "said": list(map(message_form, said))}


def _found(context: Context, payload: dict[str, Any], job_id: int, findings: dict[str, Any]) -> None:
    named = {"round": payload["round"], "version": payload["version"]}
    context.store("round.found", job_id, {**named, "findings": findings})


def _row(context: Context, payload: dict[str, Any]) -> Round | None:
    """The round that a job is about; None where it is gone or has changed since: then another job follows."""
    with context.database.reading() as orm:
        row = orm.get(Round, payload["round"])
        if row is None or payload.get("version", row.version) != row.version:
            return None
        return row
