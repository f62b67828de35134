"""The programme's months as timeline and month view, one's own agenda, and agendas as documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from facilitation.domain.dates import can_be_meant
from facilitation.domain.errors import N_, Refused
from facilitation.domain.programmes import PHASE_NAMES
from facilitation.domain.sessions import PERSON_ROLES, TYPES
from facilitation.queries.documents.documents import drafting_agendas
from facilitation.queries.sessions.overviews import Filter, chosen, day_of, month_of, timelines
from facilitation.queries.sessions.touching import agenda_of
from facilitation.store.people import Person
from facilitation.store.sessions import Session
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("overviews", __name__)


@blueprint.get("/sessions/timeline")
def line():
    """Phases as bands, sessions as marks by type, and a line for today."""
    which = _filter()
    sessions = chosen(orm(), viewer(), which)
    found = timelines(programme(), sessions, site().today, _zone(), tuple(TYPES))
    return _page("sessions/timeline.html", which, timelines=found, by_month=_by_month(sessions))


@blueprint.get("/sessions/month")
def month():
    """A month's grid, Monday to Sunday; `month` is such as 2027-03."""
    first = _month()
    which = _filter()
    weeks = month_of(chosen(orm(), viewer(), which), first, _zone())
    before = (first - dt.timedelta(days=1)).replace(day=1)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    return _page(
        "sessions/month.html",
        which,
        first=first,
        weeks=weeks,
        before=before if can_be_meant(before) else None,
        after=after if can_be_meant(after) else None,
    )


@blueprint.get("/agenda")
def own():
    """What runs and what comes, for whoever looks: the sessions of their city, and those with a role of
    theirs."""
    entries = agenda_of(orm(), viewer(), site().today)
    dated = [(day_of(one.session, _zone()), one) for one in entries]
    by_day = [
        (day, [one for _, one in group])
        for day, group in groupby(
            sorted((pair for pair in dated if pair[0]), key=lambda pair: pair[0] or dt.date.max),
            key=lambda pair: pair[0],
        )
    ]
    return render_template(
        "sessions/agenda.html",
        nav_active="sessions",
        by_day=by_day,
        undated=[one for day, one in dated if day is None],
        person_roles=PERSON_ROLES,
        today=site().today,
    )


@blueprint.post("/sessions/agendas")
def draft():
    """Ask for the agendas of the chosen sessions, or of all that are to come, in one document."""
    form = request.form
    payload: dict[str, Any] = {"language": form.get("language", "")}
    if form.get("which") == "these":
        ids = [number(one, None) for one in form.getlist("sessions")]
        payload["sessions"] = [one for one in ids if one is not None]
    perform("agendas.draft", payload)
    flash(gettext("The agendas are being drafted. They appear under Documents in a few seconds."), "good")
    return redirect(url_for("documents.index", slug=programme().slug), 303)


def _page(template: str, which: Filter, **context: Any) -> str:
    return render_template(
        template,
        nav_active="sessions",
        which=which,
        asked={name: value for name, value in request.args.items() if name in ("city", "type", "mine")},
        phase_names=PHASE_NAMES,
        today=site().today,
        drafting=drafting_agendas(orm(), viewer()),
        locale_code=str(get_locale()),
        **context,
    )


def _filter() -> Filter:
    """What the address asks for; a city or type that isn't there is none."""
    codes = {city.code for city in programme().cities}
    city, type_ = request.args.get("city", ""), request.args.get("type", "")
    return Filter(
        city if city in codes else None,
        type_ if type_ in TYPES else None,
        mine=request.args.get("mine") == "1",
    )


def _zone() -> str | None:
    """The zone that the reader's times are shown in: their own, else their city's, else each session's."""
    who = viewer()
    person = orm().get(Person, who.person) if who.person is not None else None
    if person is not None and person.time_zone:
        return person.time_zone
    return next((city.time_zone for city in programme().cities if city.code == who.city), None)


def _month() -> dt.date:
    asked = request.args.get("month")
    if not asked:
        return site().today.replace(day=1)
    try:
        first = dt.date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Refused("not_found", N_("Give the month as year-month.")) from None
    if not can_be_meant(first):
        raise Refused("not_found", N_("Give the month as year-month."))
    return first


def _by_month(sessions: Iterable[Session]) -> list[tuple[dt.date | None, list[Session]]]:
    """The sessions by month, those without a date last: the timeline as a text."""
    zone = _zone()
    days = [(day_of(session, zone), session) for session in sessions]
    days.sort(key=lambda pair: (pair[0] is None, pair[0] or dt.date.max, pair[1].id))
    return [
        (begin, [session for _, session in group])
        for begin, group in groupby(days, key=lambda pair: pair[0].replace(day=1) if pair[0] else None)
    ]
