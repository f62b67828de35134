"""What signing in and accepting an invitation have to look up."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.permissions import ORGANISER
from facilitation.store.invitations import Invitation
from facilitation.store.operations import Operation
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.programmes import Programme
from facilitation.store.viewers import press_hash, token_hash


def person_by_email(orm: OrmSession, email: str) -> Person | None:
    return orm.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()


def seat_to_link(orm: OrmSession, email: str | None) -> Seat | None:
    """The first open seat of whoever has this address; without one, of an organiser who has none yet."""
    query = select(Seat).join(Person, Person.id == Seat.person_id).where(Seat.removed_at.is_(None))
    if email is not None:
        query = query.where(Person.email == email.strip().lower())
    else:
        query = query.where(Person.email.is_(None), Seat.role == ORGANISER, Seat.erased_at.is_(None))
    return orm.scalars(query.order_by(Seat.id)).first()


def person_of_reset_link(orm: OrmSession, token: str, now: dt.datetime) -> Person | None:
    """Whose password this link would set; None for one that is no such link, spent or too old."""
    query = (
        select(SignInLink)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.bound_to.is_not(None),
            SignInLink.email.is_(None),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .options(joinedload(SignInLink.person))
    )
    link = orm.scalars(query).one_or_none()
    return link.person if link else None


def address_link(orm: OrmSession, token: str, now: dt.datetime) -> SignInLink | None:
    """The open link that would give its person a new address, or None."""
    query = (
        select(SignInLink)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.email.is_not(None),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .options(joinedload(SignInLink.person))
    )
    return orm.scalars(query).one_or_none()


def pressed_again(
    orm: OrmSession, token: str, pressed_with: str | None, since: dt.datetime, *, resets: bool = False
) -> Person | None:
    """Whom this link has signed in since then, where it was pressed with the same nonce; None otherwise.

    `pressed_with` is the nonce's hash; `resets` asks for a link that has set a password.
    """
    query = (
        select(SignInLink)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.bound_to.is_not(None) if resets else SignInLink.bound_to.is_(None),
            SignInLink.email.is_(None),
            SignInLink.used_at >= since,
        )
        .options(joinedload(SignInLink.person))
        .execution_options(populate_existing=True)
    )
    link = orm.scalars(query).one_or_none()
    return link.person if link and _same_press(link.pressed_with, pressed_with, link.person) else None


def accepted_again(
    orm: OrmSession, token: str, pressed_with: str | None, since: dt.datetime, signed_in: int | None
) -> tuple[Person, Programme] | None:
    """Who has accepted this invitation since then, and into which programme; None for everybody else.

    That is whoever is signed in (`signed_in`, a person's id) and has the seat, or else whoever it was pressed
    by with the same nonce.
    """
    query = (
        select(Invitation, Person)
        .join(Seat, Seat.id == Invitation.seat_id)
        .join(Person, Person.id == Seat.person_id)
        .where(Invitation.token_hash == token_hash(token), Invitation.accepted_at >= since)
        .execution_options(populate_existing=True)
    )
    found = orm.execute(query).one_or_none()
    if found is None:
        return None
    invitation, person = found
    if person.id != signed_in and not _same_press(invitation.pressed_with, pressed_with, person):
        return None
    return person, orm.get_one(Programme, invitation.programme_id)


def _same_press(kept: str | None, pressed_with: str | None, person: Person) -> bool:
    return kept is not None and kept == press_hash(pressed_with, person.epoch)


def was_done(orm: OrmSession, operation_id: str, name: str) -> bool:
    """Whether an operation of that id was carried out: by it a form that was sent twice is known again."""
    done = orm.get(Operation, operation_id)
    return done is not None and done.name == name


def invitation_by_token(orm: OrmSession, token: str, now: dt.datetime) -> tuple[Invitation, Programme] | None:
    """The open invitation behind a link, and the programme that it is for."""
    query = (
        select(Invitation)
        .where(
            Invitation.token_hash == token_hash(token),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .options(joinedload(Invitation.city), joinedload(Invitation.inviter))
    )
    found = orm.scalars(query).one_or_none()
    return (found, orm.get_one(Programme, found.programme_id)) if found else None
