"""Sessions as calendar events: one session, the whole programme, or what concerns a city or a seat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain import calendars
from facilitation.domain.calendars import CITY, OWN, CalendarEvent, CityClock, Person, Timed, WholeDay
from facilitation.domain.errors import N_, not_found
from facilitation.domain.permissions import ACTS_FOR_CITY, Viewer
from facilitation.domain.sessions import TYPES
from facilitation.queries.sessions.for_whom import cities_meant, concerning, concerns
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.cities import City
from facilitation.store.expected import expects
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session
from facilitation.store.viewers import viewer_of

#: ORGANIZER must have an address: this one where the programme has no contact address.
ORGANISER_ADDRESS = "calendar@facilitation.invalid"
#: A session with a start but no stated length is entered as an hour.
_USUAL_MINUTES = 60


def address_of(base: str, programme: Programme, session: Session) -> str:
    """The address of a session's page; `base` is the program's own."""
    return f"{base}/p/{programme.slug}/sessions/{session.id}"


def events(
    sessions: Iterable[Session], programme: Programme, base: str, translate: Callable[[str], str]
) -> tuple[CalendarEvent, ...]:
    """The dated ones of these sessions, without rehearsals; `translate` gives the words."""
    return tuple(
        event_of(session, programme, base, translate)
        for session in sessions
        if session.date and session.rehearsal_of is None
    )


def event_of(
    session: Session, programme: Programme, base: str, translate: Callable[[str], str], **changes: Any
) -> CalendarEvent:
    """A dated session as its entry. `changes` are what a mail says otherwise."""
    address = address_of(base, programme, session)
    values: dict[str, Any] = {
        "uid": session.uid,
        "sequence": session.sequence,
        "created": session.created_at,
        "last_modified": session.last_modified,
        "dtstamp": session.last_modified,
        "title": session.title,
        "organiser": organiser_of(programme),
        "status": calendars.CANCELLED if session.cancelled else calendars.CONFIRMED,
        "place": session.place,
        "join_link": session.link or address,
        "cities": tuple(CityClock(city.name, city.time_zone) for city in cities_meant(session, programme)),
        "categories": (translate(TYPES[session.type]),),
        "url": address,
        "simulated": session.simulated,
    }
    if programme.shifted_days and session.source:
        shifted = translate(N_("A demonstration: this date is %(days)s days later than the real one."))
        values["description"] = (shifted % {"days": programme.shifted_days},)
    if "when" not in changes:
        values["when"] = when_of(session)
    return CalendarEvent(**(values | changes))


def organiser_of(programme: Programme) -> Person:
    """The same in every way out: the programme under its contact address."""
    return Person(programme.title, programme.contact or ORGANISER_ADDRESS)


def when_of(facts: Any) -> WholeDay | Timed:
    """A session's time, or that of anything with `date`, `starts_at`, `fold`, `minutes` and `zone`."""
    if facts.starts_at is None:
        return WholeDay(facts.date)
    start = dt.datetime.combine(facts.date, dt.time.fromisoformat(facts.starts_at))
    return Timed(start.replace(fold=facts.fold), facts.zone, facts.minutes or _USUAL_MINUTES)


# -- which sessions ---------------------------------------------------------------------------------------


def agenda_of(orm: OrmSession, seat: Seat) -> list[Session]:
    """What belongs into somebody's own calendar: what concerns their city, what expects them in person,
    and what they are invited to; for those who lead, or sit for no city, all of it."""
    conditions = concerning(viewer_of(seat))
    if conditions:
        invited = exists().where(
            SessionInvitation.session_id == Session.id,
            SessionInvitation.seat_id == seat.id,
            SessionInvitation.uninvited_at.is_(None),
        )
        conditions = [or_(*conditions, expects(seat.id), invited)]
    return _dated(orm, seat.programme_id, *conditions)


def sessions_of_city(orm: OrmSession, city: City) -> list[Session]:
    """A city's dated sessions, by date."""
    return _dated(orm, city.programme_id, concerns(city.code))


def sessions_of_programme(orm: OrmSession, programme: int) -> list[Session]:
    """All dated sessions, by date."""
    return _dated(orm, programme)


def _dated(orm: OrmSession, programme: int, *conditions: ColumnElement[bool]) -> list[Session]:
    query = (
        select(Session)
        .where(
            Session.programme_id == programme,
            Session.date.is_not(None),
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            *conditions,
        )
        .options(selectinload(Session.cities))
        .order_by(Session.date, Session.starts_at, Session.id)
    )
    return list(orm.scalars(query))


def has_events(orm: OrmSession, viewer: Viewer) -> bool:
    """Whether a calendar of the whole programme would hold anything."""
    query = select(Session.id).where(
        Session.programme_id == viewer.programme,
        Session.date.is_not(None),
        Session.removed.is_(False),
        Session.rehearsal_of.is_(None),
    )
    return orm.scalar(query.limit(1)) is not None


# -- feeds ------------------------------------------------------------------------------------------------


def feed_by_nonce(orm: OrmSession, nonce: str) -> CalendarFeed | None:
    """The feed whose address holds this nonce, while its seat is there; None where it was replaced.

    With everything by which one knows whether its file still holds, in one query.
    """
    query = (
        select(CalendarFeed)
        .where(CalendarFeed.nonce == nonce)
        .options(
            joinedload(CalendarFeed.city),
            joinedload(CalendarFeed.programme),
            joinedload(CalendarFeed.state),
            joinedload(CalendarFeed.file),
            joinedload(CalendarFeed.seat).options(joinedload(Seat.city), joinedload(Seat.person)),
        )
    )
    feed = orm.scalars(query).one_or_none()
    return None if feed is None or (feed.seat is not None and feed.seat.removed_at is not None) else feed


def own_feed(orm: OrmSession, viewer: Viewer) -> CalendarFeed | None:
    """The viewer's own feed, if they have made one."""
    return orm.scalars(select(CalendarFeed).where(CalendarFeed.seat_id == viewer.seat)).one_or_none()


def shared_feeds(orm: OrmSession, viewer: Viewer) -> Sequence[CalendarFeed]:
    """The feeds of cities and of the programme that this viewer may manage, the programme's first."""
    query = (
        select(CalendarFeed)
        .where(CalendarFeed.programme_id == viewer.programme, CalendarFeed.holds != OWN)
        .options(joinedload(CalendarFeed.city))
        .order_by(CalendarFeed.holds.desc(), CalendarFeed.id)
    )
    return [feed for feed in orm.scalars(query) if may_manage(viewer, feed)]


def may_manage(viewer: Viewer, feed: CalendarFeed) -> bool:
    """Those who lead, and those who act for the city that it is of."""
    return viewer.leads or (feed.holds == CITY and ACTS_FOR_CITY(viewer, feed))


def sessions_in(orm: OrmSession, feed: CalendarFeed) -> list[Session]:
    """What a feed holds at this moment."""
    if feed.seat is not None:
        return agenda_of(orm, feed.seat)
    if feed.city is not None:
        return sessions_of_city(orm, feed.city)
    return sessions_of_programme(orm, feed.programme_id)


def city_called(orm: OrmSession, viewer: Viewer, code: str) -> City:
    """A city of the viewer's programme by its code."""
    query = select(City).where(City.programme_id == viewer.programme, City.code == code)
    city = orm.scalars(query).one_or_none()
    if city is None:
        raise not_found()
    return city
