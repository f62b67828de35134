"""Whom a session expects in person: those with a role there, and those who attend for one of its themes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, CompoundSelect, exists, or_, select

from facilitation.store.sessions import Session, SessionPerson
from facilitation.store.themes import Theme, ThemePerson


def expects(seat: int) -> ColumnElement[bool]:
    """Sessions that expect somebody in person: they have a role there, or attend for one of its themes."""
    attends = exists().where(
        Theme.session_id == Session.id,
        Theme.removed_at.is_(None),
        ThemePerson.theme_id == Theme.id,
        ThemePerson.seat_id == seat,
    )
    return or_(Session.people.any(SessionPerson.seat_id == seat), attends)


def expected_at(session: int) -> CompoundSelect[int | None]:
    """The seats that a session expects in person: those with a role, and those who attend for a theme."""
    roles = select(SessionPerson.seat_id).where(
        SessionPerson.session_id == session, SessionPerson.seat_id.is_not(None)
    )
    themes = (
        select(ThemePerson.seat_id)
        .join(Theme, ThemePerson.theme_id == Theme.id)
        .where(Theme.session_id == session, Theme.removed_at.is_(None))
    )
    return roles.union(themes)
