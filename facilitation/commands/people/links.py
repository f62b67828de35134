"""The links that sign a person in, let them set a password or prove an address; the mails that carry them."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.people import mails
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, not_found
from facilitation.domain.mails import LINK_LIFE
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.operations import AuditEntry
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.programmes import Programme
from facilitation.store.viewers import token_hash

_SIGN_IN_SUBJECT = N_("Your link to sign in")
_SIGN_IN_TEXT = N_(
    "Hello %(name)s,\n\nwith this link you sign in to %(programme)s:\n\n{link}\n\n"
    "It works once and for an hour. You did not ask for it? Then do nothing; nobody else has it."
)
_ADDRESS_SUBJECT = N_("Is this your e-mail address?")
_ADDRESS_TEXT = N_(
    "Hello %(name)s,\n\nwith this link your account in %(programme)s gets this e-mail address:\n\n{link}\n\n"
    "It works once and for an hour. You did not ask for it? Then do nothing; everything stays as it is."
)
_RESET_SUBJECT = N_("Set a new password")
_RESET_TEXT = N_(
    "Hello %(name)s,\n\nwith this link you set a new password for %(programme)s:\n\n{link}\n\n"
    "It works once and for an hour. You did not ask for it? Then do nothing; your password stays as it is."
)


class GiveLink(msgspec.Struct):
    """`token_hash` is that of a token which only the caller has."""

    seat: int
    token_hash: str


def give_link(work: Work, seat: Seat, payload: GiveLink) -> dict[str, Any]:
    """Make a link that signs the person at a seat in, once, for whoever runs the server.

    It opens all their programmes, so the audit log of each says that it was made.
    """
    if seat.person_id is None or seat.removed_at is not None:
        raise not_found()
    work.add(
        SignInLink(person_id=seat.person_id, token_hash=payload.token_hash, expires_at=work.now + LINK_LIFE)
    )
    others = select(Seat).where(
        Seat.person_id == seat.person_id, Seat.id != seat.id, Seat.removed_at.is_(None)
    )
    for other in work.orm.scalars(others.order_by(Seat.id)):
        work.add(
            AuditEntry(
                programme_id=other.programme_id,
                role=work.actor.role,
                name="link.give",
                subject=f"seats:{other.id}",
                at=work.now,
            )
        )
    return {"person": seat.person_id}


def language_of(work: Work, programme: Programme, person: Person | None) -> str:
    """The language to write to somebody in: their own, or else the programme's first."""
    wanted = [person.locale if person else None, *programme.languages]
    return next((one for one in wanted if one in LANGUAGES), "en")


def post_sign_in_link(work: Work, person: Person, programme: int) -> None:
    """Mail a person a link that signs them in, once."""
    _post(work, person, programme, "/sign-in/", None, _SIGN_IN_SUBJECT, _SIGN_IN_TEXT)


def post_reset_link(work: Work, person: Person, programme: int) -> None:
    """Mail a person a link that sets a password, once, and only while the present one stands."""
    bound_to = fingerprint(person.password_hash)
    _post(work, person, programme, "/account/reset/", bound_to, _RESET_SUBJECT, _RESET_TEXT)


def post_address_link(work: Work, person: Person, programme: int, email: str) -> None:
    """Mail a link to a new address of a person, which proves once that it is theirs."""
    bound_to = fingerprint(person.password_hash)
    _post(work, person, programme, "/account/address/", bound_to, _ADDRESS_SUBJECT, _ADDRESS_TEXT, email)


def fingerprint(password_hash: str | None) -> str:
    """By which a password hash is known again without being one."""
    return hashlib.sha256((password_hash or "").encode()).hexdigest()


def language_in(work: Work, programme_id: int, person: Person) -> str:
    """The language to write to somebody in from a programme."""
    return language_of(work, work.orm.get_one(Programme, programme_id), person)


def _post(
    work: Work,
    person: Person,
    programme_id: int,
    path: str,
    bound_to: str | None,
    subject: str,
    text: str,
    new_email: str | None = None,
) -> None:
    address = new_email or person.email
    assert address is not None
    programme = work.orm.get_one(Programme, programme_id)
    language = language_of(work, programme, person)
    token = secrets.token_urlsafe(32)
    link = SignInLink(
        person_id=person.id,
        token_hash=token_hash(token),
        expires_at=work.now + LINK_LIFE,
        bound_to=bound_to,
        email=new_email,
    )
    work.add(link)
    mails.post(
        work,
        programme=programme.id,
        address=address,
        subject=work.translate(subject, language),
        text=work.translate(text, language) % {"name": person.name, "programme": programme.title},
        link=path + token,
        person=person.id,
    )
