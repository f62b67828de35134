"""The mandates of a city's offices: written where the profile names the offices, and their versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from facilitation.domain.errors import Refused
from facilitation.domain.onboarding import MANDATE, Section
from facilitation.domain.text_changes import changes
from facilitation.domain.texts import isolated
from facilitation.queries.cities.cities import city_for
from facilitation.queries.cities.mandates import Mandate, mandate_of, mandates_by_city
from facilitation.queries.cities.profiles import versions_of
from facilitation.store.cities import City
from facilitation.web.cities.profiles import profile_page
from facilitation.web.errors import STATUS
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.texts import as_json, typed, unsaved

blueprint = programme_blueprint("mandates", __name__)


@blueprint.app_template_global("mandates_of")
def mandates_of(city: City) -> list[Mandate]:
    """A city's offices with their mandates."""
    return mandates_by_city(orm(), viewer(), [city]).get(city.id, [])


@blueprint.post("/cities/<code>/mandates/<office_key>")
def write(code: str, office_key: str):
    """Save one mandate; a refused form keeps what was typed."""
    city = city_for(orm(), viewer(), code)
    office = mandate_of(orm(), viewer(), city, office_key).office
    try:
        perform("mandate.write", {"city": city.id, "office": office, **typed()})
    except Refused as refused:
        orm().expire_all()
        present = mandate_of(orm(), viewer(), city, office_key).written
        return profile_page(city, unsaved(f"mandate-{office_key}", refused, present)), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _back(city)


@blueprint.get("/cities/<code>/mandates/<office_key>/now")
def now(code: str, office_key: str):
    """A mandate as it stands, for the script that saves as one types."""
    city = city_for(orm(), viewer(), code)
    return as_json(mandate_of(orm(), viewer(), city, office_key).written)


@blueprint.get("/cities/<code>/mandates/<office_key>/versions")
def versions(code: str, office_key: str):
    """The versions of a mandate: who, when, and what changed in the chosen one."""
    city = city_for(orm(), viewer(), code)
    office = mandate_of(orm(), viewer(), city, office_key).office
    found = versions_of(orm(), viewer(), city, office_key, MANDATE)
    wanted = request.args.get("version", "")
    place = next((at for at, (one, _) in enumerate(found) if str(one.number) == wanted), 0)
    chosen, before = [*(one for one, _ in found), None, None][place : place + 2]
    return render_template(
        "cities/profiles/versions.html",
        nav_active="onboarding",
        city=city,
        section=Section("offices", gettext("Mandate of %(office)s", office=isolated(office)), ""),
        restores="mandates.restore",
        named={"office_key": office_key},
        versions=found,
        place=place,
        pieces=changes(before.text if before else "", chosen.text) if chosen else [],
    )


@blueprint.post("/cities/<code>/mandates/<office_key>/versions/<int:version>")
def restore(code: str, office_key: str, version: int):
    """Bring an earlier version back."""
    city = city_for(orm(), viewer(), code)
    office = mandate_of(orm(), viewer(), city, office_key).office
    perform("mandate.restore", {"city": city.id, "office": office, "version": version})
    flash(gettext("The earlier version is back. The other one stays among the versions."), "good")
    return _back(city)


def _back(city: City):
    address = url_for("profiles.show", slug=programme().slug, code=city.code, _anchor="section-offices")
    return redirect(address, 303)
