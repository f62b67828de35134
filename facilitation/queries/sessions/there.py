"""Who was at a session: in its live room, checked in, or ticked on a list. Nobody stands there twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.people import searchable
from facilitation.domain.permissions import GUEST
from facilitation.domain.registrations import LIVE
from facilitation.queries.privacy.privacy import named, photographed
from facilitation.store.people import Seat
from facilitation.store.registrations import Presence, Registration
from facilitation.store.sessions import Attendance, Session


@dataclass(frozen=True, slots=True)
class Visit:
    """From when to when somebody was there; without an id it is what the live room knows."""

    id: int | None
    came_at: dt.datetime
    left_at: dt.datetime | None
    mode: str
    through: str


def people_there(orm: OrmSession, session: Session) -> list[dict[str, Any]]:
    """Who was there, in the order they came: rows as dicts for documents and pages.

    `named` says whether the name may stand in a list that others read or keep, `photographed` whether they
    agreed to that. `seat` is None for people from outside, who have a `registration` instead; `visits` are
    `Visit`s, and `mode` is that of the last one ("" where it isn't known).
    """
    presences = _presences(orm, session)
    people = _in_the_room(orm, session)
    ticked = {seat for seat, _ in presences if seat is not None}
    people += _ticked_seats(orm, ticked - {person["seat"] for person in people})
    outside = _outside(orm, session, {number for _, number in presences if number is not None})
    for registration in outside:
        known = _as_guest(people, registration)
        if known is None:
            people.append(registration)
        else:
            known["registration"] = registration["registration"]
    for person in people:
        visits = [*presences.get((person["seat"], None), ())] if person["seat"] is not None else []
        visits += presences.get((None, person["registration"]), ())
        if not visits and person["first_at"] is not None:
            visits = [Visit(None, person["first_at"], None, "", LIVE)]
        person["visits"] = sorted(visits, key=lambda visit: visit.came_at)
        person["mode"] = visits[-1].mode if visits else ""
    present = [person for person in people if person["visits"]]
    return sorted(present, key=lambda person: person["visits"][0].came_at)


def _presences(orm: OrmSession, session: Session) -> dict[tuple[int | None, int | None], list[Visit]]:
    """By (seat, registration) the times at which somebody was there, corrections applied."""
    query = select(Presence).where(Presence.session_id == session.id, Presence.void_at.is_(None))
    found: dict[tuple[int | None, int | None], list[Visit]] = {}
    for row in orm.scalars(query.order_by(Presence.came_at, Presence.id)):
        visit = Visit(row.id, row.came_at, row.left_at, row.mode, row.through)
        found.setdefault((row.seat_id, row.registration_id), []).append(visit)
    return found


def _in_the_room(orm: OrmSession, session: Session) -> list[dict[str, Any]]:
    query = (
        select(Attendance)
        .where(Attendance.session_id == session.id, Attendance.removed.is_(False))
        .order_by(Attendance.first_at)
    )
    rows = orm.scalars(query).all()
    seats = [row.seat_id for row in rows]
    listed, seen = named(orm, seats), photographed(orm, seats)
    return [
        {
            "seat": row.seat_id,
            "registration": None,
            "name": row.name,
            "named": row.seat_id in listed,
            "photographed": row.seat_id in seen,
            "role": row.role,
            "city": row.city,
            "from_city": "",
            "organisation": row.organisation,
            "policymaker": row.policymaker,
            "simulated": row.simulated,
            "through": row.through,
            "first_at": row.first_at,
        }
        for row in rows
    ]


def _ticked_seats(orm: OrmSession, seats: set[int]) -> list[dict[str, Any]]:
    """People with a seat who were ticked, and not in the live room."""
    if not seats:
        return []
    listed, seen = named(orm, seats), photographed(orm, seats)
    query = select(Seat).where(Seat.id.in_(seats)).options(joinedload(Seat.city)).order_by(Seat.id)
    return [
        {
            "seat": seat.id,
            "registration": None,
            "name": seat.name,
            "named": seat.id in listed,
            "photographed": seat.id in seen,
            "role": seat.role,
            "city": seat.city.code if seat.city else None,
            "from_city": "",
            "organisation": seat.organisation,
            "policymaker": seat.policymaker,
            "simulated": seat.simulated,
            "through": "",
            "first_at": None,
        }
        for seat in orm.scalars(query)
    ]


def _outside(orm: OrmSession, session: Session, ticked: set[int]) -> list[dict[str, Any]]:
    """People from outside who registered, were ticked or not: some of them may have joined as guests."""
    query = (
        select(Registration)
        .where(Registration.session_id == session.id, Registration.seat_id.is_(None))
        .options(joinedload(Registration.city))
        .order_by(Registration.id)
    )
    rows = [row for row in orm.scalars(query) if row.removed_at is None or row.id in ticked]
    return [
        {
            "seat": None,
            "registration": row.id,
            "name": row.name,
            "named": row.listed,
            "photographed": False,
            "role": GUEST,
            "city": row.city.code if row.city else None,
            "from_city": row.from_city,
            "organisation": row.organisation or row.from_city or None,
            "policymaker": row.policymaker,
            "simulated": row.simulated,
            "through": "",
            "first_at": None,
        }
        for row in rows
    ]


def _as_guest(people: list[dict[str, Any]], registered: dict[str, Any]) -> dict[str, Any] | None:
    """The guest of the live room who registered before: the same name, and no other city."""
    wanted = searchable(registered["name"])
    for person in people:
        cities = {person["city"], registered["city"]} - {None}
        free = person["role"] == GUEST and person["registration"] is None and person["seat"] is not None
        if free and searchable(person["name"]) == wanted and len(cities) < 2:
            return person
    return None
