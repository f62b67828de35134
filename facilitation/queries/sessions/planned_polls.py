"""The polls of a session's blocks as they are planned, for those who lead."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import plans
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import FACILITATE, Viewer
from facilitation.domain.polls import PollSettings
from facilitation.queries.sessions.sessions import session_for
from facilitation.store.polls import Poll, PollAnswer, PollQuestion
from facilitation.store.sessions import Block, Session


@dataclass(frozen=True, slots=True)
class PlannedPoll:
    """A poll; `answered`: somebody has answered or asked, so only its words can change."""

    row: Poll
    place: int
    answered: bool

    @property
    def settings(self) -> PollSettings:
        return PollSettings.from_json(self.row.settings)

    @property
    def lines(self) -> str:
        """Its options, one a line."""
        return "\n".join(option["text"] for option in self.row.options)


@dataclass(frozen=True, slots=True)
class BlockPolls:
    """A block with its polls in order; `state` is one of domain/plans.py."""

    session: Session
    block: Block
    state: str
    polls: list[PlannedPoll]


def polls_planned(orm: OrmSession, viewer: Viewer, session_id: int, block_id: int) -> BlockPolls:
    """A block's polls, for those who may plan it; `Refused` not_found for anybody else."""
    session = session_for(orm, viewer, session_id)
    block = next((one for one in session.blocks if one.id == block_id), None)
    if not FACILITATE(viewer, session) or block is None:
        raise not_found()
    query = select(Poll).where(Poll.block_id == block.id, Poll.removed.is_(False))
    rows = list(orm.scalars(query.order_by(Poll.position, Poll.id)))
    answered: set[int] = set()
    for model in (PollAnswer, PollQuestion):
        found = select(model.poll_id).where(model.poll_id.in_([row.id for row in rows])).distinct()
        answered.update(orm.scalars(found))
    return BlockPolls(
        session,
        block,
        plans.state_of(block.id, session.block_id, block.started_at is not None),
        [PlannedPoll(row, place, row.id in answered) for place, row in enumerate(rows, start=1)],
    )


def block_of_poll(orm: OrmSession, viewer: Viewer, session_id: int, poll_id: int) -> int:
    """The block of a session's poll, for those who may plan it; `Refused` not_found for any other."""
    session = session_for(orm, viewer, session_id)
    poll = orm.get(Poll, poll_id)
    if not FACILITATE(viewer, session) or poll is None or poll.removed or poll.session_id != session.id:
        raise not_found()
    return poll.block_id


def poll_counts(orm: OrmSession, session: Session) -> dict[int, int]:
    """How many polls each block of a session has; blocks without any are left out."""
    query = select(Poll.block_id, func.count()).where(Poll.session_id == session.id, Poll.removed.is_(False))
    return {block: count for block, count in orm.execute(query.group_by(Poll.block_id))}
