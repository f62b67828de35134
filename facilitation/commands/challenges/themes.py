"""Handlers of themes: which challenge goes to which session, why, and who attends. Every decision is kept."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.sessions.for_whom import SetForWhom, cities_named, set_for_whom
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.challenges import REASON_LENGTH
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import GUEST
from facilitation.domain.texts import clean_text, is_blank
from facilitation.store.challenges import Challenge
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.store.themes import Theme, ThemePerson, ThemeVersion


class DecideTheme(msgspec.Struct):
    """`cities` are codes, `seats` the people who attend.

    With `invites`, the session is for the cities of all its themes from then on.
    """

    session: int
    challenge: int
    reason: str
    language: str
    cities: list[str] = []
    seats: list[int] = []
    invites: bool = False


class ChangeTheme(msgspec.Struct):
    """`number` is that of the decision that the writer has seen; `session` None leaves it where it is."""

    theme: int
    number: int
    reason: str
    language: str
    cities: list[str] = []
    seats: list[int] = []
    session: int | None = None
    invites: bool = False


class TheTheme(msgspec.Struct):
    theme: int


def decide_theme(work: Work, session: Session, payload: DecideTheme) -> dict[str, Any]:
    """Make a challenge a theme of a session; one that was so before goes on with its history."""
    _require_workshop(session)
    challenge = work.own(Challenge, payload.challenge).standing
    work.orm.flush()
    theme = _theme_of(work, session, challenge)
    if theme is not None and theme.removed_at is None:
        raise Refused("conflict", N_("This challenge is a theme of that session already."), field="challenge")
    if theme is None:
        theme = Theme(
            programme_id=work.programme,
            session=session,
            challenge=challenge,
            number=0,
            reason="",
            language="",
        )
    _decide(work, theme, payload)
    if payload.invites:
        _invite(work, session)
    return {"theme": theme}


def change_theme(work: Work, theme: Theme, payload: ChangeTheme) -> dict[str, Any]:
    """Decide a theme anew: why, for whom, at which session. `Refused` conflict if it was changed since."""
    _hold(work, theme)
    if theme.removed_at is not None or theme.number != payload.number:
        raise Refused(
            "conflict", N_("Somebody else has decided this anew meanwhile. Look at it, then decide again.")
        )
    _require_workshop(theme.session)
    session = theme.session if payload.session is None else work.own(Session, payload.session)
    if session is not theme.session:
        _require_workshop(session)
        if _theme_of(work, session, theme.challenge) is not None:
            raise Refused("invalid", N_("That session has or had this theme already."), field="session")
        work.change(theme, session=session)
    _decide(work, theme, payload)
    if payload.invites:
        _invite(work, session)
    return {"theme": theme}


def remove_theme(work: Work, theme: Theme, payload: TheTheme) -> dict[str, Any]:
    """Decide that it is a theme no more; what was decided before stays to be read."""
    _hold(work, theme)
    _require_workshop(theme.session)
    if theme.removed_at is None:
        work.change(theme, removed_at=work.now)
        _keep(work, theme, removed=True)
    return {"theme": theme}


def restore_theme(work: Work, theme: Theme, payload: TheTheme) -> dict[str, Any]:
    """Make it a theme again as it was decided last."""
    _hold(work, theme)
    _require_workshop(theme.session)
    if theme.removed_at is not None:
        work.change(theme, removed_at=None)
        _keep(work, theme)
    return {"theme": theme}


def _decide(work: Work, theme: Theme, payload: DecideTheme | ChangeTheme) -> None:
    if is_blank(payload.reason):
        raise Refused("invalid", N_("Say why, in a sentence or two."), field="reason")
    reason = clean_text(payload.reason, field="reason", limit=REASON_LENGTH)
    language = places.written_in(payload.language)
    if language is None:
        raise Refused("invalid", N_("Choose a language."), field="language")
    cities = cities_named(work, payload.cities)
    seats = _seats(work, payload.seats)
    work.change(theme, reason=reason, language=language, removed_at=None)
    theme.cities = cities
    known = {person.seat_id: person for person in theme.people}
    theme.people = [known.get(seat) or ThemePerson(seat_id=seat) for seat in seats]
    _keep(work, theme)


def _keep(work: Work, theme: Theme, *, removed: bool = False) -> None:
    """Count the decision, and keep it as it stands now."""
    hand = {"seat_id": work.actor.seated_at, "role": work.actor.role}
    work.change(theme, number=theme.number + 1, decided_at=work.now, **hand)
    work.add(theme)
    work.orm.flush()
    work.add(
        ThemeVersion(
            theme_id=theme.id,
            number=theme.number,
            reason=theme.reason,
            language=theme.language,
            cities=[city.code for city in theme.cities],
            people=len(theme.people),
            removed=removed,
            at=work.now,
            **hand,
        )
    )


def _seats(work: Work, wanted: list[int]) -> list[int]:
    query = select(Seat.id).where(
        Seat.id.in_(set(wanted)),
        Seat.programme_id == work.programme,
        Seat.role != GUEST,
        Seat.removed_at.is_(None),
    )
    known = sorted(work.orm.scalars(query))
    if len(known) < len(set(wanted)):
        raise Refused("invalid", N_("Somebody chosen here has no seat any more. Look again."), field="seats")
    return known


def _invite(work: Work, session: Session) -> None:
    """Say that a session is for the cities of its themes, where these name any."""
    work.orm.flush()
    query = (
        select(City.code).join(Theme.cities).where(Theme.session_id == session.id, Theme.removed_at.is_(None))
    )
    codes = sorted(set(work.orm.scalars(query)))
    if codes:
        set_for_whom(work, session, SetForWhom(session.id, sessions.THESE, codes))


def _hold(work: Work, theme: Theme) -> None:
    work.orm.flush()
    work.orm.refresh(theme, with_for_update=True)


def _theme_of(work: Work, session: Session, challenge: Challenge) -> Theme | None:
    query = select(Theme).where(Theme.session_id == session.id, Theme.challenge_id == challenge.id)
    return work.orm.scalars(query).one_or_none()


def _require_workshop(session: Session) -> None:
    sessions.require_not_over(session.status)
    if session.type == "onboarding" or session.removed or session.cancelled or session.rehearsal_of:
        raise Refused(
            "invalid", N_("Themes are decided for workshops that are still to come."), field="session"
        )
