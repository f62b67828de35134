"""The fairest free time for a tandem's solution workshop: from two weeks ahead, humane for all its cities."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain import fair_times as fair
from facilitation.domain.scheduling import Slot
from facilitation.domain.sessions import ENDED, UNSET_MINUTES
from facilitation.queries.sessions.burden import ledger
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.sessions import instants
from facilitation.queries.sessions.slots import LEAD, SPAN, USUAL_MINUTES, fair_times, rules_of
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.tandems import Tandem


def fairest_free(
    orm: OrmSession,
    programme: Programme,
    tandem: Tandem,
    today: dt.date,
    minutes: int = USUAL_MINUTES,
) -> Slot | None:
    """The fairest start for exactly the tandem's cities at which none of them is in another session.

    By the clocks of its first city, from `queries.sessions.slots.LEAD` ahead on. None where no free start is
    humane by the programme's prices: then somebody has to choose.
    """
    cities = list(tandem.cities)
    if not cities:
        return None
    zone = cities[0].time_zone
    policy = rules_of(orm, programme)[0].policy()
    times = fair_times(cities, policy, ledger(orm, programme, policy).carried)
    first = today + LEAD
    grid = fair.grid_of_days(times, zone, first, first + SPAN, minutes)
    taken = _taken(orm, programme, tandem, first)
    length = dt.timedelta(minutes=minutes)
    grid.starts = [
        start
        for start in grid.fitting()
        if not any(start.starts < ends and begins < start.starts + length for begins, ends in taken)
    ]
    best = fair.offers(grid, zone, 1)
    return grid.slot(best[0]) if best else None


def _taken(
    orm: OrmSession, programme: Programme, tandem: Tandem, first: dt.date
) -> list[tuple[dt.datetime, dt.datetime]]:
    """When one of a tandem's cities is in a session: (begin, end) in UTC."""
    query = (
        select(Session)
        .where(
            Session.programme_id == programme.id,
            Session.removed.is_(False),
            Session.cancelled.is_(False),
            Session.rehearsal_of.is_(None),
            Session.status != ENDED,
            Session.date.between(first - dt.timedelta(days=2), first + SPAN + dt.timedelta(days=2)),
        )
        .options(selectinload(Session.cities))
    )
    ours = {city.id for city in tandem.cities}
    found = []
    for session in orm.scalars(query):
        begins = instants(session).starts
        if begins is not None and ours & {city.id for city in cities_meant(session, programme)}:
            found.append((begins, begins + dt.timedelta(minutes=session.minutes or UNSET_MINUTES)))
    return found
