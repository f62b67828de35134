"""The times that are offered for onboarding calls, as a viewer may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain import sessions
from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import acts_for
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.queries.onboarding.calls import call_sessions
from facilitation.queries.onboarding.onboarding import sees_board
from facilitation.store.call_slots import CallSlot
from facilitation.store.cities import City
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class SlotShown:
    """A time with its beginning in UTC. `city` has taken it, if the viewer is told; `free` can be taken."""

    slot: CallSlot
    starts: dt.datetime
    city: City | None
    free: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Times:
    """The times in their order.

    `city` is the viewer's own, with its time, the one that it lost, and the session of its call; `begun` says
    that this can't be moved any more. `waiting` are the cities without a time, for those who coordinate.
    """

    slots: list[SlotShown]
    city: City | None
    own: SlotShown | None
    lost: SlotShown | None
    session: Session | None
    begun: bool
    waiting: list[City]

    @property
    def free(self) -> list[SlotShown]:
        return [one for one in self.slots if one.free]


def times_of(orm: OrmSession, viewer: Viewer, cities: Sequence[City], now: dt.datetime) -> Times:
    """What is offered: everything for those who lead, free times and one's own for a city's people."""
    if viewer.is_guest:
        raise not_found()
    query = (
        select(CallSlot)
        .where(CallSlot.programme_id == viewer.programme)
        .options(joinedload(CallSlot.city), joinedload(CallSlot.seat))
    )
    own_city = next((city for city in cities if acts_for(viewer, city.code)), None)
    shown: list[SlotShown] = []
    own = lost = None
    for slot in orm.scalars(query):
        one = _shown(viewer, slot, own_city, now)
        if own_city is not None and slot.city_id == own_city.id:
            own = one
        if own_city is not None and slot.lost_by_id == own_city.id:
            lost = one
        if slot.withdrawn_at is None and (sees_board(viewer) or one.free):
            shown.append(one)
    shown.sort(key=lambda one: (one.over, one.starts, one.slot.id))
    taken = {one.slot.city_id for one in shown}
    calls = call_sessions(orm, viewer, cities)
    session = calls.get(own_city.id) if own_city else None
    coordinates = COORDINATE(viewer, None)
    waiting = [city for city in cities if city.id not in taken and not _held(calls.get(city.id))]
    return Times(
        shown,
        own_city,
        own,
        lost,
        session,
        _held(session) or (own is not None and own.over),
        waiting if coordinates else [],
    )


def free_times(orm: OrmSession, viewer: Viewer, now: dt.datetime) -> int:
    """How many times can still be taken; none for guests."""
    if viewer.is_guest:
        return 0
    query = select(CallSlot).where(
        CallSlot.programme_id == viewer.programme,
        CallSlot.city_id.is_(None),
        CallSlot.withdrawn_at.is_(None),
        CallSlot.date >= now.date() - dt.timedelta(days=1),
    )
    return sum(_starts(slot) > now for slot in orm.scalars(query))


def offered_at_all(orm: OrmSession, viewer: Viewer) -> bool:
    """Whether any time was ever offered here."""
    query = select(func.count()).where(CallSlot.programme_id == viewer.programme)
    return bool(orm.scalar(query))


def _held(session: Session | None) -> bool:
    return session is not None and session.status != sessions.PLANNED


def _starts(slot: CallSlot) -> dt.datetime:
    return sessions.instant(slot.date, slot.starts_at, slot.zone, slot.fold)


def _shown(viewer: Viewer, slot: CallSlot, own: City | None, now: dt.datetime) -> SlotShown:
    starts = _starts(slot)
    told = sees_board(viewer) or (own is not None and slot.city_id == own.id)
    free = slot.city_id is None and slot.withdrawn_at is None and starts > now
    return SlotShown(slot, starts, slot.city if told else None, free, starts <= now)
