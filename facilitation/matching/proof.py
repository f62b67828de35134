"""A proof that travels: the round, its answer and dual prices in one file (numpy, scipy; for the worker).

`check_tandems.py` beside this module checks such a file anywhere, with nothing but Python. Proven can be:

- of every preset: that no grouping (with this grouping's floor, unless the preset is *best*) has a higher
  total. That holds where the linear relaxation, sharpened by triples of cities, comes down to the total.
- of *balanced*: that the total is at least 98 % of the best, and that the best total at the next higher floor
  is not. Of *floor*: that the next higher floor can't be had. Both by prices at that next floor.

Where the prices leave a gap the checker says "checked, not proven"; the solver closes it by search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, eye_array, hstack, vstack

from facilitation.domain.errors import N_, Message
from facilitation.matching.answer import OPTIMAL
from facilitation.matching.columns import Columns, build_columns
from facilitation.matching.hand_moves import BEST, answer_by_hand
from facilitation.matching.objective import Problem, blocking_groups, evaluate
from facilitation.matching.optimum import Clock
from facilitation.matching.presets import enough
from facilitation.matching.relaxation import EPSILON, Cover, Prices, relax
from facilitation.matching.round_form import round_form
from facilitation.matching.rounds import Round
from facilitation.matching.solver import grouping_of

FORM = "tandem proof 1"


class NoProofError(ValueError):
    """There is nothing to prove: no grouping, or one that breaks a rule. `message` says so."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def make_proof(round_: Round, answer: Mapping[str, Any], seconds: float | None = None) -> dict[str, Any]:
    """The proof of an answer in the pinned form, made by the solver or by hand, as a JSON object.

    {"form": FORM, "round": the file form, "answer": the pinned form, "duals": {"total", "best", "higher"}}.
    An answer that isn't called optimal is told as one made by hand, with the bound that the prices give.
    `seconds` limits the search for the best total beside a balanced one. NoProofError without a grouping, or
    with one that breaks a rule; RoundError when the round has too many groups.
    """
    groups = [tuple(sorted(tandem["cities"])) for tandem in answer["tandems"]]
    if not groups:
        raise NoProofError(Message(N_("There is no grouping, and so nothing to prove.")))
    problem = Problem(round_)
    evaluation = evaluate(problem, groups)
    if evaluation.faults:
        text = N_("This grouping breaks a rule, so nothing can be proven of it: %(fault)s")
        raise NoProofError(Message(text, {"fault": evaluation.faults[0]}))
    duals = _Duals(problem, build_columns(round_, problem.groups))
    preset = answer["preset"] if answer["status"] == OPTIMAL else BEST
    total = duals.at(0.0 if preset == BEST else evaluation.floor)
    assert total is not None  # the grouping itself is an answer to the relaxation
    proof: dict[str, Any] = {"total": total, "best": None, "higher": None}
    if preset == "balanced":
        proof["best"] = _best(problem, duals, evaluation.total, groups, Clock(seconds))
    if preset != BEST:
        demand = proof["best"]["demand"] if preset == "balanced" else None
        proof["higher"] = duals.above(evaluation.floor, demand)
    if answer["status"] != OPTIMAL:
        form = answer_by_hand(round_, groups, _bests(problem), total["bound"])
        form["blocking_groups"] = [list(group) for group in blocking_groups(problem, evaluation)]
    else:
        form = dict(answer)
    return {"form": FORM, "round": round_form(round_), "answer": form, "duals": proof}


def _bests(problem: Problem) -> dict[str, float]:
    return {problem.round.cities[at].id: best for at, best in problem.personal_bests.items()}


def _best(
    problem: Problem, duals: _Duals, total: float, groups: list[tuple[str, ...]], clock: Clock
) -> dict[str, Any]:
    """The prices of the best total, and a grouping that has it: balanced asks for 98 % of that."""
    prices = duals.at(0.0)
    assert prices is not None
    solved = grouping_of(problem, BEST, clock)
    if solved is not None and solved[1].total > total:
        groups, total = solved[0], solved[1].total
    return {**prices, "tandems": [list(group) for group in groups], "demand": enough(total)}


class _Duals:
    """The dual prices of one round at any floor, in the form of the file."""

    def __init__(self, problem: Problem, columns: Columns) -> None:
        self.problem = problem
        self.columns = columns

    def at(self, floor: float) -> dict[str, Any] | None:
        """The prices that limit the total at a floor; None where the relaxation has no answer."""
        relaxation = relax(Cover(self.columns, floor), sharpen=True)
        if relaxation is None:
            return None
        return self._form(relaxation.prices, floor, relaxation.bound + self.columns.settled, True)

    def above(self, floor: float, demand: float | None) -> dict[str, Any] | None:
        """The prices at the next higher floor that say that it can't be had, or not with a total of `demand`;
        None where there is no higher floor, or where prices don't say so."""
        shares = np.concatenate([self.columns.share, self.columns.locked_share])
        shares = shares[(shares > floor + EPSILON) & (shares <= 1 + EPSILON)]
        if not len(shares):
            return None
        cover = Cover(self.columns, float(shares.min()))
        nothing = _no_answer(cover)
        if nothing is not None:
            return self._form(nothing[0], cover.floor, nothing[1], False)
        return None if demand is None else self.at(cover.floor)

    def _form(self, prices: Prices, floor: float, bound: float, worth: bool) -> dict[str, Any]:
        ids = [city.id for city in self.problem.round.cities]
        most, least = prices.most.tolist(), prices.least.tolist()
        return {
            "floor": floor,
            "worth": worth,
            "seats": {city: [most[at], least[at]] for at, city in enumerate(ids) if most[at] or least[at]},
            "pairs": _entries(ids, prices.pairs),
            "triples": _entries(ids, prices.triples),
            "bound": bound,
        }


def _entries(ids: list[str], prices: Iterable[tuple[tuple[int, ...], float]]) -> list[list[Any]]:
    return [[*(ids[city] for city in cities), price] for cities, price in prices if price]


def _no_answer(cover: Cover) -> tuple[Prices, float] | None:
    """Prices by which not even a part of each seat that is needed can be had, and the bound (below 0) that
    says so; None where seats can be had, at least in parts."""
    count = len(cover.highest)
    needs, seats = np.flatnonzero(cover.lowest > 0), np.flatnonzero(cover.highest > 0)
    most, least = np.zeros(count), np.zeros(count)
    lonely = needs[np.asarray(cover.covering[needs, :].sum(axis=1)).ravel() < 1]
    hopeless = np.flatnonzero(_wants_in_vain(cover))
    if len(lonely) or len(hopeless):
        least[[*lonely[:1], *hopeless[:1]][:1]] = 1.0
        return Prices(most, least), -1.0
    if not len(needs):
        return None
    pairs = cover.pairs()
    columns = vstack([cover.incidence[seats, :], -cover.covering[needs, :], cover.pair_rows(pairs)])
    missing = vstack(
        [csc_array((len(seats), len(needs))), -eye_array(len(needs)), csc_array((len(pairs), len(needs)))]
    )
    limits = np.concatenate([cover.highest[seats], -np.ones(len(needs)), np.ones(len(pairs))])
    cost = np.concatenate([np.zeros(len(cover.keep)), np.ones(len(needs))])
    result = linprog(cost, A_ub=hstack([columns, missing]).tocsc(), b_ub=limits, method="highs-ds")
    if result.status != 0 or result.fun < 1e-6:
        return None
    prices = np.maximum(-result.ineqlin.marginals, 0.0)
    most[seats], least[needs], for_pairs = np.split(prices, np.cumsum([len(seats), len(needs)]))
    left = np.asarray(columns.T @ prices).ravel()  # what each column pays, less what it gets
    bound = float(limits @ prices) + float(np.maximum(-left, 0.0).sum())
    return Prices(most, least, tuple(zip(pairs, for_pairs.tolist(), strict=True))), bound


def _wants_in_vain(cover: Cover) -> np.ndarray:
    """The cities that need a better share than their locked groups give and have no seat left."""
    columns = cover.columns
    return columns.seated & (columns.seats < 1) & (columns.locked_share < cover.floor - EPSILON)
