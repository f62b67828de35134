"""A city's profile: read, filled in, and its earlier versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from facilitation.domain.errors import Refused, not_found
from facilitation.domain.onboarding import SECTION
from facilitation.domain.text_changes import changes
from facilitation.queries.cities.cities import city_for
from facilitation.queries.cities.profiles import Profile, profile_of, section_of, versions_of
from facilitation.store.cities import City
from facilitation.web.errors import STATUS
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.texts import Unsaved, as_json, languages, typed, unsaved

blueprint = programme_blueprint("profiles", __name__)


@blueprint.app_template_global("city_profile")
def city_profile(city: City) -> Profile:
    """A city's profile for the pages of others."""
    return profile_of(orm(), viewer(), city)


@blueprint.get("/cities/<code>/profile")
def show(code: str):
    return profile_page(city_for(orm(), viewer(), code))


@blueprint.post("/cities/<code>/profile/<section>")
def write(code: str, section: str):
    """Save one section; a refused form keeps what was typed."""
    city = city_for(orm(), viewer(), code)
    try:
        perform("profile.write", {"city": city.id, "section": section, **typed()})
    except Refused as refused:
        orm().expire_all()
        if section not in SECTION:
            raise not_found() from None
        kept = unsaved(section, refused, section_of(orm(), viewer(), city, section))
        return profile_page(city, kept), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return redirect(_address(city, section), 303)


@blueprint.get("/cities/<code>/profile/<section>/now")
def now(code: str, section: str):
    """A section as it stands, for the script that saves as one types."""
    city = city_for(orm(), viewer(), code)
    return as_json(section_of(orm(), viewer(), city, section))


@blueprint.get("/cities/<code>/profile/<section>/versions")
def versions(code: str, section: str):
    """The versions of a section: who, when, and what changed in the chosen one."""
    city = city_for(orm(), viewer(), code)
    found = versions_of(orm(), viewer(), city, section)
    wanted = request.args.get("version", "")
    place = next((at for at, (one, _) in enumerate(found) if str(one.number) == wanted), 0)
    chosen, before = [*(one for one, _ in found), None, None][place : place + 2]
    return render_template(
        "cities/profiles/versions.html",
        nav_active="onboarding",
        city=city,
        section=SECTION[section],
        restores="profiles.restore",
        named={"section": section},
        versions=found,
        place=place,
        pieces=changes(before.text if before else "", chosen.text) if chosen else [],
    )


@blueprint.post("/cities/<code>/profile/<section>/versions/<int:version>")
def restore(code: str, section: str, version: int):
    """Bring an earlier version back."""
    city = city_for(orm(), viewer(), code)
    perform("profile.restore", {"city": city.id, "section": section, "version": version})
    flash(gettext("The earlier version is back. The other one stays among the versions."), "good")
    return redirect(_address(city, section), 303)


def _address(city: City, section: str) -> str:
    return url_for("profiles.show", slug=programme().slug, code=city.code, _anchor=f"section-{section}")


def profile_page(city: City, kept: Unsaved | None = None) -> str:
    """The profile's page, with what could not be saved if anything."""
    return render_template(
        "cities/profiles/profile.html",
        nav_active="onboarding",
        city=city,
        profile=profile_of(orm(), viewer(), city),
        languages=languages(city),
        unsaved=kept,
    )
