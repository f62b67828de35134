"""The themes of a session in its agenda: which challenges it takes up, and why."""

from __future__ import annotations

from facilitation.domain.documents import Block, BulletList, Heading, ListItem, Run
from facilitation.domain.errors import N_
from facilitation.domain.permissions import system
from facilitation.queries.challenges.themes import themes_of
from facilitation.queries.documents.parts import SessionDocument


def agenda_themes(parts: SessionDocument) -> list[Block]:
    """A heading with a line for each theme; nothing where none was decided."""
    session = parts.session
    themes = themes_of(parts.orm, system(session.programme_id), session.language, session.id)
    if not themes:
        return []
    items = []
    for one in themes:
        cities = ", ".join(city.name for city in one.theme.cities)
        reason = f": {one.theme.reason}" if one.theme.reason else ""
        items.append(
            ListItem((Run(one.title.text, ("strong",)), Run(f"{reason}{f' ({cities})' if cities else ''}")))
        )
    return [Heading(1, parts.say(N_("Why these themes"))), BulletList(tuple(items))]
