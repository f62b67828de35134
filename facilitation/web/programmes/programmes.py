"""The programme's home, its settings, and its privacy notice."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from facilitation.commands.cities import places
from facilitation.domain.errors import Refused, not_found
from facilitation.domain.onboarding import STEPS
from facilitation.domain.permissions import ORGANISE
from facilitation.domain.programmes import LANGUAGES, PHASE_NAMES, PHASES
from facilitation.queries.challenges.counts import shared_challenges
from facilitation.queries.onboarding.catch_up import count_missed
from facilitation.queries.onboarding.onboarding import own_steps
from facilitation.queries.programmes import programmes
from facilitation.queries.tandems.tandems import published_round
from facilitation.store.programmes import Programme
from facilitation.web.cities.world_map import world_map
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import day

blueprint = programme_blueprint("programmes", __name__)
#: What anybody may read, with or without a seat.
notices = Blueprint("notices", __name__)

_TEXTS = (
    "title",
    "slug",
    "number",
    "contact",
    "language",
    "aims",
    "host_zone",
    "funding",
    "disclaimer",
    "privacy_notice",
)


@blueprint.get("/")
def home():
    own, today = programme(), site().today
    states = programmes.setup_states(orm(), viewer(), own)
    if states and own.setup == [] and states[-1].state == "open":
        return redirect(url_for("setup.show", slug=own.slug), 303)
    found = programmes.home(orm(), viewer(), today)
    tandems = published_round(orm(), viewer())
    return render_template(
        "programmes/home.html",
        nav_active="home",
        home=found,
        phases=programmes.phase_line(own, today),
        tandems=tandems,
        my_tandems=_mine(tandems),
        shared=shared_challenges(orm(), viewer(), str(get_locale())),
        map=world_map(list(g.cities_by_code.values()), tandems.tandems if tandems else ()),
        setup=states,
        own=own_steps(orm(), viewer(), list(g.cities_by_code.values())),
        steps=STEPS,
        missed=count_missed(orm(), viewer()),
    )


def _mine(tandems: Any) -> list[Any]:
    """The tandems of the viewer's own city."""
    city = viewer().city
    if tandems is None or city is None:
        return []
    return [tandem for tandem in tandems.tandems if city in [one.code for one in tandem.cities]]


@blueprint.get("/settings")
def settings():
    _require_organiser()
    return _settings(_values(programme()), {})


@blueprint.post("/settings")
def change():
    """Save the settings as a whole; a refused form keeps what was typed."""
    form = request.form
    try:
        payload: dict[str, Any] = {name: form.get(name, "") for name in _TEXTS}
        payload["languages"] = form.getlist("languages")
        payload["retention_until"] = _day("retention_until")
        payload["phases"] = [
            {
                "kind": kind,
                "starts_on": _day(f"{kind}_starts_on"),
                "ends_on": _day(f"{kind}_ends_on"),
            }
            for kind in PHASES
        ]
        done = perform("programme.change", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        return _settings(form, {refused.field or "": sentence(refused.message)}), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return redirect(url_for("programmes.settings", slug=done.result["slug"]), 303)


@notices.get("/p/<slug>/privacy")
def privacy(slug: str):
    """The privacy notice: for everybody who is asked for a name, before they give it."""
    found = programmes.programme_by_slug(orm(), slug)
    if found is None or not found.privacy_notice:
        raise not_found()
    return render_template("programmes/privacy.html", edition=found)


def _require_organiser() -> None:
    if not ORGANISE(viewer(), None):
        raise not_found()


def _day(name: str) -> str | None:
    return day(request.form.get(name, "").strip(), field=name)


def _values(own: Programme) -> MultiDict:
    values = MultiDict((name, getattr(own, name)) for name in _TEXTS)
    values["language"] = own.own_language or ""
    values.setlist("languages", own.languages)
    values["retention_until"] = own.retention_until.isoformat() if own.retention_until else ""
    for phase in own.phases:
        for end in ("starts_on", "ends_on"):
            date = getattr(phase, end)
            values[f"{phase.kind}_{end}"] = date.isoformat() if date else ""
    return values


def _settings(values: MultiDict, errors: dict[str, str]) -> str:
    return render_template(
        "programmes/settings.html",
        nav_active="home",
        values=values,
        errors=errors,
        languages=LANGUAGES,
        phases={kind: PHASE_NAMES[kind] for kind in PHASES},
        zones=places.zones(),
    )
