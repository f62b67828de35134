"""Handlers of invitations: sent by an organiser, sent again, taken back, accepted by whoever has the link."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.people import mails
from facilitation.commands.people.links import language_of
from facilitation.commands.people.seats import clean_organisation
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name
from facilitation.domain.people import INVITATION_DAYS, INVITATIONS_MOST, clean_email, require_place
from facilitation.domain.permissions import ROLE_NAMES
from facilitation.domain.programmes import require_open
from facilitation.store.invitations import Invitation
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.viewers import press_hash, token_hash

_SUBJECT = N_("Invitation: %(programme)s")
_TEXT = N_(
    "Hello %(name)s,\n\n%(inviter)s invites you to %(programme)s as %(role)s.\n\n"
    "Take your seat here:\n\n{link}\n\nThe link is good for %(days)s days."
)


class Invitee(msgspec.Struct):
    email: str
    name: str
    role: str
    city: str | None = None
    organisation: str | None = None
    policymaker: bool = False


class Invite(msgspec.Struct):
    people: list[Invitee]


class TheInvitation(msgspec.Struct):
    invitation: int


class Accept(msgspec.Struct):
    """`pressed_with` is the hash of a nonce of the browser in which the button is pressed, if it has one."""

    token_hash: str
    name: str
    person: int | None = None
    password_hash: str | None = None
    pressed_with: str | None = None


def invite(work: Work, target: None, payload: Invite) -> dict[str, Any]:
    """Invite people, all or none of them; a mail with its link is written for each."""
    if not payload.people:
        raise Refused("invalid", N_("Name somebody to invite."), field="email")
    if len(payload.people) > INVITATIONS_MOST:
        raise Refused(
            "invalid", N_("Invite at most %(most)s people at once."), field="lines", most=INVITATIONS_MOST
        )
    seen: set[str] = set()
    for number, invitee in enumerate(payload.people, start=1):
        try:
            email = clean_email(invitee.email)
            if email in seen:
                raise Refused("conflict", N_("%(email)s stands there twice."), field="email", email=email)
            seen.add(email)
            _invite(work, invitee, email)
        except Refused as refused:
            if len(payload.people) == 1:
                raise
            raise Refused(
                refused.code,
                N_("Person %(number)s (%(who)s): %(reason)s"),
                field="lines",
                number=number,
                who=invitee.name or invitee.email,
                reason=refused.message,
            ) from None
    return {"invited": len(seen)}


def _invite(work: Work, invitee: Invitee, email: str) -> None:
    name = clean_name(invitee.name)
    city = city_by_code(work, invitee.city)
    require_place(invitee.role, invitee.policymaker, city is not None)
    seated = (
        select(Seat.removed_at)
        .join(Person, Seat.person_id == Person.id)
        .where(Seat.programme_id == work.programme, Person.email == email)
    )
    for removed_at in work.orm.scalars(seated):
        if removed_at is None:
            raise Refused("conflict", N_("%(email)s has a seat here already."), field="email", email=email)
    waiting = select(Invitation.id).where(
        Invitation.programme_id == work.programme,
        Invitation.email == email,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    if work.orm.scalars(waiting).first() is not None:
        raise Refused(
            "conflict", N_("%(email)s is invited already. Send it again below."), field="email", email=email
        )
    invitation = Invitation(
        programme_id=work.programme,
        email=email,
        name=name,
        role=invitee.role,
        policymaker=invitee.policymaker,
        city=city,
        organisation=clean_organisation(invitee.organisation),
        invited_by=work.actor.seat,
        created_at=work.now,
        expires_at=work.now,
        token_hash="",
    )
    _send(work, invitation)
    work.add(invitation)
    work.orm.flush()


def _send(work: Work, invitation: Invitation) -> None:
    """Give an invitation a new link, which ends the one before, and write the mail with it."""
    programme = work.orm.get_one(Programme, work.programme)
    person = work.orm.scalars(select(Person).where(Person.email == invitation.email)).one_or_none()
    language = language_of(work, programme, person)
    token = secrets.token_urlsafe(32)
    invitation.token_hash = token_hash(token)
    invitation.expires_at = work.now + dt.timedelta(days=INVITATION_DAYS)
    words = {
        "name": invitation.name,
        "inviter": work.actor.name,
        "programme": programme.title,
        "role": work.translate(ROLE_NAMES[invitation.role], language),
        "days": INVITATION_DAYS,
    }
    mail = mails.post(
        work,
        programme=programme.id,
        address=invitation.email,
        subject=work.translate(_SUBJECT, language) % words,
        text=work.translate(_TEXT, language) % words,
        link=f"/invitations/{token}",
    )
    invitation.mail = mail


def resend(work: Work, invitation: Invitation, payload: TheInvitation) -> dict[str, Any]:
    """Send an invitation again, with a new link and all its days."""
    _require_waiting(invitation)
    _withdraw_mail(work, invitation)
    _send(work, invitation)
    return {}


def revoke(work: Work, invitation: Invitation, payload: TheInvitation) -> dict[str, Any]:
    """Take an invitation back: its link opens nothing any more."""
    _require_waiting(invitation)
    _withdraw_mail(work, invitation)
    work.change(invitation, revoked_at=work.now)
    return {}


def _require_waiting(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Refused("conflict", N_("This invitation was accepted already."))
    if invitation.revoked_at is not None:
        raise Refused("conflict", N_("This invitation was taken back."))


def _withdraw_mail(work: Work, invitation: Invitation) -> None:
    mail, invitation.mail = invitation.mail, None
    work.orm.flush()
    mails.withdraw(work, mail)


def accept(work: Work, target: None, payload: Accept) -> dict[str, Any]:
    """Seat whoever has the link: the signed-in `person`, or somebody new with the invitation's address.

    The link alone never signs in somebody who is known already: organisers can read it in the outbox, and
    must not come into other programmes by it.
    """
    query = select(Invitation).where(Invitation.token_hash == payload.token_hash).with_for_update()
    invitation = work.orm.scalars(query).one_or_none()
    if (
        invitation is None
        or invitation.accepted_at is not None
        or invitation.revoked_at is not None
        or invitation.expires_at <= work.now
    ):
        raise not_found()
    require_open(work.orm.get_one(Programme, invitation.programme_id).archived_at)
    name = clean_name(payload.name)
    person = _person(work, invitation, payload, name)
    held = select(Seat).where(Seat.programme_id == invitation.programme_id, Seat.person_id == person.id)
    seat = work.orm.scalars(held).one_or_none()
    if seat is not None and seat.removed_at is None:
        raise Refused("conflict", N_("You have a seat in this programme already."))
    if seat is None:
        seat = Seat(
            programme_id=invitation.programme_id,
            person=person,
            name=name,
            role=invitation.role,
            created_at=work.now,
            standing=0,
        )
        work.add(seat)
    seat.name, seat.removed_at, seat.standing = name, None, seat.standing + 1
    for column in ("role", "policymaker", "city", "organisation"):
        setattr(seat, column, getattr(invitation, column))
    work.orm.flush()
    work.change(invitation, accepted_at=work.now, seat_id=seat.id)
    if payload.person is None:
        work.change(invitation, pressed_with=press_hash(payload.pressed_with, person.epoch))
    if invitation.mail is not None:
        work.change(invitation.mail, link=None)
    return {"person": person.id, "epoch": person.epoch, "seat": seat.id, "programme": seat.programme_id}


def _person(work: Work, invitation: Invitation, payload: Accept, name: str) -> Person:
    if payload.person is not None:
        signed_in = work.orm.get(Person, payload.person)
        if signed_in is None:
            raise not_found()
        return signed_in
    known = select(Person).where(Person.email == invitation.email)
    if work.orm.scalars(known).one_or_none() is not None:
        raise Refused("not_allowed", N_("You have an account here already: sign in first."))
    person = Person(
        email=invitation.email,
        name=name,
        password_hash=payload.password_hash,
        epoch=0,
        created_at=work.now,
    )
    work.add(person)
    work.orm.flush()
    return person
