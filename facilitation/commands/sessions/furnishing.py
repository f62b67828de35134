"""Furnishing a session: the blocks of a template with their boards, at its creation or on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from facilitation.commands.sessions.crowds import crowded_cities
from facilitation.commands.sessions.plan_log import log_plan
from facilitation.commands.sessions.poll_keeping import furnish_polls, templates_of
from facilitation.commands.work import Work
from facilitation.domain import boards, sessions
from facilitation.domain.board_templates import AreaTemplate, BlockTemplate, BoardTemplate, from_json
from facilitation.domain.errors import N_, Refused
from facilitation.domain.plans import BLOCKS_MOST
from facilitation.domain.session_templates import SHIPPED
from facilitation.domain.steps import Step, first_board_stage, parts_of
from facilitation.store.boards import Area, Board
from facilitation.store.session_templates import SessionTemplate
from facilitation.store.sessions import Block, Session

#: By such keys a programme's own templates are chosen: "own_12".
OWN = "own_"

#: What a text of a template is in the session: translated, or as it stands.
Say = Callable[[str], str]


class AddBlocks(msgspec.Struct):
    """`after`: the id of the block that they follow; without one they come last."""

    session: int
    template: str
    after: int | None = None


def add_blocks(work: Work, session: Session, payload: AddBlocks) -> dict[str, Any]:
    """Give a planned or running session the blocks and boards of one more template."""
    sessions.require_can_run(session.standing)
    template = chosen_template(work, payload.template)
    present = list(session.blocks)
    require_room(len(present) + len(template.blocks), "template")
    ids = [block.id for block in present]
    if payload.after is not None and payload.after not in ids:
        raise Refused("invalid", N_("This step is not in the session."), field="after")
    log_plan(work, session)
    place = len(present) if payload.after is None else ids.index(payload.after) + 1
    for number, block in enumerate(present[place:], start=place + len(template.blocks) + 1):
        work.change(block, position=number)
    first = furnish(work, session, template, begin=place + 1)
    return {"block": first}


def chosen_template(work: Work, key: str) -> BoardTemplate:
    """The template of that key: a shipped one, or one that the programme keeps; `Refused` for any other."""
    if key in SHIPPED:
        return SHIPPED[key]
    number = key.removeprefix(OWN)
    if key.startswith(OWN) and number.isascii() and number.isdigit() and len(number) < 16:
        kept = work.orm.get(SessionTemplate, int(number))
        if kept is not None and kept.programme_id == work.programme and kept.removed_at is None:
            return template_of(kept)
    raise Refused("invalid", N_("Choose a template."), field="template")


def template_of(kept: SessionTemplate) -> BoardTemplate:
    return BoardTemplate(
        kept.title,
        tuple(map(from_json, kept.blocks)),
        kept.description,
        kept.type,
        own=True,
        language=kept.language,
    )


def require_room(blocks: int, field: str) -> None:
    """Whether a session may have so many blocks."""
    if blocks > BLOCKS_MOST:
        raise Refused(
            "too_large", N_("A session has at most %(limit)s steps."), field=field, limit=BLOCKS_MOST
        )


def furnish(work: Work, session: Session, template: BoardTemplate, begin: int = 1) -> Block | None:
    """Give a session the blocks of a template, each with its board, in the session's language.

    `begin` is the position of the first one, which is given back.
    """

    def say(text: str) -> str:
        return text if template.own or not text else work.translate(text, session.language)

    work.orm.flush()
    crowded = crowded_cities(work, session)
    made = [
        furnish_block(work, session, block, place, crowded, say)
        for place, block in enumerate(template.blocks, start=begin)
    ]
    work.orm.flush()
    work.orm.expire(session, ["blocks"])  # so that whoever looks next finds them in their order
    return made[0] if made else None


def furnish_block(
    work: Work, session: Session, template: BlockTemplate, position: int, crowded: list[str], say: Say
) -> Block:
    """One block with its board, at a position that is free."""
    board = _board(work, session, template, crowded, say) if template.areas else None
    block = Block(
        session=session,
        board_id=board.id if board else None,
        position=position,
        title=say(template.title),
        method=template.method,
        question=say(template.question),
        minutes=template.minutes,
        instruction=say(template.instruction),
        steps=[_said(one, say) for one in template.kept_steps],
    )
    work.add(block)
    if template.polls:
        work.orm.flush()
        furnish_polls(work, session, block, template.polls, say)
    return block


def _said(one: Step, say: Say) -> Step:
    """A step with the words of its groups' boards as they are in the session."""
    areas = one.get("grouping", {}).get("areas")
    if not areas:
        return one
    worded = [{name: say(text) for name, text in area.items()} for area in areas]
    return one | {"grouping": one["grouping"] | {"areas": worded}}


def as_template(work: Work, block: Block) -> BlockTemplate:
    """A block with its board as something to furnish a session with; it names nobody."""
    board = work.orm.get(Board, block.board_id) if block.board_id is not None else None
    areas = [
        AreaTemplate(area.title, area.hint, tuple(area.place) if area.place else None)
        for area in (board.areas if board else [])
    ]
    steps = tuple(map(parts_of, block.steps))
    return BlockTemplate(
        block.title,
        block.question,
        block.minutes,
        block.method,
        tuple(areas),
        first_board_stage(block.steps),
        boards.BoardSettings.from_json(board.settings) if board else boards.BoardSettings(),
        board.layout if board else boards.COLUMNS,
        block.instruction,
        steps,
        templates_of(work, block),
    )


def _board(work: Work, session: Session, block: BlockTemplate, crowded: list[str], say: Say) -> Board:
    board = Board(
        programme_id=session.programme_id,
        session_id=session.id,
        title=say(block.title),
        question=say(block.question),
        stage=block.stage,
        hides_text=boards.hides_text_at(block.stage, True),
        locked=False,
        settings=block.settings.to_json(),
        layout=block.layout,
        crowded=crowded,
        notes_made=0,
    )
    work.add(board)
    for number, area in enumerate(block.areas, start=1):
        row = Area(
            board=board,
            title=say(area.title),
            hint=say(area.hint),
            place=list(area.place) if area.place else None,
            position=number,
        )
        work.add(row)
    work.orm.flush()
    return board
