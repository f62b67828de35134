"""Handlers of rehearsals: a workshop in which simulated people take part, marked as such throughout."""

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.sessions.attendance import TakeSeat, take_seat
from facilitation.commands.sessions.copying import copy_blocks
from facilitation.commands.sessions.furnishing import furnish
from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.sessions.sessions import TheSession, new_session, start_session
from facilitation.commands.work import Work
from facilitation.domain import boards, sessions
from facilitation.domain.board_templates import TEMPLATES
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import FACILITATOR
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.boards import Board
from facilitation.store.jobs import Job
from facilitation.store.people import Seat
from facilitation.store.sessions import Session

PEOPLE_MOST = 30
#: So many rehearsals run beside each other: the worker's other work must not wait for them.
AT_ONCE = 2
#: A code of a rehearsal opens it for a day; it lasts half an hour.
CODE_LIFE = timedelta(days=1)


#: The given name of whoever leads a simulated session; that they are simulated stands beside it.
LEADER = "Robin"


class Watch(msgspec.Struct):
    name: str
    city: str
    token_hash: str
    language: str = "en"


class Lead(msgspec.Struct):
    session: int
    token_hash: str


class Rehearse(msgspec.Struct):
    session: int
    people: int = 12


def rehearse(work: Work, session: Session, payload: Rehearse) -> dict[str, Any]:
    """Make a simulated copy of a session, its blocks and empty boards, and ask the worker for people.

    The session itself stays as it is.
    """
    if session.rehearsal_of is not None:
        raise Refused("conflict", N_("This is a rehearsal already."))
    if not session.blocks:
        raise Refused("conflict", N_("This session has no steps to rehearse."))
    if not 1 <= payload.people <= PEOPLE_MOST:
        raise Refused(
            "invalid", N_("Choose between 1 and %(most)s people."), field="people", most=PEOPLE_MOST
        )
    under_way = select(func.count()).where(
        Job.kind == "rehearsal.accompany", Job.status.in_(("waiting", "running"))
    )
    if (work.orm.scalar(under_way) or 0) >= AT_ONCE:
        raise Refused(
            "conflict", N_("Other rehearsals are running at the moment. End or remove one of them first.")
        )
    title = work.translate(N_("Rehearsal: %(title)s"), session.language) % {"title": session.title}
    copy = new_session(
        work,
        type=session.type,
        title=title[: sessions.TITLE_LENGTH],
        language=session.language,
        timer_with_steps=session.timer_with_steps,
        minutes=session.minutes,
        zone=session.zone,
        for_whom=session.for_whom,
        cities=list(session.cities),
        simulated=True,
        rehearsal_of=session.id,
    )
    assert copy.code is not None
    copy.code.expires_at = work.now + CODE_LIFE
    work.orm.flush()
    copy_blocks(work, session, copy)
    work.job("rehearsal.accompany", {"session": copy.id, "people": payload.people})
    return {"session": copy.id}


def remove(work: Work, session: Session, payload: TheSession) -> dict[str, Any]:
    """Take a rehearsal away with everything in it: it is found nowhere any more."""
    if session.rehearsal_of is None:
        raise Refused("not_allowed", N_("Only a rehearsal can be removed."))
    work.change(session, removed=True, timer_ends_at=None)
    if session.status == sessions.RUNNING:
        reschedule(work, session, status=sessions.ENDED)
        work.change(session, ended_at=work.now)
    if session.code is not None:
        work.change(session.code, revoked_at=work.now)
    for board in work.orm.scalars(select(Board).where(Board.session_id == session.id).order_by(Board.id)):
        work.change(board, removed=True, stage=boards.CLOSED)
    return {"session": session.id, "of": session.rehearsal_of}


def watch(work: Work, target: None, payload: Watch) -> dict[str, Any]:
    """Open a simulated challenge workshop, seat the visitor in it, and ask the worker for the others."""
    if payload.language not in LANGUAGES:
        raise Refused("invalid", N_("Choose a language."), field="language")
    session = new_session(
        work,
        type="challenge",
        title=work.translate(N_("A workshop to watch"), payload.language),
        language=payload.language,
        minutes=15,
        zone="UTC",
        for_whom=sessions.ALL,
        simulated=True,
    )
    furnish(work, session, TEMPLATES["challenges"])
    start_session(work, session, TheSession(session.id))
    seated = take_seat(
        work, session, TakeSeat(session.id, payload.name, payload.token_hash, city=payload.city)
    )
    work.job("rehearsal.run", {"session": session.id})
    return {"session": session, "seat": seated["seat"], "board": session.board_id}


def lead(work: Work, session: Session, payload: Lead) -> dict[str, Any]:
    """Seat the simulated facilitator of a simulated session."""
    if not session.simulated:
        raise Refused("not_allowed", N_("Simulated people lead simulated sessions only."))
    seat = Seat(
        programme_id=work.programme,
        session_id=session.id,
        name=LEADER,
        role=FACILITATOR,
        token_hash=payload.token_hash,
        simulated=True,
        created_at=work.now,
    )
    assert session.code is not None
    return {"seat": work.add(seat), "code": session.code.code}
