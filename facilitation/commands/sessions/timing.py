"""Handlers of the timer that everybody in a room sees, started by hand or with each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.store.sessions import Session


class TheTimer(msgspec.Struct):
    session: int


class StartTimer(msgspec.Struct):
    session: int
    seconds: int


class TimerWithSteps(msgspec.Struct):
    """`on`: whether each step that has minutes starts the timer."""

    session: int
    on: bool


def start_timer(work: Work, session: Session, payload: StartTimer) -> dict[str, Any]:
    """Run the shared timer from now."""
    seconds = sessions.require_timer(payload.seconds)
    ends_at = work.now + timedelta(seconds=seconds)
    work.change(session, timer_ends_at=ends_at, timer_seconds=seconds, timer_left=None)
    return {}


def stop_timer(work: Work, session: Session, payload: TheTimer) -> dict[str, Any]:
    """Take the timer away."""
    work.change(session, timer_ends_at=None, timer_left=None)
    return {}


def pause_timer(work: Work, session: Session, payload: TheTimer) -> dict[str, Any]:
    """Hold the timer where it is. One that is held already stays so."""
    if session.timer_left is not None:
        return {"left": session.timer_left}
    left = sessions.seconds_left(session.timer_ends_at, work.now)
    if left == 0:
        raise Refused("conflict", N_("No timer is running."))
    work.change(session, timer_ends_at=None, timer_left=left)
    return {"left": left}


def resume_timer(work: Work, session: Session, payload: TheTimer) -> dict[str, Any]:
    """Let a timer that was held go on with what was left. One that runs stays so."""
    if session.timer_left is not None:
        ends_at = work.now + timedelta(seconds=session.timer_left)
        work.change(session, timer_ends_at=ends_at, timer_left=None)
    elif session.timer_ends_at is None:
        raise Refused("conflict", N_("No timer is paused."))
    return {}


def extend_timer(work: Work, session: Session, payload: StartTimer) -> dict[str, Any]:
    """Give more time, also after it has run out or while it is held."""
    seconds = sessions.require_timer(payload.seconds)
    if session.timer_left is not None:
        work.change(session, timer_left=min(session.timer_left + seconds, sessions.TIMER_LIMIT))
        return {}
    base = max(session.timer_ends_at or work.now, work.now)
    work.change(session, timer_ends_at=base + timedelta(seconds=seconds))
    return {}


def set_timer_with_steps(work: Work, session: Session, payload: TimerWithSteps) -> dict[str, Any]:
    """Say whether the timer starts by itself with each step that has minutes. One that runs goes on."""
    work.change(session, timer_with_steps=payload.on)
    return {"on": payload.on}
