"""Titles of challenges as pages show them: in the reader's language, or marked with their own."""

from __future__ import annotations

from flask_babel import get_locale
from markupsafe import Markup, escape

from facilitation.domain.challenges import Title, title_in
from facilitation.domain.texts import isolated
from facilitation.store.challenges import Challenge


def titled(what: Challenge | Title | str) -> Markup:
    """A challenge's title for this request's reader; a text that is no title stays as it is."""
    reader = str(get_locale())
    title = title_in(what.standing, reader) if isinstance(what, Challenge) else what
    if isinstance(title, Title) and title.language != reader:
        return Markup('<span lang="{}">{}</span>').format(title.language, isolated(title.text))
    return escape(isolated(str(title)))
