"""What happens when a session comes to a step and when it leaves it, by the step's stage.

A method that needs more than a board gets a stage in domain/steps.py and its row in `STAGES` here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from facilitation.commands.sessions.breakout_rounds import end_for_step, open_for_step, report_for_step
from facilitation.commands.sessions.poll_keeping import ask_here, close_here, show_here
from facilitation.commands.sessions.staging import bring_to_stage
from facilitation.commands.work import Work
from facilitation.domain.boards import DISCUSS, BoardSettings
from facilitation.domain.steps import ASK, BOARD_STAGES, BREAKOUTS, REPORT_BACK, RESULTS, Step
from facilitation.domain.visibility import counts_are_shown
from facilitation.store.boards import Board, Vote
from facilitation.store.sessions import Block, Session

Happening = Callable[[Work, Session, Block, Step], None]


def _nothing(work: Work, session: Session, block: Block, step: Step) -> None:
    """Nothing more than that the session is there."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What coming to a step of this stage does, and what leaving it does; both in the turn's transaction."""

    enter: Happening = _nothing
    leave: Happening = _nothing


def _board_to_stage(work: Work, session: Session, block: Block, step: Step) -> None:
    board = work.orm.get(Board, block.board_id) if block.board_id is not None else None
    if board is not None:
        bring_to_stage(work, board, step["stage"])


def _talk(work: Work, session: Session, block: Block, step: Step) -> None:
    """Who talks about a vote sees what came of it: its counts are hidden no longer."""
    _board_to_stage(work, session, block, step)
    board = work.orm.get(Board, block.board_id) if block.board_id is not None else None
    if board is None or counts_are_shown(board):
        return
    given = select(Vote.id).where(Vote.board_id == board.id, Vote.counts).limit(1)
    if work.orm.scalars(given).first() is not None:
        settings = BoardSettings.from_json(board.settings).changed({"votes_hidden": False}, written=True)
        work.change(board, settings=settings.to_json())


STAGES: dict[str, Stage] = {
    **dict.fromkeys(BOARD_STAGES, Stage(enter=_board_to_stage)),
    DISCUSS: Stage(enter=_talk),
    BREAKOUTS: Stage(enter=open_for_step),
    REPORT_BACK: Stage(enter=report_for_step),
    ASK: Stage(enter=ask_here, leave=close_here),
    RESULTS: Stage(enter=show_here, leave=close_here),
}


def enter_step(work: Work, session: Session, block: Block, place: int) -> None:
    """Let what belongs to the step at `place` of a block begin."""
    STAGES[block.steps[place]["stage"]].enter(work, session, block, block.steps[place])


def leave_step(work: Work, session: Session, block: Block, place: int) -> None:
    """Let what belongs to the step at `place` of a block end; a block without steps has nothing to end.

    Groups that were sent off by hand come back, too: the session goes on for everybody.
    """
    if 0 <= place < len(block.steps):
        STAGES[block.steps[place]["stage"]].leave(work, session, block, block.steps[place])
    end_for_step(work, session)
