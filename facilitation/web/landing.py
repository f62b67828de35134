"""The landing page: join by code, sign in, or watch a workshop happen."""

from __future__ import annotations

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user
from sqlalchemy import select

from facilitation.domain.errors import N_, Refused
from facilitation.queries.programmes.programmes import programmes_of_person
from facilitation.store.programmes import Programme
from facilitation.store.viewers import token_hash
from facilitation.web import identity, tries
from facilitation.web.site import orm, perform_for_program, site

blueprint = Blueprint("landing", __name__)


@blueprint.get("/")
def index():
    programmes = programmes_of_person(orm(), current_user.person) if current_user.is_authenticated else []
    return render_template("landing/index.html", programmes=programmes)


@blueprint.post("/watch")
def watch():
    """Open a simulated workshop, seat the visitor as Dublin, and go there."""
    programme = orm().scalars(select(Programme).order_by(Programme.id)).first()
    if not site().config.demo or programme is None:
        raise Refused("not_found", N_("There is no demonstration here."))
    site().tries.spend(
        N_("You have watched many workshops just now. Wait ten minutes before you start another one."),
        (tries.WATCHES_PER_ADDRESS, identity.remote_address()),
    )
    token = secrets.token_urlsafe(24)
    done = perform_for_program(
        "rehearsal.watch",
        {
            "name": gettext("Visitor"),
            "city": "DUB",
            "token_hash": token_hash(token),
            "language": str(get_locale()),
        },
        programme.id,
    )
    session_id = done.result["session"]
    identity.keep_guest_seat(session_id, token)
    return redirect(url_for("sessions.room", slug=programme.slug, session_id=session_id), 303)


@blueprint.get("/favicon.ico")
def favicon():
    return redirect(url_for("static", filename="icons/mark.svg"), 301 if request.method == "GET" else 302)
