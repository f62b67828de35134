"""Sessions as calendar events: one session, the whole programme, or what concerns one seat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain import calendars
from facilitation.domain.calendars import CalendarEvent, CityClock, Person, Timed, WholeDay
from facilitation.domain.permissions import Viewer
from facilitation.domain.sessions import TYPES
from facilitation.queries.sessions.for_whom import cities_meant, concerns
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session

#: ORGANIZER must have an address: this one where the programme has no contact address.
ORGANISER_ADDRESS = "calendar@facilitation.invalid"
#: A session with a start but no stated length is entered as an hour.
_USUAL_MINUTES = 60


def events(
    sessions: Iterable[Session],
    programme: Programme,
    address_of: Callable[[Session], str],
    translate: Callable[[str], str],
) -> tuple[CalendarEvent, ...]:
    """The dated ones of these sessions, without rehearsals.

    `address_of` gives a page's address, `translate` the words.
    """
    organiser = Person(programme.title, programme.contact or ORGANISER_ADDRESS)
    dated = [session for session in sessions if session.date and session.rehearsal_of is None]
    return tuple(
        _event(session, programme, organiser, address_of(session), translate(TYPES[session.type]))
        for session in dated
    )


def _event(
    session: Session, programme: Programme, organiser: Person, address: str, category: str
) -> CalendarEvent:
    assert session.date is not None
    when: WholeDay | Timed = WholeDay(session.date)
    if session.starts_at is not None:
        start = dt.datetime.combine(session.date, dt.time.fromisoformat(session.starts_at))
        when = Timed(start, session.zone, session.minutes or _USUAL_MINUTES)
    return CalendarEvent(
        uid=session.uid,
        sequence=session.sequence,
        created=session.created_at,
        last_modified=session.last_modified,
        dtstamp=session.last_modified,
        title=session.title,
        when=when,
        organiser=organiser,
        status=calendars.CANCELLED if session.cancelled else calendars.CONFIRMED,
        place=session.place,
        join_link=session.link or address,
        cities=tuple(CityClock(city.name, city.time_zone) for city in cities_meant(session, programme)),
        categories=(category,),
        url=address,
        simulated=session.simulated,
    )


def sessions_for_feed(orm: OrmSession, seat: Seat) -> list[Session]:
    """The sessions in a person's own feed: a city's people get those that concern their city."""
    query = (
        select(Session)
        .where(
            Session.programme_id == seat.programme_id,
            Session.date.is_not(None),
            Session.removed.is_(False),
        )
        .options(selectinload(Session.cities))
        .order_by(Session.date, Session.starts_at, Session.id)
    )
    if seat.city is not None:
        query = query.where(concerns(seat.city.code))
    return list(orm.scalars(query))


def seat_for_feed(orm: OrmSession, seat_id: int, nonce: str) -> Seat | None:
    """The seat whose feed this is, while its address is the current one."""
    seat = orm.get(Seat, seat_id)
    if seat is None or seat.removed_at is not None or not nonce or seat.feed_nonce != nonce:
        return None
    return seat


def feed_nonce(orm: OrmSession, viewer: Viewer) -> str | None:
    """The viewer's current feed nonce, if they have asked for a feed."""
    seat = orm.get(Seat, viewer.seat)
    return seat.feed_nonce if seat else None
