"""The two facts about a session, whom it is for and who was there, and what each says about one city."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import Viewer
from facilitation.domain.sessions import ALL, UNKNOWN
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Attendance, Session

_IN_THE_ROOM = exists().where(
    Attendance.session_id == Session.id,
    Attendance.city.is_not(None),
    Attendance.ejected.is_(False),
    Attendance.removed.is_(False),
)


def took_part(code: str) -> ColumnElement[bool]:
    """Sessions where a city was: its people were in the room, or a record says so."""
    return or_(_IN_THE_ROOM.where(Attendance.city == code), Session.cities_there.any(City.code == code))


def concerns(code: str) -> ColumnElement[bool]:
    """Sessions that are a city's business: for all cities or for this one.

    Where nobody knows whom a session was for, those count that the city took part in, and those of which
    nobody knows either who was there.
    """
    nobody_knows = and_(Session.was_there == UNKNOWN, ~_IN_THE_ROOM)
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
    came |= {city.code for city in session.cities_there}
    return came or None
