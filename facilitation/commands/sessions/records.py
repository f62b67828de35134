"""Handlers of records: what scribes write down of a session, how it is corrected, taken back and restored.

Records can still be written and corrected after the end: minutes are drafted then, read by those who were
there, and drafted anew from the corrected records. Only an archived programme closes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import func, select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.work import Work
from facilitation.domain import records as rules
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.sessions import RECORD_LENGTH
from facilitation.domain.speakers import Present, Speaker, find_speaker
from facilitation.domain.texts import clean_text
from facilitation.store.records import RecordVersion, those_there
from facilitation.store.sessions import Record, Session

#: What a correction can change, and what a version keeps of it.
_CONTENT = ("block_id", "kind", "text", "language", "speaker", "speaker_seat_id", "city")


class Said(msgspec.Struct):
    """One thing that was said. Its speaker is a `seat` of those there, or a `speaker` by name and `city`."""

    kind: str
    text: str
    speaker: str = ""
    city: str | None = None
    seat: int | None = None


class AddRecord(msgspec.Struct):
    """`block`: the part of the session that it belongs to, None for none; left out, the present one."""

    session: int
    kind: str
    text: str
    speaker: str = ""
    city: str | None = None
    language: str | None = None
    seat: int | None = None
    block: int | None | UnsetType = UNSET


class AddRecords(msgspec.Struct):
    """Several at once, all or none of them. A refusal names the line in its field: "records.3.text"."""

    session: int
    records: list[Said]
    language: str | None = None
    block: int | None | UnsetType = UNSET


class ChangeRecord(msgspec.Struct):
    """What is not named stays as it is. `revision` is that of the record as it was read."""

    record: int
    revision: int
    kind: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    speaker: str | UnsetType = UNSET
    city: str | None | UnsetType = UNSET
    seat: int | None | UnsetType = UNSET
    block: int | None | UnsetType = UNSET


class TheRecord(msgspec.Struct):
    record: int


def add_record(work: Work, session: Session, payload: AddRecord) -> dict[str, Any]:
    """Write down a decision, point, question, answer or quote; it stands in the minutes at its place."""
    _require_room(work, session)
    block = _block(session, payload.block)
    language = language_here(work, session.id, payload.language)
    said = Said(payload.kind, payload.text, payload.speaker, payload.city, payload.seat)
    return {"record": _record(work, session, said, block, language, those_there(work.orm, session))}


def add_records(work: Work, session: Session, payload: AddRecords) -> dict[str, Any]:
    """Write down several things at once, such as a chat that somebody has looked through."""
    if not payload.records:
        raise Refused("invalid", N_("Choose at least one line."), field="records")
    if len(payload.records) > rules.AT_ONCE_MOST:
        raise Refused(
            "too_large",
            N_("At most %(most)d records can be saved at once."),
            field="records",
            most=rules.AT_ONCE_MOST,
        )
    _require_room(work, session, len(payload.records))
    block = _block(session, payload.block)
    language = language_here(work, session.id, payload.language)
    there = those_there(work.orm, session)
    for line, said in enumerate(payload.records, 1):
        try:
            _record(work, session, said, block, language, there)
        except Refused as refused:
            refused.field = f"records.{line}.{refused.field or 'text'}"
            raise
    return {"count": len(payload.records)}


def change_record(work: Work, record: Record, payload: ChangeRecord) -> dict[str, Any]:
    """Correct a record. What it said before is kept with who corrected it and when."""
    if record in work.orm.dirty:  # corrected in this same tick: a flush gives it its new revision
        work.orm.flush()
    rules.require_standing(record.removed)
    rules.require_unchanged(payload.revision, record.revision)
    session = record.session
    after: dict[str, Any] = {}
    if payload.kind is not UNSET:
        after["kind"] = rules.require_kind(payload.kind)
    if payload.text is not UNSET:
        after["text"] = clean_text(payload.text, field="text", limit=RECORD_LENGTH)
    if payload.block is not UNSET:
        after["block_id"] = _block(session, payload.block)
    if not all(one is UNSET for one in (payload.speaker, payload.city, payload.seat)):
        after |= _spoken(work, record, payload)
    if all(getattr(record, name) == value for name, value in after.items() if name != "known"):
        return {}
    _keep(work, record, rules.CHANGED)
    work.change(record, **after, edited=True)
    return {}


def remove_record(work: Work, record: Record, payload: TheRecord) -> dict[str, Any]:
    """Take a record back: it stands nowhere any more, until somebody restores it."""
    if not record.removed:
        _keep(work, record, rules.REMOVED)
        work.change(record, removed=True)
    return {}


def restore_record(work: Work, record: Record, payload: TheRecord) -> dict[str, Any]:
    """Put a record that was taken back where it stood."""
    if record.removed:
        _keep(work, record, rules.RESTORED)
        work.change(record, removed=False)
    return {}


def _record(
    work: Work,
    session: Session,
    said: Said,
    block: int | None,
    language: str | None,
    there: Sequence[Present],
) -> Record:
    kind, text, speaker = rules.clean_said(said.kind, said.text, said.speaker)
    return work.add(
        Record(
            session=session,
            block_id=block,
            seat_id=work.actor.seat,
            kind=kind,
            text=text,
            language=language,
            simulated=work.actor.simulated,
            created_at=work.now,
            **_speaker(work, speaker, said.city, said.seat, there),
        )
    )


def _require_room(work: Work, session: Session, more: int = 1) -> None:
    rules.require_can_be_recorded(session.standing)
    with work.orm.no_autoflush:
        count = select(func.count()).select_from(Record).where(Record.session_id == session.id)
        rules.require_room(work.orm.scalar(count) or 0, more)


def _block(session: Session, named: int | None | UnsetType) -> int | None:
    """The part of the session that is named, or else the present one."""
    if named is UNSET:
        return session.block_id
    if named is not None and all(block.id != named for block in session.blocks):
        raise Refused("invalid", N_("Choose a part of this session."), field="block")
    return named


def _speaker(
    work: Work, name: str, code: str | None, seat: int | None, there: Sequence[Present]
) -> dict[str, Any]:
    """Who said it, as columns of a record. Only a seat that wasn't there is refused, never a name."""
    city = city_by_code(work, code)
    if seat is not None:
        chosen = next((one for one in there if one.seat == seat), None)
        if chosen is None:
            raise not_found()
        found = Speaker(chosen.name, city.code if city else chosen.city, seat)
    else:
        spoken = clean_name_or_none(name, "speaker") or ""
        found = find_speaker(spoken, city.code if city else None, there)
    return {
        "speaker": found.name,
        "speaker_seat_id": found.seat,
        "city": found.city,
        "known": found.known,
    }


def _spoken(work: Work, record: Record, payload: ChangeRecord) -> dict[str, Any]:
    """Who said it after a correction; a name that is left out is the one that stands there."""
    there = those_there(work.orm, record.session)
    name = record.speaker if payload.speaker is UNSET else payload.speaker
    city = record.city if payload.city is UNSET else payload.city
    same = name == record.speaker and city == record.city
    if payload.seat is not UNSET:
        return _speaker(work, name, city, payload.seat, there)
    if same and record.speaker_seat_id is not None:
        return {}  # among namesakes somebody has chosen one
    return _speaker(work, name, city, None, there)


def _keep(work: Work, record: Record, step: str) -> None:
    """A line in the record's history; of a correction also what stood before."""
    before = {name: getattr(record, name) for name in _CONTENT} if step == rules.CHANGED else {}
    work.add(RecordVersion(record=record, seat_id=work.actor.seat, step=step, at=work.now, **before))
