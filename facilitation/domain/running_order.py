"""When each block of a session begins and ends, and where a pinned start leaves a gap or an overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from facilitation.domain.sessions import instant


@dataclass(frozen=True, slots=True)
class Timed:
    """A block's time in the session's zone; None while it is open when the session begins.

    `gap`: minutes between the end of the block before and this beginning; below 0 they overlap. `after`:
    minutes from the session's beginning, where nothing is pinned.
    """

    begins: dt.datetime | None
    ends: dt.datetime | None
    gap: int
    after: int


def timed(
    blocks: Iterable[tuple[int, str | None]], starts: dt.datetime | None, day: dt.date | None, zone: str
) -> list[Timed]:
    """The times of blocks given as (minutes, wall time "HH:MM" that it is pinned to or None), in their order.

    `starts` is the instant at which the session begins. A pin is meant on the day that lies nearest to where
    the block would begin without it: after midnight, that is the next one.
    """
    found: list[Timed] = []
    at, after = starts, 0
    for minutes, pin in blocks:
        gap = 0
        if at is not None and day is not None and pin is not None:
            pinned = _nearest(at, day, pin, zone)
            gap = round((pinned - at).total_seconds() / 60)
            at = pinned
        ends = at + dt.timedelta(minutes=minutes) if at is not None else None
        found.append(Timed(_local(at, zone), _local(ends, zone), gap, after))
        at, after = ends, after + minutes
    return found


def _nearest(at: dt.datetime, day: dt.date, pin: str, zone: str) -> dt.datetime:
    days = (day + dt.timedelta(days=more) for more in (-1, 0, 1, 2))
    return min((instant(one, pin, zone) for one in days), key=lambda moment: abs(moment - at))


def _local(at: dt.datetime | None, zone: str) -> dt.datetime | None:
    return None if at is None else at.astimezone(ZoneInfo(zone))
