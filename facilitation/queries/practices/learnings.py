"""The learnings of a programme as its page shows them: who may change which, and those that were removed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.practices.contacts import FILL_IN
from facilitation.store.cities import City
from facilitation.store.replication import Learning


@dataclass(frozen=True, slots=True)
class LearningShown:
    """A learning, and whether this viewer may change it now."""

    row: Learning
    may_change: bool


@dataclass(frozen=True, slots=True)
class LearningsPage:
    """What was learned, in the order of the list; `removed` is there for those who may restore it."""

    learnings: list[LearningShown]
    removed: list[Learning]


def learnings_page(orm: OrmSession, viewer: Viewer) -> LearningsPage:
    """Everything that the viewer's programme learned; guests have none."""
    if viewer.is_guest:
        raise not_found()
    rows = orm.scalars(_all(viewer)).all()
    shown = [LearningShown(row, _may_change(viewer, row)) for row in rows if row.removed_at is None]
    gone = [row for row in rows if row.removed_at is not None and _may_change(viewer, row)]
    return LearningsPage(shown, gone)


def learnings_of_city(orm: OrmSession, viewer: Viewer, city: City) -> list[Learning]:
    """What one city learned."""
    query = _all(viewer).where(Learning.city_id == city.id, Learning.removed_at.is_(None))
    return list(orm.scalars(query))


def _may_change(viewer: Viewer, row: Learning) -> bool:
    return FILL_IN(viewer, row) and not viewer.archived and (row.simulated or not viewer.simulated)


def _all(viewer: Viewer) -> Select[Learning]:
    return (
        select(Learning)
        .where(Learning.programme_id == viewer.programme)
        .options(joinedload(Learning.city))
        .order_by(Learning.id)
    )
