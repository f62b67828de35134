"""Handlers of signing in: using a link, and ending every web session of a person."""

import msgspec
from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain.errors import not_found
from facilitation.store.people import Person, Seat, SignInLink


class UseLink(msgspec.Struct):
    token_hash: str


class SignOutEverywhere(msgspec.Struct):
    pass


def use_link(work: Work, target: None, payload: UseLink) -> dict:
    """Spend a sign-in link: gives the person and their epoch."""
    query = select(SignInLink).where(SignInLink.token_hash == payload.token_hash)
    link = work.orm.scalars(query).one_or_none()
    if link is None or link.expires_at <= work.now or (link.used_at and not link.reusable):
        raise not_found()
    work.change(link, used_at=work.now)
    return {"person": link.person_id, "epoch": link.person.epoch}


def sign_out_everywhere(work: Work, target: None, payload: SignOutEverywhere) -> dict:
    """End every web session of the actor."""
    seat = work.orm.get(Seat, work.actor.seat)
    if seat.person_id is not None:
        person = work.orm.get(Person, seat.person_id)
        work.change(person, epoch=person.epoch + 1)
    return {}
