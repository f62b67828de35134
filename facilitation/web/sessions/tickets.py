"""Tickets for the live socket: what a page hands over at CONNECT where a browser can't prove its cookie.

A browser's long polling begins with a same-origin GET, which bears no Origin: there a cookie alone could as
well come from another site's page, and is not read. So the page hands over a ticket that this site gave it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify
from itsdangerous import BadData, URLSafeSerializer

from facilitation.config import Config
from facilitation.domain.errors import N_, Refused
from facilitation.queries.sessions import sessions
from facilitation.store.viewers import Standing, standings
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.security import require_own_site
from facilitation.web.site import orm, site, viewer

#: How long a ticket opens the socket, in seconds; a page renews it for each later connection.
LIFETIME = 300

blueprint = programme_blueprint("tickets", __name__, guests=frozenset({"renew"}))


class Tickets:
    """Signs tickets and reads them: which seat, with which standing, until when. `clock` gives UTC times."""

    def __init__(self, config: Config, clock: Callable[[], dt.datetime]) -> None:
        keys = [*config.secret_key_fallbacks, config.secret_key]  # the last one signs
        self._serializer = URLSafeSerializer(keys, salt="ticket")
        self._clock = clock

    def issue(self, seat: int, standing: Standing) -> str:
        """A ticket for a seat as it stands now."""
        until = round(self._clock().timestamp()) + LIFETIME
        return self._serializer.dumps([seat, until, *standing])

    def read(self, ticket: str) -> tuple[int, Standing] | None:
        """(seat, its standing when the ticket was issued), or None for one that is too old or not ours."""
        try:
            seat, until, *standing = self._serializer.loads(ticket)
            held = Standing(*standing)
        except (BadData, ValueError, TypeError):  # signed before an update of the program, say
            return None
        return (seat, held) if self._clock().timestamp() <= until else None


def ticket_for(seat: int) -> dict[str, Any]:
    """A fresh ticket of a seat as pages get it: {"ticket", "seconds": how long it holds}."""
    standing = standings(orm(), {seat}).get(seat)
    if standing is None:
        raise Refused("not_allowed", N_("Your seat is no longer open."))
    return {"ticket": Tickets(site().config, site().clock).issue(seat, standing), "seconds": LIFETIME}


@blueprint.get("/sessions/<int:session_id>/ticket")
def renew(session_id: int) -> Response:
    """A fresh ticket for the seat that this browser holds here; of several, the one that `as` names."""
    # No other site's page can read the answer; this keeps it from even being made for one.
    require_own_site()
    sessions.session_for(orm(), viewer(), session_id)
    return jsonify(ticket_for(viewer().seated_at))
