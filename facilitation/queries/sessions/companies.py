"""What became of the simulated people that were asked for: whether they came, or why the room stays empty."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import GUEST
from facilitation.store.jobs import Job
from facilitation.store.people import Seat
from facilitation.store.sessions import Session

#: The jobs that bring simulated people into a session.
KINDS = ("rehearsal.accompany", "rehearsal.run")


@dataclass(frozen=True, slots=True)
class Company:
    """`came`: at least one of them has a seat; `failed`: no more will come, and not because it is over."""

    came: bool
    failed: bool


def company_of(orm: OrmSession, session: Session) -> Company | None:
    """The simulated people of a session; None where nobody asked for any."""
    if not session.simulated:
        return None
    query = select(Job).where(Job.programme_id == session.programme_id, Job.kind.in_(KINDS)).order_by(Job.id)
    jobs = [job for job in orm.scalars(query) if job.payload.get("session") == session.id]
    if not jobs:
        return None
    guests = select(Seat.id).where(
        Seat.session_id == session.id, Seat.simulated.is_(True), Seat.role == GUEST
    )
    came = orm.scalars(guests.limit(1)).first() is not None
    return Company(came, failed=jobs[-1].status == "failed")
