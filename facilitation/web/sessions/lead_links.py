"""The lead of a session taken along to a phone: the link with its code, and the page that it opens."""

from __future__ import annotations

import io
import secrets

import segno
from flask import Blueprint, Response, jsonify, redirect, render_template, url_for

from facilitation.domain.errors import Refused, not_found
from facilitation.queries.people.accounts import pressed_again
from facilitation.queries.sessions import sessions
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from facilitation.web import identity
from facilitation.web.people import presses
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, perform_for_program, site, viewer

blueprint = programme_blueprint("lead_links", __name__)
#: Opened by whoever has the link, signed in or not.
opening = Blueprint("lead_link", __name__)


@blueprint.post("/sessions/<int:session_id>/lead-link")
def make(session_id: int) -> Response:
    """A link with its QR code as {"url", "qr_svg", "seconds": how long it opens}."""
    sessions.session_for(orm(), viewer(), session_id)
    token = secrets.token_urlsafe(24)
    done = perform("lead_link.make", {"session": session_id, "token_hash": token_hash(token)})
    path = url_for("lead_link.show", session_id=session_id, token=token)
    address = site().config.public_url + path
    drawing = io.BytesIO()
    segno.make(address, error="m").save(
        drawing, kind="svg", xmldecl=False, svgns=True, border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    answer = jsonify(
        {"url": address, "qr_svg": drawing.getvalue().decode(), "seconds": done.result["seconds"]}
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@opening.get("/lead/<int:session_id>/<token>")
def show(session_id: int, token: str) -> str:
    """Show a button first: what looks at links for people must not spend them."""
    presses.hand_out()
    return render_template("sessions/live/lead_link.html", dead=False)


@opening.post("/lead/<int:session_id>/<token>")
def use(session_id: int, token: str):
    """Sign in whoever made the link, on this device, and go to the session's console."""
    pressed_with = presses.in_hand()
    session = orm().get(Session, session_id)
    try:
        if session is None or session.removed:
            raise not_found()
        slug = orm().get_one(Programme, session.programme_id).slug
        payload = {"session": session_id, "token_hash": token_hash(token), "pressed_with": pressed_with}
        done = perform_for_program("lead_link.use", payload, session.programme_id)
    except Refused as refused:
        since = site().clock() - presses.AGAIN
        person = pressed_again(orm(), token, pressed_with, since, resets=True)
        if person is None and refused.code not in ("not_found", "closed"):
            raise
        if person is None:
            return render_template("sessions/live/lead_link.html", dead=True), 404
        identity.sign_in(person.id, person.epoch)
    else:
        identity.sign_in(done.result["person"], done.result["epoch"])
    return redirect(url_for("sessions.room", slug=slug, session_id=session_id) + "#console", 303)
