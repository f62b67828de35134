"""Tandems: asking for them, looking at the answer, publishing, and scheduling a solution workshop."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from facilitation.commands.tandems.tandems import PRESETS
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import COORDINATE
from facilitation.queries.tandems import proposals, tandems
from facilitation.queries.tandems.pages import fallen_apart
from facilitation.queries.tandems.redaction import answer_for
from facilitation.queries.tandems.versions import last_version
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.times import finder, read_when
from facilitation.web.site import may, orm, perform, programme, site, viewer
from facilitation.web.tandems.canvas_ticks import canvas_choices, ticked_canvases
from facilitation.web.typed import number

blueprint = programme_blueprint("tandems", __name__)


@blueprint.get("/tandems")
def index():
    latest, published = tandems.latest_round(orm(), viewer()), tandems.published_round(orm(), viewer())
    coordinates, workshops = COORDINATE(viewer(), None), tandems.workshops(orm(), viewer())
    proposal = proposals.open_proposal(orm(), viewer())
    return render_template(
        "tandems/index.html",
        nav_active="tandems",
        round=answer_for(orm(), viewer(), latest) if latest else None,
        published=answer_for(orm(), viewer(), published) if published else None,
        workshops=workshops,
        challenge_titles=tandems.challenge_titles(orm(), viewer(), str(get_locale())),
        wish_sources=tandems.wish_sources(orm(), viewer()),
        canvas_choices={
            row.id: canvas_choices(row)
            for row in (published.tandems if published and coordinates else [])
            if row.id not in workshops
        },
        presets=PRESETS,
        proposal=proposal,
        own=proposals.own_groups(orm(), viewer()),
        version=last_version(orm(), viewer()),
        fallen=fallen_apart(orm(), viewer(), site().today) if coordinates else [],
    )


@blueprint.post("/tandems")
def solve():
    """Ask the worker for tandems from what the programme knows now."""
    problem = tandems.round_problem(orm(), viewer(), workshop_dates(site().today))
    perform("round.solve", {"problem": problem, "preset": request.form.get("preset", "balanced")})
    return redirect(url_for("tandems.index", slug=programme().slug), 303)


@blueprint.get("/tandems/rounds/<int:round_id>")
def status(round_id: int):
    """Where a round stands: for the page that waits for it."""
    return {"status": tandems.round_for(orm(), viewer(), round_id).status}


@blueprint.post("/tandems/rounds/<int:round_id>/publish")
def publish(round_id: int):
    """Publish the tandems; those that rest on nothing are asked about once more."""
    form = request.form
    payload = {
        "round": round_id,
        "version": number(form.get("version", ""), None),
        "scenario_version": number(form.get("scenario_version", ""), None),
        "confirm_nothing_known": form.get("confirm_nothing_known") == "1",
        "reason": form.get("reason", ""),
        "language": str(get_locale()),
    }
    try:
        perform("round.publish", payload)
    except Refused as refused:
        if refused.field == "confirm_nothing_known":
            kept = {name: form.get(name, "") for name in ("version", "scenario_version", "reason")}
            page = render_template(
                "tandems/nothing_known.html", nav_active="tandems", round_id=round_id, kept=kept
            )
            return page, STATUS[refused.code]
        if refused.code not in ("conflict", "invalid"):
            raise
        flash(sentence(refused.message), "warn")
        return redirect(url_for("tandems.index", slug=programme().slug), 303)
    flash(gettext("Published. The cities whose tandem is new or another one get a mail."), "good")
    return redirect(url_for("tandems.index", slug=programme().slug), 303)


@blueprint.get("/tandems/<int:tandem_id>/schedule")
def schedule(tandem_id: int):
    """A fair time for a tandem's solution workshop, by the clocks of its first city."""
    tandem = tandems.tandem_for(orm(), viewer(), tandem_id)
    address = url_for("tandems.schedule", slug=programme().slug, tandem_id=tandem.id)
    back = url_for("tandem_pages.show", slug=programme().slug, tandem_id=tandem.id)
    target = {
        "kind": "tandem",
        "here": address,
        "take": address,
        "back": (back, gettext("Tandem %(number)s", number=tandem.position + 1)),
        "open": may(COORDINATE),
        "canvases": canvas_choices(tandem),
    }
    cities = list(tandem.cities)
    return finder(target, request.args, cities, cities[0].time_zone)


@blueprint.post("/tandems/<int:tandem_id>/schedule")
def make_session(tandem_id: int):
    """Make the session of the chosen time, and open the canvases that are ticked."""
    canvases = ticked_canvases()
    try:
        done = perform(
            "tandem.schedule", {"tandem": tandem_id, **read_when(request.form), "canvases": canvases}
        )
    except Refused as refused:
        if refused.code != "conflict":
            raise
        flash(sentence(refused.message), "warn")
        return redirect(url_for("tandem_pages.show", slug=programme().slug, tandem_id=tandem_id), 303)
    flash(gettext("The workshop is scheduled. Invite its people next."), "good")
    page = "canvases.show" if canvases else "sessions.show"
    return redirect(url_for(page, slug=programme().slug, session_id=done.result["session"]), 303)


def workshop_dates(today: dt.date) -> list[dt.date]:
    """The Tuesdays and Thursdays of the third and fourth week from now: when solution workshops would be."""
    monday = today - dt.timedelta(days=today.weekday())
    return [monday + dt.timedelta(weeks=week, days=day) for week in (3, 4) for day in (1, 3)]
