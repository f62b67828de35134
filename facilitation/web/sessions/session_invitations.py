"""Invitations to a session: who is invited and what they answered, whom to invite, and taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from facilitation.domain.errors import Refused, not_found
from facilitation.domain.invitations import ANSWERS
from facilitation.queries.sessions.session_invitations import candidates, counted, invited_to
from facilitation.queries.sessions.sessions import session_for
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("session_invitations", __name__)


@blueprint.get("/sessions/<int:session_id>/invitations")
def index(session_id: int):
    return _page(session_id, {})


@blueprint.post("/sessions/<int:session_id>/invitations")
def invite(session_id: int):
    """Invite those who are ticked."""
    payload = {"session": session_id} | {name: _ticked(name) for name in ("seats", "people")}
    try:
        done = perform("session.invite", payload)
    except Refused as refused:
        if refused.code not in ("invalid", "conflict", "closed", "too_large"):
            raise
        return _page(session_id, {"seats": sentence(refused.message)}), STATUS[refused.code]
    count = done.result["invited"]
    words = ngettext(
        "%(num)s person is invited; the mail is being written.",
        "%(num)s people are invited; the mails are being written.",
        count,
    )
    flash(words, "good")
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/invitations/<int:to_session_id>/removal")
def uninvite(session_id: int, to_session_id: int):
    """Take an invitation back: that person alone is told."""
    perform("session.uninvite", {"invitation": to_session_id})
    flash(gettext("The invitation is taken back; a mail takes the entry from their calendar."), "good")
    return _back(session_id)


def _ticked(name: str) -> list[int]:
    return [number(value, 0) for value in request.form.getlist(name)]


def _page(session_id: int, errors: dict[str, str]) -> str:
    session = session_for(orm(), viewer(), session_id)
    if not viewer().leads or session.rehearsal_of is not None:
        raise not_found()
    invited = invited_to(orm(), viewer(), session)
    ticked = {name: _ticked(name) for name in ("seats", "people")} if errors else None
    return render_template(
        "sessions/invitations/index.html",
        nav_active="sessions",
        session=session,
        invited=invited,
        counts=counted(invited),
        candidates=candidates(orm(), viewer(), programme(), session),
        ticked=ticked,
        answers=ANSWERS,
        errors=errors,
    )


def _back(session_id: int):
    address = url_for("session_invitations.index", slug=programme().slug, session_id=session_id)
    return redirect(address, 303)
