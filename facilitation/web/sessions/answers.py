"""The page behind the link of an invitation to a session: yes, no or perhaps, saved by one button.

Programs that scan mail open every link in it, so looking at the page changes nothing.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import get_locale

from facilitation.domain.errors import Refused
from facilitation.domain.invitations import ANSWERS
from facilitation.queries.registrations.desks import number_waiting, registration_of
from facilitation.queries.sessions.answers import invitation_of
from facilitation.queries.sessions.calendars import when_of
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.session_invitations import Receiver, receiver_of
from facilitation.store.programmes import Programme
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session
from facilitation.translations.dates import place_of_zone
from facilitation.web.errors import STATUS, sentence
from facilitation.web.site import orm, perform_for_program, site

blueprint = Blueprint("answers", __name__)


@blueprint.get("/answer/<token>")
def show(token: str):
    return _page(_invitation(token), request.args.get("answer", ""), {})


@blueprint.post("/answer/<token>")
def save(token: str):
    """Keep the answer. It can be changed by the same link."""
    invitation = _invitation(token)
    answer = request.form.get("answer", "")
    try:
        payload = {"invitation": invitation.id, "answer": answer}
        perform_for_program("session.answer", payload, invitation.programme_id)
    except Refused as refused:
        if refused.code not in ("invalid", "closed"):
            raise
        errors = {refused.field or "answer": sentence(refused.message)}
        return _page(invitation, answer, errors), STATUS[refused.code]
    return redirect(url_for("answers.show", token=token, saved="yes"), 303)


@blueprint.after_request
def _keep_out(response):
    """A personal address is for no search engine."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _invitation(token: str) -> SessionInvitation:
    config = site().config
    found = invitation_of(orm(), (config.secret_key, *config.secret_key_fallbacks), token)
    if found is None:
        abort(404)
    return found


def _page(invitation: SessionInvitation, chosen: str, errors: dict[str, str]) -> str:
    session = invitation.session
    programme = orm().get_one(Programme, session.programme_id)
    registration = registration_of(orm(), session, invitation.seat_id, invitation.email)
    receiver = receiver_of(programme, session, invitation)
    zone = receiver.zone if receiver else session.zone
    return render_template(
        "sessions/answers/show.html",
        invitation=invitation,
        session=session,
        invited_to=programme,
        when=when_of(session) if session.date else None,
        zone=zone,
        places=_places(programme, session, receiver, {zone, session.zone}),
        chosen=chosen if chosen in ANSWERS else invitation.answered,
        answers=ANSWERS,
        is_open=not (
            invitation.uninvited_at or session.cancelled or session.status == "ended" or programme.archived_at
        ),
        saved="saved" in request.args and invitation.answered is not None and not errors,
        errors=errors,
        registration=registration,
        number=number_waiting(orm(), registration) if registration else None,
    )


def _places(
    programme: Programme, session: Session, receiver: Receiver | None, zones: set[str]
) -> dict[str, str]:
    """By zone whose clocks show its times, as the mail to this receiver says it, in the page's language."""
    own = [receiver.city] if receiver and receiver.city else []
    known = own, cities_meant(session, programme), programme.cities
    return {zone: place_of_zone(zone, str(get_locale()), *known) for zone in zones}
