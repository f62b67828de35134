"""Saving texts as they are typed: nobody writes over what they have not seen, and versions stay.

The rows are those of whichever chapter has the text: they have the columns of store/onboarding.CityText, and
its versions those of CityTextVersion.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.onboarding import SITTING, TEXT_LENGTH
from facilitation.domain.texts import clean_optional


def save(
    work: Work,
    kept: Any | None,
    begin: Callable[[str], Any],
    versions: Any,
    *,
    text: str,
    language: str | None,
    revision: int,
    **hand: Any,
) -> dict[str, Any]:
    """Save a text that was begun from `revision`; `Refused` conflict if somebody saved another one meanwhile.

    `language` is the code of one, None where it isn't said. `begin(language)` makes the row where there is
    none yet; `versions` is the model of its versions; `hand` are the columns that say whose text it is from
    now on. The result's `revision` is the one to begin from next.
    """
    cleaned = clean_optional(text, field="text", limit=TEXT_LENGTH)
    if language is None:
        raise Refused("invalid", N_("Choose a language."), field="language")
    if kept is None and not cleaned:
        return {"revision": 0}
    if kept is not None and (kept.text, kept.language) == (cleaned, language):
        return {"revision": kept.revision}
    if kept is not None and kept.revision != revision:
        raise Refused(
            "conflict",
            N_("Somebody else saved this meanwhile. Both texts stand here: choose what stays."),
            field="text",
        )
    if kept is None:
        kept = work.add(begin(language))
        work.orm.flush()
    _write(work, kept, versions, cleaned, language, hand)
    return {"revision": kept.revision}


def restore(work: Work, kept: Any | None, versions: Any, number: int, **hand: Any) -> dict[str, Any]:
    """Bring an earlier version back as a new one; the present text stays among the versions."""
    if kept is None:
        raise not_found()
    query = select(versions).where(versions.text_id == kept.id, versions.number == number)
    version = work.orm.scalars(query).one_or_none()
    if version is None:
        raise not_found()
    if (version.text, version.language) != (kept.text, kept.language):
        _write(work, kept, versions, version.text, version.language, hand, restored=version.number)
    return {"revision": kept.revision}


def _write(
    work: Work,
    kept: Any,
    versions: Any,
    text: str,
    language: str,
    hand: dict[str, Any],
    restored: int | None = None,
) -> None:
    hand = {"seat_id": work.actor.seat, "role": work.actor.role, "simulated": work.actor.simulated} | hand
    said = {"text": text, "language": language} | hand
    work.change(kept, revision=kept.revision + 1, updated_at=work.now, **said)
    newest = select(versions).where(versions.text_id == kept.id).order_by(versions.number.desc()).limit(1)
    last = work.orm.scalars(newest).one_or_none()
    if last is not None and restored is None and _same_sitting(work, last):
        work.change(last, text=text, language=language, saved_at=work.now)
        return
    work.add(
        versions(
            text_id=kept.id,
            number=last.number + 1 if last else 1,
            restored=restored,
            begun_at=work.now,
            saved_at=work.now,
            **said,
        )
    )


def _same_sitting(work: Work, last: Any) -> bool:
    hand = (work.actor.seat, work.actor.role)
    recent = work.now - last.begun_at < SITTING
    return recent and last.restored is None and (last.seat_id, last.role) == hand
