"""Onboarding calls: when and with whom, the questions, and the notes for those who may read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain import sessions
from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import CALL, CITY_ROLES, NOTE_CALLS, acts_for, may_read_notes
from facilitation.domain.permissions import (
    COORDINATE,
    COORDINATOR,
    FACILITATOR,
    ORGANISER,
    RAPPORTEUR,
    Viewer,
)
from facilitation.queries.cities.profiles import Written, writers_named, written
from facilitation.store.cities import City
from facilitation.store.onboarding import CallPerson, CallQuestion, CityText, OnboardingCall
from facilitation.store.people import Seat
from facilitation.store.sessions import Session, SessionCity


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was said to it; `removed` where it is asked no more."""

    question: CallQuestion
    note: Written | None


@dataclass(frozen=True, slots=True)
class CallShown:
    """A city's call as this viewer may see it.

    `session` is known before anybody planned the call here: from the calendar. `asked` has notes only where
    `reads`; `people` are (name, seat or None), without a name where it may not
    be told.
    """

    city: City
    call: OnboardingCall | None
    session: Session | None
    people: list[tuple[str | None, Seat | None]]
    asked: list[Asked]
    reads: bool
    notes: bool
    plans: bool

    @property
    def held(self) -> bool:
        return self.session is not None and self.session.status == sessions.ENDED


def call_of(orm: OrmSession, viewer: Viewer, city: City) -> CallShown:
    """A city's call: for those who prepare the programme and for the city's own people."""
    if viewer.programme != city.programme_id or not _may_see(viewer, city):
        raise not_found()
    query = (
        select(OnboardingCall)
        .where(OnboardingCall.city_id == city.id)
        .options(
            joinedload(OnboardingCall.session),
            selectinload(OnboardingCall.people).joinedload(CallPerson.seat).joinedload(Seat.city),
        )
    )
    call = orm.scalars(query).one_or_none()
    session = call.session if call else call_sessions(orm, viewer, [city]).get(city.id)
    reads = may_read_notes(viewer, city.code, session is not None and session.status == sessions.ENDED)
    notes = _notes(orm, viewer, city) if reads else {}
    asked = [
        Asked(question, notes.get(question.id))
        for question in questions_of(orm, viewer)
        if not question.removed or (question.id in notes and notes[question.id].text)
    ]
    people = _people(orm, viewer, call) if call else []
    return CallShown(
        city,
        call,
        session,
        people,
        asked,
        reads,
        NOTE_CALLS(viewer, city) and not viewer.archived,
        COORDINATE(viewer, city) and not viewer.archived,
    )


def call_sessions(orm: OrmSession, viewer: Viewer, cities: Iterable[City]) -> dict[int, Session]:
    """By city id the session of its onboarding call: one that was held before any other, or the latest."""
    query = (
        select(SessionCity.city_id, Session)
        .join(Session, SessionCity.session_id == Session.id)
        .where(
            SessionCity.city_id.in_([city.id for city in cities]),
            Session.programme_id == viewer.programme,
            Session.type == "onboarding",
            Session.removed.is_(False),
            Session.cancelled.is_(False),
            Session.rehearsal_of.is_(None),
        )
        .order_by(Session.id)
    )
    found: dict[int, Session] = {}
    for city_id, session in orm.execute(query):
        if city_id not in found or found[city_id].status != sessions.ENDED:
            found[city_id] = session
    return found


def questions_of(orm: OrmSession, viewer: Viewer) -> list[CallQuestion]:
    """The programme's questions in their order, those asked no more last."""
    query = (
        select(CallQuestion)
        .where(CallQuestion.programme_id == viewer.programme)
        .order_by(CallQuestion.removed, CallQuestion.position, CallQuestion.id)
    )
    return list(orm.scalars(query))


def note_of(orm: OrmSession, viewer: Viewer, city: City, question_id: int) -> Written | None:
    """What stands under a question now."""
    shown = call_of(orm, viewer, city)
    if not shown.reads:
        raise not_found()
    found = [asked for asked in shown.asked if asked.question.id == question_id]
    if not found:
        raise not_found()
    return found[0].note


def who_may_take_part(orm: OrmSession, viewer: Viewer, city: City) -> list[Seat]:
    """The city's people and those who prepare the programme, by name: whom a call can be planned with."""
    leading = (ORGANISER, COORDINATOR, FACILITATOR, RAPPORTEUR)
    query = (
        select(Seat)
        .where(
            Seat.programme_id == viewer.programme,
            Seat.removed_at.is_(None),
            Seat.role.in_(leading) | (Seat.role.in_(CITY_ROLES) & (Seat.city_id == city.id)),
        )
        .order_by(Seat.name, Seat.id)
    )
    seats = list(orm.scalars(query))
    return sorted(seats, key=lambda seat: seat.role not in CITY_ROLES)


def _may_see(viewer: Viewer, city: City) -> bool:
    return viewer.leads or NOTE_CALLS(viewer, city) or acts_for(viewer, city.code)


def _people(orm: OrmSession, viewer: Viewer, call: OnboardingCall) -> list[tuple[str | None, Seat | None]]:
    told = writers_named(orm, viewer, [one.seat_id for one in call.people])
    return [
        ((one.seat.name if one.seat_id in told else None) if one.seat else one.name, one.seat)
        for one in call.people
    ]


def _notes(orm: OrmSession, viewer: Viewer, city: City) -> dict[int, Written]:
    query = (
        select(CityText)
        .where(CityText.city_id == city.id, CityText.kind == CALL)
        .options(joinedload(CityText.seat))
    )
    rows = orm.scalars(query).all()
    told = writers_named(orm, viewer, [row.seat_id for row in rows])
    return {int(row.key): written(row, told) for row in rows}
