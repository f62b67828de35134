"""Partner cities: the list, one city, and the forms that add, change and remove one."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from facilitation.commands.cities import places
from facilitation.commands.cities.sheet_rows import HEADINGS, degrees_of, number_of, split
from facilitation.domain.assessments import ANSWER
from facilitation.domain.cities import COLOURS, SUPPORT
from facilitation.domain.errors import Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.exports.cities import cities_sheet
from facilitation.queries.challenges.pages import NAMES_FOR_CITY
from facilitation.queries.cities.cities import cities_in_full, cities_listed, city_for, city_page
from facilitation.queries.cities.mandates import mandates_by_city
from facilitation.queries.onboarding.assessment_results import city_profile
from facilitation.store.cities import City
from facilitation.web.cities.world_map import world_map
from facilitation.web.downloads import as_file, download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import language_name
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import language_of
from facilitation.web.site import may, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("cities", __name__)


@blueprint.get("/cities")
def index():
    wanted = request.args.get("q", "")[:80]
    page = number(request.args.get("page", "1"), 1, digits=5)
    return render_template(
        "cities/index.html",
        nav_active="cities",
        list=cities_listed(orm(), viewer(), wanted, page),
        wanted=wanted,
        map=None if wanted or page > 1 else world_map(list(g.cities_by_code.values())),
    )


@blueprint.get("/cities/<code>")
def show(code: str):
    page = city_page(orm(), viewer(), code, str(get_locale()))
    return render_template(
        "cities/show.html",
        nav_active="cities",
        page=page,
        may_name=may(NAMES_FOR_CITY, page.city),
        assessment=city_profile(orm(), viewer(), page.city),
        answers_for_city=ANSWER(viewer(), page.city),
    )


@blueprint.get("/cities.<any(csv, xlsx):ending>")
def sheet(ending: str):
    """All cities in the columns that an import takes, in the reader's language."""
    language = language_of(HEADINGS)
    title = gettext("Cities of %(programme)s", programme=programme().title)
    cities = cities_in_full(orm(), viewer())
    mandates = {
        city: {one.office: one.text for one in offices}
        for city, offices in mandates_by_city(orm(), viewer(), cities).items()
    }
    made = cities_sheet(title, cities, language, mandates)
    return download(as_file(title, made, language, ending))


@blueprint.get("/new-city")
def new():
    require_coordinator()
    return _form(None, MultiDict(), {})


@blueprint.post("/new-city")
def create():
    """Add a city; a refused form keeps what was typed."""
    try:
        done = perform("city.add", _payload(request.form))
    except Refused as refused:
        return _refused(None, refused)
    city = done.result["city"]
    flash(gettext("The city has been added."), "good")
    row = orm().get(City, city)
    if row is None or request.form.get("then") == "another":
        return redirect(url_for("cities.new", slug=programme().slug), 303)
    return redirect(url_for("cities.show", slug=programme().slug, code=row.code), 303)


@blueprint.get("/cities/<code>/edit")
def edit(code: str):
    require_coordinator()
    city = city_for(orm(), viewer(), code)
    return _form(city, values_of(city), {})


@blueprint.post("/cities/<code>/edit")
def change(code: str):
    city = city_for(orm(), viewer(), code)
    try:
        perform("city.change", {"city": city.id} | _payload(request.form))
    except Refused as refused:
        return _refused(city, refused)
    orm().expire_all()
    flash(gettext("Saved."), "good")
    changed = orm().get(City, city.id)
    return redirect(
        url_for("cities.show", slug=programme().slug, code=changed.code if changed else code), 303
    )


@blueprint.post("/cities/<code>/remove")
def remove(code: str):
    city = city_for(orm(), viewer(), code)
    perform("city.remove", {"city": city.id})
    flash(gettext("%(city)s has been removed.", city=city.name), "good")
    return redirect(url_for("cities.index", slug=programme().slug), 303)


def require_coordinator() -> None:
    """Pages that prepare what only coordinators may do are not there for anybody else."""
    if not COORDINATE(viewer(), None):
        raise not_found()


def values_of(city: City) -> MultiDict:
    """A city as its form shows it."""
    return MultiDict(
        {
            "name": city.name,
            "code": city.code,
            "country_code": city.country_code,
            "inhabitants": str(city.inhabitants or ""),
            "time_zone": city.time_zone,
            "languages": ", ".join(language_name(code) for code in city.languages),
            "offices": "\n".join(city.offices),
            "aliases": ", ".join(alias.name for alias in city.aliases),
            "supports": "; ".join(one.name for one in city.organisations if SUPPORT in one.roles),
            "colour": str(city.colour),
            "latitude": _degrees(city.latitude),
            "longitude": _degrees(city.longitude),
        }
    )


def _degrees(value: float | None) -> str:
    """In full, so that a form that is saved as it stands moves nothing."""
    return "" if value is None else f"{value:.10f}".rstrip("0").rstrip(".")


def _payload(form: MultiDict) -> dict[str, Any]:
    """The form's fields as the commands take them; `Refused` names a field that can't be read."""
    colour = form.get("colour", "")
    payload: dict[str, Any] = {
        name: form.get(name, "") for name in ("name", "code", "country_code", "time_zone")
    }
    payload |= {
        name: split(form.get(name, ""), name) for name in ("languages", "offices", "aliases", "supports")
    }
    payload["languages"] = [_language_code(text) for text in payload["languages"]]
    payload["colour"] = number(colour, None, digits=2)
    for name in ("latitude", "longitude"):
        degrees = form.get(name, "").strip()
        payload[name] = degrees_of(degrees, name) if degrees else None
    inhabitants = form.get("inhabitants", "").strip()
    payload["inhabitants"] = number_of(inhabitants) if inhabitants else None
    return payload


def _language_code(text: str) -> str:
    """The code of a language named in the reader's own language; other words are left to the check."""
    known = places.language_of(text)
    if known is None and (wanted := text.casefold()):
        names = get_locale().languages.items()
        known = next((code for code, name in names if str(name).casefold() == wanted and len(code) < 4), None)
    return known or text


def _refused(city: City | None, refused: Refused):
    if refused.code not in ("invalid", "conflict"):
        raise refused
    errors = {refused.field or "": sentence(refused.message)}
    return _form(city, request.form, errors), STATUS[refused.code]


def _form(city: City | None, values: MultiDict, errors: dict[str, str]) -> str:
    return render_template(
        "cities/form.html",
        nav_active="cities",
        city=city,
        values=values,
        errors=errors,
        countries=places.countries(str(get_locale())),
        zones=places.zones(),
        colours=COLOURS,
    )
