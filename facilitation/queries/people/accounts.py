"""What signing in and accepting an invitation have to look up."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.store.invitations import Invitation
from facilitation.store.operations import Operation
from facilitation.store.people import Person, SignInLink
from facilitation.store.programmes import Programme
from facilitation.store.viewers import token_hash


def person_by_email(orm: OrmSession, email: str) -> Person | None:
    return orm.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()


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
