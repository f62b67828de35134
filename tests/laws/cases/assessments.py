"""Cases of the commands of self-assessments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from facilitation.store.assessments import (
    AssessmentArea,
    AssessmentRound,
    FormerRating,
    Rating,
    Statement,
    Submission,
)
from facilitation.store.cities import City
from tests.laws.cases.rights import COORDINATES, FOR_CITY, ORGANISES, Case
from tests.world import World


def cleared(world: World) -> None:
    """Nothing was asked or answered yet: whatever other cases left behind is gone."""
    with world.database.writing() as orm:
        for table in (FormerRating, Rating, Submission, AssessmentRound, Statement, AssessmentArea):
            orm.execute(delete(table))


def area(world: World, seat: int = 0) -> dict[str, Any]:
    """A self-assessment of two areas; the second one."""
    cleared(world)
    world.by("coordinator", "assessment_area.add", {"title": "Planning"})
    return {"area": world.by("coordinator", "assessment_area.add", {"title": "Data"}).result["area"]}


def statement(world: World, seat: int = 0) -> dict[str, Any]:
    """Two statements in an area; the second one."""
    in_area = area(world)
    world.by("coordinator", "statement.add", in_area | {"text": "There is a plan."})
    return world.by("coordinator", "statement.add", in_area | {"text": "Figures are open."}).result


def city_of(world: World, seat: int) -> dict[str, Any]:
    """The city of a seat; of one without, Turin."""
    code = (world.viewer(seat).city if seat else None) or "TRN"
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return {"city": orm.scalars(query).one(), "round": 1}


def answered(world: World, seat: int) -> dict[str, Any]:
    """A city that has answered one statement."""
    about = city_of(world, seat)
    given = {"answers": [statement(world) | {"rating": 7, "comment": "Said-in-trust"}]}
    world.by("coordinator", "rating.give", about | given)
    return about


def _submitted(world: World, seat: int) -> dict[str, Any]:
    about = answered(world, seat)
    world.by("coordinator", "assessment.submit", about)
    return about


def _removed_area(world: World, seat: int) -> dict[str, Any]:
    payload = area(world)
    world.by("coordinator", "assessment_area.remove", payload)
    return payload


def _removed_statement(world: World, seat: int) -> dict[str, Any]:
    payload = statement(world)
    world.by("coordinator", "statement.remove", payload)
    return payload


def _none(world: World, seat: int) -> dict[str, Any]:
    cleared(world)
    return {}


def _next(world: World, seat: int) -> dict[str, Any]:
    answered(world, seat)
    return {"number": 2}


CASES: dict[str, Case] = {
    "assessment.take_set": Case(COORDINATES, _none),
    "assessment.next_round": Case(ORGANISES, _next),
    "assessment.submit": Case(FOR_CITY, answered),
    "assessment.reopen": Case(FOR_CITY, _submitted),
    "rating.give": Case(
        FOR_CITY,
        lambda w, s: (
            city_of(w, s) | {"answers": [statement(w) | {"rating": None, "comment": "We can't say"}]}
        ),
    ),
    "assessment_area.add": Case(COORDINATES, lambda w, s: _none(w, s) | {"title": "Access to markets"}),
    "assessment_area.change": Case(COORDINATES, lambda w, s: area(w) | {"title": "Figures"}),
    "assessment_area.move": Case(COORDINATES, lambda w, s: area(w) | {"place": 0}),
    "assessment_area.remove": Case(COORDINATES, area),
    "assessment_area.restore": Case(COORDINATES, _removed_area),
    "statement.add": Case(COORDINATES, lambda w, s: area(w) | {"text": "Leaders speak for it."}),
    "statement.change": Case(COORDINATES, lambda w, s: statement(w) | {"text": "Figures are open to all."}),
    "statement.move": Case(COORDINATES, lambda w, s: statement(w) | {"place": 0}),
    "statement.remove": Case(COORDINATES, statement),
    "statement.restore": Case(COORDINATES, _removed_statement),
}
