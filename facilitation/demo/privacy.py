"""What the demo's simulated people allow: answers of every kind, each marked as simulated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from facilitation.domain.permissions import OBSERVER
from facilitation.domain.privacy import LISTED, PHOTOGRAPHED, QUOTED
from facilitation.store.changes import LiveSession
from facilitation.store.consents import Consent
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme


def add_consents(orm: LiveSession, programme: Programme, now: datetime) -> None:
    """Let the simulated members answer: all to be named, every other one not to be photographed, a third to
    be quoted; an observer was not asked yet."""
    query = select(Seat).where(Seat.programme_id == programme.id, Seat.simulated.is_(True))
    for number, seat in enumerate(orm.scalars(query.order_by(Seat.id))):
        if seat.role == OBSERVER:
            continue
        for purpose, given in ((LISTED, True), (PHOTOGRAPHED, number % 2 == 0), (QUOTED, number % 3 == 0)):
            orm.add(
                Consent(
                    seat_id=seat.id,
                    purpose=purpose,
                    given=given,
                    by_seat_id=seat.id,
                    simulated=True,
                    at=now,
                )
            )
