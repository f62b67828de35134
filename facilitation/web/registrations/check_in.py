"""Ticking who is there, on a phone at the door; times of coming and going, the sheet to sign, totals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from facilitation.domain import registrations as rules
from facilitation.domain.errors import N_, Refused
from facilitation.exports.registrations import STATES, attendance_sheet
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.registrations.check_in import Line, check_in_list, found, history
from facilitation.queries.registrations.counts import counts_of
from facilitation.queries.registrations.desks import require_leading
from facilitation.queries.registrations.sign_in import sign_in_rows
from facilitation.queries.sessions.sessions import instants, session_for
from facilitation.web.downloads import as_file, download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.registrations.forms import how_counted, in_locale, kept
from facilitation.web.sessions.sessions import join_facts
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("check_in", __name__)
_KEPT_OPEN = ("invalid", "conflict", "closed", "too_large")
#: Rows without a name on the sheet to sign.
BLANK_ROWS, BLANK_MOST = 12, 200
#: Parts of the list: who is there, and who said they would come and hasn't.
_SHOWN: dict[str, Callable[[Line], bool]] = {
    "here": lambda line: line.is_here,
    "missing": lambda line: line.state == "in" and not line.came,
}


@blueprint.get("/sessions/<int:session_id>/check-in")
def index(session_id: int):
    return _page(session_id)


@blueprint.post("/sessions/<int:session_id>/check-in")
def tick(session_id: int):
    """Tick somebody who is there."""
    form = request.form
    payload: dict[str, Any] = {"session": session_id, "mode": form.get("mode") or rules.ROOM}
    for name in ("seat", "registration"):
        if form.get(name):
            payload[name] = number(form[name], 0)
    perform("presence.tick", payload)
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/check-in/<int:presence_id>/<any(leave, take_back):done>")
def note(session_id: int, presence_id: int, done: str):
    """Somebody has left, or was not there at all."""
    perform(f"presence.{done}", {"session": session_id, "presence": presence_id})
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/check-in/times")
def correct(session_id: int):
    """Correct when somebody came and went."""
    form = request.form
    payload: dict[str, Any] = {
        "session": session_id,
        "came": form.get("came", ""),
        "left": form.get("left", "").strip() or None,
        "mode": form.get("mode") or rules.ROOM,
    }
    for name in ("presence", "seat"):
        if form.get(name):
            payload[name] = number(form[name], 0)
    try:
        perform("presence.correct", payload)
    except Refused as refused:
        if refused.code not in _KEPT_OPEN:
            raise
        errors = {refused.field or "came": sentence(refused.message)}
        return _page(session_id, errors, kept(form), form.get("line", "")), STATUS[refused.code]
    flash(gettext("Corrected. How it stood before is in the history."), "good")
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/check-in/people")
def add(session_id: int):
    """Add somebody who is there and stands on no list."""
    form = request.form
    payload = {
        "session": session_id,
        "name": form.get("name", ""),
        "email": form.get("email", ""),
        "organisation": form.get("organisation", ""),
        "city": form.get("city") or None,
        "from_city": form.get("from_city", ""),
        "policymaker": form.get("policymaker") == "yes",
        "listed": form.get("listed") == "yes",
        "mode": form.get("mode") or rules.ROOM,
        "here": True,
    }
    try:
        perform("registration.add", payload)
    except Refused as refused:
        if refused.code not in _KEPT_OPEN:
            raise
        errors = {refused.field or "name": sentence(refused.message)}
        return _page(session_id, errors, kept(form), "add"), STATUS[refused.code]
    flash(gettext("Added, and ticked."), "good")
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/counts")
def report(session_id: int):
    """Type the totals by hand."""
    form = request.form
    try:
        payload = {
            "session": session_id,
            "participants": _number("participants"),
            "policymakers": _number("policymakers"),
            "approximate": form.get("approximate") == "yes",
        }
        perform("counts.report", payload)
    except Refused as refused:
        if refused.code not in _KEPT_OPEN:
            raise
        errors = {refused.field or "participants": sentence(refused.message)}
        return _page(session_id, errors, kept(form), "counts"), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return redirect(f"{_address(session_id)}#totals", 303)


@blueprint.get("/sessions/<int:session_id>/attendance.<any(csv, xlsx):ending>")
def export(session_id: int, ending: str):
    """Who was there, with the times."""
    session = session_for(orm(), viewer(), session_id)
    lines = check_in_list(orm(), viewer(), session)
    title = gettext("Attendance: %(session)s", session=session.title)
    sheet = attendance_sheet(title, lines, session, in_locale)
    return download(as_file(title, sheet, str(get_locale()), ending))


@blueprint.get("/sessions/<int:session_id>/sign-in-sheet")
def sheet(session_id: int):
    """The sheet to sign, as it is printed: names of those who agreed, and empty rows."""
    session = session_for(orm(), viewer(), session_id)
    blank = number(request.args.get("blank", ""), BLANK_ROWS, digits=3)
    return render_template(
        "registrations/sign_in_sheet.html",
        nav_active="sessions",
        session=session,
        rows=sign_in_rows(orm(), viewer(), session),
        blank=min(blank, BLANK_MOST),
        instants=instants(session),
    )


def _page(
    session_id: int,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
    wrong: str = "",
) -> str:
    """The list to tick. A form that was refused comes back with `errors`; `wrong` says which it is."""
    session = session_for(orm(), viewer(), session_id)
    require_leading(viewer())
    text = " ".join(request.args.get("q", "")[:80].split())
    lines, show = check_in_list(orm(), viewer(), session), request.args.get("show", "")
    counts = counts_of(orm(), session, cities_of(orm(), viewer()))
    return render_template(
        "registrations/check_in.html",
        nav_active="sessions",
        session=session,
        lines=[line for line in found(lines, text) if show not in _SHOWN or _SHOWN[show](line)],
        show=show if show in _SHOWN else "",
        here=sum(line.is_here for line in lines),
        came=sum(line.came for line in lines),
        missing=sum(_SHOWN["missing"](line) for line in lines),
        text=text,
        counts=counts,
        how_counted=how_counted(counts),
        history=history(orm(), viewer(), session),
        states=STATES,
        rules=rules,
        join=join_facts(session) if session.status != "ended" else None,
        errors=errors or {},
        values=values or {},
        wrong=wrong,
    )


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    typed = number(text, None, digits=9)
    if typed is None:
        raise Refused("invalid", N_("Give a whole number, or nothing."), field=name)
    return typed


def _back(session_id: int) -> Response:
    """To the list as it was searched."""
    text = request.form.get("q", "")[:80]
    line = request.form.get("line", "")[:20]
    query: dict[str, Any] = {"q": text} if text else {}
    address = url_for(
        "check_in.index", slug=programme().slug, session_id=session_id, _anchor=line or None, **query
    )
    return redirect(address, 303)


def _address(session_id: int) -> str:
    return url_for("check_in.index", slug=programme().slug, session_id=session_id)
