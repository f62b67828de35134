"""What the data say now for minutes that are corrected: the document without its blocks, and each block."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import FIRST_PAGE, Document
from facilitation.domain.errors import N_
from facilitation.domain.minutes import Keyed
from facilitation.queries.documents.minutes import keyed_minutes
from facilitation.queries.documents.parts import SessionDocument, Translate
from facilitation.queries.sessions.sessions import next_session
from facilitation.store.boards import Board
from facilitation.store.minutes import Minutes, MinutesBlock
from facilitation.store.sessions import Session


def minutes_now(
    orm: OrmSession, minutes: Minutes, now: dt.datetime, translate: Translate
) -> tuple[Document, list[Keyed]]:
    """The frame and the blocks of minutes, in their language; what was left out isn't summed up either."""
    session = minutes.session
    parts = SessionDocument(orm, session, now, translate, minutes.language)
    query = select(MinutesBlock.key).where(MinutesBlock.minutes_id == minutes.id, MinutesBlock.left_out)
    left_out = frozenset(orm.scalars(query))
    began = session.started_at
    day = parts.local(began).date() if began else session.date
    return parts.document(N_("Minutes"), [], 1, day, FIRST_PAGE), keyed_minutes(parts, left_out)


def revisions_of(orm: OrmSession, session: Session, today: dt.date) -> dict[str, int]:
    """By subject the revisions of the session, its boards and the next session, which the minutes announce.

    Where one has risen, or another session is the next one, the data may say more.
    """
    query = select(Board.id, Board.revision).where(Board.session_id == session.id).order_by(Board.id)
    boards = {f"board:{number}": revision for number, revision in orm.execute(query)}
    following = next_session(orm, session, today)
    announced = {f"next:{following.id}": following.revision} if following is not None else {}
    return {session.subject: session.revision, **boards, **announced}
