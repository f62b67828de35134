"""What waits for a viewer about minutes: to correct, to amend by a day, to answer, to approve."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.minutes import APPROVED, DRAFT, IN_REVIEW, PROPOSED
from facilitation.domain.permissions import APPROVE_MINUTES, RECORD, Viewer
from facilitation.domain.sessions import ENDED
from facilitation.store.minutes import Amendment, Minutes, was_there
from facilitation.store.sessions import Session

#: So long after a session its minutes wait to be corrected on home pages; later whoever wants to finds them.
_NEWS = dt.timedelta(days=30)
#: So many stand on a home page.
MOST = 5


@dataclass(frozen=True, slots=True)
class MinutesStanding:
    """How the minutes of a session stand for a viewer; `minutes` None where nobody has begun to correct them.

    `there`: the viewer was at the session, and so reads its minutes on their own page from the review on.
    `until` is the last day for amendments where the viewer may amend, `asked` how many amendments wait for an
    answer of theirs.
    """

    session: Session
    minutes: Minutes | None
    corrects: bool
    there: bool
    approves: bool
    until: dt.date | None
    asked: int

    @property
    def status(self) -> str | None:
        return self.minutes.status if self.minutes is not None else None

    @property
    def holds(self) -> int | None:
        """The id of the approved version."""
        return self.minutes.document_id if self.minutes is not None else None

    @property
    def is_open(self) -> bool:
        """Whether they are being corrected or amended."""
        return self.status in (DRAFT, IN_REVIEW)

    @property
    def is_read(self) -> bool:
        """Whether the viewer, who corrects nothing, may read them on their own page."""
        return self.there and self.status in (IN_REVIEW, APPROVED)

    @property
    def waits(self) -> bool:
        """Whether the viewer has something to do about them."""
        if self.until is not None:
            return True
        begins = self.corrects and self.status in (None, DRAFT)
        return begins or (self.status == IN_REVIEW and (self.approves or self.asked > 0))


def standing_of(orm: OrmSession, viewer: Viewer, session: Session, now: dt.datetime) -> MinutesStanding:
    """How the minutes of this session stand for this viewer, who may enter it."""
    minutes = orm.scalars(select(Minutes).where(Minutes.session_id == session.id)).one_or_none()
    corrects = RECORD(viewer, session)
    acts, there = not viewer.archived, was_there(orm, session.id, viewer.seat)
    until, asked = None, 0
    if minutes is not None and minutes.status == IN_REVIEW:
        last, today = minutes.amend_until, now.astimezone(ZoneInfo(session.zone)).date()
        if acts and last is not None and today <= last and there:
            until = last
        if acts and corrects:
            waiting = select(func.count(Amendment.id)).where(
                Amendment.minutes_id == minutes.id,
                Amendment.removed.is_(False),
                Amendment.status == PROPOSED,
            )
            asked = orm.scalar(waiting) or 0
    approves = acts and minutes is not None and APPROVE_MINUTES(viewer, minutes)
    return MinutesStanding(session, minutes, corrects, there, approves, until, asked)


def waiting_for(orm: OrmSession, viewer: Viewer, now: dt.datetime) -> list[MinutesStanding]:
    """The minutes about which this viewer has something to do, those of the latest session first.

    Minutes that nobody has begun to correct wait for a month, and only where the session was held here.
    """
    if viewer.archived:
        return []
    new = and_(Minutes.id.is_(None), Session.started_at.is_not(None), Session.ended_at > now - _NEWS)
    query = (
        select(Session)
        .outerjoin(Minutes, Minutes.session_id == Session.id)
        .where(
            Session.programme_id == viewer.programme,
            Session.status == ENDED,
            Session.cancelled.is_(False),
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            or_(Minutes.status.in_((DRAFT, IN_REVIEW)), new),
        )
        .options(selectinload(Session.people))
        .order_by(Session.ended_at.desc(), Session.id.desc())
    )
    sessions = [session for session in orm.scalars(query) if viewer.may_enter(session.id)]
    found = (standing_of(orm, viewer, session, now) for session in sessions)
    return list(islice((one for one in found if one.waits), MOST))
