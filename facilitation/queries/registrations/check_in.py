"""The list that a facilitator ticks: whom a session expects, who is there, and what was corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.people import searchable
from facilitation.domain.permissions import Viewer
from facilitation.domain.registrations import NO
from facilitation.queries.registrations.desks import Registered, registration_list, require_leading
from facilitation.queries.sessions.there import Visit, people_there
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Presence, Registration
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody to tick. `state` is that of the registration, "" for who has none; `key` names the line."""

    key: str
    name: str
    city: City | None
    place: str
    state: str
    seat: int | None
    registration: int | None
    named: bool
    policymaker: bool
    simulated: bool
    mode: str
    visits: list[Visit]

    @property
    def came(self) -> bool:
        return bool(self.visits)

    @property
    def is_here(self) -> bool:
        """Whether they came and have not left."""
        return any(visit.left_at is None for visit in self.visits)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history: what was noted, when and by whom, and when it was taken back."""

    who: str
    came_at: dt.datetime
    left_at: dt.datetime | None
    mode: str
    through: str
    at: dt.datetime
    by: str | None
    void_at: dt.datetime | None
    void_by: str | None


def check_in_list(orm: OrmSession, viewer: Viewer, session: Session) -> list[Line]:
    """Everybody on the registration list, who is there without it, and the members it is for; by name."""
    require_leading(viewer)
    programme = orm.get_one(Programme, session.programme_id)
    cities = {city.code: city for city in programme.cities}
    listed = registration_list(orm, viewer, session)
    there = people_there(orm, session)
    lines, known = [], set()
    for one in listed.people:
        person = next((person for person in there if _is(one, person)), None)
        known.add(person["seat"] if person else None)
        known.add(one.row.seat_id)
        lines.append(_registered(one, person))
    on_list = {line.registration for line in lines}
    for person in there:
        free = person["seat"] is None and person["registration"] not in on_list
        if free or (person["seat"] is not None and person["seat"] not in known):
            known.add(person["seat"])
            lines.append(_there(person, cities))
    lines += [_member(seat) for seat in listed.unanswered if seat.id not in known]
    return sorted(
        lines, key=lambda line: (line.state == NO and not line.came, searchable(line.name), line.key)
    )


def here_since(orm: OrmSession, session: Session, seat: int | None, registration: int | None) -> Visit | None:
    """The visit of somebody who has come and not left, of a seat or (from outside) of a registration."""
    for person in people_there(orm, session):
        same = person["seat"] == seat if seat is not None else person["registration"] == registration
        if same:
            return next((visit for visit in person["visits"] if visit.left_at is None), None)
    return None


def found(lines: Iterable[Line], text: str) -> list[Line]:
    """The lines that have these words in name, city or organisation."""
    wanted = searchable(text).split()

    def fits(line: Line) -> bool:
        words = searchable(" ".join((line.name, line.place, line.city.name if line.city else "")))
        return all(word in words for word in wanted)

    return [line for line in lines if fits(line)]


def history(orm: OrmSession, viewer: Viewer, session: Session) -> list[Entry]:
    """Every presence that was noted at a session, those that were corrected included, the latest first."""
    require_leading(viewer)
    rows = orm.scalars(
        select(Presence).where(Presence.session_id == session.id).order_by(Presence.id.desc())
    ).all()
    seats = {seat for row in rows for seat in (row.seat_id, row.by_seat_id, row.void_by_seat_id) if seat}
    names = {seat: name for seat, name in orm.execute(select(Seat.id, Seat.name).where(Seat.id.in_(seats)))}
    outside = {row.registration_id for row in rows if row.registration_id}
    called = select(Registration.id, Registration.name).where(Registration.id.in_(outside))
    registered = {number: name for number, name in orm.execute(called)}
    return [
        Entry(
            who=names.get(row.seat_id or 0) or registered.get(row.registration_id or 0, ""),
            came_at=row.came_at,
            left_at=row.left_at,
            mode=row.mode,
            through=row.through,
            at=row.created_at,
            by=names.get(row.by_seat_id or 0),
            void_at=row.void_at,
            void_by=names.get(row.void_by_seat_id or 0),
        )
        for row in rows
    ]


def _is(one: Registered, person: dict) -> bool:
    if one.row.seat_id is not None:
        return person["seat"] == one.row.seat_id
    return person["registration"] == one.row.id


def _registered(one: Registered, person: dict | None) -> Line:
    return Line(
        key=f"r{one.row.id}",
        name=one.name,
        city=one.city,
        place=one.place,
        state=one.state,
        seat=one.row.seat_id if one.row.seat_id is not None else (person["seat"] if person else None),
        registration=one.row.id,
        named=person["named"] if person else one.row.listed,
        policymaker=one.policymaker,
        simulated=one.row.simulated,
        mode=(person["mode"] if person else "") or one.row.mode,
        visits=person["visits"] if person else [],
    )


def _there(person: dict, cities: dict[str, City]) -> Line:
    key = f"s{person['seat']}" if person["seat"] is not None else f"r{person['registration']}"
    return Line(
        key=key,
        name=person["name"],
        city=cities.get(person["city"] or ""),
        place=person["organisation"] or "",
        state="",
        seat=person["seat"],
        registration=person["registration"],
        named=person["named"],
        policymaker=person["policymaker"],
        simulated=person["simulated"],
        mode=person["mode"],
        visits=person["visits"],
    )


def _member(seat: Seat) -> Line:
    return Line(
        key=f"s{seat.id}",
        name=seat.name,
        city=seat.city,
        place=seat.organisation or "",
        state="",
        seat=seat.id,
        registration=None,
        named=False,
        policymaker=seat.policymaker,
        simulated=seat.simulated,
        mode="",
        visits=[],
    )
