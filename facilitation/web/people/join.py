"""Joining a session by its code: code, name and city, in the room; and correcting them on going back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.join_codes import grouped, normalised
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.permissions import Viewer, system
from facilitation.queries.cities.cities import other_names
from facilitation.queries.programmes.programmes import cities_of
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import seat_by_token
from facilitation.web.errors import sentence, status_of
from facilitation.web.identity import held_seats, keep_guest_seat, seat_of_form, token_of_form
from facilitation.web.people.guests import group_of_code, session_of_code, take_seat
from facilitation.web.privacy.privacy import give_consents
from facilitation.web.site import execute, orm

blueprint = Blueprint("join", __name__)

#: What the form has of somebody: name, organisation, and city ("" for none, None for not chosen).
Values = dict[str, str | None]


@blueprint.route("/join", methods=["GET", "POST"])
def enter():
    """Ask for the code; with a good one go on to the name."""
    if request.method == "GET":
        return render_template("people/join/enter.html", form={"values": {}, "errors": {}})
    typed = request.form.get("code", "")
    try:
        found = session_of_code(typed)
    except Refused as refused:
        form = {"values": {"code": typed}, "errors": {"code": sentence(refused.message)}}
        return render_template("people/join/enter.html", form=form), status_of(refused)
    code = typed if group_of_code(typed) is not None else found.code.code
    return redirect(url_for("join.name", code=grouped(normalised(code))), 303)


@blueprint.get("/join/<code>")
def name(code: str):
    """Ask for name and city; of whoever is in the session already, whether these are right."""
    found = _session_or_page(code)
    if not isinstance(found, Session):
        return found
    held = held_seats(found.id)
    own = held[0] if len(held) == 1 and held[0].is_guest and "other" not in request.args else None
    values = _given(own) if own else {}
    return _name_page(found, values, own)


@blueprint.post("/join/<code>")
def take(code: str):
    """Into the room: as a new guest, or as the one that this browser has taken by this form before."""
    found = _session_or_page(code)
    if not isinstance(found, Session):
        return found
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return _try_cookies(found)
    form = request.form
    values = {key: form.get(key, "") for key in ("name", "organisation")} | {"city": form.get("city")}
    own = None
    try:
        known = _known(found.id, values)
        if known is None:
            return _enter(found, _new_seat(found, values, group_of_code(code)), alone=True)
        token, own = known
        if token is not None:
            keep_guest_seat(found.id, token)
        _correct(found, own, values)
        return _enter(found, own.seated_at)
    except Refused as refused:
        errors = {refused.field or "name": sentence(refused.message)}
        return _name_page(found, values, own, errors), status_of(refused)


def _session_or_page(code: str) -> Any:
    """The session that a code opens, or the page that asks for another code."""
    try:
        return session_of_code(code)
    except Refused as refused:
        form = {"values": {"code": code}, "errors": {"code": sentence(refused.message)}}
        return render_template("people/join/enter.html", form=form), status_of(refused)


def _try_cookies(found: Session) -> Any:
    """Send a form that came without a cookie once more with one, by itself; say so if there is none again.

    The form may come from a cache, and its cookie be gone. Without cookies a seat would open nothing.
    """
    if "again" in request.args:
        said = gettext("Cookies are switched off in this browser. Switch them on to take part.")
        return _name_page(found, dict(request.form), None, {"name": said}), 422
    generate_csrf()
    return redirect(f"{request.path}?again=1", 307)


def _known(session_id: int, values: Values) -> tuple[str | None, Viewer] | None:
    """Whom this form is about, if it is nobody new: with a token where the browser may not have it yet.

    A form that was sent before is about whom it seated then, also with another name: they went back to it.
    Nobody is there twice under the same name and city.
    """
    sent = seat_of_form(request.form.get("operation_id", ""), session_id)
    if sent is not None:
        return sent
    held = held_seats(session_id)
    about = request.form.get("seat", "")
    typed = (clean_name_or_none(values["name"], "name"), values["city"] or "")
    for one in held:
        if one.is_guest and (str(one.seat) == about or (one.name, one.city or "") == typed):
            return None, one
    return None


def _new_seat(found: Session, values: Values, breakout: int | None) -> int:
    operation_id = request.form.get("operation_id", "")
    organisation = values["organisation"] if not values["city"] else None
    who = (found, values["name"] or "", values["city"], organisation)
    token = token_of_form(operation_id)
    if token is not None and seat_by_token(orm(), token) is not None:
        # Their seat by this form opens this session no longer.
        token, operation_id = None, g.operation_id
    try:
        taken = take_seat(*who, operation_id, token=token, breakout=breakout)
    except Refused as refused:
        if refused.field != "operation_id":
            raise
        # A form from a cache: somebody used it before, under a cookie that is gone.
        taken = take_seat(*who, g.operation_id, breakout=breakout)
    keep_guest_seat(found.id, taken.token)
    return taken.seat


def _correct(found: Session, own: Viewer, values: Values) -> None:
    """Keep what was typed about a guest who is there already, if it says something else."""
    if values == _given(own):
        return
    payload = {"session": found.id, "name": values["name"], "city": values["city"] or None}
    payload["organisation"] = None if values["city"] else values["organisation"]
    execute(Call("seat.correct", g.operation_id, payload, own.seat))


def _given(own: Viewer) -> Values:
    """What a guest has given, as the form has it."""
    seat = orm().get_one(Seat, own.seat)
    return {"name": own.name, "organisation": seat.organisation or "", "city": own.city or ""}


def _enter(found: Session, seat: int, *, alone: bool = False) -> Response:
    """To the room; `alone` where it needs not be told apart from others at this device."""
    give_consents(seat)
    programme = orm().get_one(Programme, found.programme_id)
    place: dict[str, Any] = {"slug": programme.slug, "session_id": found.id}
    if not alone:
        place["as"] = seat
    return redirect(url_for("sessions.room", **place), 303)


def _name_page(
    found: Session, values: Values, own: Viewer | None, errors: dict[str, str] | None = None
) -> str:
    programme = orm().get_one(Programme, found.programme_id)
    room: dict[str, Any] = {"slug": programme.slug, "session_id": found.id, "as": own.seat if own else None}
    return render_template(
        "people/join/name.html",
        emblem=programme.emblem,
        session={"title": found.title, "programme": programme.title},
        notice=url_for("notices.privacy", slug=programme.slug) if programme.privacy_notice else None,
        cities=cities_of(orm(), system(programme.id)),
        other_names=other_names(orm(), system(programme.id)),
        form={"values": values, "errors": errors or {}},
        own={"seat": own.seat, "name": own.name, "room": url_for("sessions.room", **room)} if own else None,
    )
