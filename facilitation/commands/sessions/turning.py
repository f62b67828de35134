"""What goes with a session's turn to another step or stage: ready marks go, the step's time begins."""

from datetime import timedelta

from sqlalchemy import or_, select

from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.store.sessions import Attendance, Session


def begin_anew(work: Work, session: Session) -> None:
    """Ready marks are about the step or stage before; the time of the present one begins.

    Where timers begin with their steps, the one before goes with its step. Otherwise a timer that still runs
    or is paused goes on, and one that has run out goes.
    """
    query = select(Attendance).where(Attendance.session_id == session.id, Attendance.ready.is_(True))
    for attendance in work.orm.scalars(query):
        work.change(attendance, ready=False)
    work.change(session, step_started_at=work.now, turned_by=work.actor.seat)
    seconds = _planned_seconds(session)
    if session.timer_with_steps and seconds:
        work.change(
            session,
            timer_ends_at=work.now + timedelta(seconds=seconds),
            timer_seconds=seconds,
            timer_left=None,
        )
    elif session.timer_with_steps:
        work.change(session, timer_ends_at=None, timer_left=None)
    elif sessions.timer_is_spent(session.timer_ends_at, work.now):
        work.change(session, timer_ends_at=None)


def _planned_seconds(session: Session) -> int:
    """How long the present step is meant to take; a part without steps is one. 0 where that is open."""
    block = next((one for one in session.blocks if one.id == session.block_id), None)
    if block is None:
        return 0
    if not block.steps:
        return min(block.minutes * 60, sessions.TIMER_LIMIT)
    place = min(session.step_index, len(block.steps) - 1)
    return (block.steps[place]["minutes"] or 0) * 60


def fall_silent(work: Work, session: Session) -> None:
    """With the end of a session nobody is asked for anything: no ready mark, no raised hand, no timer."""
    query = select(Attendance).where(
        Attendance.session_id == session.id,
        or_(Attendance.ready.is_(True), Attendance.hand_raised_at.is_not(None)),
    )
    for attendance in work.orm.scalars(query):
        work.change(attendance, ready=False, hand_raised_at=None)
    work.change(session, timer_ends_at=None, timer_left=None, step_started_at=None)
