"""The page before tandems are formed: what is known of each city, inferred or missing, and whom to ask."""

from __future__ import annotations

from flask import g, render_template

from facilitation.queries.tandems.readiness import readiness
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, site, viewer

blueprint = programme_blueprint("readiness", __name__)


@blueprint.get("/tandems/readiness")
def show():
    found = readiness(orm(), viewer(), list(g.cities_by_code.values()), site().clock())
    return render_template("wishes/readiness.html", nav_active="tandems", found=found, today=site().today)
