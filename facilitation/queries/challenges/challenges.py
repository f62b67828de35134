"""The heat-map cities x challenges: what cities said and what boards propose, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title, all_titles, title_in
from facilitation.domain.cities import fold, matches
from facilitation.domain.errors import not_found
from facilitation.domain.origins import BOARD
from facilitation.domain.permissions import Viewer
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.queries.challenges.places import Said, said_by_cities
from facilitation.queries.challenges.topics import topic_book
from facilitation.queries.programmes.programmes import cities_of
from facilitation.store.challenges import Challenge
from facilitation.store.cities import City
from facilitation.store.topics import ChallengeTopic

PROFILES, BOARDS = "profiles", "boards"
SOURCES = (PROFILES, BOARDS)
#: So many cities stand beside each other on one page.
PAGE = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one city named one challenge."""

    said: list[Said]

    @property
    def real(self) -> bool:
        """Whether the city really said it, not only in play, and not only a board for it."""
        return any(one.counts for one in self.said)

    @property
    def proposed(self) -> bool:
        """Whether boards propose it, and the city itself has said nothing of it yet, not even in play."""
        return all(one.proposed for one in self.said)

    @property
    def notes(self) -> int:
        """How many notes on boards say it that the city stands by."""
        return sum(one.notes for one in self.said if one.counts)

    @property
    def proposals(self) -> int:
        """How many notes on boards propose it."""
        return sum(one.notes for one in self.said if one.proposed)

    @property
    def played(self) -> int:
        """How many simulated notes say it."""
        return sum(one.notes for one in self.said if one.simulated and not one.proposed)


@dataclass(slots=True)
class HeatRow:
    """A challenge with, per city code, where that city named it; `named_by` counts those that really did."""

    challenge: Challenge
    title: Title
    cells: dict[str, Cell] = field(default_factory=dict)
    named_by: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the heat-map is looked for; nothing is left out by default.

    `city` is a code whose own challenges are wanted, `text` stands in a title or remark, `source` is one of
    SOURCES, `topic` the id of one that the challenge or some naming of it is about. `shared` leaves out what
    fewer than two cities named, `rare` puts what few named first.
    """

    kind: str = ""
    city: str = ""
    text: str = ""
    source: str = ""
    shared: bool = False
    rare: bool = False
    page: int = 1
    topic: int | None = None

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        return bool(self.kind or self.city or self.text or self.source or self.shared or self.topic)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows of challenges, and the `cities` that stand beside each other on this page.

    Where there are more than PAGE of them, only those that named something stand there: `naming` of all `of`.
    Counts are over all cities, whichever are on the page. `total` challenges are known in all.
    """

    cities: list[City]
    rows: list[HeatRow]
    of: int
    naming: int
    total: int
    page: int
    pages: int

    def of_kind(self, kind: str) -> list[HeatRow]:
        return [row for row in self.rows if row.challenge.kind == kind]


def heat_map(
    orm: OrmSession,
    viewer: Viewer,
    language: str | None = None,
    wanted: Wanted | None = None,
    page: int = PAGE,
) -> HeatMap:
    """The heat-map as it is now, with titles for a reader of `language`, `page` cities at a time.

    What boards propose stands in it and counts nowhere, until the city confirms it. A page
    beyond the last gives the last.
    """
    if viewer.is_guest:
        raise not_found()
    wanted = wanted or Wanted()
    cities, book = cities_of(orm, viewer), challenge_book(orm, viewer)
    rows = {row.id: HeatRow(row, title_in(row, language)) for row in book.present}
    codes = {city.id: city.code for city in cities}
    for (challenge, city), said in said_by_cities(orm, viewer, book, cities, language).items():
        told = [
            one for one in said if not wanted.source or (one.origin == BOARD) == (wanted.source == BOARDS)
        ]
        if told:
            row, cell = rows[challenge], Cell(told)
            row.cells[codes[city]] = cell
            row.named_by += cell.real
    found = [row for row in rows.values() if _is_wanted(row, wanted, book)]
    if wanted.topic:
        found = _about(orm, viewer, found, wanted.topic, book)
    found.sort(key=lambda row: _order(row, wanted.rare))
    filled = {code for row in found for code in row.cells}
    naming = {code for row in found for code, cell in row.cells.items() if not cell.proposed}
    shown = cities if len(cities) <= page else [city for city in cities if city.code in filled]
    shown = sorted(shown, key=lambda city: city.code != wanted.city)
    pages = max(1, -(-len(shown) // page))
    at = min(max(wanted.page, 1), pages)
    return HeatMap(shown[(at - 1) * page : at * page], found, len(cities), len(naming), len(rows), at, pages)


def _is_wanted(row: HeatRow, wanted: Wanted, book: ChallengeBook) -> bool:
    if wanted.kind and row.challenge.kind != wanted.kind:
        return False
    if wanted.shared and row.named_by < 2:
        return False
    if (wanted.source and not row.cells) or (wanted.city and wanted.city not in row.cells):
        return False
    looked_for = fold(wanted.text)
    return not looked_for or matches(looked_for, _texts(row, book))


def _about(
    orm: OrmSession, viewer: Viewer, rows: list[HeatRow], topic: int, book: ChallengeBook
) -> list[HeatRow]:
    """Those that are tagged with a topic, or were named under it, also where it was merged into another."""
    topics = topic_book(orm, viewer)
    if topic not in topics.rows:
        return []
    alike = {one for one in topics.rows if topics.standing(one) is topics.standing(topic)}
    tagged = select(ChallengeTopic.challenge_id).where(ChallengeTopic.topic_id.in_(alike))
    about = {book.standing(one).id for one in orm.scalars(tagged) if one in book.rows}
    return [
        row
        for row in rows
        if row.challenge.id in about
        or any(said.topic in alike for cell in row.cells.values() for said in cell.said)
    ]


def _texts(row: HeatRow, book: ChallengeBook) -> Iterator[str]:
    for challenge in (row.challenge, *book.merged(row.challenge)):
        yield from all_titles(challenge)
    for cell in row.cells.values():
        yield from (said.remark for said in cell.said if said.remark)


def _order(row: HeatRow, rare: bool) -> tuple:
    """What most cities named first, or what few did; what none really named comes last in both."""
    named = row.named_by
    return (named == 0, named if rare else -named, -len(row.cells), fold(row.title.text))


@dataclass(frozen=True, slots=True)
class NamedChallenge:
    """A challenge that one city named, with the places where it did."""

    challenge: Challenge
    title: Title
    said: list[Said]

    @property
    def simulated(self) -> bool:
        return all(one.simulated for one in self.said)


def challenges_of_city(
    orm: OrmSession, viewer: Viewer, city: City, language: str | None
) -> list[NamedChallenge]:
    """What one city says that it struggles with, by kind and title; without what boards propose."""
    book = challenge_book(orm, viewer)
    places = said_by_cities(orm, viewer, book, [city], language)
    named = [
        NamedChallenge(book.rows[challenge], book.title(challenge, language), own)
        for (challenge, _), said in places.items()
        if (own := [one for one in said if not one.proposed])
    ]
    return sorted(named, key=lambda one: (one.challenge.kind, fold(one.title.text)))
