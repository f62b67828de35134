"""The gallery of practices, a page each, and all of them as sheets."""

from __future__ import annotations

from flask import g, render_template, request
from flask_babel import get_locale, gettext

from facilitation.commands.practices.sheet_rows import HEADINGS
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.practices import STAGES
from facilitation.domain.replication import PREREQUISITE_KINDS
from facilitation.exports.practice_facts import practice_facts_sheet
from facilitation.exports.practices import practices_sheet
from facilitation.queries.practices.contacts import FILL_IN
from facilitation.queries.practices.gallery import (
    SEARCH_LENGTH,
    Card,
    Wanted,
    gallery,
    practices_in_full,
    practices_of_city,
    withdrawn_of_city,
)
from facilitation.queries.practices.pages import may_change, practice_page
from facilitation.queries.practices.replication import facts_by_practice
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.web.downloads import as_file, download
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import language_of
from facilitation.web.site import may, orm, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("practices", __name__)

#: What of the address the other pages of the gallery are asked for too.
_ASKED = ("q", "city", "topic", "challenge", "stage")


@blueprint.app_template_global("practices_of")
def practices_of(city: City) -> list[Card]:
    """A city's practices for the pages of others."""
    return practices_of_city(orm(), viewer(), city, str(get_locale()))


@blueprint.app_template_global("practices_withdrawn_of")
def practices_withdrawn_of(city: City) -> list[Practice]:
    """What a city has withdrawn, for those who may restore it; nothing for others."""
    return [one for one in withdrawn_of_city(orm(), city) if may_change(viewer(), one)]


@blueprint.app_template_global("fills_in_practices")
def fills_in_practices(city: City) -> bool:
    """Whether the viewer writes down what this city offers."""
    return may(FILL_IN, city)


@blueprint.get("/practices")
def index():
    wanted = _wanted()
    return render_template(
        "practices/index.html",
        nav_active="cities",
        gallery=gallery(orm(), viewer(), wanted, str(get_locale())),
        wanted=wanted,
        asked={name: request.args[name][:SEARCH_LENGTH] for name in _ASKED if request.args.get(name)},
        may_add=may_add(),
        stages=STAGES,
        search_length=SEARCH_LENGTH,
    )


@blueprint.get("/practices/<int:practice_id>")
def show(practice_id: int):
    page = practice_page(orm(), viewer(), practice_id, str(get_locale()))
    return render_template(
        "practices/show.html", nav_active="cities", page=page, stages=STAGES, needs=PREREQUISITE_KINDS
    )


@blueprint.get("/practices.<any(csv, xlsx):ending>")
def sheet(ending: str):
    """All practices in the columns that an import takes, in the reader's language."""
    language = language_of(HEADINGS)
    title = gettext("Practices of %(programme)s", programme=programme().title)
    made = practices_sheet(title, *practices_in_full(orm(), viewer(), language), language)
    return download(as_file(title, made, language, ending))


@blueprint.get("/practice-facts.<any(csv, xlsx):ending>")
def facts_sheet(ending: str):
    """What the cities tell of their practices, a row for each fact, in the reader's language."""
    language = language_of(HEADINGS)
    title = gettext("What cities tell of their practices")
    shown, _ = practices_in_full(orm(), viewer(), language)
    practices = [one.practice for one in shown]
    facts = facts_by_practice(orm(), [one.id for one in practices])
    made = practice_facts_sheet(title, practices, facts, language, gettext)
    return download(as_file(title, made, language, ending))


def own_city() -> City | None:
    """The city whose practices this viewer writes down as a member of it."""
    city = g.cities_by_code.get(viewer().city)
    return city if city is not None and FILL_IN(viewer(), city) else None


def may_add() -> bool:
    """Whether the viewer writes down the practices of some city."""
    if viewer().archived:
        return False
    return own_city() is not None or (COORDINATE(viewer(), None) and bool(g.cities_by_code))


def _wanted() -> Wanted:
    """What the address asks for; what it can't ask for is left out."""
    asked = request.args
    stage, city = asked.get("stage", ""), asked.get("city", "").upper()
    return Wanted(
        text=" ".join(asked.get("q", "")[:SEARCH_LENGTH].split()),
        city=city if city in g.cities_by_code else "",
        topic=number(asked.get("topic", ""), 0),
        challenge=number(asked.get("challenge", ""), 0),
        stage=stage if stage in STAGES else "",
        page=number(asked.get("page", "1"), 1, digits=5),
    )
