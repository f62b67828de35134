"""Registering without an account: the open page of a session, and the page that a link in a mail opens.

Neither tells anybody's name to a stranger: whether an address is registered already is said by mail alone.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from facilitation.commands.registrations.mails import zone_for
from facilitation.domain import registrations as rules
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import system
from facilitation.queries.cities.cities import other_names
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.registrations import desks
from facilitation.queries.registrations.check_in import here_since
from facilitation.queries.sessions.sessions import instants
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Registration, RegistrationDesk
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from facilitation.web import tries
from facilitation.web.errors import STATUS, sentence, status_of
from facilitation.web.identity import remote_address
from facilitation.web.people.guests import session_of_code
from facilitation.web.registrations.forms import answered, given, kept, languages_to_choose
from facilitation.web.site import orm, perform_for_program, site

blueprint = Blueprint("register", __name__)
_TOO_MANY = N_("Very many people have registered just now. Wait ten minutes and try again.")


@blueprint.after_request
def _not_for_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/register/<key>")
def form(key: str):
    return _form(_desk(key), {"remind": "none", "mode": ""}, {})


@blueprint.post("/register/<key>")
def register(key: str):
    """Register somebody; whether or not the address was known, the next page is the same."""
    desk, values = _desk(key), request.form
    try:
        counts = _counts(values.get("email", ""))
        site().tries.require_left(_TOO_MANY, *counts)
        payload = answered() | {
            "session": desk.session_id,
            "name": values.get("name", ""),
            "email": values.get("email", ""),
            "organisation": values.get("organisation", ""),
            "city": values.get("city") or None,
            "from_city": values.get("from_city", ""),
            "listed": values.get("listed") == "yes",
        }
        perform_for_program("registration.register", payload, desk.session.programme_id)
        site().tries.count(*counts)
    except Refused as refused:
        if refused.code == "not_found":
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _form(_desk(key), kept(values), errors), status_of(refused)
    return redirect(url_for("register.done", key=key), 303)


@blueprint.get("/register/<key>/done")
def done(key: str):
    desk = _desk(key)
    return render_template(
        "registrations/done.html",
        **_about(desk.session),
    )


@blueprint.get("/registrations/<token>")
def own(token: str):
    """Somebody's own registration. Opening it changes nothing: what scans mail opens links."""
    registration = _registration(token)
    if registration is None:
        return render_template("registrations/link_dead.html"), 404
    return _own(token, registration, given(registration), {})


@blueprint.post("/registrations/<token>")
def answer(token: str):
    """Save an answer; a refused form keeps what was typed."""
    registration = _require(token)
    form = request.form
    payload = answered() | {"session": registration.session_id, "token_hash": token_hash(token)}
    if registration.seat_id is None:
        payload |= {"name": form.get("name", ""), "organisation": form.get("organisation", "")}
        payload["listed"] = form.get("listed") == "yes"
    try:
        perform_for_program("registration.by_link", payload, registration.session.programme_id)
    except Refused as refused:
        if refused.code not in STATUS or refused.code == "not_found":
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _own(token, registration, kept(form), errors), status_of(refused)
    flash(gettext("Your answer is saved."), "good")
    return redirect(url_for("register.own", token=token), 303)


@blueprint.post("/registrations/<token>/check-in")
def check_in(token: str):
    """Check in with the code that is shown in the room; wrong ones are counted."""
    registration = _require(token)
    typed = request.form.get("code", "")
    try:
        found = session_of_code(typed)
        if found.id != registration.session_id:
            raise Refused("invalid", N_("This is the code of another session."), field="code")
        payload = {
            "session": registration.session_id,
            "token_hash": token_hash(token),
            "code": typed,
        }
        perform_for_program("presence.here_by_link", payload, registration.session.programme_id)
    except Refused as refused:
        errors = {"code": sentence(refused.message)}
        values = given(registration) | {"code": typed}
        return _own(token, registration, values, errors), status_of(refused)
    flash(gettext("You are checked in. Welcome!"), "good")
    return redirect(url_for("register.own", token=token), 303)


@blueprint.post("/registrations/<token>/leaving")
def go(token: str):
    """Note that the reader is leaving."""
    registration = _require(token)
    payload = {"session": registration.session_id, "token_hash": token_hash(token)}
    perform_for_program("presence.go_by_link", payload, registration.session.programme_id)
    flash(gettext("It is noted that you have left. Goodbye!"), "good")
    return redirect(url_for("register.own", token=token), 303)


@blueprint.post("/registrations/<token>/erasure")
def forget(token: str):
    """Erase what is kept about somebody from outside."""
    registration = _require(token)
    payload = {"session": registration.session_id, "token_hash": token_hash(token)}
    perform_for_program("registration.forget", payload, registration.session.programme_id)
    return render_template("registrations/gone.html")


def _desk(key: str) -> RegistrationDesk:
    desk = desks.desk_by_key(orm(), key[:60])
    if desk is None:
        raise not_found()
    return desk


def _registration(token: str) -> Registration | None:
    return desks.registration_by_token(orm(), token[:100], site().clock())


def _require(token: str) -> Registration:
    registration = _registration(token)
    if registration is None:
        raise not_found()
    return registration


def _counts(email: str) -> tuple[tries.Count, tries.Count]:
    """Many may register from one network; to one address few mails go. Mistakes in the form cost nothing."""
    address = email.strip().lower()[:320]
    return (
        (tries.REGISTRATIONS_PER_ADDRESS, remote_address()),
        (tries.MAILS_PER_ACCOUNT, f"register:{address}"),
    )


def _about(session: Session, zone: str | None = None) -> dict[str, Any]:
    """What the pages say of a session to people from outside."""
    programme = orm().get_one(Programme, session.programme_id)
    starts = instants(session).starts
    zone = zone or session.zone
    # The names of zones are looked for among these cities.
    g.cities_by_code = {city.code: city for city in cities_of(orm(), system(programme.id))}
    return {
        "session": session,
        "edition": programme,
        "desk": desks.desk_of(orm(), session),
        "standing": desks.summary(orm(), session),
        "past": desks.is_past(session, site().clock()),
        "now": site().clock(),
        "local": starts.astimezone(ZoneInfo(zone)) if starts else None,
        "zone": zone,
        "hosts": starts.astimezone(ZoneInfo(session.zone)) if starts else None,
        "notice": url_for("notices.privacy", slug=programme.slug) if programme.privacy_notice else None,
    }


def _form(desk: RegistrationDesk, values: dict[str, Any], errors: dict[str, str]) -> str:
    about = _about(desk.session)
    programme = about["edition"]
    return render_template(
        "registrations/register.html",
        **about,
        languages=languages_to_choose(programme),
        cities=list(g.cities_by_code.values()),
        other_names=other_names(orm(), system(programme.id)),
        values=values,
        errors=errors,
        rules=rules,
    )


def _own(token: str, registration: Registration, values: dict[str, Any], errors: dict[str, str]) -> str:
    about = _about(registration.session, zone_for(registration))
    return render_template(
        "registrations/own_by_link.html",
        **about,
        token=token,
        registration=registration,
        number=desks.number_waiting(orm(), registration),
        visit=here_since(orm(), registration.session, registration.seat_id, registration.id),
        languages=languages_to_choose(about["edition"]),
        values=values,
        errors=errors,
        rules=rules,
    )
