"""The coordinators' page of wishes: which city has stated how many, until when, and whom to remind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.wishes import MOST_ALLOWED
from facilitation.queries.wishes.wishes import CityAsked, cities_asked
from facilitation.store.cities import City
from facilitation.store.wishes import terms_of
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import in_zone
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import day, number

blueprint = programme_blueprint("asking", __name__)

#: So many cities stand on one page.
PAGE = 60


def page() -> str:
    """Every city with its wishes; with `missing=1` those without any."""
    asked = cities_asked(orm(), viewer(), list(g.cities_by_code.values()), site().clock())
    missing = [one for one in asked if not one.stated]
    only_missing = request.args.get("missing") == "1"
    shown = missing if only_missing else asked
    pages = max(1, -(-len(shown) // PAGE))
    at = min(number(request.args.get("page", "1"), 1, digits=5), pages) or 1
    return render_template(
        "wishes/asked.html",
        nav_active="tandems",
        asked=shown[(at - 1) * PAGE : at * PAGE],
        all_cities=len(asked),
        missing=len(missing),
        only_missing=only_missing,
        to_remind=len(_to_remind(missing)),
        terms=terms_of(orm(), viewer().programme),
        now=site().clock(),
        page=at,
        pages=pages,
    )


@blueprint.get("/wishes/terms")
def terms():
    require_coordinator()
    found = terms_of(orm(), viewer().programme)
    return _terms(_moment(found.until) | {"most": str(found.most)}, {})


@blueprint.post("/wishes/terms")
def set_terms():
    """Set the deadline and how many wishes fit; a refused form keeps what was typed."""
    form = request.form
    try:
        payload = _when(form) | {"most": number(form.get("most", ""), 0, digits=4)}
        perform("wishes.set_terms", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        return _terms(form, {refused.field or "": sentence(refused.message)}), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _back()


@blueprint.get("/wishes/of/<code>/longer")
def longer(code: str):
    require_coordinator()
    city = _city(code)
    found = terms_of(orm(), viewer().programme)
    return _longer(city, _moment(found.longer.get(city.id) or found.until), {})


@blueprint.post("/wishes/of/<code>/longer")
def extend(code: str):
    """Give a city longer than the others, or take that back."""
    city = _city(code)
    form = request.form
    try:
        when = {} if form.get("end") == "1" else _when(form)
        if form.get("end") != "1" and when["date"] is None:
            raise Refused("invalid", N_("Give the date as year-month-day."), field="date")
        perform("wishes.extend", {"city": city.id} | when)
    except Refused as refused:
        if refused.code not in ("invalid", "conflict"):
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _longer(city, form, errors), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _back()


@blueprint.post("/wishes/remind")
def remind():
    """Remind one city (its code is the button's value), or all that have stated nothing ("all")."""
    wanted = request.form.get("remind", "")
    if wanted == "all":
        require_coordinator()
        asked = cities_asked(orm(), viewer(), list(g.cities_by_code.values()), site().clock())
        ids = [one.city.id for one in _to_remind([one for one in asked if not one.stated])]
    else:
        ids = [_city(wanted).id]
    try:
        done = perform("wishes.remind", {"cities": ids})
    except Refused as refused:
        if refused.code not in ("conflict", "invalid"):
            raise
        flash(sentence(refused.message), "warn")
    else:
        people = done.result["reminded"]
        flash(
            ngettext("%(num)s person is being reminded.", "%(num)s people are being reminded.", people),
            "good",
        )
    back = request.form.get("back")
    if back == "readiness":
        return redirect(url_for("readiness.show", slug=programme().slug), 303)
    return _back()


def _to_remind(missing: list[CityAsked]) -> list[CityAsked]:
    today = site().today
    return [
        one
        for one in missing
        if one.open and one.reachable and not (one.reminded and one.reminded.date() == today)
    ]


def _back() -> Response:
    form = request.form
    address = url_for(
        "wishes.index", slug=programme().slug, missing=form.get("missing"), page=form.get("page")
    )
    return redirect(address, 303)


def _city(code: str) -> City:
    city = g.cities_by_code.get(code.upper())
    if city is None:
        raise not_found()
    return city


def _when(form: MultiDict) -> dict[str, Any]:
    return {
        "date": day(form.get("date", "").strip()),
        "time": form.get("time", "").strip() or None,
        "fold": number(form.get("fold", ""), None, digits=1),
    }


def _moment(until: dt.datetime | None) -> MultiDict:
    """A deadline as the fields of a form show it, by the clocks of the programme's host zone."""
    if until is None:
        return MultiDict()
    local = in_zone(until, programme().host_zone)
    return MultiDict({"date": local.date().isoformat(), "time": f"{local:%H:%M}", "fold": str(local.fold)})


def _terms(values: MultiDict, errors: dict[str, str]) -> str:
    return render_template(
        "wishes/terms.html", nav_active="tandems", values=values, errors=errors, most_allowed=MOST_ALLOWED
    )


def _longer(city: City, values: MultiDict, errors: dict[str, str]) -> str:
    found = terms_of(orm(), viewer().programme)
    return render_template(
        "wishes/longer.html",
        nav_active="tandems",
        city=city,
        terms=found,
        has_longer=city.id in found.longer,
        values=values,
        errors=errors,
    )
