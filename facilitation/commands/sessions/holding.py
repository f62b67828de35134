"""Handler that says whether a session was held elsewhere: without this program's room."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.domain.session_facts import require_day_of_held
from facilitation.store.sessions import Session


class HoldSession(msgspec.Struct):
    session: int
    held: bool


def hold_session(work: Work, session: Session, payload: HoldSession) -> dict[str, Any]:
    """Say that a session was held without this program's room, or that it was not held yet.

    Its day is the planned one; when exactly it began and ended isn't known. Its counts and the cities that
    were there can be written down from then on.
    """
    if payload.held:
        sessions.require_can_be_held(session.standing)
        today = sessions.local_now(work.now, session.zone)["date"]
        require_day_of_held(sessions.ENDED, session.date, today)
        reschedule(work, session, status=sessions.ENDED)
    elif session.started_at is not None:
        raise Refused(
            "conflict", N_("This session has its own room. It is held when the session there has ended.")
        )
    elif session.standing == sessions.ENDED:
        reschedule(work, session, status=sessions.PLANNED)
    return {"session": session.id}
