"""Themes of sessions: what was decided, why, for whom and by whom; and what is left to decide."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain import sessions
from facilitation.domain.challenges import Title
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import COORDINATE, GUEST, Viewer
from facilitation.queries.challenges.book import challenge_book
from facilitation.queries.privacy.privacy import named
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.store.themes import Theme, ThemePerson, ThemeVersion


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A theme with the title that its challenge has now (of the id `challenge`).

    `by` is who decided last and `people` who attends: names the viewer is told, None for the others.
    """

    theme: Theme
    challenge: int
    title: Title
    by: str | None
    people: list[str | None]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme with every decision, the newest first, each with the name of who took it, or None."""

    shown: ThemeShown
    decisions: list[tuple[ThemeVersion, str | None]]
    may_change: bool


def themes_of(
    orm: OrmSession, viewer: Viewer, language: str | None, session: int | None = None
) -> list[ThemeShown]:
    """What is a theme now, in the programme or at one session that the viewer may enter."""
    if viewer.session is not None and viewer.session != session:
        return []
    which = [] if session is None else [Theme.session_id == session]
    query = _themes(viewer, Theme.removed_at.is_(None), *which)
    return _shown(orm, viewer, orm.scalars(query).all(), language)


def removed_themes(orm: OrmSession, viewer: Viewer, language: str | None) -> list[ThemeShown]:
    """Themes no more, for those who can bring them back."""
    if not COORDINATE(viewer, None):
        return []
    query = _themes(viewer, Theme.removed_at.is_not(None))
    return _shown(orm, viewer, orm.scalars(query).all(), language)


def theme_page(orm: OrmSession, viewer: Viewer, theme_id: int, language: str | None) -> ThemePage:
    """One theme with its history: for everybody with a seat but guests."""
    if viewer.is_guest:
        raise not_found()
    theme = orm.scalars(_themes(viewer, Theme.id == theme_id)).one_or_none()
    if theme is None:
        raise not_found()
    [shown] = _shown(orm, viewer, [theme], language)
    told = _told(orm, viewer, (one.seat_id for one in theme.versions))
    decisions = [(one, one.seat.name if one.seat_id in told else None) for one in theme.versions]
    return ThemePage(shown, decisions, COORDINATE(viewer, None) and theme.session.status != sessions.ENDED)


def workshops_to_come(orm: OrmSession, viewer: Viewer) -> list[Session]:
    """The sessions that themes can be decided for, by date, those without one last."""
    query = select(Session).where(
        Session.programme_id == viewer.programme,
        Session.type != "onboarding",
        Session.status != sessions.ENDED,
        Session.cancelled.is_(False),
        Session.removed.is_(False),
        Session.rehearsal_of.is_(None),
    )
    return list(orm.scalars(query.order_by(Session.date.is_(None), Session.date, Session.id)))


def who_may_attend(orm: OrmSession, viewer: Viewer) -> list[Seat]:
    """The programme's members by city and name, for those who decide."""
    if not COORDINATE(viewer, None):
        return []
    query = (
        select(Seat)
        .outerjoin(City, Seat.city_id == City.id)
        .where(Seat.programme_id == viewer.programme, Seat.role != GUEST, Seat.removed_at.is_(None))
        .options(joinedload(Seat.city))
        .order_by(City.name.is_(None), City.name, Seat.name, Seat.id)
    )
    return list(orm.scalars(query))


def by_session(themes: Iterable[ThemeShown]) -> list[tuple[Session, list[ThemeShown]]]:
    """The themes under their sessions, these by date."""
    found: dict[int, list[ThemeShown]] = defaultdict(list)
    for one in themes:
        found[one.theme.session_id].append(one)

    def when(group: list[ThemeShown]) -> tuple[dt.date, int]:
        session = group[0].theme.session
        return session.date or dt.date.max, session.id

    return [(group[0].theme.session, group) for group in sorted(found.values(), key=when)]


def _themes(viewer: Viewer, *which: ColumnElement[bool]) -> Select[Theme]:
    return (
        select(Theme)
        .join(Session, Theme.session_id == Session.id)
        .where(Theme.programme_id == viewer.programme, Session.removed.is_(False), *which)
        .options(
            joinedload(Theme.session),
            joinedload(Theme.challenge),
            joinedload(Theme.seat),
            selectinload(Theme.cities),
            selectinload(Theme.people).joinedload(ThemePerson.seat),
        )
        .order_by(Theme.id)
    )


def _shown(
    orm: OrmSession, viewer: Viewer, themes: Sequence[Theme], language: str | None
) -> list[ThemeShown]:
    if not themes:
        return []
    book = challenge_book(orm, viewer)
    seats = [theme.seat_id for theme in themes]
    seats += [person.seat_id for theme in themes for person in theme.people]
    told = _told(orm, viewer, seats)
    return [
        ThemeShown(
            theme,
            book.standing(theme.challenge_id).id,
            book.title(theme.challenge_id, language),
            theme.seat.name if theme.seat_id in told else None,
            [person.seat.name if person.seat_id in told else None for person in theme.people],
        )
        for theme in themes
    ]


def _told(orm: OrmSession, viewer: Viewer, seats: Iterable[int]) -> set[int]:
    """Of these seats those whose name the viewer is told: a guest none, who leads all of them."""
    wanted = set(seats)
    if viewer.is_guest:
        return set()
    return wanted if viewer.leads else named(orm, wanted) | (wanted & {viewer.seat or 0})
