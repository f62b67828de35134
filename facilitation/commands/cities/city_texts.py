"""Texts about a city: saved as they are typed, with their versions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.commands import saved_texts
from facilitation.commands.cities import places
from facilitation.commands.work import Work
from facilitation.domain.onboarding import MANDATE, PROFILE
from facilitation.store.cities import City
from facilitation.store.onboarding import CityText, CityTextVersion


def save(
    work: Work, city: City, kind: str, key: str, *, text: str, language: str, revision: int
) -> dict[str, Any]:
    """Save a text that was begun from `revision`; `Refused` conflict if somebody saved another one meanwhile.

    The result's `revision` is the one to begin from next.
    """

    def begin(known: str) -> CityText:
        return CityText(
            programme_id=work.programme,
            city_id=city.id,
            kind=kind,
            key=key,
            revision=0,
            text="",
            language=known,
            role=work.actor.role,
            updated_at=work.now,
        )

    return saved_texts.save(
        work,
        text_of(work, city, kind, key),
        begin,
        CityTextVersion,
        text=text,
        language=places.written_in(language),
        revision=revision,
        origin=_origin(kind),
    )


def restore(work: Work, city: City, kind: str, key: str, number: int) -> dict[str, Any]:
    """Bring an earlier version back as a new one; the present text stays among the versions."""
    kept = text_of(work, city, kind, key)
    return saved_texts.restore(work, kept, CityTextVersion, number, origin=_origin(kind))


def text_of(work: Work, city: City, kind: str, key: str) -> CityText | None:
    """The text as it stands, held until the end of the transaction."""
    query = (
        select(CityText)
        .where(CityText.city_id == city.id, CityText.kind == kind, CityText.key == key)
        .with_for_update()
    )
    return work.orm.scalars(query).one_or_none()


def _origin(kind: str) -> str:
    """The profile, or the notes of the call; mandates stand in the profile."""
    return PROFILE if kind == MANDATE else kind
