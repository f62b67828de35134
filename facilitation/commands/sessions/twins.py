"""Handler that holds a session twice, with other cities each time: where no hour is humane for all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from facilitation.commands.sessions.duplicating import copy_session
from facilitation.commands.sessions.times import TakeTime, take_time
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.store.sessions import Session

_SECOND = " (2)"


class Twin(msgspec.Struct):
    """A time with the cities that meet then; its fields are those of `TakeTime`."""

    date: dt.date
    starts_at: str
    zone: str
    minutes: int
    cities: list[str]
    fold: int | None = None


class HoldTwice(msgspec.Struct):
    session: int
    first: Twin
    second: Twin


def hold_twice(work: Work, session: Session, payload: HoldTwice) -> dict[str, Any]:
    """Put a session at the first time with its cities, and a copy of it at the second with the others.

    Both or neither: a second one at a time that can't be is refused with the first.
    """
    if session.rehearsal_of is not None:
        raise Refused("conflict", N_("A rehearsal can’t be duplicated. Duplicate the session itself."))
    title = session.title[: sessions.TITLE_LENGTH - len(_SECOND)].rstrip() + _SECOND
    take_time(work, session, _time_of(session, payload.first))
    second = copy_session(work, session, title, None)
    take_time(work, second, _time_of(second, payload.second))
    return {"session": session, "second": second}


def _time_of(session: Session, twin: Twin) -> TakeTime:
    return TakeTime(session=session.id, **msgspec.structs.asdict(twin))
