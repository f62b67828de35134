"""Saving texts about a city as they are typed: nobody writes over what they have not seen, versions stay."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.onboarding import MANDATE, PROFILE, SITTING, TEXT_LENGTH
from facilitation.domain.texts import clean_optional
from facilitation.store.cities import City
from facilitation.store.onboarding import CityText, CityTextVersion


def save(
    work: Work, city: City, kind: str, key: str, *, text: str, language: str, revision: int
) -> dict[str, Any]:
    """Save a text that was begun from `revision`; `Refused` conflict if somebody saved another one meanwhile.

    The result's `revision` is the one to begin from next.
    """
    cleaned = clean_optional(text, field="text", limit=TEXT_LENGTH)
    known = places.written_in(language)
    if known is None:
        raise Refused("invalid", N_("Choose a language."), field="language")
    kept = text_of(work, city, kind, key)
    if kept is None and not cleaned:
        return {"revision": 0}
    if kept is not None and (kept.text, kept.language) == (cleaned, known):
        return {"revision": kept.revision}
    if kept is not None and kept.revision != revision:
        raise Refused(
            "conflict",
            N_("Somebody else saved this meanwhile. Both texts stand here: choose what stays."),
            field="text",
        )
    if kept is None:
        kept = work.add(
            CityText(
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
        )
        work.orm.flush()
    _write(work, kept, cleaned, known)
    return {"revision": kept.revision}


def restore(work: Work, city: City, kind: str, key: str, number: int) -> dict[str, Any]:
    """Bring an earlier version back as a new one; the present text stays among the versions."""
    kept = text_of(work, city, kind, key)
    if kept is None:
        raise not_found()
    query = select(CityTextVersion).where(
        CityTextVersion.text_id == kept.id, CityTextVersion.number == number
    )
    version = work.orm.scalars(query).one_or_none()
    if version is None:
        raise not_found()
    if (version.text, version.language) != (kept.text, kept.language):
        _write(work, kept, version.text, version.language, restored=version.number)
    return {"revision": kept.revision}


def text_of(work: Work, city: City, kind: str, key: str) -> CityText | None:
    """The text as it stands, held until the end of the transaction."""
    query = (
        select(CityText)
        .where(CityText.city_id == city.id, CityText.kind == kind, CityText.key == key)
        .with_for_update()
    )
    return work.orm.scalars(query).one_or_none()


def _write(work: Work, kept: CityText, text: str, language: str, restored: int | None = None) -> None:
    hand = {"seat_id": work.actor.seat, "role": work.actor.role, "simulated": work.actor.simulated}
    # The profile, or the notes of the call; mandates stand in the profile.
    hand["origin"] = PROFILE if kept.kind == MANDATE else kept.kind
    said = {"text": text, "language": language} | hand
    work.change(kept, revision=kept.revision + 1, updated_at=work.now, **said)
    newest = (
        select(CityTextVersion)
        .where(CityTextVersion.text_id == kept.id)
        .order_by(CityTextVersion.number.desc())
        .limit(1)
    )
    last = work.orm.scalars(newest).one_or_none()
    if last is not None and restored is None and _same_sitting(work, last):
        work.change(last, text=text, language=language, saved_at=work.now)
        return
    work.add(
        CityTextVersion(
            text_id=kept.id,
            number=last.number + 1 if last else 1,
            restored=restored,
            begun_at=work.now,
            saved_at=work.now,
            **said,
        )
    )


def _same_sitting(work: Work, last: CityTextVersion) -> bool:
    hand = (work.actor.seat, work.actor.role)
    recent = work.now - last.begun_at < SITTING
    return recent and last.restored is None and (last.seat_id, last.role) == hand
