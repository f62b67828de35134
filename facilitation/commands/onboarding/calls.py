"""Handlers of onboarding calls: when and with whom, what is asked, the notes, and whether it was held."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities import city_texts, places
from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.sessions.sessions import new_session
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name
from facilitation.domain.onboarding import CALL, OTHERS_MOST, QUESTION_LENGTH, QUESTIONS, QUESTIONS_MOST
from facilitation.domain.permissions import GUEST
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.texts import is_blank, is_link
from facilitation.store.cities import City
from facilitation.store.onboarding import CallPerson, CallQuestion, OnboardingCall
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session, SessionCity

LINK_LENGTH = 500


class PlanCall(msgspec.Struct):
    """`starts_at` is a wall time in `zone`: the host's ("") or the city's own. `others` have no seat.

    `fold` says which of two hours is meant where the clocks go back: the first (0) or the second (1).
    """

    city: int
    date: dt.date | None = None
    starts_at: str | None = None
    minutes: int | None = None
    zone: str = ""
    link: str = ""
    seats: list[int] = []
    others: list[str] = []
    fold: int | None = None


class HoldCall(msgspec.Struct):
    city: int
    held: bool


class NoteCall(msgspec.Struct):
    """`revision` is the one that the writer's text began from; 0 where there was none."""

    city: int
    question: int
    text: str
    language: str
    revision: int = 0


class AskedQuestion(msgspec.Struct):
    """`question` None is a new one."""

    text: str
    question: int | None = None


class SetQuestions(msgspec.Struct):
    """All questions in their order; those that are not among them are not asked any more.

    `language` is that of the questions that are new or worded anew.
    """

    questions: list[AskedQuestion]
    language: str | None = None


def plan_call(work: Work, city: City, payload: PlanCall) -> dict[str, Any]:
    """Plan a city's onboarding call, or change when and with whom it is."""
    programme = work.orm.get_one(Programme, work.programme)
    if payload.zone not in ("", programme.host_zone, city.time_zone):
        raise Refused("invalid", N_("Choose the time zone of the host or of the city."), field="zone")
    require_link(payload.link)
    call = call_at(
        work,
        city,
        date=payload.date,
        starts_at=payload.starts_at,
        minutes=payload.minutes,
        zone=payload.zone or programme.host_zone,
        fold=payload.fold,
        link=payload.link,
    )
    call.people = _people(work, payload)
    return {"call": call, "session": call.session}


def require_link(link: str) -> None:
    """Refuse what is no address of a call; none at all is fine."""
    if link and (not is_link(link) or len(link) > LINK_LENGTH):
        raise Refused("invalid", N_("Give a whole address, such as https://meet.example/room."), field="link")


def call_at(work: Work, city: City, **when: Any) -> OnboardingCall:
    """A city's call at that time (columns as of `reschedule`); session and questions are made if needed."""
    programme = work.orm.get_one(Programme, work.programme)
    call = call_of(work, city) or _new_call(work, city, programme)
    reschedule(work, call.session, **when)
    _start_questions(work, programme)
    return call


def hold_call(work: Work, city: City, payload: HoldCall) -> dict[str, Any]:
    """Say that a city's call was held, or that it was not yet."""
    call = _required(work, city)
    session = call.session
    if session.status == sessions.RUNNING or (session.started_at is not None and not payload.held):
        raise Refused(
            "conflict", N_("This call has its own room. It is held when the session there has ended.")
        )
    if payload.held and session.status != sessions.ENDED:
        reschedule(work, session, status=sessions.ENDED)
        work.change(session, ended_at=work.now)
    elif not payload.held:
        reschedule(work, session, status=sessions.PLANNED)
        work.change(session, ended_at=None)
    return {}


def note_call(work: Work, city: City, payload: NoteCall) -> dict[str, Any]:
    """Write down what was said to a question of a city's call."""
    _required(work, city)
    question = work.own(CallQuestion, payload.question)
    return city_texts.save(
        work,
        city,
        CALL,
        str(question.id),
        text=payload.text,
        language=payload.language,
        revision=payload.revision,
    )


def set_questions(work: Work, target: None, payload: SetQuestions) -> dict[str, Any]:
    """Change what onboarding calls ask; notes under a question that is not asked any more stay."""
    if not payload.questions:
        raise Refused("invalid", N_("Ask one question at least."), field="questions")
    if len(payload.questions) > QUESTIONS_MOST:
        raise Refused("invalid", N_("At most %(most)d fit here."), field="questions", most=QUESTIONS_MOST)
    language = places.written_in(payload.language)
    standing = {question.id: question for question in _questions(work)}
    for place, asked in enumerate(payload.questions):
        text = clean_name(asked.text, "questions", QUESTION_LENGTH)
        if asked.question is None:
            own = _starting_language(work, text) or language
            work.add(CallQuestion(programme_id=work.programme, position=place, text=text, language=own))
            continue
        question = standing.pop(asked.question, None)
        if question is None:
            raise not_found()
        if question.text != text:
            work.change(question, text=text, language=language)
        work.change(question, position=place, removed=False)
    for question in standing.values():
        work.change(question, removed=True)
    return {}


def call_of(work: Work, city: City) -> OnboardingCall | None:
    """A city's call, if anybody has planned one."""
    return work.orm.scalars(select(OnboardingCall).where(OnboardingCall.city_id == city.id)).one_or_none()


def _required(work: Work, city: City) -> OnboardingCall:
    call = call_of(work, city)
    if call is None:
        raise Refused("conflict", N_("This call has to be planned first."))
    return call


def _new_call(work: Work, city: City, programme: Programme) -> OnboardingCall:
    """A call over the onboarding session that the city has already, or a new one."""
    query = (
        select(Session)
        .join(SessionCity, SessionCity.session_id == Session.id)
        .where(
            SessionCity.city_id == city.id,
            Session.programme_id == work.programme,
            Session.type == "onboarding",
            Session.removed.is_(False),
            Session.cancelled.is_(False),
            Session.rehearsal_of.is_(None),
        )
        .order_by(Session.id.desc())
        .limit(1)
    )
    session = work.orm.scalars(query).one_or_none()
    if session is None:
        language = _language(programme)
        session = new_session(
            work,
            type="onboarding",
            title=work.translate(N_("Onboarding call: %(city)s"), language) % {"city": city.name},
            language=language,
            zone=programme.host_zone,
            for_whom=sessions.THESE,
            cities=[city],
            simulated=work.actor.simulated,
        )
        work.orm.flush()
    call = work.add(OnboardingCall(programme_id=work.programme, city_id=city.id, session=session))
    work.orm.flush()
    return call


def _people(work: Work, payload: PlanCall) -> list[CallPerson]:
    wanted = set(payload.seats)
    query = select(Seat.id).where(
        Seat.id.in_(wanted),
        Seat.programme_id == work.programme,
        Seat.role != GUEST,
        Seat.removed_at.is_(None),
    )
    known = set(work.orm.scalars(query))
    if wanted - known:
        raise Refused("invalid", N_("Somebody chosen here has no seat any more. Look again."), field="seats")
    others = [clean_name(name, "others") for name in payload.others if not is_blank(name)]
    if len(others) > OTHERS_MOST:
        raise Refused("invalid", N_("At most %(most)d fit here."), field="others", most=OTHERS_MOST)
    seats = [CallPerson(seat_id=seat) for seat in sorted(wanted)]
    return seats + [CallPerson(name=name) for name in dict.fromkeys(others)]


def _questions(work: Work) -> list[CallQuestion]:
    query = select(CallQuestion).where(CallQuestion.programme_id == work.programme)
    return list(work.orm.scalars(query.order_by(CallQuestion.position, CallQuestion.id)))


def _start_questions(work: Work, programme: Programme) -> None:
    """Give a programme without questions the starting set, in its language."""
    if not _questions(work):
        language = _language(programme)
        for place, text in enumerate(QUESTIONS):
            asked = work.translate(text, language)
            work.add(CallQuestion(programme_id=programme.id, position=place, text=asked, language=language))


def _starting_language(work: Work, text: str) -> str | None:
    """The language of a question that is one of the starting set, word for word."""
    words = ((language, {work.translate(one, language) for one in QUESTIONS}) for language in LANGUAGES)
    return next((language for language, known in words if text in known), None)


def _language(programme: Programme) -> str:
    return next((code for code in programme.languages if code in LANGUAGES), "en")
