"""Whether anything stands in a programme that somebody would miss: only an empty one can be removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import GUEST
from facilitation.store.assessments import Rating
from facilitation.store.challenges import ChallengeMention, Practice, Wish
from facilitation.store.cities import City
from facilitation.store.commitments import Commitment
from facilitation.store.documents import DocumentRow
from facilitation.store.invitations import Invitation
from facilitation.store.onboarding import CityText, OnboardingCall
from facilitation.store.people import Seat
from facilitation.store.replication import Learning
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round


def has_others(orm: OrmSession, programme: int, seat: int) -> bool:
    """Whether anybody but the holder of this seat has or had one here, or was invited to one."""
    others = select(Seat.id).where(
        Seat.programme_id == programme, Seat.id != seat, Seat.erased_at.is_(None), Seat.simulated.is_(False)
    )
    waiting = select(Invitation.id).where(
        Invitation.programme_id == programme,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return _any(orm, others) or _any(orm, waiting)


def has_other_members(orm: OrmSession, programme: int, seat: int) -> bool:
    """Whether a member other than the holder of this seat could go on with the programme."""
    members = select(Seat.id).where(
        Seat.programme_id == programme,
        Seat.id != seat,
        Seat.role != GUEST,
        Seat.person_id.is_not(None),
        Seat.removed_at.is_(None),
    )
    return _any(orm, members)


def has_work(orm: OrmSession, programme: int) -> bool:
    """Whether something was done here. What a programme begins with, such as its cities, doesn't count."""
    sessions = select(Session.id).where(
        Session.programme_id == programme, Session.removed.is_(False), Session.simulated.is_(False)
    )
    named = select(ChallengeMention.id).join(ChallengeMention.city).where(City.programme_id == programme)
    written = (DocumentRow, Practice, Wish, Commitment, CityText, OnboardingCall, Rating, Round, Learning)
    queries = [select(row.id).where(row.programme_id == programme) for row in written]
    return any(_any(orm, query) for query in (sessions, named, *queries))


def _any(orm: OrmSession, query: Any) -> bool:
    return orm.scalars(query.limit(1)).first() is not None
