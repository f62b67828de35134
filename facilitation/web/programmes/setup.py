"""The guided first setup: programme, cities, people, first workshop; each step can wait."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import get_locale

from facilitation.commands.cities import places
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused, not_found
from facilitation.domain.permissions import ORGANISE
from facilitation.domain.programmes import LANGUAGES, suggest_slug
from facilitation.queries.programmes.programmes import SetupState, home, programme_by_slug, setup_states
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.template_choices import template_choices
from facilitation.web.site import execute, orm, perform, programme, site, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("setup", __name__)


@blueprint.get("/setup")
def show():
    """The way through the setup; `step` opens one of its forms, otherwise the first open one."""
    _require_organiser()
    return _page(request.args.get("step", ""), _programme_values(), {})


@blueprint.post("/setup/programme")
def save_programme():
    form = request.form
    title = form.get("title", "")
    payload: dict[str, Any] = {
        "title": title,
        "languages": form.getlist("languages"),
        "host_zone": form.get("host_zone", ""),
        "language": str(get_locale()),
    }
    slug = suggest_slug(title)
    if slug and programme().slug == "programme" and programme_by_slug(orm(), slug) is None:
        payload["slug"] = slug
    try:
        done = perform("programme.change", payload)
    except Refused as refused:
        return _wrong("programme", refused)
    return redirect(url_for("setup.show", slug=done.result["slug"]), 303)


@blueprint.post("/setup/workshop")
def save_workshop():
    """Put the first workshop into the programme; "now" starts it, and the setup leads into its room."""
    form = request.form
    now = form.get("when", "now") == "now"
    template = template_choices().get(form.get("template", ""))
    try:
        done = perform(
            "session.create",
            {
                "title": form.get("title", ""),
                "type": "challenge",
                "template": form.get("template", ""),
                "language": programme().languages[0],
                "date": None if now else form.get("date") or None,
                "starts_at": None if now else form.get("starts_at") or None,
                "minutes": template.minutes if template is not None else 90,
                "fold": None if now else number(form.get("fold", ""), None, digits=1),
            },
        )
    except Refused as refused:
        return _wrong("workshop", refused)
    session = done.result["session"]
    if now:
        operation = f"{form.get('operation_id', '')[:50]}-start"
        execute(Call("session.start", operation, {"session": session}, viewer().seat))
    return redirect(url_for("setup.show", slug=programme().slug), 303)


@blueprint.post("/setup/later")
def later():
    """Leave a step for later, or put the whole setup away."""
    step = request.form.get("step", "")
    perform("setup.pass", {"step": step})
    endpoint = "programmes.home" if step == "all" else "setup.show"
    return redirect(url_for(endpoint, slug=programme().slug), 303)


@blueprint.app_template_global("setup_way")
def setup_way() -> list[SetupState]:
    """The steps of the setup on a page that one of them leads to; none for whoever came another way."""
    if "setup_way" not in g:
        g.setup_way = setup_states(orm(), viewer(), programme()) if request.values.get("setup") else []
    return g.setup_way


def _require_organiser() -> None:
    if not ORGANISE(viewer(), None):
        raise not_found()


def _programme_values() -> dict[str, Any]:
    own = programme()
    return {
        "title": "" if own.setup is not None and "programme" not in own.setup else own.title,
        "languages": own.languages,
        "host_zone": own.host_zone,
    }


def _wrong(step: str, refused: Refused):
    if refused.code != "invalid":
        raise refused
    values = request.form.to_dict() | {"languages": request.form.getlist("languages")}
    return _page(step, values, {refused.field or "": sentence(refused.message)}), STATUS[refused.code]


def _page(step: str, values: dict[str, Any], errors: dict[str, str]) -> str:
    states = setup_states(orm(), viewer(), programme())
    steps = [one.step for one in states]
    first = next((one.step for one in states if one.state == "open"), None)
    workshops = home(orm(), viewer(), site().today)
    return render_template(
        "programmes/setup/show.html",
        nav_active="home",
        states=states,
        step=step if step in steps else first,
        values=values,
        errors=errors,
        languages=LANGUAGES,
        zones=places.zones(),
        templates=template_choices(),
        running=workshops.running,
        coming=workshops.coming,
    )
