"""One challenge's page: who named it and where, what answers it, what was merged; and one naming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.challenges import Title, title_in
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, Viewer
from facilitation.domain.sessions import PLANNED
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.queries.challenges.places import Said, said_by_cities
from facilitation.queries.challenges.topics import topics_of_challenge
from facilitation.queries.wishes.seen import visible_wishes
from facilitation.store.challenges import Challenge, ChallengeMention, Practice, PracticeChallenge, Wish
from facilitation.store.cities import City
from facilitation.store.sessions import Session

NAMES_FOR_CITY = ACTS_FOR_CITY | COORDINATE


@dataclass(frozen=True, slots=True)
class CityNaming:
    """A city with every place where it named the challenge; `mine` are the mentions the viewer may change."""

    city: City
    said: list[Said]
    mine: frozenset[int]


@dataclass(frozen=True, slots=True)
class ChallengePage:
    """Everything on a challenge's page.

    `wishes` are those that the viewer sees, `withdrawn` namings that they may restore, `merged` the
    challenges that stand for it now, each with the titles it had, `topics` the ids of what it is about.
    """

    challenge: Challenge
    title: Title
    named: list[CityNaming]
    of: int
    practices: list[Practice]
    wishes: list[Wish]
    merged: list[tuple[Challenge, Title]]
    withdrawn: list[ChallengeMention]
    book: ChallengeBook
    topics: list[int]

    @property
    def named_by(self) -> int:
        """How many cities really named it."""
        return sum(any(said.counts for said in one.said) for one in self.named)


def challenge_page(
    orm: OrmSession, viewer: Viewer, challenge_id: int, language: str | None, cities: Sequence[City]
) -> ChallengePage:
    """A challenge of the viewer's programme; one that was merged gives the page of what it stands for.

    `cities` are all of the programme's: whoever asks has loaded them already.
    """
    if viewer.is_guest:
        raise not_found()
    book = challenge_book(orm, viewer)
    if challenge_id not in book.rows:
        raise not_found()
    challenge = book.standing(challenge_id)
    merged = book.merged(challenge)
    alike = [challenge, *merged]
    by_id = {city.id: city for city in cities}
    places = said_by_cities(orm, viewer, book, cities, language, alike)
    named = [
        CityNaming(by_id[city], said, _own(viewer, by_id[city], said)) for (_, city), said in places.items()
    ]
    ids = [row.id for row in alike]
    answering = select(PracticeChallenge.practice_id).where(PracticeChallenge.challenge_id.in_(ids))
    offered = (Practice.id.in_(answering), Practice.withdrawn_at.is_(None))
    practices = select(Practice).where(*offered).options(joinedload(Practice.city))
    withdrawn = (
        select(ChallengeMention)
        .where(ChallengeMention.challenge_id.in_(ids), ChallengeMention.withdrawn_at.is_not(None))
        .options(joinedload(ChallengeMention.city), joinedload(ChallengeMention.session))
        .order_by(ChallengeMention.withdrawn_at.desc())
    )
    return ChallengePage(
        challenge,
        title_in(challenge, language),
        sorted(named, key=lambda one: one.city.name),
        len(cities),
        list(orm.scalars(practices.order_by(Practice.key))),
        visible_wishes(orm, viewer, Wish.practice_id.in_(answering)),
        [(row, title_in(row, language)) for row in merged],
        [row for row in orm.scalars(withdrawn) if NAMES_FOR_CITY(viewer, row) and _same_world(viewer, row)],
        book,
        topics_of_challenge(orm, viewer, book, challenge),
    )


def _own(viewer: Viewer, city: City, said: list[Said]) -> frozenset[int]:
    if viewer.archived or not NAMES_FOR_CITY(viewer, city):
        return frozenset()
    return frozenset(one.mention for one in said if one.mention and _same_world(viewer, one))


def _same_world(viewer: Viewer, said: Said | ChallengeMention) -> bool:
    """Whoever is simulated changes nothing that was really said."""
    return said.simulated or not viewer.simulated


def mention_to_change(orm: OrmSession, viewer: Viewer, mention_id: int) -> ChallengeMention:
    """A naming that this viewer may change; `Refused` not_found for any other."""
    found = orm.get(ChallengeMention, mention_id, options=[joinedload(ChallengeMention.city)])
    if found is None or found.programme_id != viewer.programme or not NAMES_FOR_CITY(viewer, found):
        raise not_found()
    if not _same_world(viewer, found):
        raise not_found()
    return found


def sessions_to_name(orm: OrmSession, viewer: Viewer) -> list[Session]:
    """The sessions in which a city can have named something: those held or running, the latest first.

    Onboarding calls are a place of their own.
    """
    query = select(Session).where(
        Session.programme_id == viewer.programme,
        Session.removed.is_(False),
        Session.cancelled.is_(False),
        Session.rehearsal_of.is_(None),
        Session.status != PLANNED,
        Session.type != "onboarding",
    )
    return list(orm.scalars(query.order_by(Session.date.is_(None), Session.date.desc(), Session.id.desc())))
