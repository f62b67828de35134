"""Handlers of the link by which somebody who leads goes on from their own phone: made, and used once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.people.accounts import open_link
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.people import Seat, SignInLink
from facilitation.store.sessions import Session
from facilitation.store.viewers import press_hash, viewer_of

#: Long enough to take a phone out of a bag, too short for a picture of the code to be of use.
LIFE = timedelta(minutes=3)


class MakeLeadLink(msgspec.Struct):
    """`token_hash` is that of a token which only the caller has."""

    session: int
    token_hash: str


class UseLeadLink(msgspec.Struct):
    """`pressed_with` is the hash of a nonce of the browser in which the link is pressed, if it has one."""

    session: int
    token_hash: str
    pressed_with: str | None = None


def make_lead_link(work: Work, session: Session, payload: MakeLeadLink) -> dict[str, Any]:
    """Make a link that signs the actor in on another device, once, and only to lead this session.

    One that they made before opens nothing any more.
    """
    sessions.require_can_run(session.standing)
    person = work.seat().person_id
    if person is None:
        raise Refused("conflict", N_("You have no account here that a phone could sign in with."))
    bound_to = _bound_to(session)
    before = select(SignInLink).where(
        SignInLink.person_id == person, SignInLink.bound_to == bound_to, SignInLink.used_at.is_(None)
    )
    for link in work.orm.scalars(before):
        work.change(link, expires_at=min(link.expires_at, work.now))
    expires_at = work.now + LIFE
    work.add(
        SignInLink(person_id=person, token_hash=payload.token_hash, expires_at=expires_at, bound_to=bound_to)
    )
    return {"seconds": round(LIFE.total_seconds())}


def use_lead_link(work: Work, session: Session, payload: UseLeadLink) -> dict[str, Any]:
    """Spend a link to lead this session from another device: gives the person and their epoch.

    Whoever was taken off the team meanwhile, or asked to leave, is let in by it no longer.
    """
    link = open_link(work, payload.token_hash)
    if link.bound_to != _bound_to(session):
        raise not_found()
    query = select(Seat).where(
        Seat.person_id == link.person_id, Seat.programme_id == session.programme_id, Seat.removed_at.is_(None)
    )
    viewers = [viewer_of(seat) for seat in work.orm.scalars(query)]
    if not any(viewer.leads and viewer.may_enter(session.id) for viewer in viewers):
        raise not_found()
    person = link.person
    work.change(link, used_at=work.now, pressed_with=press_hash(payload.pressed_with, person.epoch))
    return {"person": person.id, "epoch": person.epoch}


def _bound_to(session: Session) -> str:
    return f"lead:{session.id}"
