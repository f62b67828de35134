"""The people of a programme by seat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.permissions import GUEST, Viewer
from facilitation.store.people import Seat


def seats_of(orm: OrmSession, viewer: Viewer) -> Sequence[Seat]:
    """The seats of members. Guests belong to their session only and are not listed."""
    query = (
        select(Seat)
        .where(
            Seat.programme_id == viewer.programme,
            Seat.removed_at.is_(None),
            Seat.role != GUEST,
            Seat.session_id.is_(None),
        )
        .options(joinedload(Seat.city))
        .order_by(Seat.name)
    )
    return orm.scalars(query).all()
