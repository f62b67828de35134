"""The page where themes are decided beside heat-map and mandates, and each theme's own with its history."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from facilitation.domain.errors import Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.queries.challenges.challenges import heat_map
from facilitation.queries.challenges.themes import (
    ThemePage,
    ThemeShown,
    by_session,
    removed_themes,
    theme_page,
    themes_of,
    who_may_attend,
    workshops_to_come,
)
from facilitation.queries.cities.mandates import mandates_by_city
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import language_name
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import may, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("themes", __name__)
#: All cities beside each other.
_ALL = 100_000


@blueprint.get("/themes")
def index():
    """What is decided; for who coordinates, also what is left, with the form."""
    if viewer().is_guest:
        raise not_found()
    return _index(None, {})


@blueprint.post("/themes")
def decide():
    """Decide a theme; a refused form keeps what was typed."""
    payload = _decision() | {
        "session": number(request.form.get("session", ""), 0),
        "challenge": number(request.form.get("challenge", ""), 0),
    }
    try:
        done = perform("theme.decide", payload)
    except Refused as refused:
        return _index(request.form, _errors(refused)), STATUS[refused.code]
    flash(gettext("Decided. The reason stands with the session, and here."), "good")
    return _to_index(f"theme-{done.result['theme']}")


@blueprint.get("/themes/<int:theme_id>")
def show(theme_id: int):
    return _show(theme_page(orm(), viewer(), theme_id, str(get_locale())), None, {})


@blueprint.post("/themes/<int:theme_id>")
def change(theme_id: int):
    """Decide a theme anew; a refused form keeps what was typed."""
    form = request.form
    payload = _decision() | {
        "theme": theme_id,
        "number": number(form.get("number", ""), 0),
        "session": number(form.get("session", ""), None),
    }
    try:
        perform("theme.change", payload)
    except Refused as refused:
        errors = _errors(refused)
        orm().expire_all()
        page = theme_page(orm(), viewer(), theme_id, str(get_locale()))
        return _show(page, form, errors), STATUS[refused.code]
    flash(gettext("Decided anew. The earlier decision stays among the others."), "good")
    return _to_index(f"theme-{theme_id}")


@blueprint.post("/themes/<int:theme_id>/remove")
def remove(theme_id: int):
    perform("theme.remove", {"theme": theme_id})
    flash(gettext("It is no theme any more. It can be brought back below."), "good")
    return _to_index("removed")


@blueprint.post("/themes/<int:theme_id>/restore")
def restore(theme_id: int):
    perform("theme.restore", {"theme": theme_id})
    flash(gettext("It is a theme again."), "good")
    return _to_index(f"theme-{theme_id}")


@blueprint.app_template_global("themes_of_session")
def themes_of_session(session: Session) -> list[ThemeShown]:
    """The themes of a session, for its own page."""
    return themes_of(orm(), viewer(), str(get_locale()), session.id)


@blueprint.app_template_global("themes_by_challenge")
def themes_by_challenge() -> dict[int, list[ThemeShown]]:
    """By challenge the sessions whose theme it is, for the heat-map."""
    if "themes_by_challenge" not in g:
        found: dict[int, list[ThemeShown]] = defaultdict(list)
        for one in themes_of(orm(), viewer(), str(get_locale())):
            found[one.challenge].append(one)
        g.themes_by_challenge = dict(found)
    return g.themes_by_challenge


def _decision() -> dict[str, Any]:
    form = request.form
    return {
        "reason": form.get("reason", ""),
        "language": form.get("language", ""),
        "cities": form.getlist("cities"),
        "seats": [seat for text in form.getlist("seats") if (seat := number(text, None)) is not None],
        "invites": form.get("invites") == "yes",
    }


def _errors(refused: Refused) -> dict[str, str]:
    """What to say on the form; raises what no form can mend."""
    known = {"reason", "language", "cities", "seats", "session", "challenge"}
    if refused.code == "not_found" and not _number("challenge"):
        return {"challenge": gettext("Choose a challenge.")}
    if refused.code == "not_found" and not _number("session"):
        return {"session": gettext("Choose a session.")}
    if refused.code not in ("invalid", "conflict"):
        raise refused
    return {refused.field if refused.field in known else "": sentence(refused.message)}


def _number(name: str) -> int:
    return number(request.form.get(name, ""), 0)


def _to_index(anchor: str):
    return redirect(url_for("themes.index", slug=programme().slug, _anchor=anchor), 303)


def _index(typed: MultiDict | None, errors: dict[str, str]) -> str:
    language = str(get_locale())
    found = heat_map(orm(), viewer(), language, page=_ALL)
    cities = list(g.cities_by_code.values())
    chosen = request.args.get("challenge", "")
    values = typed
    if values is None:
        values = MultiDict({"challenge": chosen, "session": request.args.get("session", "")})
        for row in found.rows:
            if str(row.challenge.id) == chosen:
                named = [code for code, cell in row.cells.items() if not cell.proposed]
                values.setlist("cities", named)
    decides = may(COORDINATE)
    return render_template(
        "challenges/themes.html",
        nav_active="challenges",
        heat_map=found,
        sessions=by_session(themes_of(orm(), viewer(), language)),
        removed=removed_themes(orm(), viewer(), language),
        mandates=mandates_by_city(orm(), viewer(), cities),
        decides=decides,
        **_form_parts(values, errors, decides),
    )


def _show(page: ThemePage, typed: MultiDict | None, errors: dict[str, str]) -> str:
    theme = page.shown.theme
    values = typed
    if values is None:
        values = MultiDict({"reason": theme.reason, "language": theme.language, "session": theme.session_id})
        values.setlist("cities", [city.code for city in theme.cities])
        values.setlist("seats", [str(person.seat_id) for person in theme.people])
    may_change = page.may_change and programme().archived_at is None
    return render_template(
        "challenges/theme.html",
        nav_active="challenges",
        page=page,
        may_change=may_change,
        **_form_parts(values, errors, may_change),
    )


def _form_parts(values: MultiDict, errors: dict[str, str], decides: bool) -> dict[str, Any]:
    """What the form of a decision needs; nothing of it is looked up for those who only read."""
    languages = dict.fromkeys([str(get_locale()), *programme().languages])
    return {
        "values": values,
        "errors": errors,
        "workshops": workshops_to_come(orm(), viewer()) if decides else [],
        "people": who_may_attend(orm(), viewer()) if decides else [],
        "languages": {code: language_name(code) for code in languages},
    }
