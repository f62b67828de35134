"""Guests who may be somebody with a seat here: for the organiser who says so, and whoever has the link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import GUEST, ORGANISE, Viewer
from facilitation.store.boards import Note, Vote
from facilitation.store.people import Merge, Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Record, Session
from facilitation.store.viewers import token_hash


@dataclass(frozen=True, slots=True)
class WhatMoves:
    """What is the guest's in their session, by number."""

    guest: Seat
    session: Session
    notes: int
    votes: int
    records: int


@dataclass(frozen=True, slots=True)
class Known:
    """By the seat of a guest who asks to stay: whose address it is, if theirs is a seat here; and what was
    asked already."""

    seats: dict[int, Seat]
    asked: dict[int, Merge]


def known_among(orm: OrmSession, viewer: Viewer, claims: Sequence[Seat], now: dt.datetime) -> Known:
    """For organisers, of the guests who ask to stay those who are known; nothing for others."""
    if not ORGANISE(viewer, None) or not claims:
        return Known({}, {})
    emails = {claim.claim_email: claim.id for claim in claims}
    query = (
        select(Person.email, Seat)
        .join(Seat, Seat.person_id == Person.id)
        .where(Seat.programme_id == viewer.programme, Seat.removed_at.is_(None), Person.email.in_(emails))
    )
    by_email = {email: seat for email, seat in orm.execute(query)}
    asked = select(Merge).where(
        Merge.guest_id.in_([claim.id for claim in claims]), Merge.used_at.is_(None), Merge.expires_at > now
    )
    return Known(
        {claim.id: by_email[claim.claim_email] for claim in claims if claim.claim_email in by_email},
        {merge.guest_id: merge for merge in orm.scalars(asked)},
    )


def guest_for(orm: OrmSession, viewer: Viewer, seat_id: int) -> WhatMoves:
    """An open guest's seat of the programme, for organisers; `Refused` not_found otherwise."""
    seat = orm.get(Seat, seat_id)
    if (
        not ORGANISE(viewer, None)
        or seat is None
        or seat.programme_id != viewer.programme
        or seat.role != GUEST
        or seat.removed_at is not None
    ):
        raise not_found()
    return _moves(orm, seat)


def merge_by_token(
    orm: OrmSession, token: str, now: dt.datetime
) -> tuple[Merge, Programme, WhatMoves] | None:
    """What a link would bring together; None for one that opens nothing any more."""
    query = select(Merge).where(
        Merge.token_hash == token_hash(token), Merge.used_at.is_(None), Merge.expires_at > now
    )
    merge = orm.scalars(query).one_or_none()
    if merge is None or merge.guest.removed_at is not None or merge.into.removed_at is not None:
        return None
    return merge, orm.get_one(Programme, merge.programme_id), _moves(orm, merge.guest)


def _moves(orm: OrmSession, guest: Seat) -> WhatMoves:
    def count(model: type[Note | Vote | Record], *conditions: ColumnExpressionArgument[bool]) -> int:
        return orm.scalar(select(func.count()).where(model.seat_id == guest.id, *conditions)) or 0

    return WhatMoves(
        guest,
        orm.get_one(Session, guest.session_id),
        count(Note, Note.removed.is_(False)),
        count(Vote, Vote.counts),
        count(Record, Record.removed.is_(False)),
    )
