"""Calendars: downloads for the programme's people, and feeds for whoever has their secret address."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from uuid import uuid4

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException

from facilitation.commands.execute import Call
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import ACTS_FOR_A_CITY
from facilitation.domain.programmes import LANGUAGES
from facilitation.exports.etags import strong_etag
from facilitation.exports.feeds import FeedFile, feed_key, programme_bytes, render
from facilitation.exports.rendering import file_name
from facilitation.queries.sessions import calendars, sessions
from facilitation.store.calendar_feeds import CalendarFeed, CalendarFile
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.reader import answer_from_reader
from facilitation.web.security import is_calendar
from facilitation.web.site import execute, orm, perform, programme, site, viewer

blueprint = programme_blueprint("calendars", __name__, guests=frozenset({"session"}))
feeds = Blueprint("feeds", __name__)

_SALT = "feed"
_NO_DATES = N_("No session has a date yet, so there is nothing to put into a calendar.")


# -- the page ---------------------------------------------------------------------------------------------


@blueprint.get("/calendar")
def index():
    """How to have the programme in one's own calendar, and the feeds that one looks after."""
    return _page({})


def _page(errors: dict[str, str]) -> str:
    own = calendars.own_feed(orm(), viewer())
    shared = calendars.shared_feeds(orm(), viewer())
    leads = viewer().leads
    cities = [city for code, city in g.cities_by_code.items() if leads or code == viewer().city]
    return render_template(
        "sessions/calendars/index.html",
        nav_active="sessions",
        address=_address(own) if own else None,
        own=own,
        shared=[(feed, _address(feed)) for feed in shared],
        may_share=leads or ACTS_FOR_A_CITY(viewer(), None),
        cities=cities if leads or ACTS_FOR_A_CITY(viewer(), None) else [],
        languages=LANGUAGES,
        has_events=calendars.has_events(orm(), viewer()),
        errors=errors,
    )


@blueprint.post("/calendar/feed")
def renew():
    """Make the viewer's feed address, or make it anew and so end the old one."""
    perform("feed.renew", {})
    return _back()


@blueprint.post("/calendar/feeds")
def make():
    """Make a feed of a city or of the programme, to be handed on."""
    form = request.form
    payload = {"city": form.get("city") or None, "language": form.get("language") or None}
    try:
        perform("feed.make", payload)
    except Refused as refused:
        if refused.code not in ("invalid", "too_large"):
            raise
        return _page({refused.field or "city": sentence(refused.message)}), STATUS[refused.code]
    flash(gettext("The address is made. It stands below."), "good")
    return _back()


@blueprint.post("/calendar/feeds/<int:feed_id>/<any(rotate, revoke):change>")
def change_feed(feed_id: int, change: str):
    """Give a feed a new address, or end it."""
    perform(f"feed.{change}", {"feed": feed_id})
    flash(gettext("The old address is gone."), "good")
    return _back()


def _back():
    return redirect(url_for("calendars.index", slug=programme().slug), 303)


# -- downloads --------------------------------------------------------------------------------------------


@blueprint.get("/calendar.ics")
def whole():
    """The whole programme."""
    return _download(programme().title, calendars.sessions_of_programme(orm(), programme().id))


@blueprint.get("/calendar/mine.ics")
def mine():
    """What concerns the viewer."""
    seat = orm().get_one(Seat, viewer().seated_at)
    return _download(f"{programme().title} – {seat.name}", calendars.agenda_of(orm(), seat))


@blueprint.get("/calendar/cities/<code>.ics")
def of_city(code: str):
    """What concerns a city."""
    city = calendars.city_called(orm(), viewer(), code)
    return _download(f"{programme().title} – {city.name}", calendars.sessions_of_city(orm(), city))


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
    return _download(chosen.title, [chosen])


def _download(name: str, chosen: Sequence[Session]) -> Response:
    if not chosen:
        raise Refused("not_found", _NO_DATES)
    base, language = site().config.public_url, str(get_locale())
    body = programme_bytes(name, chosen, programme(), base, language)
    return _answer(body, strong_etag(body), file_name(name, ending="ics"), "attachment")


# -- feeds ------------------------------------------------------------------------------------------------


@feeds.get("/feeds/<token>.ics")
def show(token: str):
    """A feed, empty while nothing is dated. A wrong address is 404, one that was replaced or revoked 410;
    never a sign-in page.

    Its bytes are stored. Where they are missing, or anything has changed since, they are made now.
    """
    feed = calendars.feed_by_nonce(orm(), _nonce(token))
    if feed is None:
        abort(410)
    base = site().config.public_url
    file: CalendarFile | FeedFile | None = feed.file
    if file is None or file.key != feed_key(feed, base):
        orm().commit()  # nobody keeps a connection while waiting for the reader
        elsewhere = answer_from_reader()
        if elsewhere is not None:
            return elsewhere
        file = _made_now(feed, base)
        _keep(feed, file)
    if feed.fetched_on != site().today:
        _quietly("feed.fetched", feed, day=site().today.isoformat())
    known = request.if_none_match.contains_weak(file.etag)
    return _answer(b"" if known else file.body, file.etag, file.name, "inline")


@feeds.get("/feeds/<path:rest>")
def unknown(rest: str):
    """What is no feed's address."""
    abort(404)


@feeds.errorhandler(404)
@feeds.errorhandler(410)
def _dead(error: HTTPException) -> Response:
    """A few words and no page: it is mostly programs that ask here."""
    words = N_("There is no calendar at this address.")
    if error.code == 410:
        words = N_(
            "This calendar's address was replaced, or its seat is closed. The calendar page of the programme "
            "has the present one."
        )
    return Response(gettext(words) + "\n", error.code, content_type="text/plain; charset=utf-8")


@feeds.after_app_request
def _keep_out(response: Response) -> Response:
    """No calendar is for search engines, whatever is answered there."""
    if is_calendar(request.path):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _made_now(feed: CalendarFeed, base: str) -> FeedFile:
    """A feed's file, of one state of the database: nothing is used that was read before."""
    orm().expunge_all()
    again = calendars.feed_by_nonce(orm(), feed.nonce)
    if again is None:
        abort(410)
    return render(orm(), again, base, {})


def _keep(feed: CalendarFeed, file: FeedFile) -> None:
    body = base64.b64encode(file.body).decode()
    _quietly("feed.store", feed, key=file.key, etag=file.etag, name=file.name, body=body)


def _quietly(command: str, feed: CalendarFeed, /, **payload: str) -> None:
    """Write down what would be good to know: whoever asks gets their calendar anyway."""
    try:
        call = Call(command, uuid4().hex, {"feed": feed.id} | payload, programme=feed.programme_id)
        execute(call)
    except Refused:
        return


def _address(feed: CalendarFeed) -> str:
    token = _serializers()[0].dumps(feed.nonce)
    return site().config.public_url + url_for("feeds.show", token=token)


def _nonce(token: str) -> str:
    """The nonce that an address of ours holds; those made before feeds had rows name a seat before it."""
    for serializer in _serializers():
        try:
            held = serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            continue
        nonce = held[-1] if isinstance(held, list) and held else held
        if isinstance(nonce, str):
            return nonce
    abort(404)


def _serializers() -> list[URLSafeSerializer]:
    """One per secret, the present one first: addresses outlive a change of the secret."""
    config = site().config
    return [URLSafeSerializer(key, salt=_SALT) for key in (config.secret_key, *config.secret_key_fallbacks)]


def _answer(body: bytes, etag: str, name: str, disposition: str) -> Response:
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers.set("Content-Disposition", disposition, filename=name)
    response.headers["Cache-Control"] = "private"
    response.set_etag(etag)
    response.make_conditional(request)
    return response
