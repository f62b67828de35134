"""The two facts about a session, whom it is for and who was there, and what each says about one city."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import Viewer
from facilitation.domain.sessions import ALL, UNKNOWN
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Presence, Registration
from facilitation.store.sessions import Attendance, Session

_IN_THE_ROOM = exists().where(
    Attendance.session_id == Session.id,
    Attendance.city.is_not(None),
    Attendance.ejected.is_(False),
    Attendance.removed.is_(False),
)

_PRESENT = Presence.void_at.is_(None)
_TICKED = exists().where(Presence.session_id == Session.id, _PRESENT)


def city_of_presence() -> ColumnElement[int | None]:
    """The city that somebody who was ticked sits for, or registered from."""
    seat = select(Seat.city_id).where(Seat.id == Presence.seat_id).scalar_subquery()
    registered = (
        select(Registration.city_id).where(Registration.id == Presence.registration_id).scalar_subquery()
    )
    return func.coalesce(seat, registered)


def took_part(code: str) -> ColumnElement[bool]:
    """Sessions where a city was: its people were in the room or ticked on a list, or a record says so."""
    ticked = _TICKED.where(city_of_presence().in_(select(City.id).where(City.code == code)))
    return or_(
        _IN_THE_ROOM.where(Attendance.city == code), ticked, Session.cities_there.any(City.code == code)
    )


def concerns(code: str) -> ColumnElement[bool]:
    """Sessions that are a city's business: for all cities or for this one.

    Where nobody knows whom a session was for, those count that the city took part in, and those of which
    nobody knows either who was there.
    """
    nobody_knows = and_(Session.was_there == UNKNOWN, ~_IN_THE_ROOM, ~_TICKED)
    return or_(
        Session.for_whom == ALL,
        Session.cities.any(City.code == code),
        and_(Session.for_whom == UNKNOWN, or_(took_part(code), nobody_knows)),
    )


def concerning(viewer: Viewer) -> list[ColumnElement[bool]]:
    """The conditions on sessions that concern this viewer: those of their city.

    All concern whoever leads, or sits for no city.
    """
    return [] if viewer.leads or viewer.city is None else [concerns(viewer.city)]


def cities_meant(session: Session, programme: Programme) -> Sequence[City]:
    """The cities that a session is for; none where nobody knows."""
    return programme.cities if session.for_whom == ALL else session.cities


def cities_there(orm: OrmSession, session: Session) -> set[str] | None:
    """The codes of the cities that were there, in the room or as the record says; None where nobody knows."""
    query = select(Attendance.city).where(
        Attendance.session_id == session.id,
        Attendance.city.is_not(None),
        Attendance.ejected.is_(False),
        Attendance.removed.is_(False),
    )
    came = {city for city in orm.scalars(query) if city is not None}
    ticked = select(City.code).join(Presence, City.id == city_of_presence())
    came |= set(orm.scalars(ticked.where(Presence.session_id == session.id, _PRESENT)))
    came |= {city.code for city in session.cities_there}
    return came or None
