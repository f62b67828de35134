"""How many cities share which challenge, for those who need no places: the programme's home."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title, title_in
from facilitation.domain.cities import fold
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.challenges.book import challenge_book
from facilitation.store.challenges import Challenge, ChallengeMention


@dataclass(frozen=True, slots=True)
class Shared:
    """A challenge with the ids of the cities that really named it, and of those that did in play only."""

    title: Title
    real: set[int]
    played: set[int]

    @property
    def named_by(self) -> int:
        return len(self.real)


def shared_challenges(orm: OrmSession, viewer: Viewer, language: str | None) -> list[Shared]:
    """The programme's challenges, those that most cities named first.

    It counts as the heat-map does; that one also tells where everything was said.
    """
    if viewer.is_guest:
        raise not_found()
    book = challenge_book(orm, viewer)
    now = {challenge_id: book.standing(challenge_id).id for challenge_id in book.rows}
    rows = {row.id: Shared(title_in(row, language), set(), set()) for row in book.present}
    namings = (
        select(ChallengeMention.challenge_id, ChallengeMention.city_id, ChallengeMention.simulated)
        .join(Challenge, ChallengeMention.challenge_id == Challenge.id)
        .where(Challenge.programme_id == viewer.programme, ChallengeMention.counts)
    )
    for challenge, city, simulated in orm.execute(namings):
        if challenge not in now:  # added since the book was read
            continue
        row = rows[now[challenge]]
        (row.played if simulated else row.real).add(city)
    return sorted(rows.values(), key=lambda row: (-row.named_by, fold(row.title.text)))
