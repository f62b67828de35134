"""What the cities' self-assessments say together: spreads by statement, means by area. Never a ranking.

Only what a city has handed in is read here, without comments; those who answer for a city also see the means
of what it has not handed in yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.assessments import ANSWER, Quartiles, mean_of, quartiles_of
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import COORDINATE, OBSERVER, Viewer
from facilitation.queries.onboarding.assessments import AreaAsked, present_round, progress, questionnaire
from facilitation.queries.programmes.programmes import cities_of
from facilitation.store.assessments import AssessmentArea, Rating, Statement, Submission
from facilitation.store.cities import City

#: How far a city is: nothing answered, some, or handed in.
OPEN, BEGUN, SUBMITTED = "open", "begun", "submitted"


@dataclass(frozen=True, slots=True)
class CityState:
    """How far a city is in the present round; `answered` of `total` is known to those who may know it."""

    city: City
    state: str
    answered: int | None
    total: int


class Dot(NamedTuple):
    """A city's answer to a statement; `rating` None is "no answer"."""

    city: City
    rating: int | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """The cities' answers to a statement, by the cities' names."""

    statement: Statement
    dots: list[Dot]

    @property
    def ratings(self) -> list[int]:
        return [dot.rating for dot in self.dots if dot.rating is not None]

    @property
    def without(self) -> list[Dot]:
        """The cities that gave no answer."""
        return [dot for dot in self.dots if dot.rating is None]

    @property
    def quartiles(self) -> Quartiles | None:
        return quartiles_of(self.ratings)

    @property
    def simulated(self) -> bool:
        return any(dot.simulated for dot in self.dots)

    def at(self, rating: int) -> list[Dot]:
        """The answers that rate so."""
        return [dot for dot in self.dots if dot.rating == rating]


@dataclass(frozen=True, slots=True)
class AreaResult:
    """An area with the spread of each of its statements."""

    area: AssessmentArea
    spreads: list[Spread]


@dataclass(frozen=True, slots=True)
class Results:
    """A round as a whole: `round` of `rounds`, and how many cities have handed in."""

    round: int
    rounds: int
    areas: list[AreaResult]
    handed_in: int

    @property
    def simulated(self) -> bool:
        return any(spread.simulated for area in self.areas for spread in area.spreads)


@dataclass(frozen=True, slots=True)
class AreaMean:
    """The mean of an area, None where nothing was rated. It stands on `answered` of `total` statements."""

    area: AssessmentArea
    mean: float | None
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class RoundProfile:
    """A city's means by area in one round. `handed_in` is False for what only its own people see so far."""

    round: int
    means: list[AreaMean]
    simulated: bool
    handed_in: bool


@dataclass(frozen=True, slots=True)
class CityProfile:
    """A city's means, the present round first."""

    city: City
    rounds: list[RoundProfile] = field(default_factory=list)

    @property
    def simulated(self) -> bool:
        return any(one.simulated for one in self.rounds)


def states(orm: OrmSession, viewer: Viewer) -> list[CityState]:
    """How far each city is in the present round, by name."""
    if viewer.is_guest:
        raise not_found()
    handed_in = _handed_in(orm, viewer, [present_round(orm, viewer)])
    counts = progress(orm, viewer)
    found = []
    for city in cities_of(orm, viewer):
        answered, total = counts[city.id]
        state = SUBMITTED if city.id in handed_in else BEGUN if answered else OPEN
        found.append(CityState(city, state, answered if ANSWER(viewer, city) else None, total))
    return found


def results(orm: OrmSession, viewer: Viewer, round: int | None = None) -> Results:
    """The spreads of a round, or (None) of the present one; `Refused` not_found where there is none such."""
    present = present_round(orm, viewer)
    round = present if round is None else round
    if viewer.is_guest or not 1 <= round <= present:
        raise not_found()
    submitted = set(_handed_in(orm, viewer, [round]))
    by_statement: dict[int, list[Dot]] = defaultdict(list)
    cities = {city.id: city for city in cities_of(orm, viewer)}
    rows = sorted(
        (row for row in _ratings(orm, viewer, [round]) if row.city in submitted),
        key=lambda row: (cities[row.city].name, row.city),
    )
    for row in rows:
        by_statement[row.statement].append(Dot(cities[row.city], row.rating, row.simulated))
    areas = [
        AreaResult(asked.area, [Spread(one, by_statement[one.id]) for one in asked.statements])
        for asked in questionnaire(orm, viewer)
    ]
    return Results(round, present, areas, len(submitted))


def city_profile(orm: OrmSession, viewer: Viewer, city: City) -> CityProfile | None:
    """A city's means by area in each round that it handed in; None for who sees the overview only.

    Those who answer for the city also see the round that is not handed in.
    """
    if viewer.is_guest or viewer.role == OBSERVER or city.programme_id != viewer.programme:
        return None
    present = present_round(orm, viewer)
    rounds = list(range(present, 0, -1))
    own = ANSWER(viewer, city)
    submitted = {
        row.round: row.simulated for row in _submissions(orm, viewer, rounds) if row.city_id == city.id
    }
    by_round: dict[int, dict[int, _Row]] = defaultdict(dict)
    for row in _ratings(orm, viewer, rounds, city):
        by_round[row.round][row.statement] = row
    areas = questionnaire(orm, viewer)
    profile = CityProfile(city)
    for round in rounds:
        if by_round[round] and (round in submitted or own):
            given = by_round[round]
            profile.rounds.append(
                RoundProfile(
                    round,
                    [_mean(asked, given) for asked in areas if asked.statements],
                    submitted.get(round, False) or any(row.simulated for row in given.values()),
                    round in submitted,
                )
            )
    return profile


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as a sheet of data has it; `comment` is None for who may not read it."""

    area: str
    statement: str
    dot: Dot
    comment: str | None


def answers_given(orm: OrmSession, viewer: Viewer, round: int | None = None) -> list[Answered]:
    """Every answer of a round that was handed in, by statement and the cities' names.

    Comments only of the cities that the viewer answers for.
    """
    found = results(orm, viewer, round)
    comments = {}
    if COORDINATE(viewer, None) or viewer.city:
        query = select(Rating.statement_id, Rating.city_id, Rating.comment).where(
            Rating.programme_id == viewer.programme, Rating.round == found.round
        )
        comments = {(statement, city): comment for statement, city, comment in orm.execute(query)}
    return [
        Answered(
            area.area.title,
            spread.statement.text,
            dot,
            comments.get((spread.statement.id, dot.city.id)) if ANSWER(viewer, dot.city) else None,
        )
        for area in found.areas
        for spread in area.spreads
        for dot in spread.dots
    ]


class _Row(NamedTuple):
    statement: int
    city: int
    round: int
    rating: int | None
    simulated: bool


def _ratings(orm: OrmSession, viewer: Viewer, rounds: Iterable[int], city: City | None = None) -> list[_Row]:
    query = select(Rating.statement_id, Rating.city_id, Rating.round, Rating.rating, Rating.simulated).where(
        Rating.programme_id == viewer.programme, Rating.round.in_(list(rounds))
    )
    if city is not None:
        query = query.where(Rating.city_id == city.id)
    return [_Row(*row) for row in orm.execute(query)]


def _mean(asked: AreaAsked, given: dict[int, _Row]) -> AreaMean:
    rows = [given[one.id] for one in asked.statements if one.id in given]
    ratings = [row.rating for row in rows if row.rating is not None]
    return AreaMean(asked.area, mean_of(ratings), len(ratings), len(asked.statements))


def _submissions(orm: OrmSession, viewer: Viewer, rounds: Iterable[int]) -> list[Submission]:
    query = select(Submission).where(
        Submission.programme_id == viewer.programme,
        Submission.round.in_(list(rounds)),
        Submission.submitted_at.is_not(None),
    )
    return list(orm.scalars(query))


def _handed_in(orm: OrmSession, viewer: Viewer, rounds: Iterable[int]) -> list[int]:
    """The ids of the cities that have handed in."""
    return [row.city_id for row in _submissions(orm, viewer, rounds)]
