"""Why a tandem: what its cities share, who answers which need, which wishes are met, when they can meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from facilitation.domain.scheduling import CommonWindow, clock_change_near
from facilitation.matching.limits import Group
from facilitation.matching.objective import Problem
from facilitation.matching.rounds import Round


@dataclass(frozen=True, slots=True)
class SharedChallenge:
    """A challenge that at least two of the tandem's cities named, and how many of all cities did."""

    challenge: str
    cities: tuple[str, ...]
    named_by: int
    of: int


@dataclass(frozen=True, slots=True)
class AnsweredNeed:
    """A practice of one member that is tagged with a challenge another named."""

    city: str
    challenge: str
    practice: str
    source: str


@dataclass(frozen=True, slots=True)
class LocalWindow:
    """A common window in a member's local time; `clock_change` says its clocks change within seven days."""

    city: str
    starts: datetime | None
    ends: datetime | None
    clock_change: bool


@dataclass(frozen=True, slots=True)
class TandemWindow:
    """The longest common window on a date, in UTC and for every member."""

    window: CommonWindow
    local: tuple[LocalWindow, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What speaks for a tandem and what doesn't. Wishes: (city, position in `Round.wishes`); those of words
    only count nowhere."""

    shared: tuple[SharedChallenge, ...]
    answers: tuple[AnsweredNeed, ...]
    wishes_met: tuple[tuple[str, int], ...]
    wishes_unmet: tuple[tuple[str, int], ...]
    windows: tuple[TandemWindow, ...]


def explain(problem: Problem, group: Group) -> Explanation:
    """The explanation of one group of city ids, permitted or not."""
    round_ = problem.round
    counted = [(at, wish) for at, wish in enumerate(round_.wishes) if wish.city in group and wish.source]
    return Explanation(
        shared=_shared(problem, group),
        answers=_answers(round_, group),
        wishes_met=tuple((wish.city, at) for at, wish in counted if wish.source in group),
        wishes_unmet=tuple((wish.city, at) for at, wish in counted if wish.source not in group),
        windows=tuple(_in_local_time(round_, group, window) for window in problem.limits.windows(group)),
    )


def _shared(problem: Problem, group: Group) -> tuple[SharedChallenge, ...]:
    """The rarest first."""
    members = [city for city in problem.round.cities if city.id in group]
    found = []
    for challenge, named_by in problem.named_by.items():
        naming = tuple(city.id for city in members if challenge in city.challenges)
        if len(naming) > 1:
            found.append(SharedChallenge(challenge, naming, named_by, len(problem.round.cities)))
    return tuple(sorted(found, key=lambda shared: (shared.named_by, shared.challenge)))


def _answers(round_: Round, group: Group) -> tuple[AnsweredNeed, ...]:
    members = [city for city in round_.cities if city.id in group]
    offers = [practice for practice in round_.practices if practice.city in group]
    return tuple(
        sorted(
            (
                AnsweredNeed(city.id, challenge, practice.id, practice.city)
                for city in members
                for practice in offers
                if practice.city != city.id
                for challenge in practice.challenges & city.challenges
            ),
            key=lambda answer: (answer.city, answer.challenge, answer.practice),
        )
    )


def _in_local_time(round_: Round, group: Group, window: CommonWindow) -> TandemWindow:
    local = []
    for city in round_.cities:
        if city.id in group:
            zone = ZoneInfo(city.time_zone)
            starts, ends = (moment and moment.astimezone(zone) for moment in (window.starts, window.ends))
            changes = clock_change_near(city.time_zone, window.day) is not None
            local.append(LocalWindow(city.id, starts, ends, changes))
    return TandemWindow(window, tuple(local))
