"""Where a session is in its running order: block and step, and how it goes from one to the next."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.sessions.stages import enter_step, leave_step
from facilitation.commands.sessions.turning import begin_anew
from facilitation.commands.sessions.turns import take_away
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.boards import CLOSED
from facilitation.domain.errors import N_, Refused
from facilitation.domain.steps import FIRST_STAGES, OTHER_STAGES, place_of, steps_in, with_writing
from facilitation.store.boards import Board
from facilitation.store.sessions import Block, Session

_LAST = N_("This was the last step. End the session when you are done.")
_FIRST = N_("This is the first step.")


class Place(msgspec.Struct):
    """Where a session is: the id of its block (None before the first), and the step within it, from 0 on."""

    block: int | None
    step: int = 0


class Turn(msgspec.Struct):
    """`from`: the place that whoever asks has seen. Where it is given, the session must still be there."""

    session: int
    from_: Place | None = msgspec.field(default=None, name="from")


class StepTurn(msgspec.Struct):
    """`from` is the place that whoever asks has seen: of two who press at once, one moves the session."""

    session: int
    from_: Place = msgspec.field(name="from")


def next_block(work: Work, session: Session, payload: Turn) -> dict[str, Any]:
    """Go on to the next block."""
    _require_there(session, payload.from_)
    return _to_block(work, session, +1, _LAST)


def block_before(work: Work, session: Session, payload: Turn) -> dict[str, Any]:
    """Go back to the block before; what was written in the later one stays."""
    _require_there(session, payload.from_)
    return _to_block(work, session, -1, _FIRST)


def next_step(work: Work, session: Session, payload: StepTurn) -> dict[str, Any]:
    """Go on to the next step of the block, with its board; after the last one to the next block.

    The steps of a board that was closed by hand are done.
    """
    return _one_step(work, session, payload, +1, _LAST)


def step_before(work: Work, session: Session, payload: StepTurn) -> dict[str, Any]:
    """Go back a step; before the first one to the block before, at the step that its board was left at."""
    return _one_step(work, session, payload, -1, _FIRST)


def enter(work: Work, session: Session, block: Block | None) -> None:
    """Let a session be at a block, or (None) at none any more.

    A block that nobody has been to begins with its first step; any other goes on where it was left.
    """
    for current in session.blocks:
        if current.id == session.block_id and current is not block:
            leave_step(work, session, current, session.step_index)
            work.change(current, ended_at=work.now, step_left=session.step_index)
            take_away(work, session)
    if block is None:
        work.change(session, block_id=None, step_index=0)
        return
    fresh = block.started_at is None
    if fresh:
        work.change(block, started_at=work.now)
    board = _board_with_steps(work, block)
    place = _place_in(block, board, fresh)
    work.change(session, block_id=block.id, board_id=block.board_id, step_index=place)
    if block.steps and (block.steps[place]["stage"] in OTHER_STAGES or _untouched(board, block, fresh)):
        enter_step(work, session, block, place)


def follow_stage(work: Work, board: Board) -> None:
    """After a board's stage was set by hand: its session is at the step of this stage, if there is one.

    Where people are to write otherwise than was planned, the block's steps follow: a reveal comes with
    private writing.
    """
    session = work.orm.get_one(Session, board.session_id)
    block = next((one for one in session.blocks if one.id == session.block_id), None)
    if block is None or block.board_id != board.id:
        return
    steps = steps_in(block.steps, board.stage)
    if board.stage in FIRST_STAGES and place_of(board.stage, steps, 0) is None:
        steps = with_writing(steps, session.step_index, board.stage)
        work.change(block, steps=steps)
    at = place_of(board.stage, steps, session.step_index)
    if at is not None and at != session.step_index:
        leave_step(work, session, block, session.step_index)
        work.change(session, step_index=at)


def here(session: Session) -> dict[str, Any]:
    """The place that a session is at now, as results say it."""
    return {"block": session.block_id, "step": session.step_index}


def _require_there(session: Session, place: Place | None) -> None:
    sessions.require_running(session.status)
    if place is not None and (place.block, place.step) != (session.block_id, session.step_index):
        raise Refused(
            "conflict", N_("The session has moved on already. See where it is now, then go on."), field="from"
        )


def _to_block(work: Work, session: Session, by: int, at_the_end: str) -> dict[str, Any]:
    """Go to the next block (`by` 1) or the one before (-1)."""
    block = _beside(session, by)
    if block is None:
        raise Refused("conflict", at_the_end)
    enter(work, session, block)
    begin_anew(work, session)
    return here(session)


def _beside(session: Session, by: int) -> Block | None:
    ids = [block.id for block in session.blocks]
    place = ids.index(session.block_id) + by if session.block_id in ids else 0
    return session.blocks[place] if 0 <= place < len(ids) else None


def _one_step(work: Work, session: Session, payload: StepTurn, by: int, at_the_end: str) -> dict[str, Any]:
    _require_there(session, payload.from_)
    block = next((one for one in session.blocks if one.id == session.block_id), None)
    if block is not None:
        board = _board_with_steps(work, block)
        done = by > 0 and board is not None and board.stage == CLOSED
        place = session.step_index + by
        if 0 <= place < len(block.steps) and not done:
            leave_step(work, session, block, session.step_index)
            work.change(session, step_index=place)
            enter_step(work, session, block, place)
            begin_anew(work, session)
            return here(session)
    return _to_block(work, session, by, at_the_end)


def _board_with_steps(work: Work, block: Block) -> Board | None:
    """A block's board. Where nobody has set any steps for it, the usual ones are kept from now on."""
    board = work.orm.get(Board, block.board_id) if block.board_id is not None else None
    if board is not None and not block.steps:
        work.change(block, steps=steps_in(block.steps, board.stage))
    return board


def _place_in(block: Block, board: Board | None, fresh: bool) -> int:
    """At which step of a block a session goes on; a board taken on by hand meanwhile says that itself."""
    left = 0 if fresh else min(block.step_left, max(0, len(block.steps) - 1))
    if board is None or block.steps[left]["stage"] in OTHER_STAGES:
        return left
    return place_of(board.stage, block.steps, left) or 0


def _untouched(board: Board | None, block: Block, fresh: bool) -> bool:
    """Whether a block's board is at none of its steps and nothing is written on it: it begins anew."""
    return (
        board is not None
        and fresh
        and board.notes_made == 0
        and place_of(board.stage, block.steps, 0) is None
    )
