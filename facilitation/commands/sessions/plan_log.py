"""What planning a session keeps of itself, so that it can be taken back: see plan_undo.py."""

from __future__ import annotations

from sqlalchemy import update

from facilitation.commands.work import Work
from facilitation.domain.plans import PLAN_COMMANDS
from facilitation.store.operations import Operation
from facilitation.store.sessions import Session

#: The rows that planning changes.
PLAN_TABLES = frozenset({"blocks", "areas", "boards", "polls"})


def log_plan(work: Work, session: Session) -> None:
    """Keep what this command changes for `plan.undo`; what its actor took back before can't be redone now."""
    work.undoable = PLAN_TABLES
    work.orm.change_of(session)  # also of what changes a board alone, the session's revision tells the order
    if work.actor.seat is None:
        return
    taken_back = update(Operation).where(
        Operation.seat_id == work.actor.seat,
        Operation.subject == session.subject,
        Operation.undone.is_(True),
        Operation.name.in_(PLAN_COMMANDS),
    )
    work.orm.execute(taken_back.values(undo=None))
