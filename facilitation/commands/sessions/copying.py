"""Copies a session's blocks with their boards, furnished anew: areas, questions and settings, no notes."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.commands.sessions.poll_keeping import furnish_polls, templates_of
from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.steps import first_board_stage, steps_in
from facilitation.store.base import table_of
from facilitation.store.boards import Area, Board
from facilitation.store.sessions import Block, Session

#: Of a block, what belongs to the session that it stands in and not to what is planned.
_ITS_OWN = frozenset({"id", "revision", "session_id", "board_id", "started_at", "ended_at", "step_left"})


def copy_blocks(work: Work, source: Session, copy: Session, crowded: Sequence[str] = ()) -> None:
    """Give `copy` the blocks of `source`. `crowded` are the cities that a board without names may show."""
    columns = [column.key for column in table_of(Block).columns if column.key not in _ITS_OWN]
    for block in source.blocks:
        original = work.orm.get(Board, block.board_id) if block.board_id is not None else None
        board = None
        if original is not None:
            first = first_board_stage(steps_in(block.steps, original.stage))
            board = _copy_board(work, original, copy, crowded, first)
        made = work.add(
            Block(
                session=copy,
                board_id=board.id if board else None,
                **{name: getattr(block, name) for name in columns},
            )
        )
        asked = templates_of(work, block)
        if asked:
            work.orm.flush()
            furnish_polls(work, copy, made, asked, lambda text: text)


def _copy_board(work: Work, board: Board, session: Session, crowded: Sequence[str], stage: str) -> Board:
    """The board, empty, at the stage that its first step is about."""
    columns = ("programme_id", "title", "question", "layout")
    copy = Board(
        session_id=session.id,
        stage=stage,
        hides_text=boards.hides_text_at(stage, True),
        locked=False,
        settings=dict(board.settings),
        crowded=list(crowded),
        notes_made=0,
        **{name: getattr(board, name) for name in columns},
    )
    copy.areas = [
        Area(title=area.title, hint=area.hint, position=area.position, place=area.place)
        for area in board.areas
    ]
    work.add(copy)
    work.orm.flush()
    return copy
