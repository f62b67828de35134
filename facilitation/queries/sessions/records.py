"""Records as live readers get them, and with their history as those who record read them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import not_found
from facilitation.domain.speakers import Present, labels
from facilitation.domain.wire import RecordRow
from facilitation.store.documents import DocumentRow
from facilitation.store.people import Seat
from facilitation.store.records import RecordVersion, those_there
from facilitation.store.sessions import Record, Session


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a record's history; `before` is what it said until then, of a correction only."""

    step: str
    at: dt.datetime
    by: str
    before: RecordVersion | None


@dataclass(frozen=True, slots=True)
class RecordTold:
    """A record with who wrote it ("" once they are erased) and its history, the latest step first."""

    record: Record
    by: str
    steps: list[Step] = field(default_factory=list)


def render_record(record: Record) -> RecordRow:
    return {
        "id": record.id,
        "block": record.block_id,
        "kind": record.kind,
        "text": record.text,
        "language": record.language,
        "speaker": record.speaker,
        "seat": record.speaker_seat_id,
        "city": record.city,
        "known": record.known,
        "edited": record.edited,
        "simulated": record.simulated,
        "revision": record.revision,
    }


def records_told(orm: OrmSession, session: Session) -> list[RecordTold]:
    """All records of a session in the order they were written, those taken back included."""
    query = (
        select(Record, Seat.name)
        .outerjoin(Seat, Record.seat_id == Seat.id)
        .where(Record.session_id == session.id)
        .order_by(Record.id)
    )
    steps = _steps(orm, session)
    return [RecordTold(record, by or "", steps[record.id]) for record, by in orm.execute(query)]


def record_told(orm: OrmSession, session: Session, record_id: int) -> RecordTold:
    """One record of the session with its history."""
    found = next((one for one in records_told(orm, session) if one.record.id == record_id), None)
    if found is None:
        raise not_found()
    return found


def _steps(orm: OrmSession, session: Session) -> dict[int, list[Step]]:
    query = (
        select(RecordVersion, Seat.name)
        .join(Record, RecordVersion.record_id == Record.id)
        .outerjoin(Seat, RecordVersion.seat_id == Seat.id)
        .where(Record.session_id == session.id)
        .order_by(RecordVersion.id.desc())
    )
    found: dict[int, list[Step]] = defaultdict(list)
    for version, by in orm.execute(query):
        before = version if version.text else None
        found[version.record_id].append(Step(version.step, version.at, by or "", before))
    return found


def speakers_to_choose(orm: OrmSession, session: Session) -> list[tuple[str, Present]]:
    """Those who were there by what they are called, for choosing who said something."""
    return labels(those_there(orm, session))


def minutes_are_older(orm: OrmSession, session: Session) -> bool:
    """Whether the session's minutes were drafted before the last change of its records."""
    drafted = orm.scalar(
        select(func.max(DocumentRow.created_at)).where(
            DocumentRow.session_id == session.id, DocumentRow.kind == "minutes"
        )
    )
    if drafted is None:
        return False
    written = orm.scalar(select(func.max(Record.created_at)).where(Record.session_id == session.id))
    corrected = orm.scalar(
        select(func.max(RecordVersion.at)).join(Record).where(Record.session_id == session.id)
    )
    return any(at is not None and at > drafted for at in (written, corrected))
