"""Handlers of accounts: links and passwords that sign in, one's own name, signing out everywhere."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.people import links
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.viewers import press_hash


class UseLink(msgspec.Struct):
    """`pressed_with` is the hash of a nonce of the browser in which the link is pressed, if it has one."""

    token_hash: str
    pressed_with: str | None = None


class AskForLink(msgspec.Struct):
    email: str


class ResetPassword(msgspec.Struct):
    token_hash: str
    password_hash: str
    pressed_with: str | None = None


class SetPassword(msgspec.Struct):
    person: int
    password_hash: str
    instead_of: str


class ChangeAccount(msgspec.Struct):
    """`time_zone` as in the time zone database; "" is none, and without it the zone stays as it is."""

    name: str
    locale: str | None = None
    time_zone: str | UnsetType = UNSET


class SignOutEverywhere(msgspec.Struct):
    pass


def use_link(work: Work, target: None, payload: UseLink) -> dict[str, Any]:
    """Spend a sign-in link: gives the person and their epoch."""
    link = open_link(work, payload.token_hash)
    if link.bound_to is not None:
        raise not_found()
    return _spend(work, link, payload.pressed_with)


def _spend(work: Work, link: SignInLink, pressed_with: str | None) -> dict[str, Any]:
    person = link.person
    work.change(link, used_at=work.now, pressed_with=press_hash(pressed_with, person.epoch))
    return {"person": person.id, "epoch": person.epoch}


def ask_for_link(work: Work, target: None, payload: AskForLink) -> dict[str, Any]:
    """Mail a sign-in link to whoever has this address; the answer is the same when nobody has."""
    for person, programme in _reachable(work, payload.email):
        links.post_sign_in_link(work, person, programme)
    return {}


def forget_password(work: Work, target: None, payload: AskForLink) -> dict[str, Any]:
    """Mail a link that sets a new password; the answer is the same when nobody has this address."""
    for person, programme in _reachable(work, payload.email):
        links.post_reset_link(work, person, programme)
    return {}


def reset_password(work: Work, target: None, payload: ResetPassword) -> dict[str, Any]:
    """Spend a reset link: gives the person and their new epoch."""
    link = open_link(work, payload.token_hash)
    if link.email is not None or link.bound_to != links.fingerprint(link.person.password_hash):
        raise not_found()
    _set_password(work, link.person, payload.password_hash)
    return _spend(work, link, payload.pressed_with)


def set_password(work: Work, target: None, payload: SetPassword) -> dict[str, Any]:
    """Set a person's password instead of the one whose fingerprint is given: gives them and their new epoch.

    For the program alone: it has asked for the present password.
    """
    person = work.orm.get(Person, payload.person, with_for_update=True)
    if person is None:
        raise not_found()
    if links.fingerprint(person.password_hash) != payload.instead_of:
        raise Refused("conflict", N_("The password was changed elsewhere meanwhile."))
    return _set_password(work, person, payload.password_hash)


def change_account(work: Work, target: None, payload: ChangeAccount) -> dict[str, Any]:
    """Change one's own name, language and time zone."""
    if payload.locale is not None and payload.locale not in LANGUAGES:
        raise Refused("invalid", N_("Choose a language."), field="locale")
    seat = work.seat()
    if seat.person_id is None:
        raise not_found()
    person = work.orm.get_one(Person, seat.person_id)
    name = clean_name(payload.name)
    work.change(person, name=name, locale=payload.locale)
    if payload.time_zone is not UNSET:
        work.change(person, time_zone=_zone(payload.time_zone))
    for own in _seats(work, person):
        work.change(own, name=name)
    return {}


def _zone(text: str) -> str | None:
    if not text.strip():
        return None
    zone = places.zone_of(text)
    if zone is None:
        raise Refused(
            "invalid", N_("Name a time zone of the world, such as Europe/Dublin."), field="time_zone"
        )
    return zone


def sign_out_everywhere(work: Work, target: None, payload: SignOutEverywhere) -> dict[str, Any]:
    """End every web session of the actor. A guest's seat opens for nobody after that."""
    seat = work.orm.get_one(Seat, work.actor.seat)
    if seat.person_id is not None:
        _end_sessions(work, work.orm.get_one(Person, seat.person_id))
    else:
        work.change(seat, token_hash=None)
    return {}


def open_link(work: Work, token_hash: str) -> SignInLink:
    """A link of any kind that is still good, held for whoever spends it; `Refused` not_found otherwise."""
    query = select(SignInLink).where(SignInLink.token_hash == token_hash).with_for_update()
    link = work.orm.scalars(query).one_or_none()
    if link is None or link.expires_at <= work.now or (link.used_at and not link.reusable):
        raise not_found()
    return link


def _reachable(work: Work, email: str) -> list[tuple[Person, int]]:
    """Whoever has this address and an open seat, with a programme to write to them from; one or none."""
    query = (
        select(Person, Seat.programme_id)
        .join(Seat, Seat.person_id == Person.id)
        .where(Person.email == email.strip().lower(), Seat.removed_at.is_(None))
        .order_by(Seat.id)
        .limit(1)
    )
    return [(person, programme) for person, programme in work.orm.execute(query)]


def _set_password(work: Work, person: Person, password_hash: str) -> dict[str, Any]:
    work.change(person, password_hash=password_hash)
    _end_sessions(work, person)
    return {"person": person.id, "epoch": person.epoch}


def _end_sessions(work: Work, person: Person) -> None:
    work.change(person, epoch=person.epoch + 1)
    # A seat kept from when its holder was a guest is open by its token, too.
    for seat in _seats(work, person):
        work.change(seat, token_hash=None)


def _seats(work: Work, person: Person) -> list[Seat]:
    return list(work.orm.scalars(select(Seat).where(Seat.person_id == person.id)))
