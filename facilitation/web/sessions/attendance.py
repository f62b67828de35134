"""Taking part in a room: several people at one device, and what somebody who comes late has missed."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from facilitation.domain.errors import N_, Refused
from facilitation.domain.sessions import FACILITATOR, TABLE
from facilitation.queries.boards import recaps
from facilitation.queries.sessions import sessions
from facilitation.store.sessions import Session
from facilitation.web.identity import TABLE_MOST, held_seats, keep_guest_seat, own_viewer
from facilitation.web.people.guests import take_seat
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, programme, site, viewer

blueprint = programme_blueprint("attendance", __name__, guests=frozenset({"join_table", "recap"}))


@blueprint.post("/sessions/<int:session_id>/table")
def join_table(session_id: int):
    """Seat one more person at this device; from then on it writes for them until it is switched."""
    session = sessions.session_for(orm(), viewer(), session_id)
    own = own_viewer(programme())
    leads = own is not None and own.leads
    if not leads and not _code_opens(session):
        raise Refused("closed", N_("Nobody else can join this session now."))
    if len(held_seats(session.id)) >= TABLE_MOST:
        raise Refused(
            "conflict", N_("At most %(most)s people share a device. Take a second one."), most=TABLE_MOST
        )
    form = request.form
    city = form.get("city") or None
    seat = take_seat(
        session,
        form.get("name", ""),
        city,
        None if city else form.get("organisation", ""),
        form.get("operation_id", ""),
        through=FACILITATOR if leads else TABLE,
        beside=None if leads else viewer().seat,
    )
    keep_guest_seat(session.id, seat.token)
    place: dict[str, Any] = {"slug": programme().slug, "session_id": session.id, "as": seat.seat}
    return redirect(url_for("sessions.room", **place), 303)


def _code_opens(session: Session) -> bool:
    code = session.code
    return code is not None and code.revoked_at is None and code.expires_at > site().clock()


@blueprint.get("/sessions/<int:session_id>/recap")
def recap(session_id: int):
    """What happened so far."""
    session = sessions.session_for(orm(), viewer(), session_id)
    return render_template("sessions/live/recap.html", session=session, recap=recaps.recap(orm(), session))
