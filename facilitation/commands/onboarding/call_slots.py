"""Handlers of the times for onboarding calls: offered by who coordinates, each taken by one city."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import or_, select

from facilitation.commands.cities import places
from facilitation.commands.onboarding.calls import call_at, call_of, require_link
from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.domain.onboarding import CITY_ROLES, TIMES_MOST, acts_for
from facilitation.domain.permissions import COORDINATE
from facilitation.store.call_slots import CallSlot
from facilitation.store.cities import City
from facilitation.store.onboarding import CallPerson
from facilitation.store.programmes import Programme


class OfferedTime(msgspec.Struct):
    """`fold` says which of two hours is meant where the clocks go back: the first (0) or the second (1)."""

    date: dt.date
    starts_at: str
    fold: int | None = None


class OfferSlots(msgspec.Struct):
    """`times` are wall times in `zone`; "" is the host's. `minutes` and `link` are those of each."""

    times: list[OfferedTime]
    minutes: int
    zone: str = ""
    link: str = ""


class TakeSlot(msgspec.Struct):
    slot: int
    city: int


class TheSlot(msgspec.Struct):
    slot: int


def offer_slots(work: Work, target: None, payload: OfferSlots) -> dict[str, Any]:
    """Offer times, all of them or none; a fault names the time by its number."""
    if not payload.times:
        raise Refused("invalid", N_("Give one time at least."), field="times")
    if len(payload.times) > TIMES_MOST:
        raise Refused(
            "invalid", N_("At most %(most)d times can be offered at once."), field="times", most=TIMES_MOST
        )
    programme = work.orm.get_one(Programme, work.programme)
    zone = places.zone_of(payload.zone or programme.host_zone)
    if zone is None:
        raise Refused("invalid", N_("Name a time zone of the world, such as Europe/Dublin."), field="zone")
    require_link(payload.link)
    sessions.require_minutes(payload.minutes)
    standing = select(CallSlot).where(
        CallSlot.programme_id == work.programme, CallSlot.withdrawn_at.is_(None)
    )
    known = {begin_of(slot) for slot in work.orm.scalars(standing)}
    for number, time in enumerate(payload.times, start=1):
        try:
            known.add(_offer(work, time, zone, payload, known))
        except Refused as refused:
            raise Refused(
                "invalid",
                N_("Time %(number)s: %(reason)s"),
                field=f"{refused.field or 'date'}_{number}",
                number=number,
                reason=refused.message,
            ) from None
    return {"offered": len(payload.times)}


def _offer(
    work: Work, time: OfferedTime, zone: str, payload: OfferSlots, known: set[dt.datetime]
) -> dt.datetime:
    if not time.starts_at.strip():
        raise Refused("invalid", N_("Give the time of day too."), field="starts_at")
    when = sessions.plan(
        date=time.date, starts_at=time.starts_at, minutes=payload.minutes, zone=zone, fold=time.fold
    )
    slot = CallSlot(
        programme_id=work.programme,
        link=payload.link,
        offered_by=work.actor.seated_at,
        created_at=work.now,
        **when,
    )
    begin = begin_of(slot)
    if begin <= work.now:
        raise Refused("invalid", N_("This time has passed."), field="date")
    if begin in known:
        raise Refused("invalid", N_("This time is offered already."), field="starts_at")
    work.add(slot)
    return begin


def take_slot(work: Work, slot: CallSlot, payload: TakeSlot) -> dict[str, Any]:
    """A city takes a time: its call is planned for then, and a time that it had before is free again."""
    city = work.own(City, payload.city)
    _require_acting(work, city)
    before = _hold(work, slot, city)
    if slot.city_id == city.id:
        return _done(work, slot, city)
    if slot.withdrawn_at is not None:
        raise Refused("conflict", N_("This time is no longer offered. Choose another one."))
    if slot.city_id is not None:
        raise Refused("conflict", N_("Another city has just taken this time. Choose another one."))
    if begin_of(slot) <= work.now:
        raise Refused("conflict", N_("This time has passed. Choose another one."))
    _require_not_begun(work, city, before)
    if before is not None:
        _free(work, before)
        work.orm.flush()  # a city has one time at the most, at every moment
    actor = work.actor
    work.change(slot, city_id=city.id, seat_id=actor.seat, role=actor.role, taken_at=work.now)
    for lost in work.orm.scalars(select(CallSlot).where(CallSlot.lost_by_id == city.id)):
        work.change(lost, lost_by_id=None)
    call = call_at(
        work,
        city,
        date=slot.date,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        zone=slot.zone,
        fold=slot.fold,
        link=slot.link or (_link(work, city) or ""),
    )
    if actor.role in CITY_ROLES and actor.seat not in [person.seat_id for person in call.people]:
        call.people.append(CallPerson(seat_id=actor.seat))
    return _done(work, slot, city)


def give_back_slot(work: Work, slot: CallSlot, payload: TheSlot) -> dict[str, Any]:
    """A city gives its time back: its call is without a date until it takes another one."""
    city = _city_of(work, slot)
    _require_acting(work, city)
    _hold(work, slot, city)
    if slot.city_id != city.id:
        raise Refused("conflict", N_("The city does not have this time any more."))
    _require_not_begun(work, city, slot)
    _undate(work, slot, city)
    _free(work, slot)
    return {"slot": slot}


def withdraw_slot(work: Work, slot: CallSlot, payload: TheSlot) -> dict[str, Any]:
    """Offer a time no more. A city that had taken it is told so on its pages until it takes another one."""
    city = work.orm.get(City, slot.city_id) if slot.city_id is not None else None
    _hold(work, slot, city)
    if slot.withdrawn_at is not None:
        return {"slot": slot}
    if city is not None and slot.city_id == city.id:
        _require_not_begun(work, city, slot)
        _undate(work, slot, city)
        _free(work, slot)
        work.change(slot, lost_by_id=city.id)
    work.change(slot, withdrawn_at=work.now)
    return {"slot": slot}


def begin_of(slot: CallSlot) -> dt.datetime:
    """When the call would begin, in UTC."""
    return sessions.instant(slot.date, slot.starts_at, slot.zone, slot.fold)


def _hold(work: Work, slot: CallSlot, city: City | None) -> CallSlot | None:
    """Hold a time and the one that a city has, as they stand now; gives the latter.

    The city is held first, so that two of its people don't take two times at once.
    """
    work.orm.flush()
    if city is not None:
        work.orm.get(City, city.id, with_for_update=True)
    ours = or_(CallSlot.id == slot.id, CallSlot.city_id == (city.id if city else None))
    query = select(CallSlot).where(ours).order_by(CallSlot.id).with_for_update()
    held = list(work.orm.scalars(query.execution_options(populate_existing=True)))
    return next((one for one in held if city is not None and one.city_id == city.id), None)


def _city_of(work: Work, slot: CallSlot) -> City:
    city = work.orm.get(City, slot.city_id) if slot.city_id is not None else None
    if city is None:
        raise Refused("conflict", N_("No city has taken this time."))
    return city


def _require_acting(work: Work, city: City) -> None:
    if not COORDINATE(work.actor, city) and not acts_for(work.actor, city.code):
        raise Refused("not_allowed", N_("You can take a time for your own city only."))


def _require_not_begun(work: Work, city: City, slot: CallSlot | None) -> None:
    """Refuse to change the time of a call that has begun, or that was held."""
    call = call_of(work, city)
    session = call.session if call is not None else None
    began = session is not None and (
        session.status != sessions.PLANNED or (_begins(session) or work.now) < work.now
    )
    if began or (slot is not None and begin_of(slot) <= work.now):
        raise Refused("conflict", N_("The call of %(city)s has begun already."), city=city.name)


def _begins(session: Any) -> dt.datetime | None:
    if session.date is None or session.starts_at is None:
        return None
    return sessions.instant(session.date, session.starts_at, session.zone, session.fold)


def _undate(work: Work, slot: CallSlot, city: City) -> None:
    """Take the date off a city's call, unless somebody has planned it for another time by hand."""
    call = call_of(work, city)
    if call is not None and _begins(call.session) == begin_of(slot):
        reschedule(work, call.session, date=None, starts_at=None)


def _free(work: Work, slot: CallSlot) -> None:
    work.change(slot, city_id=None, seat_id=None, role=None, taken_at=None)


def _link(work: Work, city: City) -> str | None:
    call = call_of(work, city)
    return call.session.link if call is not None else None


def _done(work: Work, slot: CallSlot, city: City) -> dict[str, Any]:
    call = call_of(work, city)
    return {"slot": slot, "session": call.session if call else None}
