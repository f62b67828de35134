"""Reads what a city tells of its practice for others to carry it over, for commands and queries alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.practice_points import FIGURE, GAIN, PREREQUISITE
from facilitation.domain.replication import FIELDS, DatedFigure, Gain, Prerequisite, ReplicationFacts, Told
from facilitation.store.challenges import Practice
from facilitation.store.replication import PracticePoint, PracticeText


def told_of(orm: OrmSession, practice: Practice) -> ReplicationFacts:
    """What the practice's city tells of it; what nobody said is left out."""
    return told_by_practice(orm, [practice.id])[practice.id]


def told_by_practice(orm: OrmSession, ids: Sequence[int]) -> dict[int, ReplicationFacts]:
    """By practice what its city tells of it; each of `ids` is there, also where nothing is told."""
    texts: dict[int, dict[str, PracticeText]] = {one: {} for one in ids}
    points: dict[int, list[PracticePoint]] = {one: [] for one in ids}
    written = select(PracticeText).where(PracticeText.practice_id.in_(ids), PracticeText.text != "")
    for row in orm.scalars(written):
        texts[row.practice_id][row.key] = row
    for point in orm.scalars(lines_standing().where(PracticePoint.practice_id.in_(ids))):
        points[point.practice_id].append(point)
    return {one: _facts(texts[one], points[one]) for one in ids}


def lines_standing() -> Select[PracticePoint]:
    """The lines of all lists that were not removed, in the order of their lists."""
    return (
        select(PracticePoint)
        .where(PracticePoint.removed_at.is_(None))
        .order_by(PracticePoint.kind, PracticePoint.position, PracticePoint.id)
    )


def _facts(texts: dict[str, PracticeText], points: Iterable[PracticePoint]) -> ReplicationFacts:
    written = {key: texts[key] for key in FIELDS if key in texts}
    by_kind: dict[str, list[PracticePoint]] = {FIGURE: [], GAIN: [], PREREQUISITE: []}
    for point in points:
        by_kind[point.kind].append(point)
    sources = [row.source for row in written.values()]
    sources += [one.source for kind in by_kind.values() for one in kind]
    return ReplicationFacts(
        {key: Told(row.text, row.language, row.simulated) for key, row in written.items()},
        tuple(
            DatedFigure(one.id, one.text, one.value, one.dated, one.language, one.simulated)
            for one in by_kind[FIGURE]
        ),
        tuple(Gain(one.id, one.who, one.text, one.language, one.simulated) for one in by_kind[GAIN]),
        tuple(
            Prerequisite(one.id, one.text, one.need, one.language, one.simulated)
            for one in by_kind[PREREQUISITE]
        ),
        "; ".join(dict.fromkeys(source for source in sources if source)),
    )
