"""Whether people have said something in a part of a session beside its board: in groups, at questions."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.commands.sessions.poll_keeping import is_answered, polls_of
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.store.breakouts import BreakoutRound
from facilitation.store.sessions import Block


def require_unsaid(work: Work, block: Block) -> None:
    """Refuse to take a part out whose groups have met or are prepared, or whose questions are answered."""
    rounds = select(BreakoutRound.opened_at).where(
        BreakoutRound.block_id == block.id, BreakoutRound.removed.is_(False)
    )
    held = work.orm.scalars(rounds).all()
    if any(opened is not None for opened in held):
        raise Refused(
            "conflict",
            N_("Small groups have met in this part already, so it can't be removed."),
            field="block",
        )
    if held:
        raise Refused(
            "conflict",
            N_("Small groups are prepared for this part. Take them away first."),
            field="block",
        )
    if any(is_answered(work, poll) for poll in polls_of(work, block)):
        raise Refused(
            "conflict",
            N_("People have answered questions of this part already, so it can't be removed."),
            field="block",
        )
