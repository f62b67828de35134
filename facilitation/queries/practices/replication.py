"""Reads what cities tell of a practice so that others can carry it over, and what was learned meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain import replication
from facilitation.domain.replication import ReplicationFacts
from facilitation.store.challenges import Practice
from facilitation.store.replication import Learning
from facilitation.store.told import told_by_practice


def replication_facts(orm: OrmSession, practice: Practice) -> ReplicationFacts:
    """What the practice's city tells of it."""
    return facts_by_practice(orm, [practice.id])[practice.id]


def facts_by_practice(orm: OrmSession, ids: Sequence[int]) -> dict[int, ReplicationFacts]:
    """By practice what its city tells of it; each of `ids` is there, also where nothing is told."""
    return told_by_practice(orm, ids)


def learnings_of(
    orm: OrmSession, programme: int, cities: Collection[str] | None = None
) -> list[replication.Learning]:
    """What a programme learned about carrying practices over, in the order of its list.

    Those who aren't members of it, or read what guests read as well, are given only what `cities` learned
    that they have to do with (codes).
    """
    query = (
        select(Learning)
        .where(Learning.programme_id == programme, Learning.removed_at.is_(None))
        .options(joinedload(Learning.city))
        .order_by(Learning.id)
    )
    return [
        replication.Learning(
            row.id,
            row.text,
            row.city.code if row.city else None,
            row.source,
            row.language,
            row.simulated,
        )
        for row in orm.scalars(query)
        if cities is None or (row.city is not None and row.city.code in cities)
    ]
