"""What was learned about carrying practices over: read by all, written by cities and coordinators."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.exports.practice_facts import learnings_sheet
from facilitation.queries.practices.learnings import learnings_of_city, learnings_page
from facilitation.queries.practices.replication import learnings_of as learnings_told
from facilitation.store.cities import City
from facilitation.store.replication import Learning
from facilitation.web.downloads import as_file, download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import language_name
from facilitation.web.practices.practices import may_add, own_city
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("learnings", __name__)

#: What a learning's button says that it does, and what the page says afterwards.
_DONE = {
    "change": N_("Saved."),
    "remove": N_("Removed. It can be restored at the end of this page."),
    "restore": N_("It is back."),
}


@blueprint.app_template_global("learnings_of")
def learnings_of(city: City) -> list[Learning]:
    """What a city learned, for the pages of others."""
    return learnings_of_city(orm(), viewer(), city)


@blueprint.get("/learnings")
def index():
    return _page()


@blueprint.get("/learnings.<any(csv, xlsx):ending>")
def sheet(ending: str):
    """All learnings as a table, in the reader's language."""
    language, title = str(get_locale()), gettext("What we learned")
    learnings_page(orm(), viewer())  # there for those who may read the page
    cities = {code: city.name for code, city in g.cities_by_code.items()}
    made = learnings_sheet(title, learnings_told(orm(), programme().id), cities, language, gettext)
    return download(as_file(title, made, language, ending))


@blueprint.post("/learnings")
def add():
    """Write down what was learned; a refused form keeps what was typed."""
    try:
        perform("learning.add", _typed())
    except Refused as refused:
        return _refused(refused, "new")
    flash(gettext("Added."), "good")
    return _back("")


@blueprint.post("/learnings/<int:learning_id>")
def change(learning_id: int):
    """Change, remove or restore a learning: what the button says."""
    what = request.form.get("do", "")
    if what not in _DONE:
        raise not_found()
    payload: dict[str, Any] = {"learning": learning_id}
    if what == "change":
        payload |= _typed() | {"revision": number(request.form.get("revision", ""), 0, digits=9)}
    try:
        perform(f"learning.{what}", payload)
    except Refused as refused:
        if what != "change":
            raise
        return _refused(refused, f"learning-{learning_id}")
    flash(gettext(_DONE[what]), "good")
    return _back("" if what == "remove" else f"learning-{learning_id}")


def _typed() -> dict[str, Any]:
    """The form's fields as the commands take them; an unknown city stays one that nobody may speak for."""
    code = request.form.get("city", "")
    city = g.cities_by_code.get(code)
    return {
        "city": city.id if city is not None else (0 if code else None),
        "text": request.form.get("text", ""),
        "language": request.form.get("language", ""),
        "source": request.form.get("source", ""),
    }


def _back(place: str):
    return redirect(url_for("learnings.index", slug=programme().slug, _anchor=place or None), 303)


def _refused(refused: Refused, place: str) -> Any:
    if refused.code not in ("invalid", "conflict"):
        raise refused
    orm().expire_all()
    kept = {
        "place": place,
        "field": refused.field or "text",
        "error": sentence(refused.message),
        "values": request.form,
        # Saved once more, what was typed takes the place of the other's: they have been told of it.
        "again": refused.code == "conflict",
    }
    return _page(kept), STATUS[refused.code]


def _page(refused: dict[str, Any] | None = None) -> str:
    own = own_city()
    codes = dict.fromkeys([str(get_locale()), *programme().languages, *(own.languages if own else [])])
    everybody = COORDINATE(viewer(), None)
    return render_template(
        "practices/learnings.html",
        nav_active="cities",
        page=learnings_page(orm(), viewer()),
        may_add=may_add() or (everybody and not viewer().archived),
        cities=list(g.cities_by_code.values()) if everybody else [own] if own else [],
        everybody=everybody,
        languages={code: language_name(code) for code in codes},
        refused=refused,
    )
