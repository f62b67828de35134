"""Handlers of a session: create, start, step, end, reopen."""

import datetime as dt
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.changing import require_zone
from facilitation.commands.sessions.for_whom import cities_named
from facilitation.commands.sessions.furnishing import chosen_template, furnish
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
from facilitation.store.boards import Board
from facilitation.store.programmes import Programme
from facilitation.store.sessions import JoinCode, Session

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
        title=clean_name_or_none(payload.title, "title", sessions.TITLE_LENGTH) or usual,
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
