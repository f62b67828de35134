"""Handler that takes back the last thing that somebody did to minutes, what they wrote included."""

from __future__ import annotations

from typing import Any

from facilitation.commands.documents.minutes_blocks import TheMinutes
from facilitation.commands.documents.minutes_texts import WORDS_AT, put_words, words_back
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.minutes import require_open
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock, last_step
from facilitation.store.operations import Operation

#: Said of a step that is passed over.
PASSED_OVER = N_("Somebody has changed this since, so it can't be undone.")

_TABLES: dict[str, Any] = {"minutes_blocks": MinutesBlock, "minutes_amendments": Amendment}


def undo(work: Work, minutes: Minutes, payload: TheMinutes) -> dict[str, Any]:
    """Take back the last thing that the actor did here; what others wrote in the same texts since stays.

    A step that others have changed since is passed over, so that it doesn't stand before those behind it.
    """
    require_open(minutes.status)
    step = last_step(work.orm, minutes, work.actor.seat)
    if not step:
        raise Refused("not_found", N_("You have nothing to undo here."))
    taken_back = 0
    for operation in step:
        if not _take_back(work, operation):
            break
        taken_back += 1
    for operation in step:
        operation.undone = True
    name = step[0].name
    return {"undone": name} if taken_back else {"undone": None, "passed_over": name}


def _take_back(work: Work, operation: Operation) -> bool:
    """Whether nobody has changed since what it changed: then it is as before; else nothing is touched."""
    back: list[tuple[Any, str, Any]] = []
    for table, row_id, column, before, after in operation.undo or []:
        row = work.orm.get(_TABLES[table], row_id)
        if row is None:
            return False
        if column.startswith(WORDS_AT):
            found = words_back(row, column.removeprefix(WORDS_AT), before, after)
            if found is None:
                return False
            path, words = found
            back.append((row, f"{WORDS_AT}{path}", words))
        elif getattr(row, column) == after:
            back.append((row, column, before))
        else:
            return False
    for row, column, value in back:
        if column.startswith(WORDS_AT):
            put_words(work, row, column.removeprefix(WORDS_AT), value)
        else:
            setattr(row, column, value)
    return True
