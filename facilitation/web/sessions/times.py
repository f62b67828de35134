"""Finding a fair time: for a session, before there is one, and for a tandem's workshop."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from facilitation.domain.board_templates import TEMPLATES
from facilitation.domain.errors import N_, Refused
from facilitation.domain.pain_policy import clock
from facilitation.queries.sessions import sessions
from facilitation.queries.sessions.burden import ledger
from facilitation.queries.sessions.clashes import Clash, clashes_at, clashes_of
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.slots import rules_of
from facilitation.queries.sessions.time_polls import polls_of
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.finding import Search, find, level, read_search
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import day, minutes, number

blueprint = programme_blueprint("times", __name__)

#: What a form for a new session brings along, so that nothing of it is lost.
_OF_A_NEW_ONE = ("title", "type", "language", "template")


@blueprint.get("/sessions/<int:session_id>/times")
def show(session_id: int):
    return _of_session(session_id, request.args)


@blueprint.post("/sessions/<int:session_id>/times")
def take(session_id: int):
    """Put the session at a time, perhaps for some of its cities only."""
    form = request.form
    try:
        payload = {"session": session_id, **read_when(form)}
        if form.get("for_these"):
            payload["cities"] = form.getlist("cities")
        perform("session.take_time", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "date": sentence(refused.message)}
        return _of_session(session_id, form, errors), STATUS[refused.code]
    flash(gettext("The session has this time now."), "good")
    return redirect(url_for("sessions.show", slug=programme().slug, session_id=session_id), 303)


@blueprint.post("/sessions/<int:session_id>/times/twins")
def take_both(session_id: int):
    """Hold the session twice, each time with those cities for whom the hour is easier."""
    form = request.form
    try:
        both = {name: _twin(form, name) for name in ("first", "second")}
        done = perform("session.hold_twice", {"session": session_id, **both})
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "date": sentence(refused.message)}
        return _of_session(session_id, MultiDict(), errors), STATUS[refused.code]
    flash(gettext("Two sessions are planned. This is the second; the first has its time as well."), "good")
    address = url_for("sessions.show", slug=programme().slug, session_id=done.result["second"])
    return redirect(address, 303)


def _twin(form: MultiDict[str, str], which: str) -> dict[str, Any]:
    """One of two sessions, from the fields whose names begin with `which`."""
    own = MultiDict(
        (name.removeprefix(f"{which}_"), value)
        for name, value in form.items(multi=True)
        if name.startswith(f"{which}_")
    )
    return {**read_when(own), "cities": own.getlist("cities")}


@blueprint.get("/sessions/times")
def new():
    """A time for a session that isn't there yet."""
    return _of_new(request.args)


@blueprint.post("/sessions/times/search")
def from_form():
    """From the form for a new session, on: what was typed there goes along in the address."""
    form = request.form
    kept = {name: form[name] for name in (*_OF_A_NEW_ONE, "minutes", "date", "starts_at") if form.get(name)}
    cities = form.getlist("cities") if form.get("for_whom") != "all" else []
    return redirect(url_for("times.new", slug=programme().slug, cities=cities, **kept), 303)


@blueprint.post("/sessions/times")
def plan():
    """Plan a session at a time that was found; a refused form keeps what was typed."""
    form = request.form
    try:
        if not form.getlist("cities"):
            raise Refused("invalid", N_("Choose at least one city."), field="cities")
        when = read_when(form)
        if when.pop("zone") != programme().host_zone:
            raise Refused("invalid", N_("Choose one of the proposed times."), field="zone")
        chosen = {name: form.get(name, "") for name in _OF_A_NEW_ONE}
        payload = {**chosen, **when, "for_whom": "these", "cities": form.getlist("cities")}
        done = perform("session.create", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "title": sentence(refused.message)}
        return _of_new(form, errors), STATUS[refused.code]
    return redirect(url_for("sessions.show", slug=programme().slug, session_id=done.result["session"]), 303)


def read_when(form: MultiDict[str, str]) -> dict[str, Any]:
    """When a session is to be, as a form says, or its button (`slot`: day, time, fold); `Refused` names the
    field."""
    if form.get("slot"):
        form = form.copy()
        form["date"], _, rest = form["slot"].partition("T")
        form["starts_at"], _, form["fold"] = rest.partition("/")
    chosen, length = day(form.get("date", "")), minutes(form.get("minutes", ""))
    if chosen is None:
        raise Refused("invalid", N_("Give the date too."), field="date")
    if length is None:
        raise Refused("invalid", N_("Give the length in minutes, as a number."), field="minutes")
    if not form.get("starts_at"):
        raise Refused("invalid", N_("Give the time too."), field="starts_at")
    return {
        "date": chosen,
        "starts_at": form["starts_at"],
        "zone": form.get("zone", ""),
        "minutes": length,
        "fold": number(form.get("fold", ""), None, digits=1),
    }


@blueprint.app_template_global()
def session_clashes(session: Session) -> list[Clash]:
    """What speaks against a session's time as it stands: for those who lead, on any page about it."""
    return clashes_of(orm(), programme(), session) if viewer().leads else []


def require_leading() -> None:
    if not viewer().leads:
        raise Refused("not_allowed", N_("Your role does not allow this here."))


def _of_session(session_id: int, typed: MultiDict[str, str], errors: dict[str, str] | None = None) -> str:
    require_leading()
    session = sessions.session_for(orm(), viewer(), session_id)
    target = {
        "kind": "session",
        "session": session,
        "here": url_for("times.show", slug=programme().slug, session_id=session.id),
        "take": url_for("times.take", slug=programme().slug, session_id=session.id),
        "twins": url_for("times.take_both", slug=programme().slug, session_id=session.id),
        "back": (url_for("sessions.show", slug=programme().slug, session_id=session.id), session.title),
        "open": session.status == "planned" and not session.cancelled and not viewer().archived,
        "ask": url_for("time_polls.new", slug=programme().slug, session_id=session.id),
        "polls": polls_of(orm(), session.id),
    }
    usual = list(cities_meant(session, programme()) or programme().cities)
    return finder(target, typed, usual, session.zone, session, errors)


def _of_new(typed: MultiDict[str, str], errors: dict[str, str] | None = None) -> str:
    require_leading()
    target = {
        "kind": "new",
        "here": url_for("times.new", slug=programme().slug),
        "take": url_for("times.plan", slug=programme().slug),
        "back": (url_for("sessions.index", slug=programme().slug), gettext("Sessions")),
        "open": True,
        "kept": {name: typed.get(name, "") for name in _OF_A_NEW_ONE},
    }
    return finder(target, typed, list(programme().cities), programme().host_zone, None, errors)


def finder(
    target: dict[str, Any],
    typed: MultiDict[str, str],
    usual: list[City],
    zone: str,
    session: Session | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    """The page on which a time is found, for whatever `target` says: its kind, its addresses, what it keeps.

    Without a choice it looks for the `usual` cities, by the clocks of `zone`.
    """
    by_code: dict[str, City] = {city.code: city for city in programme().cities}
    length = session.minutes if session else None
    search = read_search(typed, by_code, usual, zone, site().today, length)
    search.errors |= errors or {}
    rules, _ = rules_of(orm(), programme())
    policy = rules.policy()
    number_of = session.id if session else None
    carried = ledger(orm(), programme(), policy, number_of).carried
    own = _own_zone()

    def address(**changes: Any) -> str:
        """This search, with something changed."""
        asked: dict[str, Any] = {"cities": [city.code for city in search.cities]}
        asked |= {"from": search.first, "to": search.last, "minutes": search.minutes}
        asked |= {name: value for name, value in target.get("kept", {}).items() if value}
        return f"{target['here']}?{urlencode(asked | changes, doseq=True)}"

    return render_template(
        "sessions/times/show.html",
        nav_active="tandems" if target["kind"] == "tandem" else "sessions",
        target=target,
        search=search,
        found=find(search, by_code, policy, carried),
        clashes=_clashes(search, session),
        policy=policy,
        carried=carried,
        address=address,
        bands=[(clock(opens), clock(closes), price) for opens, closes, price in rules.bands],
        zones=list(dict.fromkeys([zone, *(city.time_zone for city in search.cities), own or zone, "UTC"])),
        templates=TEMPLATES,
        level=lambda pain: level(pain, policy),
    )


def _clashes(search: Search, session: Session | None) -> list[Clash]:
    """What speaks against the time that was typed by hand."""
    if search.by_hand is None or not search.cities:
        return []
    people = session.people if session else []
    seats = {one.seat_id for one in people if one.seat_id is not None}
    return clashes_at(orm(), programme(), search.by_hand, search.minutes, search.cities, seats, session)


def _own_zone() -> str | None:
    """The zone whose clocks the reader goes by, where that is known."""
    city = next((one for one in programme().cities if one.code == viewer().city), None)
    return city.time_zone if city else None
