"""Onboarding calls: planning one, its notes, and the questions of the programme."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from facilitation.domain.errors import Refused, not_found
from facilitation.domain.onboarding import QUESTIONS
from facilitation.domain.permissions import ORGANISE
from facilitation.domain.programmes import LANGUAGES
from facilitation.queries.cities.cities import city_for
from facilitation.queries.onboarding.calls import CallShown, call_of, note_of, questions_of, who_may_take_part
from facilitation.store.cities import City
from facilitation.translations import say
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.texts import Unsaved, as_json, languages, typed, unsaved
from facilitation.web.typed import day, minutes, number

blueprint = programme_blueprint("calls", __name__)
_USUAL_MINUTES = "60"
#: So many empty lines stand below the questions for further ones.
_SPARE = 3


@blueprint.get("/cities/<code>/call")
def show(code: str):
    return _page(city_for(orm(), viewer(), code))


@blueprint.post("/cities/<code>/call")
def plan(code: str):
    """Plan or change a call; a refused form keeps what was typed."""
    city, form = city_for(orm(), viewer(), code), request.form
    try:
        payload: dict[str, Any] = {
            "city": city.id,
            "date": day(form.get("date", "").strip()),
            "starts_at": form.get("starts_at", "").strip() or None,
            "minutes": minutes(form.get("minutes", "").strip()),
            "fold": number(form.get("fold", ""), None, digits=1),
            "zone": form.get("zone", ""),
            "link": form.get("link", "").strip(),
            "seats": [seat for text in form.getlist("seats") if (seat := number(text, None)) is not None],
            "others": form.get("others", "").splitlines(),
        }
        perform("call.plan", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _page(city, values=form, errors=errors), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _back(city)


@blueprint.post("/cities/<code>/call/held")
def hold(code: str):
    """Say that the call was held, or take that back."""
    city = city_for(orm(), viewer(), code)
    perform("call.hold", {"city": city.id, "held": request.form.get("held") == "yes"})
    return _back(city)


@blueprint.post("/cities/<code>/call/notes/<int:question_id>")
def note(code: str, question_id: int):
    """Save the note under one question; a refused form keeps what was typed."""
    city = city_for(orm(), viewer(), code)
    try:
        perform("call.note", {"city": city.id, "question": question_id, **typed()})
    except Refused as refused:
        orm().expire_all()
        kept = unsaved(str(question_id), refused, note_of(orm(), viewer(), city, question_id))
        return _page(city, kept=kept), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _back(city, f"question-{question_id}")


@blueprint.get("/cities/<code>/call/notes/<int:question_id>/now")
def now(code: str, question_id: int):
    """A note as it stands, for the script that saves as one types."""
    city = city_for(orm(), viewer(), code)
    return as_json(note_of(orm(), viewer(), city, question_id))


@blueprint.get("/onboarding/questions")
def questions():
    _require_organiser()
    asked = [(one.id, one.text) for one in questions_of(orm(), viewer()) if not one.removed]
    return _questions(asked or [("", text) for text in _starting()])


@blueprint.post("/onboarding/questions")
def ask():
    """Save the questions as a whole, in the order of their numbers; an emptied line is asked no more."""
    lines = list(zip(*(request.form.getlist(name) for name in ("place", "question", "text")), strict=False))
    lines = [line for _, line in sorted(enumerate(lines), key=lambda one: (_place(one[1][0]), one[0]))]
    asked = [
        {"question": number(question, None), "text": text} for _, question, text in lines if text.strip()
    ]
    try:
        perform("call.questions", {"questions": asked, "language": str(get_locale())})
    except Refused as refused:
        if refused.code != "invalid":
            raise
        typed_lines = [(question, text) for _, question, text in lines if text.strip()]
        return _questions(typed_lines, {"": sentence(refused.message)}), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return redirect(url_for("calls.questions", slug=programme().slug), 303)


def _require_organiser() -> None:
    if not ORGANISE(viewer(), None):
        raise not_found()


def _place(text: str) -> int:
    return number(text, 10**6, digits=5)


def _starting() -> list[str]:
    """The starting set in the programme's language."""
    language = next((code for code in programme().languages if code in LANGUAGES), "en")
    return [say(text, language) for text in QUESTIONS]


def _questions(lines: list[tuple[Any, str]], errors: dict[str, str] | None = None) -> str:
    return render_template(
        "onboarding/questions.html",
        nav_active="onboarding",
        lines=[*lines, *[("", "")] * _SPARE],
        errors=errors or {},
    )


def _page(
    city: City,
    *,
    kept: Unsaved | None = None,
    values: MultiDict | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    shown = call_of(orm(), viewer(), city)
    return render_template(
        "onboarding/call.html",
        nav_active="onboarding",
        city=city,
        shown=shown,
        starting=[] if shown.asked else _starting(),
        values=values if values is not None else _values(shown),
        errors=errors or {},
        unsaved=kept,
        languages=languages(city),
        people=who_may_take_part(orm(), viewer(), city) if shown.plans else [],
        zones=dict.fromkeys([programme().host_zone, city.time_zone]),
    )


def _values(shown: CallShown) -> MultiDict:
    session, values = shown.session, MultiDict({"minutes": "" if shown.session else _USUAL_MINUTES})
    if session is not None:
        values["date"] = session.date.isoformat() if session.date else ""
        values["starts_at"] = session.starts_at or ""
        values["minutes"] = str(session.minutes or "")
        values["fold"] = str(session.fold)
        values["zone"] = session.zone
        values["link"] = session.link
    values.setlist("seats", [str(seat.id) for _, seat in shown.people if seat])
    values["others"] = "\n".join(name or "" for name, seat in shown.people if seat is None)
    return values


def _back(city: City, anchor: str | None = None):
    return redirect(url_for("calls.show", slug=programme().slug, code=city.code, _anchor=anchor), 303)
