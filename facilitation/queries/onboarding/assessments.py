"""What a self-assessment asks, how far each city has come, and one city's own answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain.assessments import ANSWER
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.queries.cities.cities import city_for
from facilitation.store.assessments import (
    AssessmentArea,
    AssessmentRound,
    FormerRating,
    Rating,
    Statement,
    Submission,
)
from facilitation.store.cities import City


@dataclass(frozen=True, slots=True)
class AreaAsked:
    """An area with its statements, in order; those that were removed are left out."""

    area: AssessmentArea
    statements: list[Statement]


def progress(orm: OrmSession, viewer: Viewer) -> dict[int, tuple[int, int]]:
    """By city id how many statements it has answered in the present round, and of how many.

    "No answer" is an answer. Every city of the programme is there; guests are told of none.
    """
    if viewer.is_guest:
        return {}
    total = orm.scalar(select(func.count()).select_from(_asked(viewer).subquery())) or 0
    query = (
        select(City.id, func.count(Rating.id))
        .outerjoin(
            Rating,
            (Rating.city_id == City.id)
            & (Rating.round == present_round(orm, viewer))
            & Rating.statement_id.in_(_asked(viewer)),
        )
        .where(City.programme_id == viewer.programme)
        .group_by(City.id)
    )
    return {city: (answered, total) for city, answered in orm.execute(query)}


def present_round(orm: OrmSession, viewer: Viewer) -> int:
    """The number of the round that is answered now, from 1."""
    query = select(func.max(AssessmentRound.number)).where(AssessmentRound.programme_id == viewer.programme)
    return orm.scalar(query) or 1


def questionnaire(orm: OrmSession, viewer: Viewer) -> list[AreaAsked]:
    """The areas with their statements, in order; nothing for guests."""
    if viewer.is_guest:
        raise not_found()
    query = (
        select(AssessmentArea)
        .where(AssessmentArea.programme_id == viewer.programme, AssessmentArea.removed_at.is_(None))
        .options(selectinload(AssessmentArea.statements))
        .order_by(AssessmentArea.position, AssessmentArea.id)
    )
    return [
        AreaAsked(area, [statement for statement in area.statements if statement.removed_at is None])
        for area in orm.scalars(query)
    ]


@dataclass(frozen=True, slots=True)
class Wording:
    """What those who prepare a self-assessment see: also what was removed, and whether the wording stands."""

    areas: list[AreaAsked]
    removed_areas: list[AssessmentArea]
    removed_statements: list[Statement]
    fixed: bool

    @property
    def statements(self) -> int:
        return sum(len(asked.statements) for asked in self.areas)


def wording(orm: OrmSession, viewer: Viewer) -> Wording:
    """The self-assessment as coordinators edit it; `Refused` not_found for others."""
    if not COORDINATE(viewer, None):
        raise not_found()
    areas = questionnaire(orm, viewer)
    removed = (
        select(AssessmentArea)
        .where(AssessmentArea.programme_id == viewer.programme, AssessmentArea.removed_at.is_not(None))
        .order_by(AssessmentArea.id)
    )
    return Wording(
        areas,
        list(orm.scalars(removed)),
        [one for asked in areas for one in asked.area.statements if one.removed_at is not None],
        is_answered(orm, viewer),
    )


def is_answered(orm: OrmSession, viewer: Viewer) -> bool:
    """Whether any city has answered anything yet."""
    query = select(Rating.id).where(Rating.programme_id == viewer.programme).limit(1)
    return orm.scalar(query) is not None


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A city's answers of the present round, by statement id."""

    city: City
    round: int
    areas: list[AreaAsked]
    answers: dict[int, Rating]
    submission: Submission | None

    @property
    def total(self) -> int:
        return sum(len(asked.statements) for asked in self.areas)

    @property
    def answered(self) -> int:
        return sum(one.id in self.answers for asked in self.areas for one in asked.statements)

    @property
    def simulated(self) -> bool:
        return any(answer.simulated for answer in self.answers.values())

    @property
    def handed_in(self) -> bool:
        return self.submission is not None and self.submission.submitted_at is not None


def answer_sheet(orm: OrmSession, viewer: Viewer, code: str) -> AnswerSheet:
    """A city's answers with their comments and what they replaced.

    Only for the city's own people, its support organisation and coordinators; `Refused` not_found for others.
    """
    city = city_for(orm, viewer, code)
    if not ANSWER(viewer, city):
        raise not_found()
    round = present_round(orm, viewer)
    query = (
        select(Rating)
        .where(Rating.city_id == city.id, Rating.round == round)
        .options(joinedload(Rating.seat), selectinload(Rating.former).joinedload(FormerRating.seat))
    )
    submission = (
        select(Submission)
        .where(Submission.city_id == city.id, Submission.round == round)
        .options(joinedload(Submission.seat))
    )
    return AnswerSheet(
        city,
        round,
        questionnaire(orm, viewer),
        {rating.statement_id: rating for rating in orm.scalars(query)},
        orm.scalars(submission).one_or_none(),
    )


def cities_to_answer_for(viewer: Viewer, cities: Sequence[City]) -> list[City]:
    """Of some cities those whose self-assessment this viewer fills in."""
    return [city for city in cities if ANSWER(viewer, city)]


def _asked(viewer: Viewer):
    """The ids of the statements that are asked."""
    return (
        select(Statement.id)
        .join(AssessmentArea)
        .where(
            Statement.programme_id == viewer.programme,
            Statement.removed_at.is_(None),
            AssessmentArea.removed_at.is_(None),
        )
    )
