"""Who is behind a request: a signed-in person, a guest's seat, or nobody yet."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from facilitation.commands.execute import Call
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.queries.programmes.programmes import programme_by_slug, programmes_of_person
from facilitation.store.people import Person
from facilitation.store.programmes import Programme
from facilitation.store.viewers import seat_by_token, seat_of_person, viewer_of
from facilitation.web.site import execute, orm

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


def person_before() -> Person | None:
    """Whom this browser's cookie names, as they are now: also where it is from before and signs nobody in.

    It is signed, so it was theirs; but that is no proof that they are there.
    """
    person_id = str(session.get("_user_id", "")).partition(".")[0]
    if not person_id.isdigit():
        return None
    return orm().get(Person, int(person_id), populate_existing=True)


def sign_in(person: int, epoch: int) -> None:
    """Begin a web session for a person; what was in the cookie before is gone, guest seats excepted."""
    seats = session.get(_GUEST_SEATS)
    session.clear()
    if seats:
        session[_GUEST_SEATS] = seats
    session.permanent = True
    login_user(Account(person, epoch))


def sign_out(seats: Iterable[int] = ()) -> None:
    """Sign these seats out wherever they are, and with them the guests' seats that this browser holds."""
    operation = request.form.get("operation_id") or g.operation_id
    for seat in {*seats, *_kept_seats()}:
        execute(Call("sign_out.everywhere", f"{operation[:40]}.{seat}", {}, seat))
    logout_user()
    session.clear()


def keep_guest_seat(session_id: int, token: str) -> None:
    """Remember a seat that a guest took in a session, beside those that this browser holds there."""
    seats = _tokens()
    held = [one for one in seats.pop(str(session_id), []) if one != token]
    seats[str(session_id)] = [*held, token][-TABLE_MOST:]
    seats = dict(list(seats.items())[-_SESSIONS_KEPT:])
    while sum(len(tokens) for tokens in seats.values()) > _TOKENS_KEPT:
        del seats[next(iter(seats))]
    session[_GUEST_SEATS] = seats
    session.permanent = True


def token_of_form(operation_id: str) -> str | None:
    """The token of the seat that a join form takes, the same whenever this browser sends it; None without a
    cookie to know the browser by.

    A form that is sent twice, or once more after going back to it, is the same person's. Whoever learns the
    form's id has neither the cookie nor the secret, and so not the token.
    """
    nonce = session.get("csrf_token")
    if not nonce or not operation_id:
        return None
    key = str(current_app.secret_key).encode()
    digest = hmac.digest(key, f"guest-seat|{operation_id}|{nonce}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def seat_of_form(operation_id: str, session_id: int) -> tuple[str, Viewer] | None:
    """The seat in a session, with its token, that this browser has taken by this very form."""
    token = token_of_form(operation_id)
    seat = seat_by_token(orm(), token) if token else None
    if token is None or seat is None or seat.session_id != session_id:
        return None
    viewer = viewer_of(seat)
    return (token, viewer) if viewer.is_guest and viewer.may_enter(session_id) else None


def _tokens() -> dict[str, list[str]]:
    """The tokens of the guest seats that this browser holds, by session."""
    kept = session.get(_GUEST_SEATS, {})
    return {key: [value] if isinstance(value, str) else list(value) for key, value in kept.items()}


def held_seats(session_id: int) -> list[Viewer]:
    """The guest seats of a session that this browser holds and that still open it, the oldest first."""
    seats = [seat_by_token(orm(), token) for token in _tokens().get(str(session_id), [])]
    viewers = [viewer_of(seat) for seat in seats if seat is not None]
    return [viewer for viewer in viewers if viewer.may_enter(session_id)]


def _kept_seats() -> list[int]:
    """Every seat, of whichever session, that a token in this browser's cookie opens."""
    seats = [seat_by_token(orm(), token) for held in _tokens().values() for token in held]
    return [seat.id for seat in seats if seat is not None]


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
        here = _of_tokens(programme, _tokens().get(str(session_id), []))
        return next((viewer for viewer in [*here, own] if viewer and viewer.seat == acting), None)
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


def bearer_token(header: str | None) -> str | None:
    """The seat token that an Authorization header bears, good or not; None for any other header."""
    scheme, _, token = (header or "").partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None


def from_bearer(header: str) -> Viewer | None:
    """The viewer whose seat token an Authorization header bears."""
    token = bearer_token(header)
    seat = seat_by_token(orm(), token) if token else None
    return viewer_of(seat) if seat else None


def viewer_of_slug(
    slug: str | None, session_id: int | None = None, acting: int | None = None
) -> Viewer | None:
    """The viewer that this request's cookie opens in the programme of that slug: for calls and sockets."""
    return viewer_in(programme_by_slug(orm(), slug), session_id, acting) if isinstance(slug, str) else None


def viewer_of_socket(auth: dict[str, Any]) -> Viewer | None:
    """The viewer that a socket's cookie opens where its CONNECT packet says: programme, session, seat."""
    session_id, acting = auth.get("session"), auth.get("as")
    # True is an int to Python, and no session or seat.
    if acting is not None and not (type(acting) is int and type(session_id) is int):
        return None
    return viewer_of_slug(auth.get("programme"), session_id if type(session_id) is int else None, acting)


def template_viewer() -> dict[str, Any] | None:
    """The viewer as templates show them."""
    viewer: Viewer | None = g.get("viewer")
    account = bool(current_user.is_authenticated)
    own = {"account": account, "programmes": _programmes() if account else []}
    if viewer is None:
        if account:
            account_of = orm().get_one(Person, current_user.person)
            return own | {
                "name": account_of.name,
                "role": None,
                "city": None,
                "signed_in": True,
                "leads": False,
                "reads_all": False,
            }
        return None
    city = g.cities_by_code.get(viewer.city) if viewer.city else None
    person = orm().get(Person, viewer.person) if viewer.person is not None else None
    own_zone = person.time_zone if person else None
    return own | {
        "name": viewer.name,
        "role": viewer.role,
        "city": city,
        "own_zone": own_zone,
        # What times are shown in: the person's own zone, else their city's, else whichever a page has.
        "zone": own_zone or (city.time_zone if city else None),
        "signed_in": True,
        # What the archive refuses isn't offered: there nobody leads, but who led still reads all of it.
        "leads": viewer.leads and not viewer.archived,
        "reads_all": viewer.leads,
        "guest": viewer.is_guest,
        "session": viewer.session,
        "coordinates": COORDINATE(viewer, None) and not viewer.archived,
    }


def _programmes() -> list[Programme]:
    return programmes_of_person(orm(), current_user.person)


def remote_address() -> str:
    """The address that asks, as the configured number of proxies vouch for it."""
    return request.remote_addr or "unknown"
