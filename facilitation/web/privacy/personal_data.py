"""For organisers: whom the programme keeps something about, what they allow, and erasing them on request."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.privacy import PURPOSES, is_over
from facilitation.queries.people.people import is_only_organiser
from facilitation.queries.privacy import privacy
from facilitation.web.errors import STATUS, sentence
from facilitation.web.privacy.privacy import KEPT_DAYS, require_sure
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import execute, orm, perform, programme, site, viewer

blueprint = programme_blueprint("personal_data", __name__)


@blueprint.get("/personal-data")
def index():
    text = request.args.get("q", "")[:100]
    found, total = privacy.people_kept(orm(), viewer(), text)
    return render_template(
        "privacy/people.html",
        nav_active="people",
        people=found,
        total=total,
        text=text,
        over=is_over(programme().retention_until, site().today),
        days=KEPT_DAYS,
    )


@blueprint.get("/personal-data/<int:seat_id>")
def show(seat_id: int):
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
    return redirect(url_for("personal_data.show", slug=programme().slug, seat_id=seat_id), 303)


@blueprint.post("/personal-data/<int:seat_id>/erasure")
def erase(seat_id: int):
    """Erase somebody at their request."""
    privacy.seat_to_erase(orm(), viewer(), seat_id)
    try:
        require_sure()
        perform("seat.erase", {"seat": seat_id})
    except Refused as refused:
        return _person(seat_id, refused)
    flash(gettext("They are erased. The record stays, without their name."), "good")
    return redirect(url_for("personal_data.index", slug=programme().slug), 303)


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
