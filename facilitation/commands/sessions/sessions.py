"""Handlers of a session: create, start, step, end, reopen, the timer, and what its scribes record."""

import datetime as dt
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.sessions.changing import require_zone
from facilitation.commands.sessions.for_whom import cities_named
from facilitation.commands.sessions.furnishing import chosen_template, furnish
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.sessions.schedule import reschedule, scheduled
from facilitation.commands.sessions.stepping import enter
from facilitation.commands.sessions.turning import begin_anew, fall_silent
from facilitation.commands.work import Work
from facilitation.domain import boards, sessions
from facilitation.domain import session_facts as facts
from facilitation.domain.errors import N_, Refused
from facilitation.domain.join_codes import new_code
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.texts import clean_text
from facilitation.store.boards import Board
from facilitation.store.programmes import Programme
from facilitation.store.sessions import JoinCode, Record, Session

CODE_LIFE = timedelta(days=60)


class CreateSession(msgspec.Struct):
    """`for_whom`: "all", "these" or "unknown"; without it: these `cities`, or all if none is named.

    `fold` says which of two hours is meant where the clocks go back: the first (0) or the second (1). Without
    a title it bears its type and `number`; without a `zone` its hours are those of the programme's host.
    """

    title: str
    type: str
    template: str
    language: str = "en"
    date: dt.date | None = None
    starts_at: str | None = None
    minutes: int | None = None
    for_whom: str | None = None
    cities: list[str] = []
    simulated: bool = False
    fold: int | None = None
    number: str = ""
    zone: str | None = None
    place: str = ""
    link: str = ""


class TheSession(msgspec.Struct):
    session: int


class StartTimer(msgspec.Struct):
    session: int
    seconds: int


class AddRecord(msgspec.Struct):
    session: int
    kind: str
    text: str
    speaker: str = ""
    city: str | None = None
    language: str | None = None


def create_session(work: Work, target: None, payload: CreateSession) -> dict[str, Any]:
    """Put a session with the blocks and boards of a template into the programme."""
    if payload.type not in sessions.TYPES:
        raise Refused("invalid", N_("Choose a type of session."), field="type")
    if payload.language not in LANGUAGES:
        raise Refused("invalid", N_("Choose a language."), field="language")
    template = chosen_template(work, payload.template)
    programme = work.orm.get_one(Programme, work.programme)
    cities = cities_named(work, payload.cities)
    number = facts.short_text(payload.number, "number", facts.NUMBER_LENGTH)
    usual = " ".join(filter(None, (work.translate(sessions.TYPES[payload.type], payload.language), number)))
    session = new_session(
        work,
        cities=cities,
        for_whom=sessions.require_for_whom(payload.for_whom, len(cities)),
        type=payload.type,
        title=clean_name_or_none(payload.title, "title") or usual,
        number=number,
        place=facts.short_text(payload.place, "place", facts.PLACE_LENGTH),
        link=facts.clean_link(payload.link),
        language=payload.language,
        date=payload.date,
        starts_at=payload.starts_at,
        minutes=payload.minutes,
        zone=require_zone(payload.zone) if payload.zone else programme.host_zone,
        fold=payload.fold,
        simulated=payload.simulated or work.actor.simulated,
    )
    furnish(work, session, template)
    return {"session": session}


def new_session(work: Work, **columns: object) -> Session:
    """A session of the actor's programme with its lasting UID and a join code."""
    session = scheduled(work, **columns)
    session.code = JoinCode(code=new_code(), expires_at=work.now + CODE_LIFE)
    return session


def start_session(work: Work, session: Session, payload: TheSession) -> dict[str, Any]:
    """Open the room: the first block begins. A plan stays as it was; where there was none, it is now."""
    sessions.require_can_run(session.standing)
    if session.status == sessions.RUNNING:
        return {"block": session.block_id}
    reschedule(work, session, status=sessions.RUNNING, **_when_it_was_open(work, session))
    work.change(session, started_at=work.now)
    enter(work, session, session.blocks[0] if session.blocks else None)
    begin_anew(work, session)
    return {"block": session.block_id}


def _when_it_was_open(work: Work, session: Session) -> dict[str, Any]:
    """Date and time of a session that begins now, as far as they were not set."""
    now = sessions.local_now(work.now, session.zone)
    if session.date is None:
        return now
    if session.starts_at is None and session.date == now["date"]:
        return now
    return {}


def end_session(work: Work, session: Session, payload: TheSession) -> dict[str, Any]:
    """End the session: its boards close, and the worker drafts the minutes (none of a rehearsal)."""
    sessions.require_running(session.status)
    enter(work, session, None)
    reschedule(work, session, status=sessions.ENDED)
    work.change(session, ended_at=work.now)
    fall_silent(work, session)
    for board in work.orm.scalars(select(Board).where(Board.session_id == session.id).order_by(Board.id)):
        work.change(board, stage=boards.CLOSED)
    if session.rehearsal_of is not None:
        return {}
    job = work.job("minutes.draft", {"session": session.id})
    return {"job": job}


def reopen_session(work: Work, session: Session, payload: TheSession) -> dict[str, Any]:
    """Take back the end: the session goes on with the block it was at.

    Its boards stay closed until somebody who leads sets their stage, and its minutes are drafted anew when it
    ends again.
    """
    if session.status == sessions.RUNNING:
        return {"block": session.block_id}
    sessions.require_reopenable(session.status, session.started_at)
    last = next((block for block in session.blocks if block.ended_at == session.ended_at), None)
    reschedule(work, session, status=sessions.RUNNING)
    work.change(session, ended_at=None)
    if last is not None:
        work.change(last, ended_at=None)
        enter(work, session, last)
    return {"block": session.block_id}


def start_timer(work: Work, session: Session, payload: StartTimer) -> dict[str, Any]:
    """Run the shared timer from now."""
    seconds = sessions.require_timer(payload.seconds)
    work.change(session, timer_ends_at=work.now + timedelta(seconds=seconds), timer_seconds=seconds)
    return {}


def stop_timer(work: Work, session: Session, payload: TheSession) -> dict[str, Any]:
    """Take the timer away."""
    work.change(session, timer_ends_at=None)
    return {}


def extend_timer(work: Work, session: Session, payload: StartTimer) -> dict[str, Any]:
    """Give more time, also after it has run out."""
    seconds = sessions.require_timer(payload.seconds)
    base = max(session.timer_ends_at or work.now, work.now)
    work.change(session, timer_ends_at=base + timedelta(seconds=seconds))
    return {}


def add_record(work: Work, session: Session, payload: AddRecord) -> dict[str, Any]:
    """Write down a decision, point, question, answer or quote; it stands in the minutes at its place."""
    sessions.require_running(session.status)
    if payload.kind not in sessions.RECORD_KINDS:
        raise Refused("invalid", N_("Choose what this is."), field="kind")
    city = city_by_code(work, payload.city)
    record = Record(
        session=session,
        block_id=session.block_id,
        seat_id=work.actor.seat,
        kind=payload.kind,
        text=clean_text(payload.text, field="text", limit=sessions.RECORD_LENGTH),
        language=language_here(work, session.id, payload.language),
        speaker=clean_name_or_none(payload.speaker, "speaker") or "",
        city=city.code if city else None,
        simulated=work.actor.simulated,
        created_at=work.now,
    )
    return {"record": work.add(record)}
