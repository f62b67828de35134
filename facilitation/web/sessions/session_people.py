"""Forms on a session's page: the roles that people have at it, and records that its scribes write."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from facilitation.domain.errors import Refused
from facilitation.queries.sessions.sessions import session_for
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.sessions import languages_of, session_page
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("session_people", __name__, guests=frozenset({"record"}))

#: Of somebody without a seat.
_FACTS = ("name", "organisation", "email")


@blueprint.post("/sessions/<int:session_id>/people")
def add(session_id: int):
    """Give a seat, or somebody without one, a role at a session."""
    form = request.form
    payload = {"session": session_id, "role": form.get("role", "")}
    chosen = form.get("seat", "")
    payload |= {"seat": number(chosen, 0)} if chosen else _facts()
    return _done_or_wrong("session_person.add", payload, session_id, "new")


@blueprint.post("/sessions/<int:session_id>/people/<int:person_id>")
def change(session_id: int, person_id: int):
    """Change somebody's role, and how somebody without a seat is called."""
    payload = {"person": person_id, "role": request.form.get("role", "")}
    payload |= _facts() if "name" in request.form else {}
    return _done_or_wrong("session_person.change", payload, session_id, person_id)


@blueprint.post("/sessions/<int:session_id>/people/<int:person_id>/removal")
def remove(session_id: int, person_id: int):
    """Take somebody's role at a session back."""
    perform("session_person.remove", {"person": person_id})
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/records")
def record(session_id: int):
    """Write down what is said at a session that runs."""
    form = request.form
    payload: dict[str, Any] = {name: form.get(name, "") for name in ("kind", "text", "speaker")}
    payload |= {"session": session_id, "city": form.get("city") or None, "language": _language(session_id)}
    try:
        perform("record.add", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "text": sentence(refused.message)}
        return session_page(session_id, errors, form.to_dict(), "record"), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return redirect(f"{_address(session_id)}#record", 303)


def _language(session_id: int) -> str | None:
    """The page's language, if it is one that the session can be written in; None is the session's own."""
    session = session_for(orm(), viewer(), session_id)
    page = str(get_locale())
    return page if page in languages_of(session) else None


def _facts() -> dict[str, str | bool]:
    form = request.form
    return {name: form.get(name, "") for name in _FACTS} | {"listed": form.get("listed") == "yes"}


def _done_or_wrong(name: str, payload: dict, session_id: int, wrong: int | str) -> Response | tuple[str, int]:
    try:
        perform(name, payload)
    except Refused as refused:
        if refused.code not in ("invalid", "conflict", "too_large"):
            raise
        errors = {refused.field or "role": sentence(refused.message)}
        return session_page(session_id, errors, request.form.to_dict(), wrong), STATUS[refused.code]
    return _back(session_id)


def _back(session_id: int) -> Response:
    return redirect(f"{_address(session_id)}#roles", 303)


def _address(session_id: int) -> str:
    return url_for("sessions.show", slug=programme().slug, session_id=session_id)
