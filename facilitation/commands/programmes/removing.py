"""Handler of removing a programme that was started by mistake: nobody but its organiser is in it."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.feeds import forget_feeds
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import ORGANISER
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.kept import has_others, has_work
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import FormerSlug, Programme


class RemoveProgramme(msgspec.Struct):
    """`epoch` shows that the person is signed in now."""

    programme: int
    person: int
    epoch: int


def remove_programme(work: Work, target: None, payload: RemoveProgramme) -> dict[str, Any]:
    """Close an empty programme for good and free its address.

    Nobody has a seat there any more, and a programme without seats is there for nobody. The program carries
    it out, as the organiser's own seat goes with it.
    """
    seat = _seat_of_organiser(work, payload)
    if _is_only_programme(work, seat):
        raise Refused(
            "conflict", N_("This is your only programme. Change its title and its settings instead.")
        )
    if has_others(work.orm, payload.programme, seat.id):
        raise Refused(
            "conflict", N_("Other people have a seat here or were invited. Archive the programme instead.")
        )
    if has_work(work.orm, payload.programme):
        raise Refused("conflict", N_("Work was done in this programme. Archive it instead."))
    programme = work.orm.get_one(Programme, payload.programme)
    own = select(CalendarFeed.id).where(CalendarFeed.programme_id == programme.id)
    forget_feeds(work, list(work.orm.scalars(own)))
    for former in work.orm.scalars(select(FormerSlug).where(FormerSlug.programme_id == programme.id)):
        work.orm.delete(former)
    work.change(
        programme,
        slug=f"removed-{secrets.token_hex(8)}",
        contact="",
        archived_at=programme.archived_at or work.now,
    )
    work.change(seat, removed_at=work.now)
    return {}


def _seat_of_organiser(work: Work, payload: RemoveProgramme) -> Seat:
    query = (
        select(Seat)
        .join(Person, Seat.person_id == Person.id)
        .where(
            Person.id == payload.person,
            Person.epoch == payload.epoch,
            Seat.programme_id == payload.programme,
            Seat.role == ORGANISER,
            Seat.removed_at.is_(None),
        )
    )
    seat = work.orm.scalars(query).one_or_none()
    if seat is None:
        raise not_found()
    return seat


def _is_only_programme(work: Work, seat: Seat) -> bool:
    """Somebody without any programme could not start another one."""
    others = select(Seat.id).where(
        Seat.person_id == seat.person_id,
        Seat.id != seat.id,
        Seat.role == ORGANISER,
        Seat.removed_at.is_(None),
    )
    return work.orm.scalars(others.limit(1)).first() is None
