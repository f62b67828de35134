"""The practices that a canvas can be opened for, and those that the cities of a tandem wish to learn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.replication import ReplicationFacts
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.tandems import Tandem
from facilitation.store.told import told_by_practice

#: So many canvases are ticked at first: more would hardly be filled in in one workshop.
LIKELY_MOST = 6


@dataclass(frozen=True, slots=True)
class CanvasChoice:
    """A practice for a receiving city; `wished`: that city wishes for it; `likely`: it is ticked at first."""

    practice: Practice
    city: City
    wished: bool
    likely: bool


def practices_to_choose(orm: OrmSession, viewer: Viewer) -> list[Practice]:
    """Every practice that is offered in the programme, by its city and title."""
    query = (
        select(Practice)
        .join(City, Practice.city_id == City.id)
        .where(Practice.programme_id == viewer.programme, Practice.withdrawn_at.is_(None))
        .options(joinedload(Practice.city))
        .order_by(City.name, func.lower(Practice.title), Practice.id)
    )
    return list(orm.scalars(query))


def choices_of_tandem(orm: OrmSession, viewer: Viewer, tandem: Tandem) -> list[CanvasChoice]:
    """Each practice of a tandem's cities for each other of its cities: wished ones first.

    Those are likely; where none is wished, those of which the city tells something, and at most LIKELY_MOST.
    Wishes are told to those who coordinate, who may read all of them, and to nobody else.
    """
    ids = [city.id for city in tandem.cities]
    query = (
        select(Practice)
        .where(Practice.city_id.in_(ids), Practice.withdrawn_at.is_(None))
        .options(joinedload(Practice.city))
        .order_by(Practice.title, Practice.id)
    )
    practices = list(orm.scalars(query))
    wished: set[tuple[int, int]] = set()
    if COORDINATE(viewer, None):
        # What they wish for from cities outside of the tandem is none of its choices.
        wishes = select(Wish.city_id, Wish.practice_id).where(
            Wish.city_id.in_(ids),
            Wish.practice_id.in_([practice.id for practice in practices]),
            Wish.withdrawn_at.is_(None),
        )
        wished = {(city, practice) for city, practice in orm.execute(wishes) if practice is not None}
    told = told_by_practice(orm, [practice.id for practice in practices])
    telling = {practice for practice, facts in told.items() if facts != ReplicationFacts()}
    pairs = [
        (practice, city) for practice in practices for city in tandem.cities if city.id != practice.city_id
    ]
    pairs.sort(key=lambda pair: ((pair[1].id, pair[0].id) not in wished, pair[0].id not in telling))
    likely = wished or {(city.id, practice.id) for practice, city in pairs if practice.id in telling}
    ticked = [pair for pair in pairs if (pair[1].id, pair[0].id) in likely][:LIKELY_MOST]
    return [
        CanvasChoice(practice, city, (city.id, practice.id) in wished, (practice, city) in ticked)
        for practice, city in pairs
    ]
