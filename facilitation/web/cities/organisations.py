"""The consortium's other members: the list, and the forms that add, change and remove one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from facilitation.domain.cities import ORGANISATION_GROUPS, ORGANISATION_ROLES
from facilitation.domain.errors import Refused
from facilitation.queries.cities.organisations import organisation_for, organisations_of
from facilitation.store.cities import Organisation
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("organisations", __name__)


@blueprint.get("/organisations")
def index():
    return _list({}, {}, [])


@blueprint.post("/organisations")
def create():
    """Add an organisation; a refused form keeps what was typed."""
    try:
        perform("organisation.add", _payload())
    except Refused as refused:
        _require_field(refused)
        errors = {refused.field or "": sentence(refused.message)}
        return _list(_typed(), errors, request.form.getlist("cities")), STATUS[refused.code]
    flash(gettext("The organisation has been added."), "good")
    return _back()


@blueprint.get("/organisations/<int:organisation_id>")
def edit(organisation_id: int):
    require_coordinator()
    organisation = organisation_for(orm(), viewer(), organisation_id)
    values = {"name": organisation.name, "roles": list(organisation.roles)}
    return _form(organisation, values, {}, [city.code for city in organisation.cities])


@blueprint.post("/organisations/<int:organisation_id>")
def change(organisation_id: int):
    organisation = organisation_for(orm(), viewer(), organisation_id)
    try:
        perform("organisation.change", {"organisation": organisation_id} | _payload())
    except Refused as refused:
        _require_field(refused)
        errors = {refused.field or "": sentence(refused.message)}
        chosen = request.form.getlist("cities")
        return _form(organisation, _typed(), errors, chosen), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _back()


@blueprint.post("/organisations/<int:organisation_id>/remove")
def remove(organisation_id: int):
    perform("organisation.remove", {"organisation": organisation_id})
    flash(gettext("The organisation has been removed."), "good")
    return _back()


def _require_field(refused: Refused) -> None:
    if refused.code != "invalid":
        raise refused


def _payload() -> dict[str, Any]:
    form = request.form
    return {
        "name": form.get("name", ""),
        "roles": form.getlist("roles"),
        "cities": form.getlist("cities"),
    }


def _typed() -> dict[str, Any]:
    return request.form.to_dict() | {"roles": request.form.getlist("roles")}


def _back():
    return redirect(url_for("organisations.index", slug=programme().slug), 303)


def _list(values: dict[str, Any], errors: dict[str, str], chosen: list[str]) -> str:
    return render_template(
        "cities/organisations/index.html",
        nav_active="cities",
        organisations=organisations_of(orm(), viewer()),
        roles=ORGANISATION_ROLES,
        groups=ORGANISATION_GROUPS,
        values=values,
        errors=errors,
        chosen=chosen,
    )


def _form(organisation: Organisation, values: dict, errors: dict[str, str], chosen: list[str]) -> str:
    return render_template(
        "cities/organisations/edit.html",
        nav_active="cities",
        organisation=organisation,
        roles=ORGANISATION_ROLES,
        values=values,
        errors=errors,
        chosen=chosen,
    )
