"""What people allow, what is kept about them, and going: one's own pages, and what anybody may read."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from facilitation.commands.execute import Call
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import Viewer
from facilitation.domain.privacy import (
    INVITATIONS_KEPT,
    JOBS_KEPT,
    MAILS_KEPT,
    OPERATIONS_KEPT,
    PURPOSES,
    QUESTIONS,
    TIME_ANSWERS_KEPT,
    TITLES,
)
from facilitation.domain.registrations import ACCESS_KEPT
from facilitation.exports.rendering import file_name
from facilitation.queries.people.people import closed_with, own_seat, programme_of, sole_organiser_of
from facilitation.queries.privacy import privacy
from facilitation.queries.privacy.personal_data import data_of_guest, data_of_person
from facilitation.store.people import Person
from facilitation.web import identity
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import execute, orm, perform_for_program, programme, site, viewer

blueprint = programme_blueprint(
    "privacy", __name__, guests=frozenset({"me", "answer", "data", "confirm", "go"})
)
#: Beside the programmes: what concerns an account as a whole, and what anybody may read.
own = Blueprint("own", __name__)

#: How long what is kept, in days.
KEPT_DAYS = {
    "operations": OPERATIONS_KEPT.days,
    "jobs": JOBS_KEPT.days,
    "mails": MAILS_KEPT.days,
    "invitations": INVITATIONS_KEPT.days,
    "needs": ACCESS_KEPT.days,
    "time_answers": TIME_ANSWERS_KEPT.days,
}


@own.get("/about/privacy")
def kept():
    """What the program keeps about people, for everybody."""
    return render_template("privacy/kept.html", days=KEPT_DAYS)


@own.app_context_processor
def _words() -> dict[str, Any]:
    """What pages that ask for consent say."""
    return {"purposes": PURPOSES, "purpose_titles": TITLES, "purpose_questions": QUESTIONS}


# -- about me ------------------------------------------------------------------------------------------------
# Guests who share a device are told apart by the session and `as` in the address.


@blueprint.get("/me")
@blueprint.get("/sessions/<int:session_id>/me")
def me(session_id: int | None = None):
    return render_template(
        "privacy/me.html",
        nav_active="",
        seat=own_seat(orm(), viewer()),
        place=_place(),
        beside=_beside(),
        consents=privacy.own_consents(orm(), viewer()),
    )


@blueprint.post("/me/consents")
@blueprint.post("/sessions/<int:session_id>/me/consents")
def answer(session_id: int | None = None):
    """Keep the answers that were given."""
    give_consents(viewer().seat)
    flash(gettext("Saved. It applies from now on, also to documents that were given out before."), "good")
    return redirect(url_for("privacy.me", slug=programme().slug, **_place()), 303)


def _place() -> dict[str, Any]:
    """What an address needs besides the programme so that it is about this very guest."""
    own = viewer()
    return {"session_id": own.session, "as": own.seat} if own.session is not None else {}


def _beside() -> list[Viewer]:
    """The other guests at this device."""
    own = viewer()
    return [one for one in identity.held_seats(own.session) if one.seat != own.seat] if own.session else []


def give_consents(seat: int | None) -> None:
    """Keep the answers of a form about consents: one field a purpose, "yes" or "no"."""
    operation = request.form.get("operation_id", "")
    for purpose in PURPOSES:
        said = request.form.get(purpose)
        if said in ("yes", "no"):
            name = "consent.give" if said == "yes" else "consent.withdraw"
            execute(Call(name, f"{operation[:48]}.{purpose}", {"purpose": purpose}, seat))


@blueprint.get("/me/data")
@blueprint.get("/sessions/<int:session_id>/me/data")
def data(session_id: int | None = None):
    """Everything about the reader as a file."""
    own = viewer()
    if own.person is not None:
        return _file(data_of_person(orm(), own.person, site().clock()), own.name)
    assert own.seat is not None
    return _file(data_of_guest(orm(), own.seat, site().clock()), own.name)


@own.get("/account/data")
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
@blueprint.get("/sessions/<int:session_id>/me/erasure")
def confirm(session_id: int | None = None):
    return _own_erasure()


@blueprint.post("/me/erasure")
@blueprint.post("/sessions/<int:session_id>/me/erasure")
def go(session_id: int | None = None):
    """Erase the reader: a person everywhere, a guest's seat."""
    own = viewer()
    if own.person is not None:
        return _erase_person(orm().get_one(Person, own.person))
    try:
        require_sure()
        perform_for_program("guest.erase", {"seat": own.seat}, own.programme)
    except Refused as refused:
        return _own_erasure(refused)
    return _gone()


@own.get("/account/erasure")
def confirm_account():
    _signed_in()
    return _own_erasure()


@own.post("/account/erasure")
def go_for_good():
    """Erase the person who is signed in, everywhere."""
    return _erase_person(_signed_in())


def _erase_person(person: Person) -> Any:
    try:
        require_sure()
        payload = {"person": person.id, "epoch": person.epoch}
        perform_for_program("account.erase", payload, programme_of(orm(), person.id))
    except Refused as refused:
        return _own_erasure(refused)
    identity.sign_out()
    return _gone()


def _gone() -> BaseResponse:
    flash(gettext("You are erased. Thank you for having been part of it."), "good")
    return redirect(url_for("landing.index"), 303)


def _own_erasure(refused: Refused | None = None) -> Any:
    if refused is not None and refused.code not in ("invalid", "conflict"):
        raise refused
    account = current_user.is_authenticated
    sole = sole_organiser_of(orm(), current_user.person) if account else []
    page = render_template(
        "privacy/erase.html",
        account=account,
        place={} if account else _place(),
        sole=sole,
        closed=closed_with(orm(), current_user.person) if account else [],
        errors={refused.field or "": sentence(refused.message)} if refused else {},
    )
    return page, STATUS[refused.code] if refused else 200


def require_sure() -> None:
    """Refuse an erasing whose box was not ticked."""
    if "sure" not in request.form:
        raise Refused("invalid", N_("Say that you are sure: it can't be undone."), field="sure")


def _signed_in() -> Person:
    if not current_user.is_authenticated:
        raise Refused("not_allowed", N_("Please sign in first."))
    return orm().get_one(Person, current_user.person)
