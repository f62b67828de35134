"""The canvases that were filled in in a session, as blocks of its minutes."""

from __future__ import annotations

from facilitation.domain.canvases import FIELDS
from facilitation.domain.documents import Block, Callout, Heading, Paragraph, Run
from facilitation.domain.errors import N_
from facilitation.domain.minutes import Keyed
from facilitation.queries.documents.canvas_parts import held_up, prerequisites, scope_words, title_of, written
from facilitation.queries.documents.parts import SessionDocument
from facilitation.queries.solutions.canvases import CanvasRead, canvases_of, read_canvas


def canvas_report(parts: SessionDocument, *, under: bool = False) -> list[Keyed]:
    """For each canvas who would carry what over, the scope, each prerequisite with its answer, the notes.

    The keys are "canvases" for the heading, and such as "canvas:7:prerequisites" for the parts of a canvas.
    `under`: they stand under a heading that is there already.
    """
    found = canvases_of(parts.orm, parts.session)
    if not found:
        return []
    keyed = [] if under else [Keyed("canvases", Heading(1, parts.say(N_("Canvases"))))]
    for canvas in found:
        keyed += [
            Keyed(f"canvas:{canvas.id}:{name}", block)
            for name, block in _report(parts, read_canvas(parts.orm, canvas))
        ]
    return keyed


def _report(parts: SessionDocument, read: CanvasRead) -> list[tuple[str, Block]]:
    """The blocks about one canvas, each with its name."""
    sharer = parts.say(N_("Practice of %(city)s")) % {"city": parts.city_name(read.canvas.sharer)}
    about = (Run(f"{sharer}. "), Run(parts.say(N_("Scope: "))), *scope_words(parts, read))
    named: list[tuple[str, Block]] = [
        ("title", Heading(2, title_of(parts, read))),
        ("about", Paragraph(about)),
    ]
    named += [("held" if isinstance(block, Callout) else "open", block) for block in held_up(parts, read)]
    named += [("prerequisites", block) for block in prerequisites(parts, read)]
    for key in FIELDS:
        for block in written(parts, read, (key,), 3):
            named.append((f"{key}:title" if isinstance(block, Heading) else key, block))
    return named
