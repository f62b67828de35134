"""The heat-map of challenges."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from facilitation.queries.challenges import heat_map
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("challenges", __name__)


@blueprint.get("/challenges")
def index():
    return render_template(
        "challenges/index.html", nav_active="challenges", heat_map=heat_map(orm(), viewer())
    )


@blueprint.post("/challenges")
def adopt():
    """Let a cluster stand for a challenge."""
    challenge = request.form.get("challenge", "")
    perform(
        "challenge.adopt",
        {
            "cluster": _number("cluster"),
            "challenge": int(challenge) if challenge.isdigit() else None,
            "kind": request.form.get("kind", "social"),
        },
    )
    return redirect(url_for("challenges.index", slug=programme().slug), 303)


def _number(field: str) -> int:
    text = request.form.get(field, "")
    return int(text) if text.isdigit() else 0
