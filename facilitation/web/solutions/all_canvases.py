"""The page with the canvases of all sessions, of which two can be read side by side."""

from __future__ import annotations

from flask import render_template, request

from facilitation.domain.canvases import ANSWERS, FIELDS, SCOPES
from facilitation.queries.privacy.owners import Owners
from facilitation.queries.solutions.canvases import read_canvas
from facilitation.queries.solutions.programme_canvases import all_canvases, chosen
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("all_canvases", __name__)


@blueprint.get("/canvases")
def index() -> str:
    """The list, and where the address names two of them as `canvas`, these field by field."""
    listed = all_canvases(orm(), viewer())
    wanted = [number(one, 0) for one in request.args.getlist("canvas")[:12]]
    two = chosen(listed, wanted)
    return render_template(
        "solutions/all_canvases.html",
        nav_active="tandems",
        listed=listed,
        chosen={one.id for one in two},
        compared=[read_canvas(orm(), one) for one in two] if len(two) == 2 else [],
        asked=bool(wanted),
        owners=Owners(orm(), programme().id) if len(two) == 2 else None,
        fields=FIELDS,
        answers=ANSWERS,
        scopes=SCOPES,
    )
