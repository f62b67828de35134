"""The sheet of events: what was or will be held, when, with which cities, and the counts as recorded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sessions import TYPES
from facilitation.domain.sheet_columns import Columns
from facilitation.domain.sheets import SheetRow

ONBOARDING = "onboarding"
HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "type": "type",
        "title": "title",
        "date": "date",
        "starts_at": "starts at",
        "minutes": "minutes",
        "cities": "cities",
        "participants": "participants",
        "policymakers": "policymakers",
    },
    "es": {
        "type": "tipo",
        "title": "título",
        "date": "fecha",
        "starts_at": "empieza a las",
        "minutes": "minutos",
        "cities": "ciudades",
        "participants": "participantes",
        "policymakers": "responsables públicos",
    },
    "fr": {
        "type": "type",
        "title": "titre",
        "date": "date",
        "starts_at": "commence à",
        "minutes": "minutes",
        "cities": "villes",
        "participants": "participants",
        "policymakers": "décideurs publics",
    },
}
COLUMNS = Columns(
    HEADINGS,
    {"participants": ("participants_total",), "starts_at": ("time", "hora", "heure")},
    needed=("type", "title"),
    nothing=N_("There is no event below the first row."),
)
_TYPES = {fold(word): key for key, name in TYPES.items() for word in (key, key.replace("_", " "), name)}


@dataclass(frozen=True, slots=True)
class Event:
    """One row. `cities` are codes: of what was held those that were there, of what is planned those that it
    is for; none where that isn't known. Counts are as recorded, None where nobody says."""

    row: int
    type: str
    title: str
    date: dt.date | None = None
    starts_at: str | None = None
    minutes: int | None = None
    cities: tuple[str, ...] = ()
    participants: int | None = None
    policymakers: int | None = None

    @property
    def is_call(self) -> bool:
        return self.type == ONBOARDING

    def was_held(self, today: dt.date) -> bool:
        """Whether its day is over, or nobody knows the day of what has counts."""
        if self.date is None:
            return self.is_call or self.participants is not None or self.policymakers is not None
        return self.date < today


def events_of(sheet: Sequence[SheetRow]) -> list[Event]:
    """The rows below the header. Raises Refused with the row and what is wrong there."""
    found = []
    for number, cells in COLUMNS.rows(sheet):
        try:
            found.append(_event(number, cells))
        except ValueError as error:
            text = N_("Row %(row)s: %(what)s")
            raise Refused("invalid", text, field="file", row=number, what=str(error)) from None
    return found


def _event(number: int, cells: dict[str, str]) -> Event:
    values: dict[str, Any] = {name: cells[name].strip() for name in ("type", "title") if name in cells}
    type_ = _TYPES.get(fold(values.get("type", "").replace("-", " ")))
    if type_ is None:
        raise ValueError(f"the type has to be one of {', '.join(TYPES)}.")
    if not values.get("title"):
        raise ValueError("the title is missing.")
    cities = tuple(dict.fromkeys(re.split(r"[;,|\s]+", cells.get("cities", "").strip().upper())))
    return Event(
        row=number,
        type=type_,
        title=values["title"],
        date=_day(cells.get("date", "")),
        starts_at=_time(cells.get("starts_at", "")),
        minutes=_number(cells.get("minutes", ""), "minutes"),
        cities=tuple(code for code in cities if code),
        participants=_number(cells.get("participants", ""), "participants"),
        policymakers=_number(cells.get("policymakers", ""), "policymakers"),
    )


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no date. Write one such as 2027-03-09.") from None


def _time(text: str) -> str | None:
    if not text.strip():
        return None
    try:
        return dt.time.fromisoformat(text.strip()).strftime("%H:%M")
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no time. Write one such as 15:00.") from None


def _number(text: str, what: str) -> int | None:
    text = text.strip().removesuffix(".0")
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"“{text[:40]}” is no number of {what}.")
    return int(text)
