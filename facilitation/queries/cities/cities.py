"""A partner city: its facts, challenges, practices, wishes and sessions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.cities import fold, matches
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.challenges.challenges import NamedChallenge, challenges_of_city
from facilitation.queries.sessions.for_whom import took_part
from facilitation.queries.sessions.sessions import in_order
from facilitation.queries.wishes.seen import visible_wishes
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City, CityAlias, Organisation, OrganisationCity
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem

#: So many cities stand on one page of the list.
PAGE = 60


@dataclass(frozen=True, slots=True)
class CityList:
    """One page of the cities that were looked for. `matching` of `total` were found; pages count from 1."""

    cities: list[City]
    matching: int
    total: int
    page: int
    pages: int


def cities_listed(orm: OrmSession, viewer: Viewer, search: str = "", page: int = 1) -> CityList:
    """The cities by name; with `search` those that any of their names, code, country or organisation fits.

    A page beyond the last gives the last. Aliases and organisations are loaded for the page's cities.
    """
    if viewer.is_guest:
        raise not_found()
    own = City.programme_id == viewer.programme
    columns = (City.id, City.name, City.code, City.country, City.country_code)
    names = {row.id: list(row[1:]) for row in orm.execute(select(*columns).where(own).order_by(City.name))}
    total = len(names)
    wanted = fold(search)
    if wanted:
        aliases = select(CityAlias.city_id, CityAlias.name).join(City).where(own)
        supports = (
            select(OrganisationCity.city_id, Organisation.name)
            .join(Organisation, Organisation.id == OrganisationCity.organisation_id)
            .where(Organisation.programme_id == viewer.programme)
        )
        for query in (aliases, supports):
            for city_id, name in orm.execute(query):
                names[city_id].append(name)
    found = [city_id for city_id, given in names.items() if not wanted or matches(wanted, given)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    on_page = (
        select(City)
        .where(City.id.in_(found[(page - 1) * PAGE : page * PAGE]))
        .options(selectinload(City.aliases), selectinload(City.organisations))
        .order_by(City.name)
    )
    return CityList(list(orm.scalars(on_page)), len(found), total, page, pages)


def city_for(orm: OrmSession, viewer: Viewer, code: str) -> City:
    """One city with its names and organisations; `Refused` not_found for what is not there."""
    query = (
        select(City)
        .where(City.programme_id == viewer.programme, City.code == code.upper())
        .options(selectinload(City.aliases), selectinload(City.organisations))
    )
    city = orm.scalars(query).one_or_none()
    if city is None or viewer.is_guest:
        raise not_found()
    return city


def other_names(orm: OrmSession, viewer: Viewer) -> dict[int, str]:
    """By city id the names that it is also known by, in one line: what a city is found by."""
    query = select(CityAlias.city_id, CityAlias.name).join(City).where(City.programme_id == viewer.programme)
    names: dict[int, str] = {}
    for city, name in orm.execute(query.order_by(CityAlias.name)):
        names[city] = f"{names[city]} {name}" if city in names else name
    return names


def cities_with_names(orm: OrmSession, viewer: Viewer) -> list[City]:
    """All cities with their aliases: what a sheet is compared with."""
    query = (
        select(City)
        .where(City.programme_id == viewer.programme)
        .options(selectinload(City.aliases))
        .order_by(City.id)
    )
    return list(orm.scalars(query))


def cities_in_full(orm: OrmSession, viewer: Viewer) -> list[City]:
    """All cities by name, with their aliases and organisations; `Refused` not_found for guests."""
    if viewer.is_guest:
        raise not_found()
    query = (
        select(City)
        .where(City.programme_id == viewer.programme)
        .options(selectinload(City.aliases), selectinload(City.organisations))
        .order_by(City.name, City.id)
    )
    return list(orm.scalars(query))


def count_of_cities(orm: OrmSession, viewer: Viewer) -> int:
    return orm.scalar(select(func.count()).where(City.programme_id == viewer.programme)) or 0


@dataclass(frozen=True, slots=True)
class CityPage:
    """Everything on a city's page; of the wishes those that the viewer sees."""

    city: City
    challenges: list[NamedChallenge]
    practices: list[Practice]
    wishes: list[Wish]
    wished_for_by: list[Wish]
    tandems: list[Tandem]
    sessions: list[Session]


def city_page(orm: OrmSession, viewer: Viewer, code: str, language: str | None = None) -> CityPage:
    """One city's page, with the titles of challenges for a reader of `language`."""
    city = city_for(orm, viewer, code)
    practices = (
        select(Practice)
        .where(Practice.city_id == city.id)
        .options(selectinload(Practice.challenges))
        .order_by(Practice.key)
    )
    own_practices = select(Practice.id).where(Practice.city_id == city.id)
    tandems = (
        select(Tandem)
        .join(Round)
        .where(Round.status == "published", Tandem.cities.any(City.id == city.id))
        .options(selectinload(Tandem.cities))
    )
    sessions = (
        select(Session)
        .where(
            or_(Session.cities.any(City.id == city.id), took_part(city.code)),
            Session.programme_id == viewer.programme,
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
        )
        .options(selectinload(Session.cities), selectinload(Session.cities_there))
    )
    return CityPage(
        city,
        challenges_of_city(orm, viewer, city, language),
        list(orm.scalars(practices)),
        visible_wishes(orm, viewer, Wish.city_id == city.id),
        visible_wishes(orm, viewer, or_(Wish.teacher_id == city.id, Wish.practice_id.in_(own_practices))),
        list(orm.scalars(tandems)),
        in_order(orm.scalars(sessions)),
    )
