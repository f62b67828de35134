"""Preparing a self-assessment: its areas and statements, in words and order."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from facilitation.domain.assessments import AREA_LENGTH, STATEMENT_LENGTH
from facilitation.domain.errors import N_, Refused
from facilitation.queries.onboarding.assessments import wording
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("assessment_wording", __name__)

#: What a form's button says that it does, and what the page says afterwards.
_DONE = {
    "change": N_("Saved."),
    "move": N_("Moved."),
    "remove": N_("Removed. It can be brought back at the end of this page."),
    "restore": N_("It is back."),
}


@blueprint.get("/assessment/wording")
def show():
    return _page({}, {})


@blueprint.post("/assessment/starting-set")
def take_set():
    """Take the shipped areas and statements."""
    perform("assessment.take_set", {})
    flash(gettext("The starting set is there. Make it yours before the cities begin to answer."), "good")
    return _back()


@blueprint.post("/assessment/areas")
def add_area():
    """Add an area."""
    return _do("assessment_area.add", {"title": request.form.get("title", "")}, "area-new", N_("Added."))


@blueprint.post("/assessment/areas/<int:area_id>")
def area(area_id: int):
    """Reword, move, remove or restore an area."""
    fields = {"title": request.form.get("title", "")}
    return _act("assessment_area", {"area": area_id}, fields, f"area-{area_id}")


@blueprint.post("/assessment/areas/<int:area_id>/statements")
def add_statement(area_id: int):
    """Add a statement to an area."""
    payload = {"area": area_id, "text": request.form.get("text", "")}
    return _do("statement.add", payload, f"area-{area_id}-new", N_("Added."))


@blueprint.post("/assessment/statements/<int:statement_id>")
def statement(statement_id: int):
    """Reword, move, remove or restore a statement."""
    fields = {"text": request.form.get("text", "")}
    return _act("statement", {"statement": statement_id}, fields, f"statement-{statement_id}")


def _act(kind: str, target: dict, fields: dict, place: str):
    """What the pressed button asks for: "change", "remove", "restore", or "move:3" to the fourth place."""
    does, _, to = request.form.get("do", "change").partition(":")
    if does not in _DONE:
        raise Refused("invalid", N_("That can't be done here"))
    if does == "move":
        fields = {"place": number(to, 0, digits=5)}
    elif does != "change":
        fields = {}
    return _do(f"{kind}.{does}", target | fields, place, _DONE[does])


def _do(name: str, payload: dict, place: str, done: str):
    """Carry it out; a refused text stays at its place on the page, beside the reason."""
    try:
        perform(name, payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {place: sentence(refused.message)}
        return _page(errors, {place: payload.get("title") or payload.get("text")}), STATUS[refused.code]
    flash(gettext(done), "good")
    return _back(place)


def _back(place: str | None = None):
    address = url_for("assessment_wording.show", slug=programme().slug, _anchor=place and f"field-{place}")
    return redirect(address, 303)


def _page(errors: dict[str, str], typed: dict[str, str | None]) -> str:
    return render_template(
        "onboarding/assessments/wording.html",
        nav_active="onboarding",
        wording=wording(orm(), viewer()),
        errors=errors,
        typed=typed,
        area_length=AREA_LENGTH,
        statement_length=STATEMENT_LENGTH,
    )
