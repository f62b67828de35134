"""Planning a session's blocks one by one: put in, change, move, duplicate, take out; also while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from facilitation.commands.sessions.crowds import crowded_cities
from facilitation.commands.sessions.furnishing import as_template, furnish_block, require_room
from facilitation.commands.sessions.plan_log import log_plan
from facilitation.commands.sessions.said import require_unsaid
from facilitation.commands.sessions.staging import bring_to_stage
from facilitation.commands.work import Work
from facilitation.domain import boards, plans, sessions
from facilitation.domain.board_templates import AreaTemplate, BlockTemplate
from facilitation.domain.errors import N_, Refused
from facilitation.domain.methods import METHOD_LENGTH
from facilitation.domain.names import clean_name, clean_name_or_none
from facilitation.domain.steps import (
    OTHER_STAGES,
    Step,
    clean_steps,
    first_board_stage,
    parts_of,
    place_of,
    step,
)
from facilitation.domain.texts import clean_optional
from facilitation.store.boards import Board
from facilitation.store.sessions import Block, Session


class PlannedStep(msgspec.Struct):
    """`minutes` None: it is open how long the step takes. `grouping`: how its small groups are formed."""

    stage: str
    minutes: int | None = None
    grouping: dict[str, Any] | None = None


class PlannedArea(msgspec.Struct):
    """`place` on a canvas: [column, row, columns, rows], from 1 on; the next free field without one."""

    title: str
    hint: str = ""
    place: list[int] | None = None


class BoardSetting(msgspec.Struct):
    """As `board.settings`; what isn't named has its default."""

    authors: str | None = None
    votes_per_person: int | None = None
    vote_on: str | None = None


class InsertBlock(msgspec.Struct):
    """With `areas` the block has a board. `after`: the id of the block before it; 0 first, None last.

    `starts_at` pins it to a wall time "HH:MM" in the session's zone; "" doesn't. Without `steps` its board
    goes through the usual ones.
    """

    session: int
    title: str
    minutes: int
    after: int | None = None
    method: str = ""
    question: str = ""
    instruction: str = ""
    leads: str = ""
    starts_at: str = ""
    areas: list[PlannedArea] = []
    layout: str = boards.COLUMNS
    steps: list[PlannedStep] = []
    settings: BoardSetting | None = None


class ChangeBlock(msgspec.Struct):
    """Changes what is named. `was`: by field the values that the writer began from.

    Where another value stands there by now, the change is refused as a conflict that names the field.
    """

    session: int
    block: int
    title: str | None = None
    minutes: int | None = None
    method: str | None = None
    question: str | None = None
    instruction: str | None = None
    leads: str | None = None
    starts_at: str | None = None
    steps: list[PlannedStep] | None = None
    was: dict[str, Any] = {}


class MoveBlock(msgspec.Struct):
    """`to`: the place among the session's blocks, from 1 on."""

    session: int
    block: int
    to: int


class TheBlock(msgspec.Struct):
    session: int
    block: int


def insert_block(work: Work, session: Session, payload: InsertBlock) -> dict[str, Any]:
    """Put a new block into a session, with its board if it has areas."""
    sessions.require_can_run(session.status)
    place = _place_after(session, payload.after)
    require_room(len(session.blocks) + 1, "title")
    steps = clean_steps(_plain(payload.steps), with_board=bool(payload.areas)) if payload.steps else []
    template = BlockTemplate(
        clean_name(payload.title, "title", sessions.TITLE_LENGTH),
        clean_optional(payload.question, field="question", limit=plans.QUESTION_LENGTH),
        plans.require_block_minutes(payload.minutes),
        _method(payload.method),
        _areas(payload),
        first_board_stage(steps),
        _settings(payload.settings),
        payload.layout,
        clean_optional(payload.instruction, field="instruction", limit=plans.INSTRUCTION_LENGTH),
        tuple(map(parts_of, steps)),
    )
    leads, starts_at = _leads(payload.leads), _starts_at(payload.starts_at)
    log_plan(work, session)
    block = _put_in(work, session, template, place)
    block.leads, block.starts_at = leads, starts_at
    work.expect(block, "title", "question", "minutes", "instruction", "leads", "starts_at")
    return {"block": block}


def change_block(work: Work, session: Session, payload: ChangeBlock) -> dict[str, Any]:
    """Change what is named of a block and of the board that goes with it."""
    block = block_of(session, payload.block)
    board = board_of(work, block)
    named = _cleaned(payload, board)
    state = state_in(session, block)
    for field, wanted in named.items():
        now = getattr(block, field)
        if field in payload.was:
            plans.require_unchanged(field, payload.was[field] or None, now or None, wanted or None)
        if now != wanted:
            plans.require_changeable(field, state, board is not None and board.notes_made > 0)
    log_plan(work, session)
    if "steps" in named and named["steps"] != block.steps:
        _take_steps(work, session, block, board, named["steps"], now=state == plans.NOW)
    work.change(block, **named)
    if board is not None:
        work.change(board, **{name: named[name] for name in ("title", "question") if name in named})
    return {"block": block}


def move_block(work: Work, session: Session, payload: MoveBlock) -> dict[str, Any]:
    """Give a block that is still to come another place among those."""
    block = block_of(session, payload.block)
    plans.require_movable(state_in(session, block))
    ids = plans.placed([one.id for one in session.blocks], block.id, payload.to, first_free(session))
    log_plan(work, session)
    _number(work, session, ids)
    return {"block": block, "place": payload.to}


def duplicate_block(work: Work, session: Session, payload: TheBlock) -> dict[str, Any]:
    """Put a block like this one, with an empty board, after it or after what runs."""
    block = block_of(session, payload.block)
    require_room(len(session.blocks) + 1, "block")
    place = [one.id for one in session.blocks].index(block.id) + 2
    log_plan(work, session)
    copy = _put_in(work, session, as_template(work, block), max(place, first_free(session)))
    copy.leads = block.leads
    work.expect(copy, "title", "question", "minutes", "instruction", "leads", "starts_at")
    return {"block": copy}


def remove_block(work: Work, session: Session, payload: TheBlock) -> dict[str, Any]:
    """Take a block out that is still to come and in which nobody has written; `plan.undo` brings it back."""
    block = block_of(session, payload.block)
    board = board_of(work, block)
    plans.require_removable(state_in(session, block), board is not None and board.notes_made > 0)
    require_unsaid(work, block)
    log_plan(work, session)
    work.change(block, removed=True)
    if board is not None:
        work.change(board, removed=True)
    _number(work, session, [one.id for one in session.blocks if one is not block])
    return {"block": block}


def block_of(session: Session, block_id: int) -> Block:
    """The session's own block of that id, one that was not removed."""
    for block in session.blocks:
        if block.id == block_id and not block.removed:
            return block
    raise Refused("invalid", N_("This step is not in the session."), field="block")


def board_of(work: Work, block: Block) -> Board | None:
    return work.orm.get(Board, block.board_id) if block.board_id is not None else None


def state_in(session: Session, block: Block) -> str:
    """Whether a block is still to come, runs, or is over."""
    return plans.state_of(block.id, session.block_id, block.started_at is not None)


def first_free(session: Session) -> int:
    """The first place, from 1 on, that a block may be put at: after all that has begun."""
    begun = [place for place, block in enumerate(session.blocks, start=1) if block.started_at is not None]
    return max(begun, default=0) + 1


def _place_after(session: Session, after: int | None) -> int:
    ids = [block.id for block in session.blocks]
    if after not in (None, 0, *ids):
        raise Refused("invalid", N_("This step is not in the session."), field="after")
    place = len(ids) + 1 if after is None else 1 if after == 0 else ids.index(after) + 2
    if place < first_free(session):
        raise Refused("conflict", N_("Choose a place after the part that is running."), field="after")
    return place


def _put_in(work: Work, session: Session, template: BlockTemplate, place: int) -> Block:
    """A new block at a place, from 1 on; those behind it move on by one."""
    for number, block in enumerate(list(session.blocks)[place - 1 :], start=place + 1):
        work.change(block, position=number)
    block = furnish_block(work, session, template, place, crowded_cities(work, session), lambda text: text)
    work.orm.flush()
    work.orm.expire(session, ["blocks"])
    return block


def _number(work: Work, session: Session, ids: Sequence[int]) -> None:
    """Let the session's blocks stand in this order."""
    by_id = {block.id: block for block in session.blocks}
    for position, block_id in enumerate(ids, start=1):
        work.change(by_id[block_id], position=position)
    work.orm.flush()
    work.orm.expire(session, ["blocks"])


def _take_steps(
    work: Work, session: Session, block: Block, board: Board | None, steps: list[Step], *, now: bool
) -> None:
    """Let a block follow its new steps: an untouched board begins at the first, a step that runs stays."""
    if now and block.steps:
        running = block.steps[min(session.step_index, len(block.steps) - 1)]["stage"]
        stage = running if board is None or running in OTHER_STAGES else board.stage
        at = place_of(stage, steps, session.step_index)
        if at is None:
            raise Refused(
                "conflict", N_("The step that is running has to stay among the steps."), field="steps"
            )
        work.change(session, step_index=at)
    elif board is not None and board.notes_made == 0:
        bring_to_stage(work, board, first_board_stage(steps))


def _cleaned(payload: ChangeBlock, board: Board | None) -> dict[str, Any]:
    """By column what a change names, as it is kept; `Refused` names the field."""
    named: dict[str, Any] = {}
    if payload.title is not None:
        named["title"] = clean_name(payload.title, "title", sessions.TITLE_LENGTH)
    if payload.minutes is not None:
        named["minutes"] = plans.require_block_minutes(payload.minutes)
    if payload.method is not None:
        named["method"] = _method(payload.method)
    if payload.question is not None:
        limit = plans.QUESTION_LENGTH
        named["question"] = clean_optional(payload.question, field="question", limit=limit)
    if payload.instruction is not None:
        limit = plans.INSTRUCTION_LENGTH
        named["instruction"] = clean_optional(payload.instruction, field="instruction", limit=limit)
    if payload.leads is not None:
        named["leads"] = _leads(payload.leads)
    if payload.starts_at is not None:
        named["starts_at"] = _starts_at(payload.starts_at)
    if payload.steps is not None:
        steps = _plain(payload.steps)
        named["steps"] = clean_steps(steps, with_board=board is not None) if steps or board else []
    return named


def _plain(steps: Sequence[PlannedStep]) -> list[Step]:
    return [step(one.stage, one.minutes, one.grouping) for one in steps]


def _method(text: str) -> str:
    return clean_name_or_none(text, "method", METHOD_LENGTH) or ""


def _leads(text: str) -> str:
    return clean_name_or_none(text, "leads", plans.LEADS_LENGTH) or ""


def _starts_at(text: str) -> str | None:
    return sessions.require_wall_time(text or None)


def _settings(given: BoardSetting | None) -> boards.BoardSettings:
    named = {k: v for k, v in msgspec.structs.asdict(given).items() if v is not None} if given else {}
    return boards.BoardSettings().changed(named, written=False)


def _areas(payload: InsertBlock) -> tuple[AreaTemplate, ...]:
    """The areas of a new board; those of a canvas at places that fit."""
    if payload.layout not in boards.LAYOUTS:
        raise Refused("invalid", N_("Choose columns, a canvas or a gallery."), field="layout")
    if len(payload.areas) > plans.AREAS_MOST:
        raise Refused(
            "too_large", N_("A board has at most %(most)s areas."), field="areas", most=plans.AREAS_MOST
        )
    canvas = payload.layout == boards.CANVAS
    taken = [area.place for area in payload.areas if area.place is not None and len(area.place) == 4]
    made: list[AreaTemplate] = []
    for area in payload.areas:
        place = area.place if canvas else None
        if canvas and place is None:
            place = plans.free_place(taken)
            taken.append(place)
        title = clean_name(area.title, "areas", boards.TITLE_LENGTH)
        hint = clean_optional(area.hint, field="areas", limit=plans.HINT_LENGTH)
        made.append(AreaTemplate(title, hint, tuple(place) if place else None))  # type: ignore[arg-type]  # checked below
    try:
        BlockTemplate("", "", 1, areas=tuple(made), layout=payload.layout)
    except (ValueError, TypeError):
        raise Refused(
            "invalid", N_("The fields of a canvas may neither overlap nor reach out of it."), field="areas"
        ) from None
    return tuple(made)
