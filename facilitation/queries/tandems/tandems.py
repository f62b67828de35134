"""Rounds and tandems: the question as the programme stands, its answers, and what was published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.challenges import Title
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.wishes import stands
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.queries.wishes.seen import visible_wishes
from facilitation.store.challenges import ChallengeMention, Practice, Wish
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem


def round_problem(orm: OrmSession, viewer: Viewer, dates: Sequence[dt.date]) -> dict:
    """The programme's cities, practices and wishes in the pinned file form of a round.

    What is simulated or withdrawn is left out, and so is what boards said; namings, practices and wishes
    count. A merged challenge counts as the one that it stands for. A city without languages speaks the
    programme's.
    """
    cities = list(orm.scalars(select(City).where(City.programme_id == viewer.programme).order_by(City.code)))
    codes = {city.id: city.code for city in cities}
    common = orm.scalar(select(Programme.languages).where(Programme.id == viewer.programme)) or []
    book = challenge_book(orm, viewer)
    keys = {challenge_id: book.standing(challenge_id).key for challenge_id in book.rows}
    named = confirmed_challenges(orm, viewer, book)
    practices = [
        practice
        for practice in orm.scalars(
            select(Practice)
            .where(Practice.programme_id == viewer.programme)
            .options(selectinload(Practice.challenges))
            .order_by(Practice.key)
        )
        if stands(practice)
    ]
    practice_keys = {practice.id: practice.key for practice in practices}
    wishes = orm.scalars(
        select(Wish)
        .where(Wish.programme_id == viewer.programme, Wish.simulated.is_(False), Wish.withdrawn_at.is_(None))
        .order_by(Wish.id)
    )
    return {
        "cities": [
            {
                "id": city.code,
                "name": city.name,
                "time_zone": city.time_zone,
                "languages": city.languages or common,
                "challenges": sorted(named.get(city.id, ())),
                "capacity": 1,
            }
            for city in cities
        ],
        "practices": [
            {
                "id": practice.key,
                "city": codes[practice.city_id],
                "title": practice.title,
                "challenges": sorted({keys[challenge.id] for challenge in practice.challenges}),
            }
            for practice in practices
        ],
        "wishes": [
            {
                "city": codes[wish.city_id],
                "practice": practice_keys.get(wish.practice_id) if wish.practice_id is not None else None,
                "teacher": codes.get(wish.teacher_id) if wish.teacher_id is not None else None,
                "priority": wish.priority,
                "text": wish.text,
            }
            for wish in wishes
        ],
        "rules": {"sizes": [2, 3], "min_common_hours": 1, "dates": [day.isoformat() for day in dates]},
    }


def confirmed_challenges(orm: OrmSession, viewer: Viewer, book: ChallengeBook) -> dict[int, set[str]]:
    """By city id the keys of the challenges that it named and that count: neither in play nor withdrawn."""
    named: dict[int, set[str]] = defaultdict(set)
    namings = (
        select(ChallengeMention.city_id, ChallengeMention.challenge_id)
        .join(City, ChallengeMention.city_id == City.id)
        .where(City.programme_id == viewer.programme)
        .where(ChallengeMention.simulated.is_(False), ChallengeMention.withdrawn_at.is_(None))
    )
    for city_id, challenge_id in orm.execute(namings):
        named[city_id].add(book.standing(challenge_id).key)
    return named


def latest_round(orm: OrmSession, viewer: Viewer) -> Round | None:
    """The round that was asked for last. Proposals are for the coordination team until they are published."""
    if not _coordinates(viewer):
        return published_round(orm, viewer)
    query = (
        select(Round)
        .where(Round.programme_id == viewer.programme)
        .options(selectinload(Round.tandems).selectinload(Tandem.cities))
        .order_by(Round.id.desc())
        .limit(1)
    )
    return orm.scalars(query).first()


def published_round(orm: OrmSession, viewer: Viewer) -> Round | None:
    """The round whose tandems stand."""
    query = (
        select(Round)
        .where(Round.programme_id == viewer.programme, Round.status == "published")
        .options(selectinload(Round.tandems).selectinload(Tandem.cities))
        .order_by(Round.id.desc())
    )
    return orm.scalars(query).first()


def round_for(orm: OrmSession, viewer: Viewer, round_id: int) -> Round:
    found = orm.get(Round, round_id, options=[selectinload(Round.tandems).selectinload(Tandem.cities)])
    if found is None or found.programme_id != viewer.programme:
        raise not_found()
    if found.status != "published" and not _coordinates(viewer):
        raise not_found()
    return found


def _coordinates(viewer: Viewer) -> bool:
    return COORDINATE(viewer, None)


def tandem_for(orm: OrmSession, viewer: Viewer, tandem_id: int) -> Tandem:
    found = orm.get(Tandem, tandem_id, options=[selectinload(Tandem.cities), selectinload(Tandem.round)])
    if found is None or found.programme_id != viewer.programme:
        raise not_found()
    return found


def workshops(orm: OrmSession, viewer: Viewer) -> dict[int, Session]:
    """The scheduled solution workshop of each tandem that has one, by tandem id."""
    query = select(Session).where(
        Session.programme_id == viewer.programme,
        Session.tandem_id.is_not(None),
        Session.cancelled.is_(False),
        Session.removed.is_(False),
    )
    found = orm.scalars(query)
    return {session.tandem_id: session for session in found if session.tandem_id is not None}


def wish_sources(orm: OrmSession, viewer: Viewer) -> Sequence[str]:
    """Where the wishes that the viewer sees are written down, as far as that is recorded; each place once."""
    return sorted({wish.source for wish in visible_wishes(orm, viewer) if wish.source})


def challenge_titles(orm: OrmSession, viewer: Viewer, language: str | None) -> dict[str, Title]:
    """Titles of the programme's challenges by key, for explaining an answer to a reader of `language`."""
    book = challenge_book(orm, viewer)
    return {row.key: book.title(row.id, language) for row in book.rows.values()}
