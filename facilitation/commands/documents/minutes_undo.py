"""Handler that takes back the last thing that somebody did to minutes, what they wrote included."""

from __future__ import annotations

from typing import Any

from facilitation.commands.documents.minutes_blocks import TheMinutes
from facilitation.commands.documents.minutes_texts import WORDS_AT, take_back_words
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.minutes import require_open
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock, last_step
from facilitation.store.operations import Operation

_TABLES = {"minutes_blocks": MinutesBlock, "minutes_amendments": Amendment}


def undo(work: Work, minutes: Minutes, payload: TheMinutes) -> dict[str, Any]:
    """Take back the last thing that the actor did here; what others wrote in the same texts since stays."""
    require_open(minutes.status)
    step = last_step(work.orm, minutes, work.actor.seat)
    if not step:
        raise Refused("not_found", N_("You have nothing to undo here."))
    for operation in step:
        _take_back(work, operation)
        operation.undone = True
    return {"undone": step[0].name}


def _take_back(work: Work, operation: Operation) -> None:
    rows = [(work.orm.get(_TABLES[table], row_id), *rest) for table, row_id, *rest in operation.undo or []]
    for row, column, before, after in rows:
        if row is None:
            raise _changed_since()
        if column.startswith(WORDS_AT):
            if not take_back_words(work, row, column.removeprefix(WORDS_AT), before, after):
                raise _changed_since()
        elif getattr(row, column) != after:
            raise _changed_since()
    for row, column, before, _ in rows:
        if not column.startswith(WORDS_AT):
            setattr(row, column, before)


def _changed_since() -> Refused:
    return Refused("conflict", N_("Somebody has changed this since, so it can't be undone."))
