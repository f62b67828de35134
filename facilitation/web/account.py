"""Signing in and out, and the language of the pages."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.programmes import LANGUAGES
from facilitation.queries.programmes import programmes_of_person
from facilitation.store.viewers import any_seat_of_person, token_hash
from facilitation.web import identity
from facilitation.web.addresses import local_path
from facilitation.web.context import LOCALE_COOKIE
from facilitation.web.site import execute, orm, perform_for_program, site

blueprint = Blueprint("account", __name__)
A_YEAR = 365 * 24 * 3600


@blueprint.get("/sign-in")
def sign_in():
    return render_template("account/sign_in.html")


@blueprint.get("/sign-in/<token>")
def open_link(token: str):
    """Show a button first: what scans mails opens links, and must not spend them."""
    if site().config.demo:
        return _use_link(token)
    return render_template("account/open_link.html")


@blueprint.post("/sign-in/<token>")
def use_link(token: str):
    return _use_link(token)


def _use_link(token: str):
    try:
        done = perform_for_program("link.use", {"token_hash": token_hash(token)})
    except Refused:
        return render_template("account/link_dead.html"), 404
    identity.sign_in(done.result["person"], done.result["epoch"])
    programmes = programmes_of_person(orm(), done.result["person"])
    if len(programmes) == 1:
        return redirect(url_for("programmes.home", slug=programmes[0].slug), 303)
    return redirect(url_for("landing.index"), 303)


@blueprint.post("/sign-out")
def sign_out():
    """End every web session of the person: a copy of this cookie must be dead as well."""
    if current_user.is_authenticated:
        seat = any_seat_of_person(orm(), current_user.person)
        if seat is not None:
            execute(Call("sign_out.everywhere", request.form.get("operation_id", ""), {}, seat))
    identity.sign_out()
    return redirect(url_for("landing.index"), 303)


@blueprint.post("/language")
def language():
    """Keep the chosen language in a cookie and go back to where the reader was."""
    response = redirect(local_path(request.form.get("next")) or url_for("landing.index"), 303)
    chosen = request.form.get("locale")
    if chosen in LANGUAGES:
        response.set_cookie(
            LOCALE_COOKIE,
            chosen,
            max_age=A_YEAR,
            samesite="Lax",
            secure=site().config.secure_cookies,
            httponly=True,
        )
    return response
