"""Which versions of a session's minutes a viewer may read, and which words of the data behind them.

Whoever corrects minutes reads all their versions. For everybody else there is one once somebody has begun to
correct: what was approved last. Drafts and earlier versions hold what was left out or corrected since.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.approved_texts import AS_WRITTEN, ApprovedTexts, Texts
from facilitation.domain.permissions import RECORD, Viewer
from facilitation.domain.sessions import RECORDING
from facilitation.store.documents import DocumentRow
from facilitation.store.minutes import Minutes
from facilitation.store.sessions import Session, SessionPerson

MINUTES = "minutes"
#: Of documents: that somebody has begun to correct these minutes, and that others of them hold.
_CORRECTED = exists().where(
    Minutes.session_id == DocumentRow.session_id, Minutes.document_id.is_distinct_from(DocumentRow.id)
)


def is_readable(viewer: Viewer) -> ColumnElement[bool]:
    """The condition by which a query of documents leaves out the minutes that a viewer may not read."""
    if RECORD(viewer, None):
        return DocumentRow.id.is_not(None)
    records_there = exists().where(
        SessionPerson.session_id == DocumentRow.session_id,
        SessionPerson.seat_id == viewer.seat,
        SessionPerson.role.in_(RECORDING),
    )
    return or_(DocumentRow.kind != MINUTES, ~_CORRECTED, records_there)


def kept_from_readers(orm: OrmSession, documents: Iterable[DocumentRow]) -> set[int]:
    """Which of these documents only those who correct minutes may read: drafts, and earlier versions."""
    ids = [document.id for document in documents if document.kind == MINUTES]
    return set(orm.scalars(select(DocumentRow.id).where(DocumentRow.id.in_(ids), _CORRECTED)))


def approved_last(orm: OrmSession, session_id: int) -> DocumentRow | None:
    """The version of a session's minutes that holds: the one that was approved last."""
    query = select(DocumentRow).join(Minutes, Minutes.document_id == DocumentRow.id)
    return orm.scalars(query.where(Minutes.session_id == session_id)).one_or_none()


def texts_for(orm: OrmSession, viewer: Viewer, session: Session, *, as_written: bool = False) -> Texts | None:
    """In which words a viewer may read the data of a session, None where they may not.

    Those of the approved minutes; of others those of the data, while nobody corrects them or for those who
    do, who may ask for them (`as_written`) at any time.
    """
    corrects = RECORD(viewer, session)
    begun = orm.scalar(select(Minutes.id).where(Minutes.session_id == session.id)) is not None
    if not begun or (as_written and corrects):
        return AS_WRITTEN
    approved = approved_last(orm, session.id)
    if approved is not None and approved.sources is not None:
        return ApprovedTexts(approved.sources, approved.content["blocks"])
    return AS_WRITTEN if corrects else None
