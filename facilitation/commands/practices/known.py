"""What a sheet of practices is compared with: a programme's cities, practices and tags, and their names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.commands.practices.facts import Tags, tags_of, topics_of
from facilitation.domain.challenges import all_titles
from facilitation.domain.cities import folded
from facilitation.domain.permissions import Viewer
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.practices import PracticeContact
from facilitation.store.programmes import Programme


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet is compared with: a programme's cities, practices and tags, and who brings the sheet."""

    viewer: Viewer
    language: str
    cities: list[City]
    practices: list[Practice]
    tags: Tags
    topics: dict[int, list[int]]
    contacts: dict[int, PracticeContact]


def known_to(orm: OrmSession, viewer: Viewer) -> Known:
    """What there is already in the viewer's programme."""
    programme = viewer.programme
    assert programme is not None
    cities = select(City).where(City.programme_id == programme).options(selectinload(City.aliases))
    offered = select(Practice).where(Practice.programme_id == programme)
    offered = offered.options(selectinload(Practice.challenges)).order_by(Practice.id)
    found = list(orm.scalars(offered))
    contacts = select(PracticeContact).join(Practice).where(Practice.programme_id == programme)
    return Known(
        viewer,
        orm.get_one(Programme, programme).own_language or "en",
        list(orm.scalars(cities.order_by(City.id))),
        found,
        tags_of(orm, programme),
        topics_of(orm, [one.id for one in found]),
        {one.practice_id: one for one in orm.scalars(contacts)},
    )


def challenge_words(tags: Tags) -> dict[str, int]:
    """By key and by title in any language the challenge that stands for it now; keys come first."""
    words: dict[str, int] = {}
    rows = sorted(tags.challenges.values(), key=lambda row: (row.merged_into_id is not None, row.id))
    for row in rows:
        words.setdefault(folded(row.key), row.standing.id)
    for row in rows:
        for title in all_titles(row):
            words.setdefault(folded(title), row.standing.id)
    return words


def topic_words(tags: Tags) -> dict[str, int]:
    """As `challenge_words`, for topics by their labels."""
    words: dict[str, int] = {}
    rows = sorted(tags.topics.values(), key=lambda row: (row.merged_into_id is not None, row.id))
    for row in rows:
        words.setdefault(folded(row.key), row.standing.id)
    for row in rows:
        for label in row.labels.values():
            words.setdefault(folded(label.label), row.standing.id)
    return words
