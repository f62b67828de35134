"""Who is behind a request: a signed-in person, a guest's seat, or nobody yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from facilitation.domain.permissions import Viewer
from facilitation.queries.programmes import programme_by_slug
from facilitation.store.people import Person
from facilitation.store.programmes import Programme
from facilitation.store.viewers import seat_by_token, seat_of_person, viewer_of
from facilitation.web.site import orm

_GUEST_SEATS = "seats"
#: A browser keeps so many guest seats; the oldest goes first.
_GUEST_SEATS_KEPT = 8

login_manager = LoginManager()


@dataclass(frozen=True, slots=True)
class Account(UserMixin):
    """A signed-in person as the cookie knows them: raising the person's epoch ends it everywhere."""

    person: int
    epoch: int

    def get_id(self) -> str:
        return f"{self.person}.{self.epoch}"


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None


@login_manager.user_loader
def _load(cookie: str) -> Account | None:
    person_id, _, epoch = cookie.partition(".")
    if not person_id.isdigit() or not epoch.isdigit():
        return None
    person = orm().get(Person, int(person_id))
    if person is None or person.epoch != int(epoch):
        return None
    return Account(person.id, person.epoch)


def sign_in(person: int, epoch: int) -> None:
    """Begin a web session for a person; what was in the cookie before is gone, guest seats excepted."""
    seats = session.get(_GUEST_SEATS)
    session.clear()
    if seats:
        session[_GUEST_SEATS] = seats
    session.permanent = True
    login_user(Account(person, epoch))


def sign_out() -> None:
    logout_user()
    session.clear()


def keep_guest_seat(session_id: int, token: str) -> None:
    """Remember the seat that a guest took in a session."""
    seats = dict(session.get(_GUEST_SEATS, {}))
    seats[str(session_id)] = token
    session[_GUEST_SEATS] = dict(list(seats.items())[-_GUEST_SEATS_KEPT:])
    session.permanent = True


def viewer_in(programme: Programme | None, session_id: int | None = None) -> Viewer | None:
    """The viewer behind this request in a programme.

    A signed-in person's seat comes first. Otherwise it is a guest's seat: the one of the session named,
    or the one taken last in this programme.
    """
    if programme is None:
        return None
    if current_user.is_authenticated:
        seat = seat_of_person(orm(), current_user.person, programme.id)
        if seat is not None:
            return viewer_of(seat)
    tokens: dict[str, str] = session.get(_GUEST_SEATS, {})
    chosen = [tokens[str(session_id)]] if str(session_id) in tokens else list(reversed(tokens.values()))
    for token in chosen:
        seat = seat_by_token(orm(), token)
        if seat is not None and seat.programme_id == programme.id:
            return viewer_of(seat)
    return None


def from_bearer(header: str) -> Viewer | None:
    """The viewer whose seat token an Authorization header bears."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    seat = seat_by_token(orm(), token.strip())
    return viewer_of(seat) if seat else None


def viewer_of_slug(slug: str | None, session_id: int | None = None) -> Viewer | None:
    """The viewer that this request's cookie opens in the programme of that slug: for calls and sockets."""
    return viewer_in(programme_by_slug(orm(), slug), session_id) if isinstance(slug, str) else None


def template_viewer() -> dict[str, Any] | None:
    """The viewer as templates show them."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        if current_user.is_authenticated:
            person = orm().get(Person, current_user.person)
            return {"name": person.name, "role": None, "city": None, "signed_in": True, "leads": False}
        return None
    city = g.cities_by_code.get(viewer.city) if viewer.city else None
    return {
        "name": viewer.name,
        "role": viewer.role,
        "city": city,
        "signed_in": True,
        "leads": viewer.leads,
        "guest": viewer.is_guest,
        "session": viewer.session,
        "coordinates": viewer.role in ("organiser", "coordinator"),
    }


def remote_address() -> str:
    """The address that asks, as the configured number of proxies vouch for it."""
    return request.remote_addr or "unknown"
