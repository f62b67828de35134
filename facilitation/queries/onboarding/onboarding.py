"""The board of progress: which city has done which step, and when its people were reminded."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import sessions
from facilitation.domain.onboarding import (
    CITY_ROLES,
    DONE,
    LATER,
    OPEN,
    PART,
    PROFILE,
    SECTIONS,
    UNKNOWN,
    Standing,
    acts_for,
    counted,
    people_standing,
)
from facilitation.domain.permissions import COORDINATE, RAPPORTEUR, Viewer
from facilitation.queries.cities.profiles import filled_by_city
from facilitation.queries.onboarding import assessments
from facilitation.queries.onboarding.calls import call_sessions
from facilitation.queries.sessions.for_whom import city_of_presence
from facilitation.store.assessments import Rating
from facilitation.store.cities import City
from facilitation.store.invitations import Invitation
from facilitation.store.onboarding import CityText, Reminder
from facilitation.store.people import Seat
from facilitation.store.registrations import Presence
from facilitation.store.sessions import Attendance, Session, SessionCity, SessionCityThere
from facilitation.store.tandems import Round, Tandem, TandemCity


@dataclass(frozen=True, slots=True)
class Reminded:
    """When a city's people were last reminded of a step, by whom, and how many of them."""

    at: dt.datetime
    by: str | None
    people: int


@dataclass(frozen=True, slots=True)
class CityProgress:
    """A city with its standing at every step; `call` is the session of its onboarding call, if any.

    `here` counts its people who can be reminded; `simulated` are the steps that rest on simulated people.
    """

    city: City
    steps: dict[str, Standing]
    call: Session | None
    here: int
    simulated: frozenset[str]
    reminded: dict[str, Reminded] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        return [step for step, standing in self.steps.items() if standing.is_missing]


def sees_board(viewer: Viewer) -> bool:
    """Whether this viewer sees every city's steps: those who lead, and the rapporteurs."""
    return viewer.leads or viewer.role == RAPPORTEUR


def progress(orm: OrmSession, viewer: Viewer, cities: Sequence[City]) -> list[CityProgress]:
    """How far these cities are, as far as the viewer may know: all of them, or one's own city alone."""
    if not sees_board(viewer):
        cities = [city for city in cities if acts_for(viewer, city.code)]
    if not cities:
        return []
    here = _seated(orm, viewer)
    invited = _invited(orm, viewer)
    filled = filled_by_city(orm, viewer, cities)
    calls = call_sessions(orm, viewer, cities)
    answered = assessments.progress(orm, viewer)
    simulated = _simulated(orm, viewer)
    workshops = _workshops(orm, viewer, cities)
    tandems = _tandems(orm, viewer)
    reminded = _reminded(orm, viewer) if COORDINATE(viewer, None) else {}
    return [
        CityProgress(
            city,
            {
                "people": people_standing(here[city.id], invited[city.id]),
                "profile": counted(len(filled[city.id]), len(SECTIONS)),
                "call": _call(calls.get(city.id)),
                "assessment": counted(*answered.get(city.id, (0, 0))),
                "workshop": workshops[city.id],
                "tandem": Standing(LATER if tandems is None else DONE if city.id in tandems else OPEN),
            },
            calls.get(city.id),
            here[city.id],
            frozenset(step for step, of in simulated.items() if city.id in of),
            reminded.get(city.id, {}),
        )
        for city in cities
    ]


def own_steps(orm: OrmSession, viewer: Viewer, cities: Sequence[City]) -> CityProgress | None:
    """The steps of the viewer's own city; None for somebody who acts for none."""
    own = [city for city in cities if acts_for(viewer, city.code)]
    found = progress(orm, viewer, own)
    return found[0] if found else None


def _call(session: Session | None) -> Standing:
    if session is None:
        return Standing(OPEN)
    return Standing(DONE if session.status == sessions.ENDED else PART)


def _seated(orm: OrmSession, viewer: Viewer) -> Counter[int]:
    query = (
        select(Seat.city_id, func.count())
        .where(
            Seat.programme_id == viewer.programme,
            Seat.city_id.is_not(None),
            Seat.role.in_(CITY_ROLES),
            Seat.removed_at.is_(None),
        )
        .group_by(Seat.city_id)
    )
    return Counter({city: count for city, count in orm.execute(query) if city is not None})


def _invited(orm: OrmSession, viewer: Viewer) -> Counter[int]:
    query = (
        select(Invitation.city_id, func.count())
        .where(
            Invitation.programme_id == viewer.programme,
            Invitation.city_id.is_not(None),
            Invitation.role.in_(CITY_ROLES),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .group_by(Invitation.city_id)
    )
    return Counter({city: count for city, count in orm.execute(query) if city is not None})


def _workshops(orm: OrmSession, viewer: Viewer, cities: Sequence[City]) -> dict[int, Standing]:
    """By city id: attended a challenge workshop (DONE), one is to come (LATER), missed what was held (OPEN).

    UNKNOWN where nobody knows which cities were at a workshop that may have been for this one.
    """
    query = select(Session.id, Session.status, Session.for_whom).where(
        Session.programme_id == viewer.programme,
        Session.type == "challenge",
        Session.simulated.is_(False),
        Session.removed.is_(False),
        Session.cancelled.is_(False),
        Session.rehearsal_of.is_(None),
    )
    workshops = orm.execute(query).all()
    ids = [workshop.id for workshop in workshops]
    there = _cities_there(orm, ids)
    meant: dict[int, set[int]] = defaultdict(set)
    named = select(SessionCity.session_id, SessionCity.city_id).where(SessionCity.session_id.in_(ids))
    for session, city_id in orm.execute(named):
        meant[session].add(city_id)
    ended = [workshop for workshop in workshops if workshop.status == sessions.ENDED]
    to_come = [workshop for workshop in workshops if workshop.status != sessions.ENDED]
    came = set().union(*there.values())
    untold = [workshop for workshop in ended if not there[workshop.id]]

    def standing(city: City) -> Standing:
        def may_be_for_it(workshop: Any) -> bool:
            return workshop.for_whom != sessions.THESE or city.id in meant[workshop.id]

        if city.id in came:
            return Standing(DONE)
        if not ended or any(may_be_for_it(workshop) for workshop in to_come):
            return Standing(LATER)
        return Standing(UNKNOWN if any(may_be_for_it(workshop) for workshop in untold) else OPEN)

    return {city.id: standing(city) for city in cities}


def _cities_there(orm: OrmSession, workshops: Sequence[int]) -> dict[int, set[int]]:
    """By workshop the ids of the cities that were in its room or ticked, or that its record names."""
    found: dict[int, set[int]] = defaultdict(set)
    in_the_room = (
        select(Attendance.session_id, City.id)
        .join(Session, Attendance.session_id == Session.id)
        .join(City, (City.programme_id == Session.programme_id) & (City.code == Attendance.city))
        .where(
            Attendance.session_id.in_(workshops),
            Attendance.simulated.is_(False),
            Attendance.ejected.is_(False),
            Attendance.removed.is_(False),
        )
        .distinct()
    )
    named = select(SessionCityThere.session_id, SessionCityThere.city_id).where(
        SessionCityThere.session_id.in_(workshops)
    )
    ticked = (
        select(Presence.session_id, City.id)
        .join(City, City.id == city_of_presence())
        .where(Presence.session_id.in_(workshops), Presence.void_at.is_(None))
        .distinct()
    )
    for query in (in_the_room, ticked, named):
        for session, city_id in orm.execute(query):
            found[session].add(city_id)
    return found


def _tandems(orm: OrmSession, viewer: Viewer) -> set[int] | None:
    """The cities in a tandem of the published round; None as long as no round is published."""
    published = select(Round.id).where(Round.programme_id == viewer.programme, Round.status == "published")
    rounds = list(orm.scalars(published))
    if not rounds:
        return None
    query = (
        select(TandemCity.city_id).join(Tandem).where(Tandem.round_id.in_(rounds), Tandem.ended_at.is_(None))
    )
    return set(orm.scalars(query))


def _simulated(orm: OrmSession, viewer: Viewer) -> dict[str, set[int]]:
    """By step the ids of the cities where simulated people did some of it."""
    texts = CityText.text != ""
    return {
        step: set(orm.scalars(select(model.city_id).where(model.programme_id == viewer.programme, *which)))
        for step, model, which in (
            (
                "people",
                Seat,
                (Seat.simulated.is_(True), Seat.role.in_(CITY_ROLES), Seat.removed_at.is_(None)),
            ),
            ("profile", CityText, (CityText.simulated.is_(True), CityText.kind == PROFILE, texts)),
            ("assessment", Rating, (Rating.simulated.is_(True),)),
        )
    }


def _reminded(orm: OrmSession, viewer: Viewer) -> dict[int, dict[str, Reminded]]:
    """The last reminder by city id and step."""
    query = (
        select(Reminder.city_id, Reminder.step, Reminder.created_at, Seat.name, func.count())
        .outerjoin(Seat, Reminder.sent_by == Seat.id)
        .where(Reminder.programme_id == viewer.programme)
        .group_by(Reminder.city_id, Reminder.step, Reminder.created_at, Seat.name)
        .order_by(Reminder.created_at)
    )
    found: dict[int, dict[str, Reminded]] = defaultdict(dict)
    for city_id, step, at, by, people in orm.execute(query):
        found[city_id][step] = Reminded(at, by, people)
    return found
