"""Cities from a sheet: what its rows come to, where they are faulty, and the handler that takes them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from facilitation.commands.cities import places
from facilitation.commands.cities.cities import (
    apply,
    checked_one_by_one,
    known_cities,
    new_city,
    require_both_degrees,
    supports_by_name,
)
from facilitation.commands.cities.sheet_rows import HEADINGS, cell_value
from facilitation.commands.sheets import Fault, Plan, Row, cities_by_name, require_no_faults, require_rows
from facilitation.commands.work import Work
from facilitation.domain.cities import fold, suggest_code
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.mandates import of_cell
from facilitation.store.cities import City


class ImportCities(msgspec.Struct):
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row comes to: checked values for a new city (`known` None) or for one that is here."""

    row: int
    values: dict[str, Any]
    known: City | None = None

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def changes(self) -> bool:
        return True


def import_cities(work: Work, target: None, payload: ImportCities) -> dict[str, Any]:
    """Add and update the cities of a sheet: all of them, or none if a single cell is faulty."""
    require_rows(payload.rows, N_("This sheet has no cities."))
    known = known_cities(work)
    meant = plan(payload.rows, known)
    require_no_faults(meant.faults)
    supports = supports_by_name(work)
    changed = sum(apply(work, one.known, one.values, supports) for one in meant.updated if one.known)
    for one in meant.added:
        new_city(work, one.values, known, supports)
    return {"added": len(meant.added), "changed": changed}


def plan(rows: Sequence[Row], known: Sequence[City]) -> Plan[Meant]:
    """What the rows mean for a programme that has the `known` cities. A city is known by its code, or else by
    any of its names in its country."""
    planning = _Planning(known, rows)
    for row in rows:
        planning.take(row)
    return planning.made


class _Planning:
    """The rows taken so far, one after another: which cities they named, and which codes are spoken for."""

    def __init__(self, known: Sequence[City], rows: Sequence[Row]) -> None:
        self.made: Plan[Meant] = Plan()
        self._by_code = {city.code: city for city in known}
        self._by_name = cities_by_name(known)
        #: Codes that some row gives itself, so that none is suggested to an earlier row.
        self._given = {row.cells["code"].strip().upper() for row in rows if row.cells.get("code")}
        self._taken = set(self._by_code)
        #: The row that named a city first, by the city's keys.
        self._rows: dict[str, int] = {}

    def take(self, row: Row) -> None:
        """Add to the plan what `row` comes to, or why it can't be."""
        values, faults = _read(row)
        city = self._by_code.get(values.get("code", "")) or _find(values, self._by_name)
        if city is None and not {"name", "country", "time_zone"} & {fault.column for fault in faults}:
            faults += _missing(row, values)
        if not faults and "mandates" in values:
            faults += _read_mandates(row, values, city)
        keys = _keys(values, city)
        if not faults:
            faults = self._clashes(row, values, city, keys)
        if faults:
            self.made.faults += faults
            return
        self._rows |= dict.fromkeys(keys, row.number)
        if city is None:
            values["code"] = values.get("code") or suggest_code(values["name"], self._taken | self._given)
            self._taken.add(values["code"])
        self.made.rows.append(Meant(row.number, values, city))

    def _clashes(self, row: Row, values: dict[str, Any], city: City | None, keys: list[str]) -> list[Fault]:
        """What is wrong with a row whose cells are right, seen beside the programme and the rows above."""
        code = values.get("code")
        if city is not None and code and code != city.code:
            return [Fault(row.number, "code", _has_code(city))]
        other = next((self._rows[key] for key in keys if key in self._rows), None)
        if other is not None:
            message = Message(N_("this city stands in row %(other)s already."), {"other": other})
            return [Fault(row.number, "name", message)]
        if city is None and code and code in self._taken:
            message = Message(N_("the code %(badge)s is given twice."), {"badge": code})
            return [Fault(row.number, "code", message)]
        return []


def _read_mandates(row: Row, values: dict[str, Any], city: City | None) -> list[Fault]:
    """Give each mandate of the cell to its office, of those in the row or of those that the city has."""
    offices = values.get("offices", city.offices if city is not None else [])
    try:
        values["mandates"] = of_cell(values["mandates"], offices)
    except Refused as refused:
        return [Fault(row.number, "mandates", refused.message)]
    return []


def _keys(values: dict[str, Any], city: City | None) -> list[str]:
    """By what two rows are known to be about one city."""
    if city is not None:
        return [city.code]
    names = {fold(name) for name in (values.get("name", ""), *values.get("aliases", ()))}
    return [f"{name}|{values.get('country_code', '')}" for name in sorted(names)]


def _has_code(city: City) -> Message:
    return Message(
        N_("%(city)s is here already under the code %(badge)s."), {"city": city.name, "badge": city.code}
    )


def _find(values: dict[str, Any], named: dict[str, list[City]]) -> City | None:
    country = values.get("country_code")
    for city in named.get(fold(values.get("name", "")), ()):
        if not country or country == city.country_code or not city.country_code:
            return city
    return None


def _missing(row: Row, values: dict[str, Any]) -> list[Fault]:
    """What a new city lacks; its time zone is filled in where its country leaves no doubt."""
    if "name" not in values:
        return [Fault(row.number, "name", Message(N_("the name is missing.")))]
    if "time_zone" not in values:
        country = values.get("country_code", "")
        zone = places.zone_for(country, [values["name"], *values.get("aliases", ())])
        if zone is None and country:
            text = N_("there are several time zones in this country. Name one, such as Europe/Dublin.")
            return [Fault(row.number, "time_zone", Message(text))]
        if zone is None:
            text = N_("name the time zone, such as Europe/Dublin, or the country.")
            return [Fault(row.number, "time_zone", Message(text))]
        values["time_zone"] = zone
    return []


def _read(row: Row) -> tuple[dict[str, Any], list[Fault]]:
    """The checked values of a row, and its faulty cells. Empty cells say nothing."""
    values: dict[str, Any] = {}
    faults = []
    for column, text in row.cells.items():
        if column not in HEADINGS["en"] or not text.strip():
            continue
        try:
            values |= checked_one_by_one(cell_value(column, text))
        except Refused as refused:
            faults.append(Fault(row.number, column, refused.message))
    if not faults:
        try:
            require_both_degrees(values)
        except Refused as refused:
            faults.append(Fault(row.number, refused.field or "latitude", refused.message))
    return values, faults
