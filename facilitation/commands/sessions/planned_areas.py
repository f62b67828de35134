"""Planning the areas of a block's board: put in, name, move, take out. Names may change at any time."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.sessions.plan_log import log_plan
from facilitation.commands.sessions.planning import block_of, board_of
from facilitation.commands.sessions.staging import leave_area
from facilitation.commands.work import Work
from facilitation.domain import boards, plans
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.texts import clean_optional
from facilitation.store.boards import Area, Board
from facilitation.store.sessions import Session


class AddArea(msgspec.Struct):
    """On a canvas it gets the first free field."""

    session: int
    block: int
    title: str
    hint: str = ""


class RenameArea(msgspec.Struct):
    """Changes what is named. `was`: by field the values that the writer began from."""

    session: int
    area: int
    title: str | None = None
    hint: str | None = None
    was: dict[str, Any] = {}


class MoveArea(msgspec.Struct):
    """`to`: the place among the board's areas, from 1 on."""

    session: int
    area: int
    to: int


class TheArea(msgspec.Struct):
    session: int
    area: int


def add_area(work: Work, session: Session, payload: AddArea) -> dict[str, Any]:
    """Give a board one more area, while nobody has written on it."""
    board = board_of(work, block_of(session, payload.block))
    if board is None:
        raise Refused("invalid", N_("This part has no board."), field="block")
    plans.require_unwritten(board.notes_made > 0, "title")
    present = list(board.areas)
    if len(present) >= plans.AREAS_MOST:
        raise Refused(
            "too_large", N_("A board has at most %(most)s areas."), field="title", most=plans.AREAS_MOST
        )
    title, hint = _title(payload.title), _hint(payload.hint)
    place = None
    if board.layout == boards.CANVAS:
        place = plans.free_place([area.place for area in present if area.place])
    log_plan(work, session)
    area = Area(board=board, title=title, hint=hint, place=place, position=len(present) + 1)
    work.add(area)
    work.expect(area, "title", "hint")
    _in_order(work, board)
    return {"area": area}


def rename_area(work: Work, session: Session, payload: RenameArea) -> dict[str, Any]:
    """Name an area anew, or say otherwise what belongs into it."""
    area = _area_of(work, session, payload.area)
    named = {}
    if payload.title is not None:
        named["title"] = _title(payload.title)
    if payload.hint is not None:
        named["hint"] = _hint(payload.hint)
    for field, wanted in named.items():
        if field in payload.was:
            plans.require_unchanged(field, payload.was[field] or None, getattr(area, field) or None, wanted)
    log_plan(work, session)
    work.change(area, **named)
    return {"area": area}


def move_area(work: Work, session: Session, payload: MoveArea) -> dict[str, Any]:
    """Give an area another place in the order, while nobody has written; fields of a canvas lie still."""
    area = _area_of(work, session, payload.area)
    plans.require_unwritten(area.board.notes_made > 0)
    present = {one.id: one for one in area.board.areas}
    ids = plans.placed(list(present), area.id, payload.to, 1)
    log_plan(work, session)
    for position, area_id in enumerate(ids, start=1):
        work.change(present[area_id], position=position)
    _in_order(work, area.board)
    return {"area": area}


def remove_area(work: Work, session: Session, payload: TheArea) -> dict[str, Any]:
    """Take an area off a board, while nobody has written; `plan.undo` brings it back."""
    area = _area_of(work, session, payload.area)
    board = area.board
    plans.require_unwritten(board.notes_made > 0)
    others = [one for one in board.areas if one is not area]
    if not others:
        raise Refused("conflict", N_("A board keeps at least one area."), field="area")
    log_plan(work, session)
    work.change(area, removed=True)
    for position, one in enumerate(others, start=1):
        work.change(one, position=position)
    leave_area(work, area)
    _in_order(work, board)
    return {"area": area}


def _area_of(work: Work, session: Session, area_id: int) -> Area:
    area = work.orm.get(Area, area_id)
    blocks = {block.board_id for block in session.blocks}
    if area is None or area.removed or area.board_id not in blocks:
        raise Refused("invalid", N_("This area is not on the board."), field="area")
    return area


def _in_order(work: Work, board: Board) -> None:
    work.orm.flush()
    work.orm.expire(board, ["areas"])


def _title(text: str) -> str:
    return clean_name(text, "title", boards.TITLE_LENGTH)


def _hint(text: str) -> str:
    return clean_optional(text, field="hint", limit=plans.HINT_LENGTH)
