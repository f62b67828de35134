"""What goes when a session turns to another step or stage: ready marks, and a timer that has run out."""

from sqlalchemy import or_, select

from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.store.sessions import Attendance, Session


def begin_anew(work: Work, session: Session) -> None:
    """Ready marks and a spent timer are about the step or stage before; a timer that still runs goes on."""
    query = select(Attendance).where(Attendance.session_id == session.id, Attendance.ready.is_(True))
    for attendance in work.orm.scalars(query):
        work.change(attendance, ready=False)
    if sessions.timer_is_spent(session.timer_ends_at, work.now):
        work.change(session, timer_ends_at=None)


def fall_silent(work: Work, session: Session) -> None:
    """With the end of a session nobody is asked for anything: no ready mark, no raised hand, no timer."""
    query = select(Attendance).where(
        Attendance.session_id == session.id,
        or_(Attendance.ready.is_(True), Attendance.hand_raised_at.is_not(None)),
    )
    for attendance in work.orm.scalars(query):
        work.change(attendance, ready=False, hand_raised_at=None)
    work.change(session, timer_ends_at=None)
