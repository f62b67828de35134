"""Partner cities."""

from __future__ import annotations

from flask import render_template

from facilitation.queries.cities import city_page
from facilitation.queries.programmes import cities_of
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, viewer

blueprint = programme_blueprint("cities", __name__)


@blueprint.get("/cities")
def index():
    return render_template("cities/index.html", nav_active="cities", cities=cities_of(orm(), viewer()))


@blueprint.get("/cities/<code>")
def show(code: str):
    return render_template("cities/show.html", nav_active="cities", page=city_page(orm(), viewer(), code))
