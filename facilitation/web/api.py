"""The JSON door: joining, commands by name, reads, and the description of it all."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, g, jsonify, request

from facilitation.commands.execute import Call
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import Viewer
from facilitation.domain.visibility import audience_of
from facilitation.queries.boards import boards
from facilitation.queries.sessions import sessions
from facilitation.store.programmes import Programme
from facilitation.web import identity
from facilitation.web.openapi import description
from facilitation.web.people import guests
from facilitation.web.site import execute, orm, site

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.post("/join")
def join():
    """Take a guest's seat; no cookie is read or set."""
    data = _json()
    code, name = data.get("code"), data.get("name")
    for field, value in (("code", code), ("name", name)):
        if not isinstance(value, str):
            raise Refused(
                "invalid", N_("The field “%(name)s” is missing or malformed."), field=field, name=field
            )
    for field in ("city", "organisation"):
        if not isinstance(data.get(field), str | None):
            raise Refused(
                "invalid", N_("The field “%(name)s” is missing or malformed."), field=field, name=field
            )
    session = guests.session_of_code(code)
    seat = guests.take_seat(
        session,
        name,
        data.get("city"),
        data.get("organisation"),
        g.operation_id,
        simulated=data.get("simulated") is True,
        breakout=guests.group_of_code(code),
    )
    programme = orm().get(Programme, session.programme_id)
    answer = {"seat": seat.token, "programme": programme.slug, "session": session.id, "board": seat.board}
    return jsonify(answer), 201


@blueprint.post("/commands/<name>")
def command(name: str):
    """Carry out a command: {"operation_id", "payload"}."""
    seat = _viewer().seat
    data = _json()
    operation_id = data.get("operation_id")
    if not isinstance(operation_id, str):
        raise Refused("invalid", N_("The operation id is missing."), field="operation_id")
    done = execute(Call(name, operation_id, data.get("payload"), seat))
    return _answer(done.as_json())


@blueprint.get("/boards/<int:board_id>")
def board(board_id: int):
    """A board's snapshot, as a subscription would give it."""
    who = _viewer()
    row = boards.board_for(orm(), who, board_id)
    snapshot = boards.whole(orm(), row, audience_of(who))
    snapshot["mine"] = boards.personal(orm(), row, [who.seated_at])[who.seated_at]
    return _answer({"ok": True, "revision": row.revision, "snapshot": snapshot})


@blueprint.get("/sessions/<int:session_id>")
def session(session_id: int):
    """A session's snapshot, as a subscription would give it."""
    who = _viewer()
    row = sessions.session_for(orm(), who, session_id)
    snapshot = sessions.whole(orm(), row, audience_of(who))
    snapshot["mine"] = sessions.personal(orm(), row, [who.seated_at])[who.seated_at]
    return _answer({"ok": True, "revision": row.revision, "snapshot": snapshot})


@blueprint.get("/openapi.json")
def openapi():
    """The description of this API, made from the catalogue."""
    return _answer(description(site().config.public_url))


def _viewer() -> Viewer:
    """The seat that the bearer token opens, or the cookie's seat in the programme named by `programme`."""
    header = request.headers.get("Authorization")
    if header is not None:
        found = identity.from_bearer(header)
        if found is None:
            raise Refused("not_allowed", N_("Your seat is no longer open."))
        return found
    seat = identity.viewer_of_slug(request.args.get("programme"))
    if seat is None:
        raise Refused("not_allowed", N_("Please sign in first."))
    return seat


def _json() -> dict[str, Any]:
    try:
        data = request.get_json(silent=True)
    except RecursionError:  # nested so deeply that it can't be read
        data = None
    if not isinstance(data, dict):
        raise Refused("invalid", N_("The request must hold a JSON object."))
    return data


def _answer(data: Any) -> Response:
    return Response(msgspec.json.encode(data), content_type="application/json")
