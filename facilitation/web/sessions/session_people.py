"""Forms on a session's page: the roles that people have at it."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from facilitation.domain.errors import Refused
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.sessions import session_page
from facilitation.web.site import perform, programme
from facilitation.web.typed import number

blueprint = programme_blueprint("session_people", __name__)

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
