"""Handlers of rehearsals: a workshop in which simulated people take part, marked as such throughout."""

from datetime import UTC

import msgspec

from facilitation.commands.attendance import TakeSeat, take_seat
from facilitation.commands.sessions import TheSession, furnish, new_session, start_session
from facilitation.commands.work import Work
from facilitation.domain.board_templates import TEMPLATES
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import FACILITATOR
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class Watch(msgspec.Struct):
    name: str
    city: str
    token_hash: str
    language: str = "en"


class Lead(msgspec.Struct):
    session: int
    token_hash: str


def watch(work: Work, target: None, payload: Watch) -> dict:
    """Open a simulated challenge workshop, seat the visitor in it, and ask the worker for the others."""
    session = new_session(
        work,
        type="challenge",
        title=work.translate(N_("A workshop to watch"), payload.language),
        language=payload.language,
        date=work.now.astimezone(UTC).date(),
        starts_at=work.now.astimezone(UTC).strftime("%H:%M"),
        minutes=15,
        zone="UTC",
        simulated=True,
    )
    furnish(work, session, TEMPLATES["challenges"])
    start_session(work, session, TheSession(session.id))
    seated = take_seat(
        work, session, TakeSeat(session.id, payload.name, payload.token_hash, city=payload.city)
    )
    work.job("rehearsal.run", {"session": session.id})
    return {"session": session, "seat": seated["seat"], "board": session.board_id}


def lead(work: Work, session: Session, payload: Lead) -> dict:
    """Seat the simulated facilitator of a simulated session."""
    if not session.simulated:
        raise Refused("not_allowed", N_("Simulated people lead simulated sessions only."))
    seat = Seat(
        programme_id=work.programme,
        session_id=session.id,
        name=work.translate(N_("Simulated facilitator"), session.language),
        role=FACILITATOR,
        token_hash=payload.token_hash,
        simulated=True,
        created_at=work.now,
    )
    return {"seat": work.add(seat), "code": session.code.code}
