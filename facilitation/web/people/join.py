"""Joining a session by its code: code, name and city, in the room."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from facilitation.domain.errors import Refused
from facilitation.domain.join_codes import grouped
from facilitation.domain.permissions import system
from facilitation.queries.cities.cities import other_names
from facilitation.queries.programmes.programmes import cities_of
from facilitation.store.programmes import Programme
from facilitation.web.errors import sentence, status_of
from facilitation.web.identity import held_seats, keep_guest_seat
from facilitation.web.people.guests import session_of_code, take_seat
from facilitation.web.privacy.privacy import give_consents
from facilitation.web.site import orm

blueprint = Blueprint("join", __name__)


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
    return redirect(url_for("join.name", code=grouped(found.code.code)), 303)


@blueprint.route("/join/<code>", methods=["GET", "POST"])
def name(code: str):
    """Ask for name and city; then into the room."""
    try:
        found = session_of_code(code)
    except Refused as refused:
        form = {"values": {"code": code}, "errors": {"code": sentence(refused.message)}}
        return render_template("people/join/enter.html", form=form), status_of(refused)
    programme = orm().get_one(Programme, found.programme_id)
    name, organisation = (request.form.get(key, "") for key in ("name", "organisation"))
    city = request.form.get("city")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        again = _held(found.id, name, city)
        if again is not None:
            place: dict[str, Any] = {"slug": programme.slug, "session_id": found.id, "as": again}
            return redirect(url_for("sessions.room", **place), 303)
        try:
            seat = take_seat(
                found,
                name,
                city,
                organisation if not city else None,
                request.form.get("operation_id", ""),
            )
        except Refused as refused:
            errors[refused.field or "name"] = sentence(refused.message)
            status = status_of(refused)
        else:
            keep_guest_seat(found.id, seat.token)
            give_consents(seat.seat)
            return redirect(url_for("sessions.room", slug=programme.slug, session_id=found.id), 303)
    return (
        render_template(
            "people/join/name.html",
            emblem=programme.emblem,
            session={"title": found.title, "programme": programme.title},
            notice=url_for("notices.privacy", slug=programme.slug) if programme.privacy_notice else None,
            cities=cities_of(orm(), system(programme.id)),
            other_names=other_names(orm(), system(programme.id)),
            form={"values": {"name": name, "organisation": organisation, "city": city}, "errors": errors},
        ),
        status,
    )


def _held(session_id: int, name: str, city: str | None) -> int | None:
    """The seat that this browser holds already under that name and city: nobody is there twice."""
    typed = " ".join(name.split())
    return next(
        (
            held.seat
            for held in held_seats(session_id)
            if held.name == typed and (held.city or "") == (city or "")
        ),
        None,
    )
