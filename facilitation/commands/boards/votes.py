"""Handlers of votes: cast and withdraw."""

from typing import Any

import msgspec

from facilitation.commands.boards.consequences import votes_of
from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.boards import Board, Cluster, Note, Vote


class CastVote(msgspec.Struct):
    board: int
    on: str


class WithdrawVote(msgspec.Struct):
    vote: int


def cast_vote(work: Work, board: Board, payload: CastVote) -> dict[str, Any]:
    """Put one of the actor's dots on a note or cluster, while they have dots left."""
    boards.require_open(boards.VOTING, stage=board.stage, locked=board.locked, leads=work.actor.leads)
    kind, row_id = boards.vote_target(payload.on)
    note, cluster = (row_id, None) if kind == "note" else (None, row_id)
    _require_castable(work, board, note, cluster)
    vote = Vote(
        board=board,
        seat_id=work.actor.seat,
        note_id=note,
        cluster_id=cluster,
        removed=False,
        given_back=False,
        created_at=work.now,
    )
    return {"vote": work.add(vote)}


def withdraw_vote(work: Work, vote: Vote, payload: WithdrawVote) -> dict[str, Any]:
    """Take back one's own vote."""
    board = vote.board
    boards.require_open(boards.VOTING, stage=board.stage, locked=board.locked, leads=work.actor.leads)
    if not vote.counts:
        raise not_found()
    work.change(vote, removed=True)
    return {"vote": vote}


def require_returnable(work: Work, vote: Vote) -> None:
    """Let a withdrawn vote be put back where it lay, as if it were cast anew; `Refused` otherwise."""
    _require_castable(work, vote.board, vote.note_id, vote.cluster_id)


def _require_castable(work: Work, board: Board, note: int | None, cluster: int | None) -> None:
    settings = boards.BoardSettings.from_json(board.settings)
    boards.require_vote_kind("note" if note is not None else "cluster", settings)
    row = work.orm.get(Note, note) if note is not None else work.orm.get(Cluster, cluster)
    if row is None or row.board_id != board.id or row.removed or getattr(row, "hidden", False):
        raise not_found()
    if votes_of(work, board, work.actor.seat) >= settings.votes_per_person:
        raise Refused("conflict", N_("You have no votes left. Withdraw one to vote here."))
