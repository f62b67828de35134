"""The rows of a sheet to sign: those who come or were there, named if they agreed to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.people import searchable
from facilitation.domain.permissions import Viewer
from facilitation.domain.registrations import REMOTE
from facilitation.queries.privacy.privacy import named
from facilitation.queries.registrations.check_in import check_in_list
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Row:
    """Name and place of somebody; both "" for who has not agreed to stand there and writes it by hand."""

    name: str
    place: str


def sign_in_rows(orm: OrmSession, viewer: Viewer, session: Session) -> list[Row]:
    """A row for everybody who has a place in the room or was there; unnamed ones last."""
    lines = [
        line
        for line in check_in_list(orm, viewer, session)
        if not line.simulated and (line.came or line.state == "in") and line.mode != REMOTE
    ]
    agreed = named(orm, [line.seat for line in lines])
    rows = []
    for line in lines:
        if line.named or line.seat in agreed:
            place = ", ".join(filter(None, (line.city.name if line.city else "", line.place)))
            rows.append(Row(line.name, place))
        else:
            rows.append(Row("", ""))
    return sorted(rows, key=lambda row: (not row.name, searchable(row.name)))
