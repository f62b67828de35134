"""Before and after on the coordinator's table: of the last change, and of a move that nobody has made yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitation.domain import scenarios
from facilitation.domain.errors import not_found
from facilitation.matching.hand_moves import Change
from facilitation.matching.standing import groups_of, table_of
from facilitation.store.tandems import Round, RoundStep


@dataclass(frozen=True, slots=True)
class ShareChange:
    """A city's utility and share before and after a change; None where it had no seat or no share."""

    city: str
    before: float | None
    after: float | None
    share_before: float | None
    share_after: float | None


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of a scenario and what it did, from the answers kept before and after it."""

    step: RoundStep
    total_before: float | None
    total_after: float | None
    cities: list[ShareChange]


def last_change(round_: Round, step: RoundStep | None) -> LastChange | None:
    if step is None:
        return None
    before, after = step.state.get("answer") or {}, round_.answer or {}
    was, now = _best_seats(before), _best_seats(after)
    cities = [
        ShareChange(city, *_of(was, now, city))
        for city in sorted({*was, *now})
        if was.get(city, (None, None))[0] != now.get(city, (None, None))[0]
    ]
    cities.sort(key=lambda one: ((one.after or 0.0) - (one.before or 0.0), one.city))
    return LastChange(step, before.get("total"), after.get("total"), cities)


def _of(
    was: Mapping[str, tuple[float, float | None]], now: Mapping[str, tuple[float, float | None]], city: str
) -> tuple[float | None, float | None, float | None, float | None]:
    before, share_before = was.get(city, (None, None))
    after, share_after = now.get(city, (None, None))
    return before, after, share_before, share_after


def _best_seats(answer: Mapping[str, Any]) -> dict[str, tuple[float, float | None]]:
    """Each city's utility at its best seat, and its share."""
    found: dict[str, tuple[float, float | None]] = {}
    for tandem in answer.get("tandems") or []:
        for city, utility in tandem["utility"].items():
            if city not in found or utility > found[city][0]:
                found[city] = utility, tandem["share"].get(city)
    return found


@dataclass(frozen=True, slots=True)
class Trial:
    """A move that nobody has made yet: totals before and after, and what changes."""

    before: float
    after: float
    change: Change


def try_move(
    round_: Round, version: int | None, city: str | None, leaves: int | None, joins: int | None
) -> Trial:
    """What moving a city would do, without doing it; without a city nothing moves.

    `Refused` as the move itself would be.
    """
    before = after = groups_of(round_.answer)
    if city is not None:
        scenarios.require_version(round_.version, -1 if version is None else version)
        scenarios.require_open(round_.status, as_attended=round_.as_attended)
        if city not in {one["id"] for one in round_.problem["cities"]}:
            raise not_found()
        after = scenarios.moved(before, city, leaves, joins)
    change = table_of(round_.problem, round_.personal_best).compare(before, after)
    total = (round_.answer or {}).get("total") or 0.0
    return Trial(total, total + change.total, change)
