"""The programme's challenges with their titles, and what each of them stands for now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title, look_alikes, title_in
from facilitation.domain.permissions import Viewer
from facilitation.store.challenges import Challenge


@dataclass(frozen=True, slots=True)
class ChallengeBook:
    """Every challenge of a programme by id, those that were merged included."""

    rows: Mapping[int, Challenge]

    def standing(self, challenge_id: int) -> Challenge:
        """What a challenge stands for now: itself, unless it was merged into another."""
        found, seen = self.rows[challenge_id], {challenge_id}
        while found.merged_into_id is not None and found.merged_into_id not in seen:
            seen.add(found.merged_into_id)
            found = self.rows[found.merged_into_id]
        return found

    @property
    def present(self) -> list[Challenge]:
        """Those that were not merged, by kind and first title."""
        rows = [row for row in self.rows.values() if row.merged_into_id is None]
        return sorted(rows, key=lambda row: (row.kind, row.title))

    def merged(self, challenge: Challenge) -> list[Challenge]:
        """All that stand for a challenge now besides itself, directly or through another, by their id."""
        others = (row for row in self.rows.values() if row is not challenge)
        return [row for row in others if self.standing(row.id) is challenge]

    def title(self, challenge_id: int, language: str | None) -> Title:
        """The title that a challenge has now, for a reader of `language`."""
        return title_in(self.standing(challenge_id), language)

    def alike(self, title: str) -> list[Challenge]:
        """What `title` may be another word for, the likest first."""
        found = look_alikes(title, self.rows.values())
        return list(dict.fromkeys(self.standing(row.id) for row in found))


def challenge_book(orm: OrmSession, viewer: Viewer) -> ChallengeBook:
    """The viewer's programme's challenges, by two statements."""
    query = select(Challenge).where(Challenge.programme_id == viewer.programme).order_by(Challenge.id)
    return ChallengeBook({row.id: row for row in orm.scalars(query)})


@dataclass(frozen=True, slots=True)
class Choice:
    """A challenge to choose in a list; one that was `merged` bears the title of what it stands for."""

    id: int
    title: Title
    merged: bool


def challenges_to_choose(orm: OrmSession, viewer: Viewer, language: str | None) -> list[Choice]:
    """The programme's challenges by kind and title, those that were merged last."""
    book = challenge_book(orm, viewer)
    rows = [*book.present, *(row for row in book.rows.values() if row.merged_into_id is not None)]
    return [Choice(row.id, book.title(row.id, language), row.merged_into_id is not None) for row in rows]


def titles_of(
    orm: OrmSession, viewer: Viewer, challenges: set[int], language: str | None
) -> dict[int, Title]:
    """By id the titles that these challenges have now, for a reader of `language`."""
    if not challenges:
        return {}
    book = challenge_book(orm, viewer)
    return {one: book.title(one, language) for one in challenges if one in book.rows}
