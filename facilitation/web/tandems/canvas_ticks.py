"""The canvases that open together with a tandem's workshop: those to choose from, and those ticked."""

from __future__ import annotations

from typing import Any

from flask import request

from facilitation.domain.permissions import FACILITATE
from facilitation.queries.solutions.choices import CanvasChoice, choices_of_tandem
from facilitation.store.tandems import Tandem
from facilitation.web.site import may, orm, viewer
from facilitation.web.typed import number


def canvas_choices(tandem: Tandem) -> list[CanvasChoice]:
    """Those that the reader may open for a tandem."""
    return choices_of_tandem(orm(), viewer(), tandem) if may(FACILITATE) else []


def ticked_canvases() -> list[dict[str, Any]]:
    """Those ticked in the form that was sent: each comes as "12:DUB", the practice and the receiving city."""
    chosen = (one.partition(":") for one in request.form.getlist("canvases"))
    return [{"practice": number(practice, 0), "city": city} for practice, _, city in chosen]
