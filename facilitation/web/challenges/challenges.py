"""The heat-map of challenges, each challenge's own page, and what coordinators change of one."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from facilitation.domain.challenges import title_in
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import ACTS_FOR_CITY
from facilitation.domain.programmes import CHALLENGE_KINDS, LANGUAGES
from facilitation.exports.heat_map import map_sheet, places_sheet
from facilitation.exports.spreadsheets import csv_of, xlsx_of
from facilitation.queries.challenges.challenges import SOURCES, HeatMap, Wanted, heat_map
from facilitation.queries.challenges.pages import ChallengePage, challenge_page
from facilitation.queries.challenges.topics import topic_book
from facilitation.store.challenges import Challenge
from facilitation.translations import say
from facilitation.web.challenges.titles import titled
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.downloads import download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import may, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("challenges", __name__)
blueprint.add_app_template_filter(titled)

#: So many named cells say where it was said without leaving the page; of more, each leads to its challenge.
_OPENED_IN_PLACE = 400
#: What of the address the other pages of the map and its sheets are asked for too.
_ASKED = ("q", "kind", "city", "source", "topic", "shared", "order")
#: All cities on one sheet.
_ALL = 100_000


@blueprint.get("/challenges")
def index():
    wanted = _wanted()
    found = heat_map(orm(), viewer(), str(get_locale()), wanted)
    codes = {city.code for city in found.cities}
    named = sum(len(codes & row.cells.keys()) for row in found.rows)
    return render_template(
        "challenges/index.html",
        nav_active="challenges",
        heat_map=found,
        wanted=wanted,
        asked={name: request.args[name] for name in _ASKED if request.args.get(name)},
        in_place=named <= _OPENED_IN_PLACE,
        own_city=_own_city(),
    )


@blueprint.get("/challenges.csv")
def csv():
    """The places where something was said, as they are filtered."""
    found = _whole()
    return download(csv_of(places_sheet(found, _say, _topics()), str(get_locale())))


@blueprint.get("/challenges.xlsx")
def xlsx():
    """The map and the places where something was said, as they are filtered."""
    found = _whole()
    title = gettext("Challenges of %(programme)s", programme=programme().title)
    return download(xlsx_of(title, [map_sheet(found, _say), places_sheet(found, _say, _topics())]))


@blueprint.get("/challenges/<int:challenge_id>")
def show(challenge_id: int):
    page = _page(challenge_id)
    if page.challenge.id != challenge_id:
        return _to(page.challenge.id)
    return render_template(
        "challenges/show.html", nav_active="challenges", page=page, own_city=_own_city(), languages=LANGUAGES
    )


@blueprint.get("/challenges/<int:challenge_id>/edit")
def edit(challenge_id: int):
    require_coordinator()
    page = _page(challenge_id)
    return _form(page, _values(page.challenge), {})


@blueprint.post("/challenges/<int:challenge_id>/edit")
def change(challenge_id: int):
    """Save titles and kind; a refused form keeps what was typed."""
    form = request.form
    titles = {language: form[f"title_{language}"] for language in LANGUAGES if f"title_{language}" in form}
    try:
        payload = {"challenge": challenge_id, "kind": form.get("kind", ""), "titles": titles}
        perform("challenge.change", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _form(_page(challenge_id), form.to_dict(), errors), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _to(challenge_id)


@blueprint.post("/challenges/<int:challenge_id>/merge")
def merge(challenge_id: int):
    into = request.form.get("into", "")
    payload = {"challenge": challenge_id, "into": number(into, 0)}
    try:
        done = perform("challenge.merge", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        page = _page(challenge_id)
        errors = {refused.field or "": sentence(refused.message)}
        return _form(page, _values(page.challenge), errors), STATUS[refused.code]
    flash(gettext("The two are one challenge now. It can be undone here."), "good")
    return _to(done.result["challenge"])


@blueprint.post("/challenges/<int:challenge_id>/unmerge")
def unmerge(challenge_id: int):
    perform("challenge.unmerge", {"challenge": challenge_id})
    flash(gettext("It is a separate challenge again."), "good")
    return _to(challenge_id)


def _to(challenge_id: int):
    return redirect(url_for("challenges.show", slug=programme().slug, challenge_id=challenge_id), 303)


def _own_city() -> Any:
    """The city that this viewer may name challenges of, as a member of it."""
    city = g.cities_by_code.get(viewer().city)
    return city if city is not None and may(ACTS_FOR_CITY, city) else None


def _wanted() -> Wanted:
    """What the address asks for; what it can't ask for is left out."""
    asked = request.args
    kind, source, city = asked.get("kind", ""), asked.get("source", ""), asked.get("city", "").upper()
    page = asked.get("page", "1")
    return Wanted(
        kind=kind if kind in CHALLENGE_KINDS else "",
        city=city if city in g.cities_by_code else "",
        text=" ".join(asked.get("q", "")[:80].split()),
        source=source if source in SOURCES else "",
        shared=asked.get("shared") == "yes",
        rare=asked.get("order") == "rare",
        page=number(page, 1, digits=5),
        topic=number(asked.get("topic", ""), None),
    )


def _whole() -> HeatMap:
    return heat_map(orm(), viewer(), str(get_locale()), _wanted(), page=_ALL)


def _topics() -> dict[int, str]:
    """The labels of the programme's topics by id, for the reader."""
    return topic_book(orm(), viewer()).labels(str(get_locale()))


def _say(text: str) -> str:
    return say(text, str(get_locale()))


def _page(challenge_id: int) -> ChallengePage:
    cities = list(g.cities_by_code.values())
    return challenge_page(orm(), viewer(), challenge_id, str(get_locale()), cities)


def _values(challenge: Challenge) -> dict[str, str]:
    titles = {language: titled.title for language, titled in challenge.titles.items()}
    titles[challenge.language] = challenge.title
    return {"kind": challenge.kind} | {f"title_{language}": text for language, text in titles.items()}


def _form(page: ChallengePage, values: dict[str, str], errors: dict[str, str]) -> str:
    challenge = page.challenge
    used = {*programme().languages, *challenge.titles, challenge.language}
    others = [(row.id, title_in(row, str(get_locale()))) for row in page.book.present if row is not challenge]
    return render_template(
        "challenges/edit.html",
        nav_active="challenges",
        page=page,
        values=values,
        errors=errors,
        languages={code: name for code, name in LANGUAGES.items() if code in used},
        others=others,
    )
