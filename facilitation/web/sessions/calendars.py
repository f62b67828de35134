"""Calendars: one session, the whole programme, and a feed per person under a secret address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException

from facilitation.domain.calendars import Calendar
from facilitation.domain.errors import N_, Refused
from facilitation.exports.calendars import calendar_bytes
from facilitation.exports.etags import strong_etag
from facilitation.exports.rendering import file_name
from facilitation.queries.sessions import calendars, sessions
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.translations import say
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer

blueprint = programme_blueprint("calendars", __name__, guests=frozenset({"session"}))
feeds = Blueprint("feeds", __name__)

_PRODID = "-//Facilitation//Peer learning between cities//EN"


@blueprint.get("/calendar")
def index():
    """How to have the programme in one's own calendar."""
    nonce = calendars.feed_nonce(orm(), viewer())
    address = None
    if nonce:
        token = _serializers()[0].dumps([viewer().seat, nonce])
        address = site().config.public_url + url_for("feeds.show", token=token)
    return render_template(
        "sessions/calendars/index.html",
        nav_active="sessions",
        address=address,
        has_events=calendars.has_events(orm(), viewer()),
    )


@blueprint.post("/calendar/feed")
def renew():
    """Make the viewer's feed address, or make it anew and so end the old one."""
    perform("feed.renew", {})
    return redirect(url_for("calendars.index", slug=programme().slug), 303)


@blueprint.get("/calendar.ics")
def whole():
    """The whole programme."""
    if not calendars.has_events(orm(), viewer()):
        raise Refused(
            "not_found", N_("No session has a date yet, so there is nothing to put into a calendar.")
        )
    chosen = sessions.sessions_of(orm(), viewer())
    return _answer(programme().title, chosen, programme(), str(get_locale()), attachment=True)


@blueprint.get("/sessions/<int:session_id>.ics")
def session(session_id: int):
    """One session."""
    chosen = sessions.session_for(orm(), viewer(), session_id)
    if chosen.rehearsal_of is not None:
        raise Refused("not_found", N_("A rehearsal stands in no calendar."))
    if chosen.date is None:
        raise Refused(
            "not_found", N_("This session has no date yet, so there is nothing to put into a calendar.")
        )
    return _answer(chosen.title, [chosen], programme(), str(get_locale()), attachment=True)


@feeds.get("/feeds/<token>.ics")
def show(token: str):
    """A person's feed, empty while nothing is dated. A wrong address is 404, one that was replaced 410; never
    a sign-in page."""
    for serializer in _serializers():
        try:
            seat_id, nonce = serializer.loads(token)
            break
        except (BadSignature, ValueError, TypeError):
            continue
    else:
        abort(404)
    seat = calendars.seat_for_feed(orm(), seat_id, nonce)
    if seat is None:
        abort(410)
    found = orm().get_one(Programme, seat.programme_id)
    locale = seat.person.locale if seat.person and seat.person.locale else found.languages[0]
    return _answer(found.title, calendars.sessions_for_feed(orm(), seat), found, locale, attachment=False)


@feeds.errorhandler(404)
@feeds.errorhandler(410)
def _dead(error: HTTPException) -> Response:
    """A few words and no page, which would bring a cookie: it is mostly programs that ask here."""
    words = N_("There is no calendar at this address.")
    if error.code == 410:
        words = N_(
            "This calendar's address was replaced, or its seat is closed. The calendar page of the programme "
            "has the present one."
        )
    g.sets_no_cookie = True
    return Response(gettext(words) + "\n", error.code, content_type="text/plain; charset=utf-8")


@feeds.after_request
def _keep_out(response: Response) -> Response:
    """Nothing under a secret address is for search engines, whatever is answered there."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _serializers() -> list[URLSafeSerializer]:
    """One per secret, the present one first: addresses outlive a change of the secret."""
    config = site().config
    return [URLSafeSerializer(key, salt="feed") for key in (config.secret_key, *config.secret_key_fallbacks)]


def _answer(
    name: str, chosen: Sequence[Session], of: Programme, language: str, *, attachment: bool
) -> Response:
    def address_of(row: Session) -> str:
        return site().config.public_url + url_for("sessions.show", slug=of.slug, session_id=row.id)

    def translate(text: str) -> str:
        return say(text, language)

    events = calendars.events(chosen, of, address_of, translate)
    calendar = Calendar(name=name, prodid=_PRODID, events=events, refresh=timedelta(hours=1))
    body = calendar_bytes(calendar, translate, language)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    disposition = "attachment" if attachment else "inline"
    response.headers.set("Content-Disposition", disposition, filename=file_name(name, ending="ics"))
    response.headers["Cache-Control"] = "private"
    response.headers["X-Robots-Tag"] = "noindex"
    g.sets_no_cookie = True
    response.set_etag(strong_etag(body))
    response.make_conditional(request)
    return response
