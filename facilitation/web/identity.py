"""Who is behind a request: a signed-in person, a guest's seat, or nobody yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from facilitation.domain.permissions import Viewer
from facilitation.queries.programmes.programmes import programme_by_slug, programmes_of_person
from facilitation.store.people import Person
from facilitation.store.programmes import Programme
from facilitation.store.viewers import seat_by_token, seat_of_person, viewer_of
from facilitation.web.site import orm

#: In the cookie: {session id: [tokens of the guest seats held in it, the latest last]}.
_GUEST_SEATS = "seats"
#: A browser keeps guest seats of so many sessions and, where a table shares it, so many in one; the oldest
#: go first. All must fit into one cookie.
_SESSIONS_KEPT = 8
TABLE_MOST = 8
_TOKENS_KEPT = 24

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
    """Remember a seat that a guest took in a session, beside those that this browser holds there."""
    seats = _tokens()
    held = seats.pop(str(session_id), [])
    seats[str(session_id)] = [*held, token][-TABLE_MOST:]
    seats = dict(list(seats.items())[-_SESSIONS_KEPT:])
    while sum(len(tokens) for tokens in seats.values()) > _TOKENS_KEPT:
        del seats[next(iter(seats))]
    session[_GUEST_SEATS] = seats
    session.permanent = True


def _tokens() -> dict[str, list[str]]:
    """The tokens of the guest seats that this browser holds, by session."""
    kept = session.get(_GUEST_SEATS, {})
    return {key: [value] if isinstance(value, str) else list(value) for key, value in kept.items()}


def held_seats(session_id: int) -> list[Viewer]:
    """The guest seats of a session that this browser holds and that still open it, the oldest first."""
    seats = [seat_by_token(orm(), token) for token in _tokens().get(str(session_id), [])]
    viewers = [viewer_of(seat) for seat in seats if seat is not None]
    return [viewer for viewer in viewers if viewer.may_enter(session_id)]


def own_viewer(programme: Programme) -> Viewer | None:
    """The signed-in person's seat in a programme."""
    if not current_user.is_authenticated:
        return None
    seat = seat_of_person(orm(), current_user.person, programme.id)
    return viewer_of(seat) if seat is not None else None


def viewer_in(
    programme: Programme | None, session_id: int | None = None, acting: int | None = None
) -> Viewer | None:
    """The viewer behind this request in a programme.

    A signed-in person's seat comes first. Otherwise it is a guest's seat: the one of the session named,
    or the one taken last in this programme. `acting` asks for one of several seats that a table shares: it
    is given only if this browser holds it in that session, and nobody else instead.
    """
    if programme is None:
        return None
    own = own_viewer(programme)
    if acting is not None and session_id is not None:
        held = _of_tokens(programme, _tokens().get(str(session_id), []))
        return next((viewer for viewer in [*held, own] if viewer and viewer.seat == acting), None)
    if own is not None:
        return own
    tokens = _tokens()
    chosen = tokens.get(str(session_id)) or [token for held in tokens.values() for token in held]
    held = list(_of_tokens(programme, reversed(chosen)))
    # One of the table who was asked to leave does not keep the others out.
    welcome = (viewer for viewer in held if session_id is None or viewer.may_enter(session_id))
    return next(welcome, held[0] if held else None)


def _of_tokens(programme: Programme, tokens: Iterable[str]) -> Iterator[Viewer]:
    for token in tokens:
        seat = seat_by_token(orm(), token)
        if seat is not None and seat.programme_id == programme.id:
            yield viewer_of(seat)


def from_bearer(header: str) -> Viewer | None:
    """The viewer whose seat token an Authorization header bears."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    seat = seat_by_token(orm(), token.strip())
    return viewer_of(seat) if seat else None


def viewer_of_slug(
    slug: str | None, session_id: int | None = None, acting: int | None = None
) -> Viewer | None:
    """The viewer that this request's cookie opens in the programme of that slug: for calls and sockets."""
    return viewer_in(programme_by_slug(orm(), slug), session_id, acting) if isinstance(slug, str) else None


def viewer_of_socket(auth: dict[str, Any]) -> Viewer | None:
    """The viewer that a socket's cookie opens where its CONNECT packet says: programme, session, seat."""
    session_id, acting = auth.get("session"), auth.get("as")
    if acting is not None and not (isinstance(acting, int) and isinstance(session_id, int)):
        return None
    return viewer_of_slug(auth.get("programme"), session_id if isinstance(session_id, int) else None, acting)


def template_viewer() -> dict[str, Any] | None:
    """The viewer as templates show them."""
    viewer: Viewer | None = g.get("viewer")
    account = bool(current_user.is_authenticated)
    own = {"account": account, "programmes": _programmes() if account else []}
    if viewer is None:
        if account:
            person = orm().get(Person, current_user.person)
            return own | {"name": person.name, "role": None, "city": None, "signed_in": True, "leads": False}
        return None
    city = g.cities_by_code.get(viewer.city) if viewer.city else None
    person = orm().get(Person, viewer.person) if viewer.person is not None else None
    return own | {
        "name": viewer.name,
        "role": viewer.role,
        "city": city,
        # Times are shown in this zone if the person chose one, else in their city's, else in the page's.
        "own_zone": person.time_zone if person else None,
        "signed_in": True,
        "leads": viewer.leads,
        "guest": viewer.is_guest,
        "session": viewer.session,
        "coordinates": viewer.role in ("organiser", "coordinator"),
    }


def _programmes() -> list[Programme]:
    return programmes_of_person(orm(), current_user.person)


def remote_address() -> str:
    """The address that asks, as the configured number of proxies vouch for it."""
    return request.remote_addr or "unknown"
