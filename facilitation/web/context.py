"""What every template knows: the language, the viewer, the programme, versioned static files."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Request, current_app, g, request, url_for
from flask_babel import Babel, format_date, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

from facilitation.commands.cities.places import country_name
from facilitation.domain.cities import ORGANISATION_KINDS
from facilitation.domain.permissions import ROLE_NAMES
from facilitation.domain.programmes import CHALLENGE_KINDS, LANGUAGES
from facilitation.domain.sessions import RECORD_KINDS, STATUSES, TYPES
from facilitation.domain.texts import isolated
from facilitation.translations import FOLDER
from facilitation.web import figures
from facilitation.web.identity import template_viewer
from facilitation.web.site import site

LOCALE_COOKIE = "locale"


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(app, locale_selector=chosen_locale)
    for name in ("gettext", "ngettext"):
        app.jinja_env.globals[name] = _setting_apart(app.jinja_env.globals[name])
    app.context_processor(_context)
    figures.init_app(app)
    app.jinja_env.filters["isolated"] = isolated
    app.jinja_env.filters["day"] = lambda day: format_date(day, "long") if day else ""
    app.jinja_env.filters["short_day"] = lambda day: format_date(day, "d MMM y") if day else ""
    app.jinja_env.filters["country_name"] = lambda code: country_name(code or "", str(get_locale()))
    app.jinja_env.globals.update(
        asset=asset,
        operation_id=lambda: secrets.token_hex(16),
        role_names=ROLE_NAMES,
        session_types=TYPES,
        session_statuses=STATUSES,
        record_kinds=RECORD_KINDS,
        challenge_kinds=CHALLENGE_KINDS,
        organisation_kinds=ORGANISATION_KINDS,
    )


def _setting_apart(said: Callable[..., str]) -> Callable[..., str]:
    """A template's `_()` whose values turn nothing in the sentence around them."""

    @pass_context
    def say(context: Context, *texts: Any, **values: Any) -> str:
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


def _context() -> dict[str, Any]:
    return {
        "locale": str(get_locale()),
        "viewer": template_viewer(),
        "programme": g.get("programme"),
        "demo": site().config.demo,
        "cities_by_code": g.get("cities_by_code", {}),
    }


def asset(path: str) -> str:
    """A static file's address with its content's hash, so that it can be cached for good."""
    return url_for("static", filename=path, v=_digest(Path(current_app.static_folder or "") / path))


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
