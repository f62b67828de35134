"""Practices that somebody may mean who types a wish: by stems at once, then by meaning."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from flask import g, jsonify, request
from flask_babel import get_locale

from facilitation import engine
from facilitation.domain.wishes import TEXT_LENGTH
from facilitation.matching import meaning
from facilitation.matching.suggestions import Offered, Stems, Suggestion
from facilitation.queries.wishes.wishes import practices_to_wish_for
from facilitation.store.challenges import Practice
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.reader import is_reader
from facilitation.web.site import orm, viewer
from facilitation.web.wishes.wishes import require_stating

blueprint = programme_blueprint("wish_suggestions", __name__)
_one_at_a_time = threading.Lock()


@blueprint.get("/wishes/suggestions")
def stems():
    """The likest three to what is typed in `text`, written in `language`, for the wish of `city` (a code)."""
    practices, typed = _asked()
    language = request.args.get("language") or str(get_locale())
    found = Stems(map(_offered, practices)).order(typed, language)
    return _said(practices, [one.key for one in found])


@blueprint.get("/wishes/suggestions/meaning")
def by_meaning():
    """The same by a model, across languages; null without it, and in the live process, which stays light."""
    practices, typed = _asked()
    if not (is_reader() and meaning.available()):
        return jsonify(None)
    found = order_off_loop(typed, [_offered(practice) for practice in practices])
    return _said(practices, [one.key for one in found])


def order_off_loop(typed: str, offered: Sequence[Offered]) -> list[Suggestion]:
    """`meaning.order` in a real thread: loading the model takes a second, and other pages go on.

    People who type ask again before they were answered. They wait here, on the loop: in real threads the
    locks of the import and of the model would never be released to one another.
    """
    with _one_at_a_time:
        return engine.run_off_loop(meaning.order, typed, offered)


def _asked() -> tuple[list[Practice], str]:
    """The practices of other cities and what was typed; `Refused` not_found for whoever states no wishes."""
    city = g.cities_by_code.get(request.args.get("city", viewer().city or "").upper())
    require_stating(city)
    practices = [
        one for one in practices_to_wish_for(orm(), viewer()) if city is None or one.city_id != city.id
    ]
    return practices, request.args.get("text", "")[:TEXT_LENGTH]


def _offered(practice: Practice) -> Offered:
    language = practice.language or "en"
    texts = [(practice.title, language)]
    if practice.description:
        texts.append((practice.description, language))
    return Offered(str(practice.id), tuple(texts))


def _said(practices: list[Practice], keys: list[str]) -> Any:
    known = {str(practice.id): practice for practice in practices}
    return jsonify(
        [
            {
                "practice": known[key].id,
                "title": known[key].title,
                "language": known[key].language,
                "city": known[key].city.name,
            }
            for key in keys
        ]
    )
