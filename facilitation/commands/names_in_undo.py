"""What `undo` keeps of words that have to go, such as names: nobody brings them back by a step back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from facilitation.commands.work import Work
from facilitation.store.operations import Operation

#: What `minutes.undo` takes back.
ON_MINUTES = or_(Operation.name.startswith("minutes."), Operation.name == "amendment.accept")


def forget_steps(
    work: Work, programme: int, which: ColumnElement[bool], names_them: Callable[[int, str, Any], bool]
) -> None:
    """Let nobody take back or do again `which` operations keep such words.

    `names_them` is asked for a row's id, a column and each value that stood or came to stand there. The
    whole list of an operation goes, also of one that was taken back already: a part would undo half a step.
    """
    kept = select(Operation).where(Operation.programme_id == programme, Operation.undo.is_not(None), which)
    for operation in work.orm.scalars(kept):
        entries = operation.undo or []
        if any(names_them(row, column, value) for _, row, column, *both in entries for value in both):
            operation.undo = None
