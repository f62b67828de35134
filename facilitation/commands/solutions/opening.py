"""Opening several canvases at once, for a session that is being made."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.solutions.canvases import put_canvas
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.store.challenges import Practice
from facilitation.store.sessions import Session


class CanvasFor(msgspec.Struct):
    """`city` is the code of the city that would take the practice over."""

    practice: int
    city: str


def open_canvases(work: Work, session: Session, wanted: Sequence[CanvasFor]) -> None:
    """Open a canvas for each of these; `Refused` names what can't be, and then none is opened."""
    for one in wanted:
        practice = work.own(Practice, one.practice)
        city = city_by_code(work, one.city)
        if city is None:
            raise Refused("invalid", N_("Choose a city of this programme."), field="city")
        put_canvas(work, session, practice, city)
