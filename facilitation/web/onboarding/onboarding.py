"""The board of progress, reminders, and the page for whoever was absent."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import REMINDED, STEPS
from facilitation.queries.cities.cities import city_for
from facilitation.queries.cities.profiles import filled_by_city
from facilitation.queries.onboarding.catch_up import catch_up as absence
from facilitation.queries.onboarding.onboarding import own_steps, progress, sees_board
from facilitation.queries.programmes.programmes import home
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("onboarding", __name__)
#: So many cities stand on one page of the board.
PAGE = 60


@blueprint.get("/onboarding")
def index():
    """The board for those who lead, one's own steps for a city's people, the profiles for the others."""
    cities = list(g.cities_by_code.values())
    board = progress(orm(), viewer(), cities) if sees_board(viewer()) else []
    only_missing = request.args.get("missing") == "1"
    shown = [one for one in board if one.missing or not only_missing]
    pages = max(1, -(-len(shown) // PAGE))
    asked = request.args.get("page", "1")
    page = min(number(asked, 1, digits=5), pages) or 1
    own = own_steps(orm(), viewer(), cities)
    return render_template(
        "onboarding/index.html",
        nav_active="onboarding",
        board=shown[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=pages,
        all_cities=len(board),
        missing=sum(bool(one.missing) for one in board),
        only_missing=only_missing,
        sees_board=sees_board(viewer()),
        own=own,
        filled={} if board or own else filled_by_city(orm(), viewer(), cities),
        steps=STEPS,
        reminded=REMINDED,
        today=site().today,
    )


@blueprint.post("/onboarding")
def remind():
    """Remind a city's people of a step: the button's value names both, such as "DUB:profile"."""
    code, _, step = request.form.get("remind", "").partition(":")
    city = city_for(orm(), viewer(), code)
    done = perform("reminder.send", {"city": city.id, "step": step})
    flash(
        ngettext(
            "%(num)s person of %(city)s is being reminded.",
            "%(num)s people of %(city)s are being reminded.",
            done.result["reminded"],
            city=city.name,
        ),
        "good",
    )
    back = {name: request.form.get(name) for name in ("missing", "page")}
    return redirect(url_for("onboarding.index", slug=programme().slug, **back), 303)


@blueprint.get("/catch-up")
def catch_up():
    if viewer().is_guest:
        raise not_found()
    everything = request.args.get("all") == "1"
    return render_template(
        "onboarding/catch_up.html",
        nav_active="home",
        absence=absence(orm(), viewer(), from_the_beginning=everything),
        everything=everything,
        own=own_steps(orm(), viewer(), list(g.cities_by_code.values())),
        steps=STEPS,
        home=home(orm(), viewer(), site().today),
    )


@blueprint.post("/catch-up")
def caught_up():
    """Remember that the reader has caught up."""
    perform("catch_up.done", {})
    flash(gettext("You are up to date."), "good")
    return redirect(url_for("onboarding.catch_up", slug=programme().slug), 303)
