"""Handlers of votes: cast and withdraw."""

import msgspec
from sqlalchemy import func, select

from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.boards import Board, Cluster, Note, Vote


class CastVote(msgspec.Struct):
    board: int
    on: str


class WithdrawVote(msgspec.Struct):
    vote: int


def cast_vote(work: Work, board: Board, payload: CastVote) -> dict:
    """Put one of the actor's dots on a note or cluster, while they have dots left."""
    boards.require_open(boards.VOTING, stage=board.stage, locked=board.locked, leads=work.actor.leads)
    settings = boards.BoardSettings.from_json(board.settings)
    kind, row_id = boards.vote_target(payload.on)
    boards.require_vote_kind(kind, settings)
    row = work.orm.get(Note if kind == "note" else Cluster, row_id)
    if row is None or row.board_id != board.id or row.removed or getattr(row, "hidden", False):
        raise not_found()
    if votes_cast(work, board) >= settings.votes_per_person:
        raise Refused("conflict", N_("You have no votes left. Withdraw one to vote here."))
    vote = Vote(
        board=board,
        seat_id=work.actor.seat,
        note_id=row_id if kind == "note" else None,
        cluster_id=row_id if kind == "cluster" else None,
        removed=False,
        created_at=work.now,
    )
    return {"vote": work.add(vote)}


def withdraw_vote(work: Work, vote: Vote, payload: WithdrawVote) -> dict:
    """Take back one's own vote."""
    board = vote.board
    boards.require_open(boards.VOTING, stage=board.stage, locked=board.locked, leads=work.actor.leads)
    if vote.removed:
        raise not_found()
    work.change(vote, removed=True)
    return {"vote": vote}


def votes_cast(work: Work, board: Board) -> int:
    """How many of the actor's dots lie on the board."""
    query = select(func.count()).where(
        Vote.board_id == board.id, Vote.seat_id == work.actor.seat, Vote.removed.is_(False)
    )
    return work.orm.scalar(query) or 0
