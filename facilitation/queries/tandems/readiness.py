"""What is known of each city before tandems are formed, what is inferred or missing, and whom to ask."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.origins import BOARD
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.wishes import stands
from facilitation.matching.rounds import Rules
from facilitation.queries.challenges.book import challenge_book
from facilitation.queries.challenges.places import said_by_cities
from facilitation.queries.tandems.tandems import confirmed_challenges
from facilitation.queries.wishes.wishes import CityAsked, cities_asked
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme

#: So many people of a city are named as those to ask.
CONTACTS_MOST = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of a city who can be asked."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class CityKnown:
    """What a round would rest on for one city.

    `languages` are the programme's where the city has none (`speaks_common`). `confirmed` challenges count;
    `proposed` were only said on boards so far. `asked` tells of its wishes.
    """

    city: City
    languages: list[str]
    speaks_common: bool
    confirmed: int
    proposed: int
    practices: int
    asked: CityAsked
    contacts: list[Contact]

    @property
    def missing(self) -> list[str]:
        """What a round would lack: "challenges", "practices", "wishes"."""
        counts = {
            "challenges": self.confirmed,
            "practices": self.practices,
            "wishes": self.asked.countable,
        }
        return [name for name, count in counts.items() if not count]

    @property
    def known(self) -> bool:
        """Whether a round has anything to weigh for this city: without, its utility is 0 anywhere."""
        return bool(self.confirmed or self.asked.countable)


@dataclass(frozen=True, slots=True)
class Readiness:
    """The cities by name, those that lack most first; the hours at which each is taken to work."""

    cities: list[CityKnown]
    opens: str
    closes: str

    @property
    def nothing_known(self) -> bool:
        return not any(one.known for one in self.cities)

    @property
    def complete(self) -> int:
        return sum(not one.missing for one in self.cities)


def readiness(orm: OrmSession, viewer: Viewer, cities: Sequence[City], now: dt.datetime) -> Readiness:
    """What is known of these cities of the programme; `Refused` not_found for others than coordinators."""
    if not COORDINATE(viewer, None):
        raise not_found()
    common = orm.scalar(select(Programme.languages).where(Programme.id == viewer.programme)) or []
    book = challenge_book(orm, viewer)
    confirmed = confirmed_challenges(orm, viewer, book)
    proposed: dict[int, set[str]] = defaultdict(set)
    for (challenge, city_id), said in said_by_cities(orm, viewer, book, cities, None).items():
        if any(one.origin == BOARD and not one.simulated for one in said):
            proposed[city_id].add(book.rows[challenge].key)
    practices = _practices(orm, viewer)
    contacts = _contacts(orm, viewer)
    asked = {one.city.id: one for one in cities_asked(orm, viewer, cities, now)}
    found = [
        CityKnown(
            city,
            list(city.languages or common),
            not city.languages,
            len(confirmed.get(city.id, ())),
            len(proposed[city.id] - confirmed.get(city.id, set())),
            practices[city.id],
            asked[city.id],
            contacts[city.id],
        )
        for city in cities
    ]
    rules = Rules()
    return Readiness(
        sorted(found, key=lambda one: (-len(one.missing), one.city.name)),
        _clock(rules.opens),
        _clock(rules.closes),
    )


def _practices(orm: OrmSession, viewer: Viewer) -> Counter[int]:
    query = select(Practice).where(Practice.programme_id == viewer.programme)
    return Counter(row.city_id for row in orm.scalars(query) if stands(row))


def _contacts(orm: OrmSession, viewer: Viewer) -> dict[int, list[Contact]]:
    """By city id its people who have an address, participants before the support organisation."""
    query = (
        select(Seat)
        .join(Person, Seat.person_id == Person.id)
        .where(
            Seat.programme_id == viewer.programme,
            Seat.role.in_(CITY_ROLES),
            Seat.removed_at.is_(None),
            Seat.city_id.is_not(None),
            Person.email.is_not(None),
        )
        .options(joinedload(Seat.person))
        .order_by(Seat.role, func.lower(Seat.name), Seat.id)
    )
    found: dict[int, list[Contact]] = defaultdict(list)
    for seat in orm.scalars(query):
        assert seat.person is not None and seat.person.email is not None and seat.city_id is not None
        if len(found[seat.city_id]) < CONTACTS_MOST:
            found[seat.city_id].append(Contact(seat.name, seat.person.email, seat.role))
    return found


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
