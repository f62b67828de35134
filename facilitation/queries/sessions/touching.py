"""What touches somebody next: the sessions that concern their city or that expect them in person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.permissions import Viewer
from facilitation.domain.sessions import ENDED, PERSON_ROLES, PLANNED, RUNNING
from facilitation.queries.sessions.for_whom import concerns
from facilitation.store.expected import expects
from facilitation.store.sessions import Session, SessionPerson


@dataclass(frozen=True, slots=True)
class Touching:
    """A session and the roles that the viewer has at it, in the order of PERSON_ROLES."""

    session: Session
    roles: tuple[str, ...]


def of_viewer(viewer: Viewer) -> list[ColumnElement[bool]]:
    """The conditions on sessions that are the viewer's own: of their city, with a role of theirs, or
    with a theme that they attend for.

    Whoever sits for no city is concerned by all, and so is who leads.
    """
    if viewer.leads or viewer.city is None or viewer.seat is None:
        return []
    return [or_(concerns(viewer.city), expects(viewer.seat))]


def running_now(orm: OrmSession, viewer: Viewer, most: int | None = None) -> list[Session]:
    """The viewer's sessions that are running, the latest first."""
    query = _mine(viewer).where(Session.status == RUNNING, Session.cancelled.is_(False))
    return list(orm.scalars(query.order_by(Session.started_at.desc()).limit(most)))


def coming_next(orm: OrmSession, viewer: Viewer, today: dt.date, most: int | None = None) -> list[Session]:
    """The viewer's planned sessions from today on, the soonest first; those without a date are left out.

    A session that is cancelled is none that touches them next.
    """
    query = _mine(viewer).where(
        Session.status == PLANNED, Session.cancelled.is_(False), Session.date >= today
    )
    return list(orm.scalars(query.order_by(Session.date, Session.starts_at, Session.id).limit(most)))


def agenda_of(orm: OrmSession, viewer: Viewer, today: dt.date) -> list[Touching]:
    """The viewer's own agenda: what runs and what comes, dated first, cancelled ones among them."""
    query = _mine(viewer).where(
        Session.status != ENDED,
        or_(Session.date >= today, Session.date.is_(None), Session.status == RUNNING),
        or_(Session.cancelled.is_(False), Session.date >= today),
    )
    query = query.order_by(Session.date.is_(None), Session.date, Session.starts_at, Session.id)
    return with_roles(orm, viewer, orm.scalars(query))


def with_roles(orm: OrmSession, viewer: Viewer, sessions: Iterable[Session]) -> list[Touching]:
    """Each session with the viewer's roles at it."""
    found = list(sessions)
    query = select(SessionPerson.session_id, SessionPerson.role).where(
        and_(SessionPerson.seat_id == viewer.seat, SessionPerson.seat_id.is_not(None))
    )
    held: dict[int, set[str]] = defaultdict(set)
    for session, role in orm.execute(query):
        held[session].add(role)
    return [
        Touching(session, tuple(role for role in PERSON_ROLES if role in held[session.id]))
        for session in found
    ]


def _mine(viewer: Viewer) -> Select[Session]:
    query = (
        select(Session)
        .where(
            Session.programme_id == viewer.programme,
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            *of_viewer(viewer),
        )
        .options(selectinload(Session.cities), selectinload(Session.cities_there))
    )
    return query if viewer.session is None else query.where(Session.id == viewer.session)
