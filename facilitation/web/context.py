"""What every template knows: the language, the viewer, the programme, versioned static files."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, Request, current_app, g, request, url_for
from flask_babel import Babel, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

from facilitation.commands.cities.places import country_name
from facilitation.domain.challenges import URGENCIES
from facilitation.domain.cities import ORGANISATION_ROLES
from facilitation.domain.origins import ORIGINS
from facilitation.domain.permissions import ROLE_NAMES, Viewer
from facilitation.domain.practices import STAGES
from facilitation.domain.programmes import CHALLENGE_KINDS, LANGUAGES
from facilitation.domain.sessions import RECORD_KINDS, STATUSES, TYPES
from facilitation.domain.texts import isolated
from facilitation.store.cities import City
from facilitation.translations import FOLDER, dates
from facilitation.web import figures
from facilitation.web.identity import template_viewer
from facilitation.web.site import site

LOCALE_COOKIE = "locale"
#: The filters by which templates write a date (or the date of a moment in UTC).
_DATES: dict[str, Callable[[dt.date, str], str]] = {
    "full_day": dates.full_date,
    "day": dates.long_date,
    "short_day": dates.short_date,
    "day_and_month": dates.day_and_month,
    "weekday_and_day": dates.weekday_and_day,
    "weekday": dates.weekday,
    "month_short": dates.month_short,
    "month_and_year": dates.month_and_year,
}


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(app, locale_selector=chosen_locale)
    for name in ("gettext", "ngettext"):
        said = app.jinja_env.globals[name]
        assert callable(said)
        app.jinja_env.globals[name] = _setting_apart(said)
    app.context_processor(_context)
    figures.init_app(app)
    app.jinja_env.filters["isolated"] = isolated
    for name, write in _DATES.items():
        app.jinja_env.filters[name] = partial(_written, write)
    app.jinja_env.filters["country_name"] = lambda code: country_name(code or "", str(get_locale()))
    app.jinja_env.globals.update(
        asset=asset,
        operation_id=lambda: secrets.token_hex(16),
        place_of_zone=place_of_zone,
        role_names=ROLE_NAMES,
        session_types=TYPES,
        session_statuses=STATUSES,
        record_kinds=RECORD_KINDS,
        challenge_kinds=CHALLENGE_KINDS,
        origins=ORIGINS,
        urgencies=URGENCIES,
        practice_stages=STAGES,
        organisation_roles=ORGANISATION_ROLES,
    )


def _setting_apart(said: Callable[..., Any]) -> Callable[..., Any]:
    """A template's `_()` whose values turn nothing in the sentence around them."""

    @pass_context
    def say(context: Context, *texts: Any, **values: Any) -> Any:
        apart = {name: isolated(value) if type(value) is str else value for name, value in values.items()}
        return context.call(said, *texts, **apart)

    return say


def chosen_locale() -> str:
    """The language of the present request's reader."""
    return locale_of(request)


def locale_of(request: Request) -> str:
    """A reader's language: chosen on the page, or else what the browser asks for."""
    chosen = request.cookies.get(LOCALE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), default="en") or "en"


def written_language() -> str:
    """The reader's language, with the region that their browser writes dates by if it names one (`en-US`)."""
    language = str(get_locale())
    for tag in request.accept_languages.values():
        if tag.lower().startswith(f"{language}-") and dates.is_written(tag):
            return tag
    return language


def _written(write: Callable[[dt.date, str], str], day: dt.date | str | None) -> str:
    """A date in the reader's language; stored answers hold theirs in ISO's form."""
    if not day:
        return ""
    return write(dt.date.fromisoformat(day) if isinstance(day, str) else day, written_language())


def place_of_zone(zone: str, cities: Iterable[City] = ()) -> str:
    """Whose clocks show a time of this zone: those of the reader's own city, of some of `cities`, or of some
    in the programme; else of the place that the zone is called after."""
    viewer: Viewer | None = g.get("viewer")
    by_code: dict[str, City] = g.get("cities_by_code", {})
    own = by_code.get(viewer.city or "") if viewer else None
    return dates.place_of_zone(zone, str(get_locale()), [own] if own else [], cities, by_code.values())


def _context() -> dict[str, Any]:
    return {
        "locale": str(get_locale()),
        "viewer": template_viewer(),
        "programme": g.get("programme"),
        "mail_server": site().config.smtp_url is not None,
        "demo": site().config.demo and site().config.loads_demo,
        "cities_by_code": g.get("cities_by_code", {}),
    }


def asset(path: str) -> str:
    """A static file's address with its content's hash, so that it can be cached for good."""
    return url_for("static", filename=path, v=_digest(Path(current_app.static_folder or "") / path))


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
