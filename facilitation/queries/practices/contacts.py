"""Whom to ask about a practice, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, Viewer
from facilitation.store.challenges import Practice
from facilitation.store.practices import PracticeContact

#: Those who write a city's practices down, and read what they wrote.
FILL_IN = ACTS_FOR_CITY | COORDINATE


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact that this viewer may see.

    `agreed`: everybody in the programme sees it. `mine`: it is the viewer. `asked`: it waits for somebody
    else with a seat to agree.
    """

    id: int
    name: str
    email: str | None
    phone: str
    agreed: bool
    mine: bool
    asked: bool


def contacts_shown(orm: OrmSession, viewer: Viewer, practices: Iterable[Practice]) -> dict[int, ContactShown]:
    """By practice its contact: once the person agreed, or to those who write it down, or to themselves."""
    by_id = {one.id: one for one in practices}
    query = select(PracticeContact).where(PracticeContact.practice_id.in_(by_id))
    shown = {}
    for row in orm.scalars(query):
        mine = row.seat_id is not None and row.seat_id == viewer.seat
        agreed = row.agreed_at is not None
        if agreed or mine or FILL_IN(viewer, by_id[row.practice_id]):
            asked = row.seat_id is not None and not agreed
            shown[row.practice_id] = ContactShown(
                row.id, row.name, row.email, row.phone, agreed, mine, asked and not mine
            )
    return shown
