"""The wishes of a city, and for the coordinators: which city has stated how many, and who is missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, Viewer
from facilitation.domain.wishes import STEP, Terms, sees_wishes_of, stands
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.onboarding import Reminder
from facilitation.store.people import Person, Seat
from facilitation.store.wishes import terms_of

#: Who states a city's wishes: its own people, and the coordinators for it.
STATES_WISHES = ACTS_FOR_CITY | COORDINATE


@dataclass(frozen=True, slots=True)
class CityWishes:
    """The wishes of a city: those that stand, by priority, and those that it withdrew, the latest first.

    `states` says whether the viewer states wishes of this city at all, `open` whether its people can now, and
    `changes` whether the viewer can now.
    """

    city: City
    standing: list[Wish]
    withdrawn: list[Wish]
    terms: Terms
    open: bool
    states: bool
    changes: bool

    @property
    def until(self) -> dt.datetime | None:
        return self.terms.until_for(self.city.id)

    @property
    def room(self) -> int:
        """How many more fit."""
        return max(0, self.terms.most - sum(not wish.simulated for wish in self.standing))


def wishes_of_city(orm: OrmSession, viewer: Viewer, city: City, now: dt.datetime) -> CityWishes:
    """All wishes of a city; `Refused` not_found for whoever may not see them."""
    if not sees_wishes_of(viewer, city.code):
        raise not_found()
    query = (
        select(Wish)
        .where(Wish.programme_id == viewer.programme, Wish.city_id == city.id)
        .options(
            joinedload(Wish.city),
            joinedload(Wish.teacher),
            joinedload(Wish.practice).joinedload(Practice.city),
        )
        .order_by(Wish.priority, Wish.id)
    )
    wishes = list(orm.scalars(query))
    terms = terms_of(orm, viewer.programme)
    states, is_open = STATES_WISHES(viewer, city), terms.open_for(city.id, now)
    return CityWishes(
        city,
        [wish for wish in wishes if stands(wish)],
        sorted(
            (wish for wish in wishes if wish.withdrawn_at is not None),
            key=lambda wish: str(wish.withdrawn_at),
            reverse=True,
        ),
        terms,
        is_open,
        states,
        states and not viewer.archived and (is_open or COORDINATE(viewer, None)),
    )


def wish_to_change(orm: OrmSession, viewer: Viewer, wish_id: int) -> Wish:
    """A wish that this viewer may change; `Refused` not_found for any other."""
    wish = orm.get(
        Wish, wish_id, options=[joinedload(Wish.city), joinedload(Wish.teacher), joinedload(Wish.practice)]
    )
    if wish is None or wish.programme_id != viewer.programme or not STATES_WISHES(viewer, wish):
        raise not_found()
    return wish


def practices_to_wish_for(orm: OrmSession, viewer: Viewer) -> list[Practice]:
    """The practices of the programme with their cities, by city and title."""
    query = (
        select(Practice)
        .join(City, Practice.city_id == City.id)
        .where(Practice.programme_id == viewer.programme)
        .options(joinedload(Practice.city))
        .order_by(City.name, Practice.title, Practice.id)
    )
    return [practice for practice in orm.scalars(query) if stands(practice)]


@dataclass(frozen=True, slots=True)
class CityAsked:
    """A city on the coordinators' page. `stated` wishes stand, `countable` of them name a practice or a city.

    `reachable` people of it have an address; `reminded` is when the last reminder went out.
    """

    city: City
    stated: int
    countable: int
    until: dt.datetime | None
    longer: bool
    open: bool
    reachable: int
    reminded: dt.datetime | None


def cities_asked(
    orm: OrmSession, viewer: Viewer, cities: Sequence[City], now: dt.datetime
) -> list[CityAsked]:
    """How far each city is with its wishes; `Refused` not_found for others than coordinators."""
    if not COORDINATE(viewer, None):
        raise not_found()
    terms = terms_of(orm, viewer.programme)
    stated: dict[int, int] = defaultdict(int)
    countable: dict[int, int] = defaultdict(int)
    wishes = select(Wish.city_id, Wish.practice_id, Wish.teacher_id).where(
        Wish.programme_id == viewer.programme, Wish.withdrawn_at.is_(None), Wish.simulated.is_(False)
    )
    for city_id, practice, teacher in orm.execute(wishes):
        stated[city_id] += 1
        countable[city_id] += practice is not None or teacher is not None
    reachable = _reachable(orm, viewer)
    reminders = (
        select(Reminder.city_id, func.max(Reminder.created_at))
        .where(Reminder.programme_id == viewer.programme, Reminder.step == STEP)
        .group_by(Reminder.city_id)
    )
    reminded = {city_id: at for city_id, at in orm.execute(reminders)}
    return [
        CityAsked(
            city,
            stated[city.id],
            countable[city.id],
            terms.until_for(city.id),
            city.id in terms.longer,
            terms.open_for(city.id, now),
            reachable.get(city.id, 0),
            reminded.get(city.id),
        )
        for city in cities
    ]


def _reachable(orm: OrmSession, viewer: Viewer) -> dict[int | None, int]:
    query = (
        select(Seat.city_id, func.count())
        .join(Person, Seat.person_id == Person.id)
        .where(
            Seat.programme_id == viewer.programme,
            Seat.role.in_(CITY_ROLES),
            Seat.removed_at.is_(None),
            Person.email.is_not(None),
        )
        .group_by(Seat.city_id)
    )
    return {city_id: people for city_id, people in orm.execute(query)}
