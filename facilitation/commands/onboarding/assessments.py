"""Handlers of what a self-assessment asks: its areas and statements, and its rounds.

As soon as a city has answered, the wording stands: what was rated must not change under the ratings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from facilitation.commands.work import Work
from facilitation.domain import assessments as rules
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.assessments import AssessmentArea, AssessmentRound, Rating, Statement
from facilitation.store.programmes import Programme


class TakeSet(msgspec.Struct):
    pass


class AddArea(msgspec.Struct):
    title: str


class ChangeArea(msgspec.Struct):
    area: int
    title: str


class MoveArea(msgspec.Struct):
    """`place` counts from 0; beyond the last is the last."""

    area: int
    place: int


class TheArea(msgspec.Struct):
    area: int


class AddStatement(msgspec.Struct):
    area: int
    text: str


class ChangeStatement(msgspec.Struct):
    statement: int
    text: str


class MoveStatement(msgspec.Struct):
    """Within its area; `place` counts from 0, beyond the last is the last."""

    statement: int
    place: int


class TheStatement(msgspec.Struct):
    statement: int


class NextRound(msgspec.Struct):
    """`number` is the one that it will have, so that two people at once start one."""

    number: int


def take_set(work: Work, target: None, payload: TakeSet) -> dict[str, Any]:
    """Begin a self-assessment with the shipped areas and statements."""
    programme = _locked(work)
    if areas_of(work):
        raise Refused(
            "conflict", N_("There are areas already. Remove them first, or add to them one by one.")
        )
    language = programme.languages[0]
    if language not in rules.starting_languages():
        language = "en"
    for place, given in enumerate(rules.starting_set(language)):
        area = _new_area(work, place, given.title, language)
        area.statements = [
            Statement(programme_id=work.programme, position=number, text=text, language=language)
            for number, text in enumerate(given.statements)
        ]
        work.add(area)
    return {}


def add_area(work: Work, target: None, payload: AddArea) -> dict[str, Any]:
    """Add an area of statements to a self-assessment."""
    programme = _locked(work)
    areas = areas_of(work)
    if len(areas) >= rules.AREAS_MOST:
        raise Refused("invalid", N_("At most %(most)d areas fit."), field="title", most=rules.AREAS_MOST)
    title = _title(payload.title)
    return {"area": work.add(_new_area(work, _after(areas), title, programme.languages[0]))}


def change_area(work: Work, area: AssessmentArea, payload: ChangeArea) -> dict[str, Any]:
    """Reword the title of an area of statements."""
    _require_open(work, _there(area))
    work.change(area, title=_title(payload.title))
    return {}


def move_area(work: Work, area: AssessmentArea, payload: MoveArea) -> dict[str, Any]:
    """Move an area of statements to another place."""
    _require_open(work, _there(area))
    _place(work, areas_of(work), area, payload.place)
    return {}


def remove_area(work: Work, area: AssessmentArea, payload: TheArea) -> dict[str, Any]:
    """Remove an area with its statements; it can be restored."""
    _require_open(work, area)
    _remove(work, area)
    return {}


def restore_area(work: Work, area: AssessmentArea, payload: TheArea) -> dict[str, Any]:
    """Bring a removed area of statements back, as the last one."""
    _locked(work)
    areas = areas_of(work)
    if area.removed_at is not None and len(areas) >= rules.AREAS_MOST:
        raise Refused("conflict", N_("At most %(most)d areas fit."), most=rules.AREAS_MOST)
    if area.removed_at is not None:
        _require_room(areas, len(_standing(area)))
        work.change(area, removed_at=None, position=_after(areas))
    return {}


def add_statement(work: Work, area: AssessmentArea, payload: AddStatement) -> dict[str, Any]:
    """Add a statement to an area."""
    programme = _locked(work)
    _require_room(areas_of(work), 1)
    statement = Statement(
        programme_id=work.programme,
        area=_there(area),
        position=_after(_standing(area)),
        text=_text(payload.text),
        language=programme.languages[0],
    )
    return {"statement": work.add(statement)}


def change_statement(work: Work, statement: Statement, payload: ChangeStatement) -> dict[str, Any]:
    """Reword a statement."""
    _require_open(work, _there(statement))
    work.change(statement, text=_text(payload.text))
    return {}


def move_statement(work: Work, statement: Statement, payload: MoveStatement) -> dict[str, Any]:
    """Move a statement to another place in its area."""
    _require_open(work, _there(statement))
    _place(work, _standing(statement.area), statement, payload.place)
    return {}


def remove_statement(work: Work, statement: Statement, payload: TheStatement) -> dict[str, Any]:
    """Remove a statement; it can be restored."""
    _require_open(work, statement)
    _remove(work, statement)
    return {}


def restore_statement(work: Work, statement: Statement, payload: TheStatement) -> dict[str, Any]:
    """Bring a removed statement back, as the last one of its area."""
    _locked(work)
    if statement.removed_at is not None:
        _require_room(areas_of(work), 1)
        work.change(statement, removed_at=None, position=_after(_standing(_there(statement.area))))
    return {}


def next_round(work: Work, target: None, payload: NextRound) -> dict[str, Any]:
    """Begin another self-assessment with the same statements, so that both can be compared."""
    _locked(work)
    present = present_round(work)
    if payload.number != present + 1:
        raise Refused("conflict", N_("Somebody else changed this first. Check it, then try again."))
    if not is_answered(work, present):
        raise Refused("conflict", N_("No city has answered in this round yet."))
    started = AssessmentRound(programme_id=work.programme, number=payload.number, started_at=work.now)
    work.add(started)
    return {"round": payload.number}


def areas_of(work: Work) -> list[AssessmentArea]:
    """The programme's areas in order, with their statements."""
    query = (
        select(AssessmentArea)
        .where(AssessmentArea.programme_id == work.programme, AssessmentArea.removed_at.is_(None))
        .options(selectinload(AssessmentArea.statements))
        .order_by(AssessmentArea.position, AssessmentArea.id)
    )
    return list(work.orm.scalars(query))


def present_round(work: Work) -> int:
    """The number of the round that is answered now."""
    query = select(func.max(AssessmentRound.number)).where(AssessmentRound.programme_id == work.programme)
    return work.orm.scalar(query) or 1


def is_answered(work: Work, round: int | None = None) -> bool:
    """Whether any city has answered anything, in a round or (None) ever."""
    query = select(Rating.id).where(Rating.programme_id == work.programme).limit(1)
    if round is not None:
        query = query.where(Rating.round == round)
    return work.orm.scalar(query) is not None


def _require_open(work: Work, row: AssessmentArea | Statement) -> None:
    _locked(work)
    if is_answered(work):
        raise Refused(
            "closed",
            N_(
                "Cities have begun to answer, so the wording stands: what was rated must not change "
                "afterwards. New statements can still be added."
            ),
        )


def _locked(work: Work) -> Programme:
    """The row of the programme, held: the wording changes one at a time, and never beside a first rating."""
    query = select(Programme).where(Programme.id == work.programme).with_for_update(key_share=True)
    return work.orm.scalars(query).one()


def _there(row: Any) -> Any:
    """An area or a statement that was not removed."""
    if row.removed_at is not None:
        raise not_found()
    return row


def _remove(work: Work, row: AssessmentArea | Statement) -> None:
    if row.removed_at is None:
        work.change(row, removed_at=work.now)


def _standing(area: AssessmentArea) -> list[Statement]:
    return [statement for statement in area.statements if statement.removed_at is None]


def _after(rows: Sequence[AssessmentArea] | Sequence[Statement]) -> int:
    return max((row.position for row in rows), default=-1) + 1


def _place(work: Work, rows: Sequence[Any], row: Any, place: int) -> None:
    others = [one for one in rows if one is not row]
    others.insert(max(place, 0), row)
    for number, one in enumerate(others):
        work.change(one, position=number)


def _require_room(areas: Sequence[AssessmentArea], more: int) -> None:
    if sum(len(_standing(area)) for area in areas) + more > rules.STATEMENTS_MOST:
        raise Refused(
            "invalid", N_("At most %(most)d statements fit."), field="text", most=rules.STATEMENTS_MOST
        )


def _title(text: str) -> str:
    return rules.clean_line(text, field="title", limit=rules.AREA_LENGTH)


def _text(text: str) -> str:
    return rules.clean_line(text, field="text", limit=rules.STATEMENT_LENGTH)


def _new_area(work: Work, place: int, title: str, language: str) -> AssessmentArea:
    return AssessmentArea(programme_id=work.programme, position=place, title=title, language=language)
