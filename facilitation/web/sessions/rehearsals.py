"""Rehearsing a session with simulated people, and removing the rehearsal again."""

from __future__ import annotations

from flask import redirect, url_for

from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import perform, programme

blueprint = programme_blueprint("rehearsals", __name__)


@blueprint.post("/sessions/<int:session_id>/rehearsal")
def rehearse(session_id: int):
    """Make a rehearsal of a session and go into its room."""
    done = perform("rehearsal.open", {"session": session_id})
    place = {"slug": programme().slug, "session_id": done.result["session"]}
    return redirect(url_for("sessions.room", **place), 303)


@blueprint.post("/sessions/<int:session_id>/removal")
def remove(session_id: int):
    """Remove a rehearsal and go back to the session that was rehearsed."""
    done = perform("rehearsal.remove", {"session": session_id})
    return redirect(url_for("sessions.show", slug=programme().slug, session_id=done.result["of"]), 303)
