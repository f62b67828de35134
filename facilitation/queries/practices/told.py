"""What a city tells of a practice, as its page shows it: by whom it was said, who may change it, versions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.domain.practice_points import LISTS, PARTS
from facilitation.domain.replication import FIELDS
from facilitation.queries.cities.profiles import Written, with_writers, writers_named
from facilitation.queries.practices.contacts import FILL_IN
from facilitation.store.challenges import Practice
from facilitation.store.replication import (
    PracticePoint,
    PracticePointVersion,
    PracticeText,
    PracticeTextVersion,
)
from facilitation.store.told import lines_standing


@dataclass(frozen=True, slots=True)
class PracticeTold:
    """All that is told of a practice for others to carry it over.

    `texts` are by domain/replication.FIELDS, emptied ones included, so that a form knows their revision;
    `lists` by domain/practice_points.LISTS. `removed` lines are there for those who may restore them.
    `sources` are the documents that facts come from.
    """

    texts: dict[str, Written]
    lists: dict[str, list[PracticePoint]]
    removed: list[PracticePoint]
    sources: list[str]
    may_tell: bool
    sees_versions: bool

    @property
    def told(self) -> list[str]:
        """The fields and lists with something in them."""
        return [key for key in PARTS if (self.lists[key] if key in LISTS else self.text(key))]

    @property
    def missing(self) -> list[str]:
        """The fields and lists that nobody has filled in yet."""
        told = self.told
        return [key for key in PARTS if key not in told]

    def text(self, key: str) -> str:
        """A field's text; "" where there is none."""
        written = self.texts.get(key)
        return written.text if written else ""


def may_tell(viewer: Viewer, practice: Practice) -> bool:
    """Those who may change it, while it is offered and the programme is not archived."""
    return FILL_IN(viewer, practice) and not viewer.archived and practice.withdrawn_at is None


def may_change_line(viewer: Viewer, said: PracticePoint | Written) -> bool:
    """Whoever is simulated changes nothing that was really said."""
    return said.simulated or not viewer.simulated


def practice_told(orm: OrmSession, viewer: Viewer, practice: Practice) -> PracticeTold:
    """What is told of a practice, which the viewer may read."""
    rows = orm.scalars(
        select(PracticeText)
        .where(PracticeText.practice_id == practice.id)
        .options(joinedload(PracticeText.seat))
    ).all()
    named = writers_named(orm, viewer, [row.seat_id for row in rows])
    texts = {row.key: _written(row, named) for row in rows}
    lists: dict[str, list[PracticePoint]] = {kind: [] for kind in LISTS}
    for line in orm.scalars(lines_standing().where(PracticePoint.practice_id == practice.id)):
        lists[line.kind].append(line)
    sources = [texts[key].source for key in FIELDS if key in texts and texts[key].text]
    sources += [line.source for lines in lists.values() for line in lines]
    tells = may_tell(viewer, practice)
    return PracticeTold(
        texts,
        lists,
        _removed(orm, practice) if tells else [],
        [source for source in dict.fromkeys(sources) if source],
        tells,
        FILL_IN(viewer, practice),
    )


def field_told(orm: OrmSession, viewer: Viewer, practice: Practice, key: str) -> Written | None:
    """One field as it stands; None as long as nobody has written anything."""
    row = _text(orm, practice, key)
    return _written(row, writers_named(orm, viewer, [row.seat_id])) if row else None


def field_versions(
    orm: OrmSession, viewer: Viewer, practice: Practice, key: str
) -> list[tuple[PracticeTextVersion, str | None]]:
    """The versions of a field, the newest first, each with its writer as far as the viewer is told."""
    row = _text(orm, practice, key)
    if row is None:
        return []
    return with_writers(orm, viewer, PracticeTextVersion, PracticeTextVersion.text_id == row.id)


def line_for(orm: OrmSession, viewer: Viewer, line_id: int) -> PracticePoint:
    """A line of a list, removed ones included, for those who fill it in; `Refused` not_found for others."""
    query = (
        select(PracticePoint)
        .join(PracticePoint.practice)
        .where(PracticePoint.id == line_id, Practice.programme_id == viewer.programme)
        .options(joinedload(PracticePoint.practice).joinedload(Practice.city))
    )
    line = orm.scalars(query).one_or_none()
    if line is None or viewer.is_guest or not FILL_IN(viewer, line.practice):
        raise not_found()
    return line


def line_versions(
    orm: OrmSession, viewer: Viewer, line: PracticePoint
) -> list[tuple[PracticePointVersion, str | None]]:
    """The versions of a line, the newest first, each with its writer as far as the viewer is told."""
    return with_writers(orm, viewer, PracticePointVersion, PracticePointVersion.point_id == line.id)


def _written(row: PracticeText, told: set[int]) -> Written:
    name = row.seat.name if row.seat is not None and row.seat.id in told else None
    return Written(
        row.text,
        row.language,
        row.revision,
        name,
        row.role,
        row.simulated,
        row.updated_at,
        row.origin,
        row.source,
    )


def _text(orm: OrmSession, practice: Practice, key: str) -> PracticeText | None:
    if key not in FIELDS:
        raise not_found()
    query = (
        select(PracticeText)
        .where(PracticeText.practice_id == practice.id, PracticeText.key == key)
        .options(joinedload(PracticeText.seat))
    )
    return orm.scalars(query).one_or_none()


def _removed(orm: OrmSession, practice: Practice) -> list[PracticePoint]:
    query = (
        select(PracticePoint)
        .where(PracticePoint.practice_id == practice.id, PracticePoint.removed_at.is_not(None))
        .order_by(PracticePoint.removed_at.desc(), PracticePoint.id)
    )
    return list(orm.scalars(query))
