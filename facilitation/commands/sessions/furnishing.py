"""Furnishing a session: the blocks of a template with their boards, at its creation or on the spot."""

from typing import Any

import msgspec

from facilitation.commands.sessions.crowds import crowded_cities
from facilitation.commands.work import Work
from facilitation.domain import boards, sessions
from facilitation.domain.board_templates import TEMPLATES, BlockTemplate, BoardTemplate
from facilitation.domain.errors import N_, Refused
from facilitation.store.boards import Area, Board
from facilitation.store.sessions import Block, Session

BLOCKS_PER_SESSION = 60


class AddBlocks(msgspec.Struct):
    """`after`: the id of the block that they follow; without one they come last."""

    session: int
    template: str
    after: int | None = None


def add_blocks(work: Work, session: Session, payload: AddBlocks) -> dict[str, Any]:
    """Give a planned or running session the blocks and boards of one more template."""
    sessions.require_can_run(session.standing)
    if payload.template not in TEMPLATES:
        raise Refused("invalid", N_("Choose a template."), field="template")
    template = TEMPLATES[payload.template]
    present = sorted(session.blocks, key=lambda block: block.position)
    if len(present) + len(template.blocks) > BLOCKS_PER_SESSION:
        raise Refused(
            "too_large",
            N_("A session has at most %(limit)s steps."),
            field="template",
            limit=BLOCKS_PER_SESSION,
        )
    ids = [block.id for block in present]
    if payload.after is not None and payload.after not in ids:
        raise Refused("invalid", N_("This step is not in the session."), field="after")
    place = len(present) if payload.after is None else ids.index(payload.after) + 1
    for number, block in enumerate(present[place:], start=place + len(template.blocks) + 1):
        work.change(block, position=number)
    first = furnish(work, session, template, begin=place + 1)
    return {"block": first}


def furnish(work: Work, session: Session, template: BoardTemplate, begin: int = 1) -> Block:
    """Give a session the blocks of a template, each with its board, in the session's language.

    `begin` is the position of the first one, which is given back.
    """
    work.orm.flush()
    crowded = crowded_cities(work, session)
    made = []
    for place, block in enumerate(template.blocks, start=begin):
        board = _board(work, session, block, crowded) if block.areas else None
        made.append(
            Block(
                session=session,
                board_id=board.id if board else None,
                position=place,
                title=work.translate(block.title, session.language),
                method=block.method,
                question=work.translate(block.question, session.language),
                minutes=block.minutes,
            )
        )
        work.add(made[-1])
    work.orm.flush()
    work.orm.expire(session, ["blocks"])  # so that whoever looks next finds them in their order
    return made[0]


def _board(work: Work, session: Session, block: BlockTemplate, crowded: list[str]) -> Board:
    board = Board(
        programme_id=session.programme_id,
        session_id=session.id,
        title=work.translate(block.title, session.language),
        question=work.translate(block.question, session.language),
        stage=block.stage,
        hides_text=boards.hides_text_at(block.stage, True),
        locked=False,
        settings=block.settings.to_json(),
        layout=block.layout,
        crowded=crowded,
        notes_made=0,
    )
    board.areas = [
        Area(
            title=work.translate(area.title, session.language),
            hint=work.translate(area.hint, session.language) if area.hint else "",
            place=list(area.place) if area.place else None,
            position=number,
        )
        for number, area in enumerate(block.areas, start=1)
    ]
    work.add(board)
    work.orm.flush()
    return board
