"""Which wishes somebody sees: their own city's, all of them as a coordinator, else those that are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.permissions import Viewer
from facilitation.domain.wishes import sees_wishes_of
from facilitation.store.challenges import Practice, Wish
from facilitation.store.tandems import Round

#: What a wish is known by in every copy of a round: its city, the key of its practice, the code of its
#: teacher. No city has two that are the same in this.
Key = tuple[str, str | None, str | None]


def visible_wishes(orm: OrmSession, viewer: Viewer, *conditions: ColumnElement[bool]) -> list[Wish]:
    """The wishes of the programme that this viewer sees, of those that meet `conditions`, by priority.

    Others than the city and the coordinators see a wish only if a published tandem meets it and its city
    agreed to show it. What is withdrawn is none.
    """
    query = (
        select(Wish)
        .where(Wish.programme_id == viewer.programme, Wish.withdrawn_at.is_(None), *conditions)
        .options(
            joinedload(Wish.city),
            joinedload(Wish.teacher),
            joinedload(Wish.practice).joinedload(Practice.city),
        )
        .order_by(Wish.priority, Wish.id)
    )
    wishes = list(orm.scalars(query))
    own = {wish.id for wish in wishes if sees_wishes_of(viewer, wish.city.code)}
    others = any(_is_shown(wish) and wish.id not in own for wish in wishes)
    met = met_by_published(orm, viewer) if others else set()
    return [wish for wish in wishes if wish.id in own or (_is_shown(wish) and key_of(wish) in met)]


def shown_wishes(orm: OrmSession, viewer: Viewer) -> dict[Key, str]:
    """The wishes of the programme that their cities agreed to show, with the words that they have now."""
    query = (
        select(Wish)
        .where(Wish.programme_id == viewer.programme, Wish.shown.is_(True), Wish.withdrawn_at.is_(None))
        .options(joinedload(Wish.city), joinedload(Wish.teacher), joinedload(Wish.practice))
    )
    return {key_of(wish): wish.text for wish in orm.scalars(query) if _is_shown(wish)}


def met_by_published(orm: OrmSession, viewer: Viewer) -> set[Key]:
    """What the wishes are known by that the published tandems meet."""
    query = select(Round.problem, Round.answer).where(
        Round.programme_id == viewer.programme, Round.status == "published"
    )
    return {
        key_in(problem["wishes"][met["wish"]])
        for problem, answer in orm.execute(query)
        for tandem in (answer or {}).get("tandems") or ()
        for met in tandem.get("wishes_met") or ()
    }


def key_of(wish: Wish) -> Key:
    """What a wish is known by, with its city, practice and teacher loaded."""
    return (
        wish.city.code,
        wish.practice.key if wish.practice else None,
        wish.teacher.code if wish.teacher else None,
    )


def key_in(wish: Mapping[str, Any]) -> Key:
    """The same of a wish in the pinned form of a round."""
    return (wish["city"], wish.get("practice"), wish.get("teacher"))


def _is_shown(wish: Wish) -> bool:
    """A wish of the play is in no round, so that none of a round is it."""
    return wish.shown and not wish.simulated
