"""A partner city: its facts, challenges, practices, wishes and sessions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.store.challenges import ChallengeMention, Practice, Wish
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem


@dataclass(frozen=True, slots=True)
class CityPage:
    """Everything on a city's page."""

    city: City
    mentions: list[ChallengeMention]
    practices: list[Practice]
    wishes: list[Wish]
    wished_for_by: list[Wish]
    tandems: list[Tandem]
    sessions: list[Session]


def city_page(orm: OrmSession, viewer: Viewer, code: str) -> CityPage:
    query = (
        select(City)
        .where(City.programme_id == viewer.programme, City.code == code.upper())
        .options(selectinload(City.aliases))
    )
    city = orm.scalars(query).one_or_none()
    if city is None:
        raise not_found()
    mentions = (
        select(ChallengeMention)
        .where(ChallengeMention.city_id == city.id)
        .options(joinedload(ChallengeMention.challenge))
    )
    practices = (
        select(Practice)
        .where(Practice.city_id == city.id)
        .options(selectinload(Practice.challenges))
        .order_by(Practice.key)
    )
    wishes = select(Wish).options(joinedload(Wish.practice), joinedload(Wish.teacher), joinedload(Wish.city))
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
            Session.cities.any(City.id == city.id),
            Session.programme_id == viewer.programme,
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
        )
        .options(selectinload(Session.cities))
        .order_by(Session.date.is_(None), Session.date, Session.id)
    )
    return CityPage(
        city,
        sorted(orm.scalars(mentions), key=lambda mention: (mention.challenge.kind, mention.challenge.title)),
        list(orm.scalars(practices)),
        list(orm.scalars(wishes.where(Wish.city_id == city.id).order_by(Wish.priority, Wish.id))),
        list(
            orm.scalars(
                wishes.where(or_(Wish.teacher_id == city.id, Wish.practice_id.in_(own_practices))).order_by(
                    Wish.id
                )
            )
        ),
        list(orm.scalars(tandems)),
        list(orm.scalars(sessions)),
    )
