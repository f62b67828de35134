"""The gallery of a programme's practices: what is looked for, and the cards of one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, load_only

from facilitation.domain.cities import fold, matches
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.domain.practices import STAGES, excerpt
from facilitation.queries.practices.contacts import ContactShown, contacts_shown
from facilitation.queries.practices.tags import Tag, TagBook, challenges_tagged, tag_book, topics_tagged
from facilitation.store.challenges import Practice
from facilitation.store.cities import City, CityAlias
from facilitation.store.replication import PracticePoint, PracticeText

#: So many cards stand on one page.
PAGE = 24
#: So many letters of a search are looked at: more is no search, but a text.
SEARCH_LENGTH = 200
_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the gallery is asked for: words, a city's code, a topic's and a challenge's id, a stage."""

    text: str = ""
    city: str = ""
    topic: int = 0
    challenge: int = 0
    stage: str = ""
    page: int = 1

    @property
    def filters(self) -> bool:
        return bool(self.text or self.city or self.topic or self.challenge or self.stage)


@dataclass(frozen=True, slots=True)
class Card:
    """A practice in the gallery; `excerpt` is the beginning of what it is."""

    practice: Practice
    city: City
    excerpt: str
    topics: list[Tag]
    challenges: list[Tag]


@dataclass(frozen=True, slots=True)
class Gallery:
    """One page of the practices that fit: `matching` of `total`; pages count from 1.

    Topics, challenges, stages and cities are those to filter by: what some practice has.
    """

    cards: list[Card]
    matching: int
    total: int
    page: int
    pages: int
    topics: list[Tag]
    challenges: list[Tag]
    stages: list[str]
    cities: list[City]


def gallery(orm: OrmSession, viewer: Viewer, wanted: Wanted, language: str | None) -> Gallery:
    """The practices that are offered, by city and title; `Refused` not_found for guests.

    A page beyond the last gives the last. Search is without accents and capital letters, and finds words in
    titles, in what a practice is, and in its city's names.
    """
    if viewer.is_guest:
        raise not_found()
    own = (Practice.programme_id == viewer.programme, Practice.withdrawn_at.is_(None))
    columns = (Practice.id, Practice.title, Practice.stage, City.code, City.name)
    order = (City.name, Practice.title, Practice.id)
    rows = orm.execute(select(*columns).join(City, Practice.city_id == City.id).where(*own).order_by(*order))
    everything = rows.all()
    book = tag_book(orm, viewer, language)
    ids = [row.id for row in everything]
    topics, challenges = topics_tagged(orm, ids, book), challenges_tagged(orm, ids, book)
    texts = _texts(orm, viewer, wanted.text)
    words = fold(wanted.text[:SEARCH_LENGTH])
    found = [
        row.id
        for row in everything
        if (not wanted.city or row.code == wanted.city)
        and (not wanted.stage or row.stage == wanted.stage)
        and (not wanted.topic or any(tag.id == wanted.topic for tag in topics.get(row.id, ())))
        and (not wanted.challenge or any(tag.id == wanted.challenge for tag in challenges.get(row.id, ())))
        and (not words or matches(words, [row.title, row.name, *texts.get(row.id, ())]))
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(wanted.page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Gallery(
        _cards(orm, shown, topics, challenges),
        len(found),
        len(everything),
        page,
        pages,
        [tag for tag in book.topics_offered if any(tag in some for some in topics.values())],
        _each_once(challenges.values()),
        [stage for stage in STAGES if any(row.stage == stage for row in everything)],
        _cities(orm, viewer),
    )


def _texts(orm: OrmSession, viewer: Viewer, text: str) -> dict[int, list[str]]:
    """What else a practice is found by: its description, what is told of it, its city's other names."""
    if not text:
        return {}
    found: dict[int, list[str]] = defaultdict(list)
    own = (Practice.programme_id == viewer.programme, Practice.withdrawn_at.is_(None))
    described = select(Practice.id, Practice.description).where(*own, Practice.description != "")
    named = (
        select(Practice.id, CityAlias.name).join(CityAlias, CityAlias.city_id == Practice.city_id).where(*own)
    )
    told = (
        select(PracticeText.practice_id, PracticeText.text)
        .join(Practice, PracticeText.practice_id == Practice.id)
        .where(*own, PracticeText.text != "")
    )
    lines = (
        select(PracticePoint.practice_id, PracticePoint.text + " " + PracticePoint.who)
        .join(Practice, PracticePoint.practice_id == Practice.id)
        .where(*own, PracticePoint.removed_at.is_(None))
    )
    for query in (described, named, told, lines):
        for practice, words in orm.execute(query):
            found[practice].append(words)
    return found


def _cards(
    orm: OrmSession, ids: Sequence[int], topics: dict[int, list[Tag]], challenges: dict[int, list[Tag]]
) -> list[Card]:
    query = select(Practice).where(Practice.id.in_(ids)).options(joinedload(Practice.city))
    rows = {row.id: row for row in orm.scalars(query)}
    return [
        Card(
            rows[one],
            rows[one].city,
            excerpt(rows[one].description, _EXCERPT),
            topics.get(one, []),
            challenges.get(one, []),
        )
        for one in ids
    ]


def _each_once(tags: Iterable[list[Tag]]) -> list[Tag]:
    by_id = {tag.id: tag for some in tags for tag in some}
    return sorted(by_id.values(), key=lambda tag: tag.title.text.casefold())


def _cities(orm: OrmSession, viewer: Viewer) -> list[City]:
    offering = select(Practice.city_id).where(
        Practice.programme_id == viewer.programme, Practice.withdrawn_at.is_(None)
    )
    query = select(City).where(City.id.in_(offering)).options(load_only(City.code, City.name))
    return list(orm.scalars(query.order_by(City.name)))


def practices_of_city(orm: OrmSession, viewer: Viewer, city: City, language: str | None) -> list[Card]:
    """A city's practices as cards, by title."""
    query = select(Practice).where(Practice.city_id == city.id, Practice.withdrawn_at.is_(None))
    ids = [row.id for row in orm.scalars(query.order_by(Practice.title, Practice.id))]
    if not ids:
        return []
    book = tag_book(orm, viewer, language)
    return _cards(orm, ids, topics_tagged(orm, ids, book), challenges_tagged(orm, ids, book))


def withdrawn_of_city(orm: OrmSession, city: City) -> list[Practice]:
    """What a city has withdrawn, the latest first: for those who may restore it."""
    query = select(Practice).where(Practice.city_id == city.id, Practice.withdrawn_at.is_not(None))
    return list(orm.scalars(query.order_by(Practice.withdrawn_at.desc(), Practice.id)))


@dataclass(frozen=True, slots=True)
class InFull:
    """A practice with everything that a sheet tells of it to this viewer."""

    practice: Practice
    city: City
    topics: list[Tag]
    challenges: list[Tag]
    contact: ContactShown | None


def practices_in_full(orm: OrmSession, viewer: Viewer, language: str | None) -> tuple[list[InFull], TagBook]:
    """Every practice that is offered, by city and title; contacts as far as the viewer may see them."""
    if viewer.is_guest:
        raise not_found()
    query = (
        select(Practice)
        .join(City, Practice.city_id == City.id)
        .where(Practice.programme_id == viewer.programme, Practice.withdrawn_at.is_(None))
        .options(joinedload(Practice.city))
        .order_by(City.name, Practice.title, Practice.id)
    )
    rows = list(orm.scalars(query))
    ids = [row.id for row in rows]
    book = tag_book(orm, viewer, language)
    topics, challenges = topics_tagged(orm, ids, book), challenges_tagged(orm, ids, book)
    contacts = contacts_shown(orm, viewer, rows)
    found = [
        InFull(row, row.city, topics.get(row.id, []), challenges.get(row.id, []), contacts.get(row.id))
        for row in rows
    ]
    return found, book
