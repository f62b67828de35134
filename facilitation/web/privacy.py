"""What people allow, what is kept about them, and going: one's own pages, and the organisers'."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from facilitation.commands.execute import Call
from facilitation.domain.errors import N_, Refused
from facilitation.domain.privacy import (
    INVITATIONS_KEPT,
    JOBS_KEPT,
    MAILS_KEPT,
    OPERATIONS_KEPT,
    PURPOSES,
    QUESTIONS,
    TITLES,
    is_over,
)
from facilitation.exports.rendering import file_name
from facilitation.queries import privacy
from facilitation.queries.own_data import data_of_guest, data_of_person
from facilitation.queries.people import is_only_organiser, own_seat, programme_of, sole_organiser_of
from facilitation.store.people import Person
from facilitation.web import identity
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import execute, orm, perform, perform_for_program, programme, site, viewer

blueprint = programme_blueprint(
    "privacy", __name__, guests=frozenset({"me", "answer", "data", "confirm", "go"})
)
#: Beside the programmes: what concerns an account as a whole, and what anybody may read.
accounts = Blueprint("own", __name__)

_KEPT_DAYS = {
    "operations": OPERATIONS_KEPT.days,
    "jobs": JOBS_KEPT.days,
    "mails": MAILS_KEPT.days,
    "invitations": INVITATIONS_KEPT.days,
}


@accounts.get("/about/privacy")
def kept():
    """What the program keeps about people, for everybody."""
    return render_template("privacy/kept.html", days=_KEPT_DAYS)


@accounts.app_context_processor
def _words() -> dict[str, Any]:
    """What pages that ask for consent say."""
    return {"purposes": PURPOSES, "purpose_titles": TITLES, "purpose_questions": QUESTIONS}


# -- about me ------------------------------------------------------------------------------------------------


@blueprint.get("/me")
def me():
    return render_template(
        "privacy/me.html",
        nav_active="",
        seat=own_seat(orm(), viewer()),
        consents=privacy.own_consents(orm(), viewer()),
    )


@blueprint.post("/me/consents")
def answer():
    """Keep the answers that were given."""
    give_consents(viewer().seat)
    flash(gettext("Saved. It holds from now on, also for documents that were given out before."), "good")
    return redirect(url_for("privacy.me", slug=programme().slug), 303)


def give_consents(seat: int | None) -> None:
    """Keep the answers of a form about consents: one field a purpose, "yes" or "no"."""
    operation = request.form.get("operation_id", "")
    for purpose in PURPOSES:
        said = request.form.get(purpose)
        if said in ("yes", "no"):
            name = "consent.give" if said == "yes" else "consent.withdraw"
            execute(Call(name, f"{operation[:48]}.{purpose}", {"purpose": purpose}, seat))


@blueprint.get("/me/data")
def data():
    """Everything about the reader as a file."""
    own = viewer()
    if own.person is not None:
        return _file(data_of_person(orm(), own.person, site().clock()), own.name)
    assert own.seat is not None
    return _file(data_of_guest(orm(), own.seat, site().clock()), own.name)


@accounts.get("/account/data")
def data_of_account():
    """Everything about the person who is signed in, as a file."""
    person = _signed_in()
    return _file(data_of_person(orm(), person.id, site().clock()), person.name)


def _file(content: dict[str, Any], name: str) -> Response:
    pretty = msgspec.json.format(msgspec.json.encode(content), indent=2)
    response = Response(pretty, content_type="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=file_name(name, "data", ending="json"))
    return response


# -- going ---------------------------------------------------------------------------------------------------


@blueprint.get("/me/erasure")
def confirm():
    return _own_erasure()


@blueprint.post("/me/erasure")
def go():
    """Erase the reader: a person everywhere, a guest's seat."""
    own = viewer()
    if own.person is not None:
        return _erase_person(orm().get_one(Person, own.person))
    try:
        _require_sure()
        perform_for_program("guest.erase", {"seat": own.seat}, own.programme)
    except Refused as refused:
        return _own_erasure(refused)
    return _gone()


@accounts.get("/account/erasure")
def confirm_account():
    _signed_in()
    return _own_erasure()


@accounts.post("/account/erasure")
def go_for_good():
    """Erase the person who is signed in, everywhere."""
    return _erase_person(_signed_in())


def _erase_person(person: Person) -> Any:
    try:
        _require_sure()
        payload = {"person": person.id, "epoch": person.epoch}
        perform_for_program("account.erase", payload, programme_of(orm(), person.id))
    except Refused as refused:
        return _own_erasure(refused)
    identity.sign_out()
    return _gone()


def _gone() -> Response:
    flash(gettext("You are erased. Thank you for having been part of it."), "good")
    return redirect(url_for("landing.index"), 303)


def _own_erasure(refused: Refused | None = None) -> Any:
    if refused is not None and refused.code not in ("invalid", "conflict"):
        raise refused
    account = current_user.is_authenticated
    sole = sole_organiser_of(orm(), current_user.person) if account else []
    page = render_template(
        "privacy/erase.html",
        seat=None,
        account=account,
        sole=sole,
        errors={refused.field or "": sentence(refused.message)} if refused else {},
    )
    return page, STATUS[refused.code] if refused else 200


def _require_sure() -> None:
    if "sure" not in request.form:
        raise Refused("invalid", N_("Say that you are sure: it can't be undone."), field="sure")


def _signed_in() -> Person:
    if not current_user.is_authenticated:
        raise Refused("not_allowed", N_("Please sign in first."))
    return orm().get_one(Person, current_user.person)


# -- for organisers ------------------------------------------------------------------------------------------


@blueprint.get("/personal-data")
def people():
    text = request.args.get("q", "")[:100]
    found, total = privacy.people_kept(orm(), viewer(), text)
    return render_template(
        "privacy/people.html",
        nav_active="people",
        people=found,
        total=total,
        text=text,
        over=is_over(programme().retention_until, site().today),
        days=_KEPT_DAYS,
    )


@blueprint.get("/personal-data/<int:seat_id>")
def person(seat_id: int):
    return _person(seat_id)


@blueprint.post("/personal-data/<int:seat_id>/consents")
def record(seat_id: int):
    """Enter what somebody allowed elsewhere."""
    operation = request.form.get("operation_id", "")
    for purpose in PURPOSES:
        said = request.form.get(purpose)
        if said in ("yes", "no"):
            payload = {"seat": seat_id, "purpose": purpose, "given": said == "yes"}
            execute(Call("consent.record", f"{operation[:48]}.{purpose}", payload, viewer().seat))
    privacy.seat_to_erase(orm(), viewer(), seat_id)
    flash(gettext("Saved. It is marked as entered by an organiser."), "good")
    return redirect(url_for("privacy.person", slug=programme().slug, seat_id=seat_id), 303)


@blueprint.post("/personal-data/<int:seat_id>/erasure")
def erase(seat_id: int):
    """Erase somebody at their request."""
    privacy.seat_to_erase(orm(), viewer(), seat_id)
    try:
        _require_sure()
        perform("seat.erase", {"seat": seat_id})
    except Refused as refused:
        return _person(seat_id, refused)
    flash(gettext("They are erased. The record stays, without their name."), "good")
    return redirect(url_for("privacy.people", slug=programme().slug), 303)


def _person(seat_id: int, refused: Refused | None = None) -> Any:
    if refused is not None and refused.code not in ("invalid", "conflict"):
        raise refused
    seat = privacy.seat_to_erase(orm(), viewer(), seat_id)
    page = render_template(
        "privacy/person.html",
        nav_active="people",
        seat=seat,
        consents=privacy.consents_of(orm(), seat.id),
        only_organiser=is_only_organiser(orm(), viewer(), seat),
        errors={refused.field or "": sentence(refused.message)} if refused else {},
    )
    return page, STATUS[refused.code] if refused else 200
