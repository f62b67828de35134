"""Scenarios side by side, and the solution workshops as attended as one of them. For coordinators only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import scenarios
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.matching.standing import groups_of
from facilitation.queries.sessions.for_whom import took_part
from facilitation.queries.tandems.table import cities_of, scenario_for
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round


def scenarios_of(orm: OrmSession, viewer: Viewer) -> list[Round]:
    """Every scenario of the programme, the latest first."""
    if not COORDINATE(viewer, None):
        raise not_found()
    query = select(Round).where(Round.programme_id == viewer.programme).order_by(Round.id.desc())
    return list(orm.scalars(query))


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario beside others: its figures, each city's share, and its groups, `alone` where no other has
    them."""

    round: Round
    total: float | None
    floor: float | None
    shares: dict[str, float | None]
    groups: list[tuple[list[str], bool]]


def side_by_side(orm: OrmSession, viewer: Viewer, ids: Sequence[int]) -> list[Compared]:
    """Two or three scenarios beside each other, in the order asked for."""
    if not COORDINATE(viewer, None):
        raise not_found()
    rounds = [scenario_for(orm, viewer, one) for one in dict.fromkeys(ids)][: scenarios.COMPARED_MOST]
    groupings = [{tuple(sorted(group)) for group in groups_of(round_.answer)} for round_ in rounds]
    found = []
    for at, round_ in enumerate(rounds):
        others = [grouping for place, grouping in enumerate(groupings) if place != at]
        shares = {city.id: city.share for city in cities_of(round_)}
        known = [share for share in shares.values() if share is not None]
        found.append(
            Compared(
                round=round_,
                total=(round_.answer or {}).get("total"),
                floor=min(known, default=None) if round_.personal_best else None,
                shares=shares,
                groups=[
                    (group, not any(tuple(sorted(group)) in other for other in others))
                    for group in groups_of(round_.answer)
                ],
            )
        )
    return found


def groups_attended(orm: OrmSession, viewer: Viewer) -> list[list[str]]:
    """The cities that were in each solution workshop that took place, by its date; each group once."""
    own = (
        Session.programme_id == viewer.programme,
        Session.type == "solution",
        Session.cancelled.is_(False),
        Session.removed.is_(False),
    )
    there: dict[int, list[str]] = {}
    order = select(Session.id).where(*own).order_by(Session.date, Session.id)
    codes = orm.scalars(select(City.code).where(City.programme_id == viewer.programme).order_by(City.code))
    for code in codes:
        for session_id in orm.scalars(select(Session.id).where(*own, took_part(code))):
            there.setdefault(session_id, []).append(code)
    groups = [tuple(there[session_id]) for session_id in orm.scalars(order) if session_id in there]
    return [list(group) for group in dict.fromkeys(groups)]


def problem_attended(problem: Mapping[str, Any], groups: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The problem in which every city that came to two groups or more has two seats."""
    twice = [city["id"] for city in problem["cities"] if sum(city["id"] in group for group in groups) > 1]
    return scenarios.with_rule(problem, scenarios.TWO_SEATS, twice, True) if twice else dict(problem)
