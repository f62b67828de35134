"""Handlers of one's e-mail address: asked for, and changed once the link that went to it is opened."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.people import links, mails
from facilitation.commands.people.accounts import open_link
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.people import clean_email
from facilitation.store.mails import Mail
from facilitation.store.people import Merge, Person, Seat, SignInLink

_SUBJECT = N_("Your e-mail address was changed")
_TEXT = N_(
    "Hello %(name)s,\n\nyour account now belongs to the address %(email)s. Links sent to this one no longer "
    "work.\n\nThat was not you? Then tell the organiser of your programme at once."
)


class AskForAddress(msgspec.Struct):
    email: str


class ProveAddress(msgspec.Struct):
    token_hash: str


def ask_for_address(work: Work, target: None, payload: AskForAddress) -> dict[str, Any]:
    """Mail a link to an address that the actor wants; nothing tells them whether somebody else has it."""
    seat = work.orm.get_one(Seat, work.actor.seat)
    if seat.person_id is None:
        raise not_found()
    person = work.orm.get_one(Person, seat.person_id)
    email = clean_email(payload.email)
    if email == person.email:
        raise Refused("invalid", N_("This is your address already."), field="email")
    for link in _unused(work, person):
        if link.email is not None:
            work.change(link, used_at=work.now)
    links.post_address_link(work, person, work.programme, email)
    return {}


def prove_address(work: Work, target: None, payload: ProveAddress) -> dict[str, Any]:
    """Change a person's address to the one whose mailbox the link came to; every earlier link dies.

    Whoever holds the link has the mailbox, and may be told that another account has the address.
    """
    link = open_link(work, payload.token_hash)
    person = link.person
    if link.email is None or link.bound_to != links.fingerprint(person.password_hash):
        raise not_found()
    if work.orm.scalars(select(Person.id).where(Person.email == link.email)).first() is not None:
        raise Refused("conflict", N_("Another account has this address. Sign in with it."))
    before, programme = person.email, _any_programme(work, person)
    for earlier in _unused(work, person):
        work.change(earlier, used_at=work.now)
    merges = select(Merge).join(Seat, Merge.into_id == Seat.id)
    for merge in work.orm.scalars(merges.where(Seat.person_id == person.id, Merge.used_at.is_(None))):
        work.orm.delete(merge)
    waiting = select(Mail).where(Mail.person_id == person.id, Mail.sent_at.is_(None), Mail.link.is_not(None))
    for mail in work.orm.scalars(waiting).all():
        mails.withdraw(work, mail)
    work.change(person, email=link.email)
    if before is not None and programme is not None:
        _tell(work, person, programme, before)
    return {"person": person.id}


def _tell(work: Work, person: Person, programme_id: int, before: str) -> None:
    language = links.language_in(work, programme_id, person)
    words = {"name": person.name, "email": person.email}
    mails.post(
        work,
        programme=programme_id,
        address=before,
        subject=work.translate(_SUBJECT, language),
        text=work.translate(_TEXT, language) % words,
        person=person.id,
    )


def _unused(work: Work, person: Person) -> list[SignInLink]:
    query = select(SignInLink).where(
        SignInLink.person_id == person.id, SignInLink.used_at.is_(None), SignInLink.reusable.is_(False)
    )
    return list(work.orm.scalars(query))


def _any_programme(work: Work, person: Person) -> int | None:
    query = select(Seat.programme_id).where(Seat.person_id == person.id).order_by(Seat.id)
    return work.orm.scalars(query).first()
