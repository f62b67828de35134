"""The programme's home."""

from __future__ import annotations

from flask import render_template

from facilitation.queries import programmes
from facilitation.queries.challenges import heat_map
from facilitation.queries.tandems import published_round
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, programme, site, viewer

blueprint = programme_blueprint("programmes", __name__)


@blueprint.get("/")
def home():
    today = site().today
    return render_template(
        "programmes/home.html",
        nav_active="home",
        home=programmes.home(orm(), viewer(), today),
        phases=programmes.phase_line(programme(), today),
        tandems=published_round(orm(), viewer()),
        heat_map=heat_map(orm(), viewer()),
    )
