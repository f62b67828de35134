"""Why not these cities together? What forbids it, or what it would cost (numpy, scipy; for the worker)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from facilitation.domain.errors import N_, Message
from facilitation.matching.columns import Columns, Integers, build_columns
from facilitation.matching.hand_moves import Change, Table, change
from facilitation.matching.in_words import listed
from facilitation.matching.infeasible import contradictions
from facilitation.matching.objective import SECOND_SEAT, TOLERANCE, Evaluation, Problem
from facilitation.matching.optimum import Clock, Outcome, optimum
from facilitation.matching.relaxation import Cover
from facilitation.matching.rounds import Round

#: So many of those who lose or gain are named.
TOLD = 5
#: Totals closer than this are told as the same.
SAME = 1e-6


def why_not(
    round_: Round,
    grouping: Iterable[Iterable[str]],
    bests: Mapping[str, float] | None,
    ids: Iterable[str],
    seconds: float | None = None,
) -> list[Message]:
    """In words: why two or more cities (`ids`) don't sit in one group of a grouping.

    Either which limits and rules forbid it (`hand_moves.Table.forbids` says that much in the live process,
    at once), or what the best grouping with them together costs: its total beside that of `grouping`, its
    groups that are new, and who loses how much, the heaviest loss first. The best with them together means:
    no city worse off than the floor of `grouping` where that is possible; where not, the sentence says so.
    KeyError for an unknown city id; ValueError for fewer than two; RoundError when the round has too many
    groups.
    """
    asked = frozenset(ids)
    if len(asked) < 2:
        raise ValueError("two cities or more are needed")
    table = Table(round_, bests)
    limits = table.problem.limits
    name = {"cities": limits.name(asked)}
    now = table.value(grouping)
    if any(asked <= set(group) for group in now.grouping):
        return [Message(N_("%(cities)s already sit in one group."), name)]
    forbidden = contradictions(round_) or table.forbids(asked)
    if forbidden:
        return forbidden
    if any(asked <= locked for locked in round_.rules.locked):
        return [Message(N_("%(cities)s are locked into one group, which this grouping leaves out."), name)]
    columns = build_columns(round_, table.problem.groups)
    holding = np.flatnonzero([asked <= set(table.problem.ids(group)) for group in columns.groups])
    if not len(holding):
        text = N_("%(cities)s may meet, but no group of the sizes %(sizes)s that holds them is permitted.")
        return [Message(text, {**name, "sizes": ", ".join(map(str, round_.rules.sizes))})]
    clock = Clock(seconds)
    outcome = _best_with(columns, holding, now.floor, clock)
    if outcome is None and now.floor > 0:
        outcome = _best_with(columns, holding, 0.0, clock)
    if outcome is None or outcome.choice is None:
        return [Message(N_("With %(cities)s together not every city gets a seat."), name)]
    return _told(table, now, table.value(_groups(table.problem, columns, outcome)), asked, outcome.proven)


def _best_with(columns: Columns, holding: Integers, floor: float, clock: Clock) -> Outcome | None:
    """The best choice with one of the columns `holding`, at a floor; None where there is none.

    No two of them fit into one choice, so that a bonus on all of them only decides whether one is taken. It
    is raised until one is: a small one keeps the search narrow.
    """
    bonus, most = 1.0, (1 + SECOND_SEAT) * len(columns.seats) + 2
    while True:
        value = columns.value.copy()
        value[holding] += bonus
        outcome = optimum(Cover(replace(columns, value=value), floor), clock)
        if outcome.choice is None:
            return None
        if np.isin(holding, outcome.choice).any():
            return outcome
        if bonus >= most:
            return None
        bonus = min(8 * bonus, most)


def _groups(problem: Problem, columns: Columns, outcome: Outcome) -> list[tuple[str, ...]]:
    chosen = [columns.groups[column] for column in outcome.choice or ()]
    return [problem.ids(group) for group in sorted(chosen + columns.locked)]


def _told(
    table: Table, now: Evaluation, then: Evaluation, asked: frozenset[str], proven: bool
) -> list[Message]:
    found = [_cost(table, now, then, asked), *_new_groups(table, now, then, asked)]
    moved = change(now, then)
    found += _losers_and_gainers(table, moved)
    if then.floor < now.floor - TOLERANCE:
        text = N_("The city worst off would get %(then)s %% of its personal best instead of %(now)s %%.")
        found.append(Message(text, {"then": f"{100 * then.floor:.0f}", "now": f"{100 * now.floor:.0f}"}))
    if not proven:
        found.append(Message(N_("The time was over before this was proven: a better one may exist.")))
    return found


def _cost(table: Table, now: Evaluation, then: Evaluation, asked: frozenset[str]) -> Message:
    less = now.total - then.total
    params = {
        "cities": table.problem.limits.name(asked),
        "then": f"{then.total:.2f}",
        "now": f"{now.total:.2f}",
        "difference": f"{abs(less):.2g}",
        "percent": f"{100 * abs(less) / now.total:.2g}" if now.total > 0 else "100",
    }
    if abs(less) < SAME:
        return Message(
            N_("It would cost nothing: with %(cities)s together the total is %(then)s as well."), params
        )
    text = N_(
        "With %(cities)s together the best total is %(then)s instead of %(now)s:"
        " %(difference)s less (%(percent)s %%)."
    )
    if less < 0:
        text = N_(
            "With %(cities)s together the total could even be %(then)s instead of %(now)s:"
            " %(difference)s more (%(percent)s %%)."
        )
    return Message(text, params)


def _new_groups(table: Table, now: Evaluation, then: Evaluation, asked: frozenset[str]) -> list[Message]:
    name = table.problem.limits.name
    theirs = next(group for group in then.grouping if asked <= set(group))
    others = [name(group) for group in then.grouping if group not in now.grouping and group != theirs]
    if not others:
        return [Message(N_("Their group would be %(group)s; all others stay."), {"group": name(theirs)})]
    text = N_("Their group would be %(group)s; these would be new as well: %(others)s.")
    return [Message(text, {"group": name(theirs), "others": "; ".join(others)})]


def _losers_and_gainers(table: Table, moved: Change) -> list[Message]:
    names = {city.id: city.name for city in table.problem.round.cities}
    losing = [each for each in moved.cities if each.gain < -SAME]
    gaining = [each for each in reversed(moved.cities) if each.gain > SAME]
    found = []
    if not losing:
        found.append(Message(N_("No city would lose by it.")))
    for some, text, more in (
        (losing, N_("Losing by it: %(cities)s."), N_("Losing by it: %(cities)s, and %(count)s more.")),
        (gaining, N_("Gaining by it: %(cities)s."), N_("Gaining by it: %(cities)s, and %(count)s more.")),
    ):
        if some:
            each = [
                Message(
                    N_("%(city)s gets %(then)s instead of %(now)s"),
                    {
                        "city": names[one.city],
                        "then": f"{one.after or 0.0:.2f}",
                        "now": f"{one.before or 0.0:.2f}",
                    },
                )
                for one in some[:TOLD]
            ]
            left = len(some) - TOLD
            found.append(Message(more if left > 0 else text, {"cities": listed(each), "count": left}))
    return found
