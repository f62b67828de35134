"""Starting another programme, the archive, inviting people again, and the list of one's own programmes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from facilitation.commands.cities import places
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import ORGANISE, ORGANISER
from facilitation.domain.programmes import LANGUAGES, PARTS, suggest_slug
from facilitation.queries.programmes.editions import (
    Earlier,
    earlier_edition,
    earlier_people,
    own_programmes,
)
from facilitation.store.kept import has_others, has_work
from facilitation.store.people import Person
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, perform_for_program, programme, site, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("editions", __name__)
#: One's own, in whichever programmes.
mine = Blueprint("mine", __name__)


@mine.get("/programmes")
def index():
    """Every programme in which the reader has a seat."""
    if not current_user.is_authenticated:
        raise Refused("not_allowed", N_("Please sign in first."))
    found = own_programmes(orm(), current_user.person, site().today)
    return render_template(
        "programmes/mine.html",
        current=[one for one in found if one.programme.archived_at is None],
        archived=[one for one in found if one.programme.archived_at is not None],
        organised=[one.programme for one in found if one.seat.role == ORGANISER],
    )


@blueprint.get("/next")
def new():
    """The form that starts another programme; what can be taken over is ticked."""
    _require_organiser()
    own = programme()
    values = MultiDict({"host_zone": own.host_zone, "from": "these"})
    values.setlist("languages", own.languages)
    values.setlist("parts", list(PARTS))
    return _form(values, {})


@blueprint.post("/next")
def start():
    """Start the programme and go on with its guided setup; a refused form keeps what was typed."""
    form = request.form
    payload: dict[str, Any] = {
        "title": form.get("title", ""),
        "slug": form.get("slug", ""),
        "languages": form.getlist("languages"),
        "host_zone": form.get("host_zone", ""),
        "parts": form.getlist("parts") if form.get("from") == "these" else [],
    }
    try:
        done = perform("programme.start", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        return _form(form, {refused.field or "": sentence(refused.message)}), STATUS[refused.code]
    flash(gettext("The programme is there. You are its organiser, and nobody else has a seat yet."), "good")
    return redirect(url_for("setup.show", slug=done.result["slug"]), 303)


@blueprint.post("/archive")
def archive():
    perform("programme.archive", {})
    flash(gettext("The programme is archived. It can be read, and taken back at any time."), "good")
    return redirect(url_for("mine.index"), 303)


@blueprint.post("/unarchive")
def unarchive():
    perform("programme.unarchive", {})
    flash(gettext("The programme is out of the archive. It can be changed again."), "good")
    return redirect(url_for("programmes.home", slug=programme().slug), 303)


@blueprint.post("/remove")
def remove():
    """Remove a programme that was started by mistake and has nothing in it."""
    _require_organiser()
    person = orm().get_one(Person, current_user.person)
    payload = {"programme": programme().id, "person": person.id, "epoch": person.epoch}
    perform_for_program("programme.remove", payload, programme().id)
    flash(gettext("The programme is removed."), "good")
    return redirect(url_for("mine.index"), 303)


@blueprint.app_template_global()
def is_removable() -> bool:
    """Whether nothing stands in this programme that anybody would miss."""
    here = programme().id
    held = own_programmes(orm(), current_user.person, site().today)
    organises_another = any(one.seat.role == ORGANISER and one.programme.id != here for one in held)
    in_use = has_others(orm(), here, viewer().seated_at) or has_work(orm(), here)
    return organises_another and not in_use


@blueprint.get("/people/earlier")
def earlier():
    """Who took part in the edition before, to be ticked."""
    return _earlier([], {})


@blueprint.post("/people/earlier")
def invite():
    """Invite those who are ticked, each with role and place of the edition before."""
    _require_organiser()
    ticked = {number(text, 0) for text in request.form.getlist("seats")}
    chosen = [
        one
        for one in earlier_people(orm(), viewer(), programme())
        if one.seat.id in ticked and one.state == "open"
    ]
    try:
        done = perform("invitation.send", {"people": [_invitee(one) for one in chosen]})
    except Refused as refused:
        if refused.code not in ("invalid", "conflict"):
            raise
        return _earlier(sorted(ticked), {"seats": sentence(refused.message)}), STATUS[refused.code]
    flash(
        ngettext(
            "%(num)s person has been invited.", "%(num)s people have been invited.", done.result["invited"]
        ),
        "good",
    )
    return redirect(url_for("people.index", slug=programme().slug), 303)


@blueprint.app_template_global("edition_before")
def edition_before():
    """The edition before this one, where the reader organises both; otherwise None."""
    return earlier_edition(orm(), viewer(), programme())


def _invitee(one: Earlier) -> dict[str, Any]:
    return {
        "email": one.email,
        "name": one.seat.name,
        "role": one.seat.role,
        "policymaker": one.seat.policymaker,
        "city": one.city.code if one.city else None,
        "organisation": one.seat.organisation,
    }


def _require_organiser() -> None:
    if not ORGANISE(viewer(), None):
        raise not_found()


def _form(values: MultiDict, errors: dict[str, str]) -> str:
    return render_template(
        "programmes/next.html",
        nav_active="home",
        values=values,
        errors=errors,
        parts=PARTS,
        languages=LANGUAGES,
        zones=places.zones(),
        suggested=suggest_slug(values.get("title", "")),
    )


def _earlier(ticked: list[int], errors: dict[str, str]) -> str:
    _require_organiser()
    before = earlier_edition(orm(), viewer(), programme())
    return render_template(
        "programmes/earlier.html",
        nav_active="people",
        before=before,
        people=earlier_people(orm(), viewer(), programme()),
        ticked=ticked,
        errors=errors,
    )
