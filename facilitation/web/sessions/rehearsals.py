"""Rehearsing a session with simulated people, and removing the rehearsal again."""

from __future__ import annotations

from flask import redirect, url_for

from facilitation.queries.sessions.companies import company_of
from facilitation.queries.sessions.sessions import session_for
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("rehearsals", __name__, guests=frozenset({"company"}))


@blueprint.get("/sessions/<int:session_id>/rehearsal")
def company(session_id: int):
    """Whether simulated people came, or could not: for the page that waits for them."""
    found = company_of(orm(), session_for(orm(), viewer(), session_id))
    return {"came": bool(found and found.came), "failed": bool(found and found.failed)}


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
