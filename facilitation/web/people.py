"""The people of a programme."""

from __future__ import annotations

from flask import render_template

from facilitation.queries.people import seats_of
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, viewer

blueprint = programme_blueprint("people", __name__)


@blueprint.get("/people")
def index():
    return render_template("people/index.html", nav_active="people", seats=seats_of(orm(), viewer()))
