"""Who comes in at CONNECT: by a seat's token, a page's ticket or a cookie, and while there is room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from socketio.exceptions import ConnectionRefusedError as Refuse

from facilitation.config import LiveBounds
from facilitation.domain.errors import N_, Message
from facilitation.live.connections import Connections
from facilitation.live.gathering import Gathered
from facilitation.store.database import Database
from facilitation.store.viewers import Standing, seats_by_token, standings

#: Seconds after which a client that found no room for its connection asks again.
ASK_AGAIN = 5


@dataclass(frozen=True, slots=True)
class Visitor:
    """What the web knows of any request: language and address."""

    locale: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """How the web reads what a browser shows of itself.

    `seat_of_cookie(environ, auth)` is the seat that a request's cookie opens where `auth` says, or None;
    `seat_of_ticket(ticket)` the seat that a ticket names and its standing then, or None when it is too old.
    """

    visitor: Callable[[dict], Visitor]
    seat_of_cookie: Callable[[dict, dict], int | None]
    seat_of_ticket: Callable[[str], tuple[int, Standing] | None]


class Entrance:
    """Tells who connects. `bounds` is None where no caps hold; `say(message, locale)` gives a sentence."""

    def __init__(
        self,
        *,
        database: Database,
        connections: Connections,
        bounds: LiveBounds | None,
        proofs: Proofs,
        say: Callable[[Message, str], str],
    ) -> None:
        self._database = database
        self._connections = connections
        self._bounds = bounds
        self._proofs = proofs
        self._say = say
        self._tokens: Gathered[str, tuple[int, Standing]] = Gathered(self._seats_by_token)
        self._standings: Gathered[int, Standing] = Gathered(self._standings_of)

    def admit(self, environ: dict, auth: Any) -> tuple[int, Standing, Visitor]:
        """The seat behind a CONNECT, its standing, and where it comes from.

        Raises Refuse with a sentence in the reader's language; its data has a code where asking again helps:
        "old_ticket" (with another one), "busy" (after "retry_after" seconds).
        """
        visitor = self._proofs.visitor(environ)
        auth = auth if isinstance(auth, dict) else {}
        token, ticket = auth.get("seat"), auth.get("ticket")
        if isinstance(token, str) and token:
            found = self._tokens.get(token)
        elif isinstance(ticket, str) and ticket:
            found = self._of_ticket(ticket, visitor)
        else:
            found = self._of_cookie(environ, auth)
        if found is None:
            self._refuse(N_("Join the session first."), visitor)
        self._require_room(found[0], visitor)
        return *found, visitor

    def _of_ticket(self, ticket: str, visitor: Visitor) -> tuple[int, Standing]:
        named = self._proofs.seat_of_ticket(ticket)
        # Who has signed out or changed role since then has to show the cookie that they have now.
        if named is None or self._standings.get(named[0]) != named[1]:
            self._refuse(
                N_("This page has been open for too long. Load it again."), visitor, code="old_ticket"
            )
        return named

    def _of_cookie(self, environ: dict, auth: dict) -> tuple[int, Standing] | None:
        # Without an Origin a page of another site cannot be told from a program: a cookie is no proof.
        seat = self._proofs.seat_of_cookie(environ, auth) if "HTTP_ORIGIN" in environ else None
        standing = None if seat is None else self._standings.get(seat)
        return None if seat is None or standing is None else (seat, standing)

    def _seats_by_token(self, tokens: list[str]) -> dict[str, tuple[int, Standing]]:
        with self._database.reading() as orm:
            return seats_by_token(orm, tokens)

    def _standings_of(self, seats: list[int]) -> dict[int, Standing]:
        with self._database.reading() as orm:
            return standings(orm, set(seats))

    def _require_room(self, seat: int, visitor: Visitor) -> None:
        """Refuse for now: other windows are closed, and connections that broke off end soon."""
        if self._bounds is None:
            return
        reason = None
        if self._connections.per_seat[seat] >= self._bounds.sockets_per_seat:
            reason = N_("This seat is open in too many windows.")
        elif self._connections.per_address[visitor.address] >= self._bounds.sockets_per_address:
            reason = N_("Too many connections from this address.")
        if reason:
            self._refuse(reason, visitor, code="busy", retry_after=ASK_AGAIN)

    def _refuse(self, reason: str, visitor: Visitor, **data: Any) -> NoReturn:
        sentence = self._say(Message(reason), visitor.locale)
        raise Refuse(sentence, data) if data else Refuse(sentence)
