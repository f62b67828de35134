"""One practice's page: the facts, who needs what it answers, whom to ask; and its earlier versions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.challenges.places import said_by_cities
from facilitation.queries.cities.profiles import with_writers
from facilitation.queries.practices.contacts import FILL_IN, ContactShown, contacts_shown
from facilitation.queries.practices.tags import Tag, TagBook, challenges_tagged, tag_book, topics_tagged
from facilitation.queries.practices.told import PracticeTold, practice_told
from facilitation.queries.programmes.programmes import cities_of
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.practices import PracticeVersion


@dataclass(frozen=True, slots=True)
class Answered:
    """A challenge that a practice answers, and the cities that named it (the practice's own included)."""

    challenge: Tag
    cities: list[City]


@dataclass(frozen=True, slots=True)
class PracticePage:
    """Everything on a practice's page. `mine`: the viewer's own city offers it."""

    practice: Practice
    city: City
    topics: list[Tag]
    answered: list[Answered]
    contact: ContactShown | None
    may_change: bool
    mine: bool
    versions: int
    tags: TagBook
    told: PracticeTold


def practice_page(orm: OrmSession, viewer: Viewer, practice_id: int, language: str | None) -> PracticePage:
    """A practice of the viewer's programme.

    One that was withdrawn is there for those who may restore it, and for cities that wish to learn it.
    """
    practice = practice_for(orm, viewer, practice_id)
    book = tag_book(orm, viewer, language)
    cities = cities_of(orm, viewer)
    by_id = {city.id: city for city in cities}
    answered = []
    tagged = challenges_tagged(orm, [practice.id], book).get(practice.id, [])
    alike = {tag.id: _alike(book, tag.id) for tag in tagged}
    rows = [book.challenges.rows[one] for some in alike.values() for one in some]
    named: dict[int, list[City]] = {}
    if rows:
        places = said_by_cities(orm, viewer, book.challenges, cities, language, rows)
        for (challenge, city), said in places.items():
            if any(not one.simulated for one in said):
                named.setdefault(challenge, []).append(by_id[city])
    for tag in tagged:
        answered.append(Answered(tag, sorted(named.get(tag.id, []), key=lambda city: city.name)))
    counted = select(func.count()).where(PracticeVersion.practice_id == practice.id)
    return PracticePage(
        practice,
        practice.city,
        topics_tagged(orm, [practice.id], book).get(practice.id, []),
        answered,
        contacts_shown(orm, viewer, [practice]).get(practice.id),
        may_change(viewer, practice),
        viewer.city == practice.city.code,
        orm.scalar(counted) or 0,
        book,
        practice_told(orm, viewer, practice),
    )


def practice_for(orm: OrmSession, viewer: Viewer, practice_id: int) -> Practice:
    """A practice that this viewer may read; `Refused` not_found for any other."""
    query = (
        select(Practice)
        .where(Practice.id == practice_id, Practice.programme_id == viewer.programme)
        .options(joinedload(Practice.city), selectinload(Practice.challenges))
    )
    practice = orm.scalars(query).one_or_none()
    if practice is None or viewer.is_guest:
        raise not_found()
    if practice.withdrawn_at is not None and not (
        FILL_IN(viewer, practice) or _wished_for(orm, viewer, practice)
    ):
        raise not_found()
    return practice


def practice_to_change(orm: OrmSession, viewer: Viewer, practice_id: int) -> Practice:
    """A practice that this viewer may change; `Refused` not_found for any other."""
    practice = practice_for(orm, viewer, practice_id)
    if not may_change(viewer, practice):
        raise not_found()
    return practice


def practice_with_versions(orm: OrmSession, viewer: Viewer, practice_id: int) -> Practice:
    """A practice whose versions this viewer reads, in an archive, too; `Refused` not_found for any other."""
    practice = practice_for(orm, viewer, practice_id)
    if not FILL_IN(viewer, practice):
        raise not_found()
    return practice


def may_change(viewer: Viewer, practice: Practice) -> bool:
    """Whoever is simulated changes nothing that was really said, and nobody anything in an archive."""
    return FILL_IN(viewer, practice) and not viewer.archived and (practice.simulated or not viewer.simulated)


def versions_of(
    orm: OrmSession, viewer: Viewer, practice: Practice
) -> list[tuple[PracticeVersion, str | None]]:
    """A practice's versions, the newest first, each with its writer as far as the viewer is told."""
    return with_writers(orm, viewer, PracticeVersion, PracticeVersion.practice_id == practice.id)


def _alike(book: TagBook, challenge_id: int) -> list[int]:
    """A challenge and all that stand for it now."""
    standing = book.challenges.standing(challenge_id)
    return [standing.id, *(row.id for row in book.challenges.merged(standing))]


def _wished_for(orm: OrmSession, viewer: Viewer, practice: Practice) -> bool:
    query = (
        select(Wish.id)
        .join(City, Wish.city_id == City.id)
        .where(Wish.practice_id == practice.id, City.code == viewer.city)
        .limit(1)
    )
    return viewer.city is not None and orm.scalar(query) is not None
