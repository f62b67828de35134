"""Handlers of a board as a whole: its stage, lock and settings, and taking back what one did on it."""

import msgspec
from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.operations import Operation

_TABLES = {model.__tablename__: model for model in (Note, Cluster, Vote)}


class SetStage(msgspec.Struct):
    board: int
    stage: str


class LockBoard(msgspec.Struct):
    board: int
    locked: bool


class ChangeSettings(msgspec.Struct):
    board: int
    authors: str | None = None
    votes_per_person: int | None = None
    vote_on: str | None = None
    votes_hidden: bool | None = None


class Undo(msgspec.Struct):
    board: int


def set_stage(work: Work, board: Board, payload: SetStage) -> dict:
    """Move the board to a stage, forwards or back. Nothing that was written is lost either way."""
    stage = boards.require_stage(payload.stage)
    work.change(board, stage=stage, hides_text=boards.hides_text_at(stage, board.hides_text))
    return {"stage": board.stage}


def lock_board(work: Work, board: Board, payload: LockBoard) -> dict:
    """Hold participants' hands for a moment, or let them go on."""
    work.change(board, locked=payload.locked)
    return {"locked": board.locked}


def change_settings(work: Work, board: Board, payload: ChangeSettings) -> dict:
    """Change the settings that are named."""
    named = {k: v for k, v in msgspec.structs.asdict(payload).items() if k != "board" and v is not None}
    settings = boards.BoardSettings.from_json(board.settings | named).checked()
    work.change(board, settings=settings.to_json())
    return {"settings": settings.to_json()}


def undo(work: Work, board: Board, payload: Undo) -> dict:
    """Take back the last thing that the actor did on this board, unless somebody built on it since."""
    query = (
        select(Operation)
        .where(
            Operation.seat_id == work.actor.seat,
            Operation.subject == board.subject,
            Operation.undo.is_not(None),
            Operation.undone.is_(False),
        )
        .order_by(Operation.revision.desc(), Operation.created_at.desc())
        .limit(1)
    )
    last = work.orm.scalars(query).first()
    if last is None:
        raise Refused("not_found", N_("There is nothing of yours to take back here."))
    boards.require_open(_needed(last.name), stage=board.stage, locked=board.locked, leads=work.actor.leads)
    rows = [(work.orm.get(_TABLES[table], row_id), *rest) for table, row_id, *rest in last.undo or []]
    if any(getattr(row, column) != after for row, column, _, after in rows):
        raise Refused("conflict", N_("Somebody has changed this since, so it can't be taken back."))
    for row, column, before, _ in rows:
        setattr(row, column, before)
    last.undone = True
    return {"undone": last.name}


def _needed(name: str) -> str:
    kind = name.partition(".")[0]
    return {"note": boards.POSTING, "cluster": boards.GROUPING, "vote": boards.VOTING}[kind]
