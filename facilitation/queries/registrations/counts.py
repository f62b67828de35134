"""Counts as an annex prints them, each with the list behind it: participants, policymakers, cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.domain.sessions import ENDED
from facilitation.queries.sessions.for_whom import cities_there
from facilitation.queries.sessions.there import people_there
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.registrations import ReportedCount
from facilitation.store.sessions import Session

#: Roles at a session that give nothing to it by themselves.
_NO_CONTRIBUTION = frozenset({"organiser", "scribe"})


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of who was at a session; None where nobody knows.

    A `typed` total is the one that somebody wrote down, `approximate` as they said; otherwise it is counted
    from the list (`listed` people, `listed_policymakers` of them). Contributors are counted apart, by their
    roles. `there` and `absent` are cities of the programme, both None where nobody knows.
    """

    participants: int | None
    typed: bool
    approximate: bool
    policymakers: int | None
    contributors: int
    listed: int
    listed_policymakers: int
    there: list[City] | None
    absent: list[City] | None

    @property
    def all_except(self) -> bool:
        """Whether it is shorter to name those who were missing."""
        return self.there is not None and self.absent is not None and len(self.there) > len(self.absent)


@dataclass(frozen=True, slots=True)
class Event:
    session: Session
    counts: Counts


@dataclass(frozen=True, slots=True)
class Events:
    """The sessions of a programme that were held: events by date, undated ones last, and onboarding calls."""

    events: list[Event]
    calls: list[Event]
    cities: Sequence[City]

    @property
    def policymakers(self) -> int:
        """How often policymakers took part in events: somebody who was at two counts twice."""
        return sum(event.counts.policymakers or 0 for event in self.events)


def counts_of(orm: OrmSession, session: Session, cities: Sequence[City]) -> Counts:
    """The counts of one session; `cities` are the programme's."""
    people = people_there(orm, session)
    listed_policymakers = sum(person["policymaker"] for person in people)
    typed = session.participants_reported is not None
    told = orm.get(ReportedCount, session.id)
    codes = cities_there(orm, session)
    policymakers = session.policymakers_reported
    if policymakers is None and people and not typed:
        policymakers = listed_policymakers
    return Counts(
        participants=session.participants_reported if typed else len(people) or None,
        typed=typed,
        approximate=typed and told is not None and told.approximate,
        policymakers=policymakers,
        contributors=len(_contributors(session)),
        listed=len(people),
        listed_policymakers=listed_policymakers,
        there=None if codes is None else [city for city in cities if city.code in codes],
        absent=None if codes is None else [city for city in cities if city.code not in codes],
    )


def approximate_totals(orm: OrmSession, viewer: Viewer) -> set[int]:
    """The ids of the programme's sessions whose typed total is only approximate."""
    query = (
        select(ReportedCount.session_id)
        .join(Session, ReportedCount.session_id == Session.id)
        .where(Session.programme_id == viewer.programme, ReportedCount.approximate.is_(True))
    )
    return set(orm.scalars(query))


def events_of(orm: OrmSession, viewer: Viewer) -> Events:
    """The events of the viewer's programme with their counts; nothing simulated is among them."""
    if viewer.session is not None:
        raise not_found()
    programme = orm.get_one(Programme, viewer.programme)
    query = (
        select(Session)
        .where(
            Session.programme_id == programme.id,
            Session.status == ENDED,
            Session.removed.is_(False),
            Session.cancelled.is_(False),
            Session.simulated.is_(False),
            Session.rehearsal_of.is_(None),
        )
        .options(selectinload(Session.cities_there), selectinload(Session.people))
        .order_by(Session.date.is_(None), Session.date, Session.starts_at, Session.id)
    )
    found = [Event(row, counts_of(orm, row, programme.cities)) for row in orm.scalars(query)]
    return Events(
        events=[event for event in found if event.session.type != "onboarding"],
        calls=[event for event in found if event.session.type == "onboarding"],
        cities=programme.cities,
    )


def _contributors(session: Session) -> set[tuple[int | None, str]]:
    """Everybody who gave something to a session by a role, each once."""
    return {
        (one.seat_id, "" if one.seat_id is not None else one.name)
        for one in session.people
        if one.role not in _NO_CONTRIBUTION
    }
