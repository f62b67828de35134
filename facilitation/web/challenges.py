"""The heat-map of challenges."""

from __future__ import annotations

from flask import render_template

from facilitation.queries.challenges import heat_map
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, viewer

blueprint = programme_blueprint("challenges", __name__)


@blueprint.get("/challenges")
def index():
    return render_template(
        "challenges/index.html", nav_active="challenges", heat_map=heat_map(orm(), viewer())
    )
