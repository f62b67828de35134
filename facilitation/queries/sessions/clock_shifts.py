"""Where clock changes shift somebody: the host's wall time stays, and elsewhere it is another hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from facilitation.domain.sessions import instant
from facilitation.store.cities import City
from facilitation.store.sessions import Session

#: Clocks of two regions change within four weeks of each other; beyond them the usual distance holds again.
APART = dt.timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Shift:
    """A city whose clocks show `now` at a meeting where they would usually show `usual`."""

    city: City
    usual: dt.datetime
    now: dt.datetime


def shifted(day: dt.date, like: dt.date, session: Session, cities: Iterable[City]) -> list[Shift]:
    """The cities for which a meeting on `day` is at another hour than on the day `like`, at one wall time."""
    if session.starts_at is None:
        return []
    found = []
    for city in cities:
        usual, now = (_local(one, session, city) for one in (like, day))
        if usual.time() != now.time():
            found.append(Shift(city, usual, now))
    return found


def gap_week(session: Session, cities: Sequence[City]) -> list[Shift]:
    """The cities that meet at an unusual hour since one region's clocks have changed already and the other's
    not yet: four weeks before and four weeks after, they would meet at another."""
    if session.date is None:
        return []
    before = {shift.city.id: shift for shift in shifted(session.date, session.date - APART, session, cities)}
    after = {shift.city.id for shift in shifted(session.date, session.date + APART, session, cities)}
    return [shift for city, shift in before.items() if city in after]


def _local(day: dt.date, session: Session, city: City) -> dt.datetime:
    assert session.starts_at is not None
    moment = instant(day, session.starts_at, session.zone, session.fold)
    return moment.astimezone(ZoneInfo(city.time_zone))
