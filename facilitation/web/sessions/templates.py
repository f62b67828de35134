"""The programme's own session templates: named anew, taken away, brought back."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from facilitation.domain.errors import Refused, not_found
from facilitation.domain.sessions import TYPES
from facilitation.queries.sessions.templates import own_templates
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("templates", __name__)


@blueprint.get("/session-templates")
def index() -> str:
    return _page()


@blueprint.post("/session-templates/<int:template_id>")
def change(template_id: int) -> Response | tuple[str, int]:
    """Name or describe a template anew."""
    named = {name: request.form.get(name, "") for name in ("title", "description", "type")}
    try:
        perform("template.change", {"template": template_id, **named})
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "title": sentence(refused.message)}
        return _page({"of": template_id, "errors": errors, "typed": named}), STATUS[refused.code]
    return _back()


@blueprint.post("/session-templates/<int:template_id>/<any(remove, restore):act>")
def act(template_id: int, act: str) -> Response:
    """Offer a template no more, or again."""
    perform(f"template.{act}", {"template": template_id})
    return _back()


def _page(wrong: dict[str, Any] | None = None) -> str:
    if not viewer().leads:
        raise not_found()
    return render_template(
        "sessions/templates.html",
        nav_active="sessions",
        templates=own_templates(orm(), viewer()),
        removed=own_templates(orm(), viewer(), removed=True),
        types=TYPES,
        wrong=wrong or {"of": None, "errors": {}, "typed": {}},
    )


def _back() -> Response:
    return redirect(url_for("templates.index", slug=programme().slug), 303)
