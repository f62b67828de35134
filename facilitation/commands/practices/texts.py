"""Handlers of the texts in which a city tells of a practice: saved as they are typed, with their versions."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands import saved_texts
from facilitation.commands.cities import places
from facilitation.commands.practices.practices import hold, require_offered, require_own_world
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.origins import PROFILE
from facilitation.domain.replication import FIELDS
from facilitation.store.challenges import Practice
from facilitation.store.replication import PracticeText, PracticeTextVersion


class WritePracticeText(msgspec.Struct):
    """`field` is one of domain/replication.FIELDS; `revision` is the one that the writer began from."""

    practice: int
    field: str
    text: str
    language: str
    revision: int


class RestorePracticeText(msgspec.Struct):
    """`version` is the number of the version to bring back."""

    practice: int
    field: str
    version: int


def write_text(work: Work, practice: Practice, payload: WritePracticeText) -> dict[str, Any]:
    """Save one field; `Refused` conflict if somebody else saved another text meanwhile."""
    kept = _held(work, practice, payload.field)

    def begin(known: str) -> PracticeText:
        return PracticeText(
            practice_id=practice.id,
            key=payload.field,
            revision=0,
            text="",
            language=known,
            updated_at=work.now,
        )

    return saved_texts.save(
        work,
        kept,
        begin,
        PracticeTextVersion,
        text=payload.text,
        language=places.written_in(payload.language),
        revision=payload.revision,
        origin=PROFILE,
        source="",
    )


def restore_text(work: Work, practice: Practice, payload: RestorePracticeText) -> dict[str, Any]:
    """Bring an earlier version of a field back, with the source that it had."""
    kept = _held(work, practice, payload.field)
    said = {"origin": PROFILE, "source": ""}
    if kept is not None:
        query = select(PracticeTextVersion).where(
            PracticeTextVersion.text_id == kept.id, PracticeTextVersion.number == payload.version
        )
        version = work.orm.scalars(query).one_or_none()
        if version is not None:
            said = {"origin": version.origin, "source": version.source}
    return saved_texts.restore(work, kept, PracticeTextVersion, payload.version, **said)


def _held(work: Work, practice: Practice, field: str) -> PracticeText | None:
    """The text as it stands, once it is known that the actor may write it now."""
    if field not in FIELDS:
        raise Refused("invalid", N_("Choose a field of the practice."), field="field")
    hold(work, practice)
    require_offered(practice)
    query = select(PracticeText).where(PracticeText.practice_id == practice.id, PracticeText.key == field)
    kept = work.orm.scalars(query.with_for_update()).one_or_none()
    if kept is not None and kept.text:
        require_own_world(work, kept)
    return kept
