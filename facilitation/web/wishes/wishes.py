"""Wishes of cities: the list of one city, its form, and what others see of them."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from facilitation.domain.errors import Refused, not_found
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE
from facilitation.domain.wishes import PRIORITIES, sees_wishes_of
from facilitation.queries.wishes.seen import visible_wishes
from facilitation.queries.wishes.wishes import (
    STATES_WISHES,
    CityWishes,
    practices_to_wish_for,
    wish_to_change,
    wishes_of_city,
)
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import may, orm, perform, programme, site, viewer
from facilitation.web.texts import languages
from facilitation.web.typed import number
from facilitation.web.wishes import asking

blueprint = programme_blueprint("wishes", __name__)

#: Where the practices stand that can be wished for.
_PRACTICES = "practices.index"


@blueprint.get("/wishes")
def index():
    """The coordinators' page, one's own city's wishes, or what cities agreed to show."""
    if COORDINATE(viewer(), None):
        return asking.page()
    own = g.cities_by_code.get(viewer().city or "")
    if own is not None and sees_wishes_of(viewer(), own.code):
        return _list(own)
    return render_template("wishes/shown.html", nav_active="tandems", wishes=visible_wishes(orm(), viewer()))


@blueprint.get("/wishes/of/<code>")
def of_city(code: str):
    city = g.cities_by_code.get(code.upper())
    if city is None:
        raise not_found()
    return _list(city)


@blueprint.get("/wishes/new")
def new():
    """The form, with the practice (its id) or the teacher (a code) that the address names."""
    values = MultiDict(request.args)
    city = g.cities_by_code.get(values.get("city", viewer().city or "").upper())
    require_stating(city)
    values["city"] = city.code if city else ""
    values.setdefault("priority", "1")
    return _form(values, {}, city)


@blueprint.post("/wishes/new")
def add():
    """State a wish; a refused form keeps what was typed."""
    form = request.form
    city = g.cities_by_code.get(form.get("city", "").upper())
    require_stating(city)
    if city is None:
        return _form(form, {"city": gettext("Choose a city of this programme.")}, None), STATUS["invalid"]
    try:
        perform("wish.add", {"city": city.id} | _payload(form))
    except Refused as refused:
        return _form(form, _errors(refused), city), STATUS[refused.code]
    flash(gettext("The wish is on the list."), "good")
    if form.get("then") == "another":
        return redirect(url_for("wishes.new", slug=programme().slug, city=city.code), 303)
    return _to(city)


@blueprint.get("/wishes/<int:wish_id>")
def edit(wish_id: int):
    wish = wish_to_change(orm(), viewer(), wish_id)
    values = MultiDict(
        {
            "practice": str(wish.practice_id or ""),
            "teacher": wish.teacher.code if wish.teacher else "",
            "priority": str(wish.priority),
            "text": wish.text,
            "language": wish.language or "",
            "shown": "1" if wish.shown else "",
        }
    )
    return _form(values, {}, wish.city, wish)


@blueprint.post("/wishes/<int:wish_id>")
def change(wish_id: int):
    """Save a wish; a refused form keeps what was typed."""
    wish = wish_to_change(orm(), viewer(), wish_id)
    city = wish.city
    try:
        perform("wish.change", {"wish": wish_id} | _payload(request.form))
    except Refused as refused:
        return _form(request.form, _errors(refused), city, wish), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _to(city)


@blueprint.post("/wishes/<int:wish_id>/rank")
def rank(wish_id: int):
    """Give a wish another priority: 1, 2 or 3."""
    payload = {"wish": wish_id, "priority": number(request.form.get("priority", ""), 0, digits=2)}
    return _done(wish_id, "wish.rank", payload, gettext("Saved."))


@blueprint.post("/wishes/<int:wish_id>/show")
def show(wish_id: int):
    """Agree that others may see a wish once a tandem meets it, or take that back."""
    shown = request.form.get("shown") == "1"
    said = gettext("Others will see this wish if a published tandem meets it.")
    hidden = gettext("Only your city and the coordinators see this wish.")
    return _done(wish_id, "wish.show", {"wish": wish_id, "shown": shown}, said if shown else hidden)


@blueprint.post("/wishes/<int:wish_id>/withdraw")
def withdraw(wish_id: int):
    said = gettext("The wish is withdrawn, and can be restored below.")
    return _done(wish_id, "wish.withdraw", {"wish": wish_id}, said)


@blueprint.post("/wishes/<int:wish_id>/restore")
def restore(wish_id: int):
    return _done(wish_id, "wish.restore", {"wish": wish_id}, gettext("The wish counts again."))


@blueprint.app_template_global("sees_wishes")
def sees_wishes(code: str) -> bool:
    """Whether the reader sees all wishes of the city with this code."""
    return g.get("viewer") is not None and sees_wishes_of(g.viewer, code)


@blueprint.app_template_global("own_wishes")
def own_wishes() -> CityWishes | None:
    """The wishes of the city that the reader acts for; None for somebody who acts for none."""
    if g.get("viewer") is None:
        return None
    city = g.get("cities_by_code", {}).get(viewer().city or "")
    if city is None or not ACTS_FOR_CITY(viewer(), city):
        return None
    if "own_wishes" not in g:
        g.own_wishes = wishes_of_city(orm(), viewer(), city, site().clock())
    return g.own_wishes


@blueprint.app_template_global("may_wish_from")
def may_wish_from(city: City) -> bool:
    """Whether the reader can put something of this city on a wish list now: their own, or as coordinator."""
    own = own_wishes()
    if own is not None:
        return own.changes and own.city.id != city.id
    return g.get("viewer") is not None and may(COORDINATE) and len(g.cities_by_code) > 1


@blueprint.app_template_global("is_wished_for")
def is_wished_for(practice: Practice | None = None, city: City | None = None) -> bool:
    """Whether the reader's own city has this practice, or this city without one, on its list."""
    own = own_wishes()
    return own is not None and any(
        (wish.practice_id == practice.id)
        if practice is not None
        else (city is not None and wish.practice_id is None and wish.teacher_id == city.id)
        for wish in own.standing
    )


def _done(wish_id: int, name: str, payload: dict[str, Any], said: str) -> Any:
    """Do it, or say on the list why not."""
    city = wish_to_change(orm(), viewer(), wish_id).city
    try:
        perform(name, payload)
    except Refused as refused:
        if refused.code not in ("conflict", "closed", "invalid"):
            raise
        flash(sentence(refused.message), "warn")
    else:
        flash(said, "good")
    return _to(city)


def _to(city: City) -> Any:
    return redirect(url_for("wishes.of_city", slug=programme().slug, code=city.code), 303)


def require_stating(city: City | None) -> None:
    """The form is there for whoever may state a wish: of this city, or of one still to be chosen."""
    if not (COORDINATE(viewer(), None) or (city is not None and STATES_WISHES(viewer(), city))):
        raise not_found()


def _errors(refused: Refused) -> dict[str, str]:
    """What a form says of a refusal; others than those of its fields stand on top."""
    if refused.code not in ("invalid", "conflict", "closed"):
        raise refused
    return {refused.field or "": sentence(refused.message)}


def _payload(form: MultiDict) -> dict[str, Any]:
    practice, teacher = form.get("practice", ""), form.get("teacher", "")
    known = g.cities_by_code.get(teacher.upper())
    return {
        "practice": number(practice, 0) if practice else None,
        # A city that is not there is refused in words, not left out.
        "teacher": known.id if known else 0 if teacher else None,
        "priority": number(form.get("priority", "1"), 0, digits=2),
        "text": form.get("text", ""),
        "language": form.get("language", str(get_locale())),
        "shown": form.get("shown") == "1",
    }


def _list(city: City) -> str:
    found = wishes_of_city(orm(), viewer(), city, site().clock())
    return render_template(
        "wishes/list.html",
        nav_active="tandems",
        found=found,
        priorities=PRIORITIES,
        practices=_PRACTICES if _PRACTICES in current_app.view_functions else None,
    )


def _form(values: MultiDict, errors: dict[str, str], city: City | None, wish: Wish | None = None) -> str:
    """The form of a new wish, or of `wish`."""
    practices: dict[str, list[Practice]] = {}
    for practice in practices_to_wish_for(orm(), viewer()):
        if city is None or practice.city_id != city.id:
            practices.setdefault(practice.city.name, []).append(practice)
    own = wishes_of_city(orm(), viewer(), city, site().clock()) if city is not None else None
    every = list(g.cities_by_code.values())
    return render_template(
        "wishes/form.html",
        nav_active="tandems",
        values=values,
        errors=errors,
        wish=wish,
        city=city,
        own=own,
        cities=every if COORDINATE(viewer(), None) and wish is None else [],
        teachers=[one for one in every if city is None or one.id != city.id],
        practices=practices,
        priorities=PRIORITIES,
        languages=languages(city) if city else languages_of_programme(),
    )


def languages_of_programme() -> dict[str, str]:
    """The languages of a text about a city that is still to be chosen."""
    return languages(City(languages=[]))
