"""The rows of a sheet of cities: how its columns are called, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from facilitation.commands.cities import places
from facilitation.commands.sheets import Row, rows_below
from facilitation.domain.cities import is_code
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheet_columns import Columns
from facilitation.domain.sheets import ROWS_MOST, SheetRow

#: What the columns are called in a sheet, by language; the first row of the template.
HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "name": "name",
        "country": "country",
        "time_zone": "time zone",
        "code": "code",
        "aliases": "other names",
        "inhabitants": "inhabitants",
        "languages": "working languages",
        "offices": "participating offices",
        "mandates": "mandates",
        "supports": "support organisation",
        "latitude": "latitude",
        "longitude": "longitude",
    },
    "es": {
        "name": "nombre",
        "country": "país",
        "time_zone": "zona horaria",
        "code": "código",
        "aliases": "otros nombres",
        "inhabitants": "habitantes",
        "languages": "lenguas de trabajo",
        "offices": "departamentos participantes",
        "mandates": "mandatos",
        "supports": "organización de apoyo",
        "latitude": "latitud",
        "longitude": "longitud",
    },
    "fr": {
        "name": "nom",
        "country": "pays",
        "time_zone": "fuseau horaire",
        "code": "code",
        "aliases": "autres noms",
        "inhabitants": "habitants",
        "languages": "langues de travail",
        "offices": "services participants",
        "mandates": "mandats",
        "supports": "organisation d’appui",
        "latitude": "latitude",
        "longitude": "longitude",
    },
}
COLUMNS = Columns(
    HEADINGS,
    {
        "name": ("city", "ciudad", "ville", "municipality", "municipio", "commune"),
        "time_zone": ("timezone", "tz", "iana time zone", "huso horario", "zone horaire"),
        "code": ("badge", "sigla", "sigle"),
        "aliases": ("aliases", "alias", "also", "also known as"),
        "inhabitants": ("population", "población"),
        "languages": ("languages", "language", "idiomas", "lenguas", "idiomas de trabajo", "langues"),
        "offices": ("offices", "office", "departments", "oficinas", "departamentos", "services", "bureaux"),
        "mandates": ("mandate", "mandato", "mandat"),
        "supports": ("support", "support organisations", "support organization", "organización de soporte"),
        "latitude": ("lat",),
        "longitude": ("lon", "lng", "long"),
    },
    needed=("name",),
    nothing=N_("There is no city below the first row."),
)
_LISTS = frozenset({"aliases", "languages", "offices", "supports"})
_NO_DEGREES = {
    "latitude": N_("“%(said)s” is no latitude. Write it in degrees, such as 53.35 or -34.6."),
    "longitude": N_("“%(said)s” is no longitude. Write it in degrees, such as -6.26 or 12.5."),
}


def rows_of_sheet(sheet: Sequence[SheetRow]) -> list[Row]:
    """The rows below the header; `Refused` (field "file") where the header names no cities."""
    return rows_below(sheet, COLUMNS)


def rows_of_text(text: str) -> list[Row]:
    """Cities typed one a line: name, country, and a time zone where the country has several."""
    rows = []
    for number, line in enumerate(text.splitlines()[: ROWS_MOST + 1], 1):
        parts = [part.strip() for part in re.split("[,;\t]", line)]
        cells = {
            key: part for key, part in zip(("name", "country", "time_zone"), parts, strict=False) if part
        }
        if cells:
            rows.append(Row(number, cells))
    if not rows:
        raise Refused("invalid", N_("Write at least one city."), field="typed")
    return rows


def cell_value(column: str, text: str) -> dict[str, Any]:
    """What a cell that is not empty gives a city, not yet checked; `Refused` says why it gives nothing."""
    if column == "country":
        code = places.country_of(text)
        if code is None:
            raise Refused(
                "invalid",
                N_("“%(said)s” is no country. Write its name or its two-letter code."),
                said=text[:40],
            )
        return {"country_code": code}
    if column == "inhabitants":
        return {"inhabitants": number_of(text)}
    if column in _NO_DEGREES:
        return {column: degrees_of(text, column)}
    if column == "code" and not is_code(text.strip().upper()):
        raise Refused(
            "invalid", N_("“%(said)s” is no code. It has three letters, such as DUB."), said=text[:40]
        )
    if column == "time_zone" and places.zone_of(text) is None:
        raise Refused(
            "invalid",
            N_("“%(said)s” is no time zone of the world. Write one such as Europe/Dublin."),
            said=text[:40],
        )
    return {column: split(text, column) if column in _LISTS else text}


def joined(entries: Sequence[str]) -> str:
    """A list as a cell that `split` takes apart into the same entries."""
    lonely = len(entries) == 1 and "," in entries[0]
    return "; ".join(entries) + (";" if lonely else "")


def split(text: str, column: str) -> list[str]:
    """The entries of a list: apart by semicolons or lines; other names also by commas where nothing else sets
    them apart, and languages by any sign, or by spaces."""
    if column == "languages":
        return places.languages_in(text)
    commas = column == "aliases" and not re.search("[;\n|]", text)
    apart = "[;\n|,]" if commas else "[;\n|]"
    return [part.strip() for part in re.split(apart, text) if part.strip()]


def number_of(text: str) -> int:
    """A count as people write it: 544000, 544 000, 544.000, 544,000."""
    plain = re.sub(r"[\s'’]", "", text)
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", plain):
        plain = re.sub("[.,]", "", plain)
    if not re.fullmatch(r"[0-9]{1,12}", plain):
        raise Refused(
            "invalid",
            N_("“%(said)s” is no number of inhabitants. Write it in digits, such as 544000."),
            field="inhabitants",
            said=text[:40],
        )
    return int(plain)


def degrees_of(text: str, field: str) -> float:
    """A latitude or longitude (`field`) as people write it: 53.35, 53,35°, −6.26."""
    plain = text.replace("°", "").replace(",", ".").replace("−", "-").strip()
    if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", plain) is None:
        raise Refused("invalid", _NO_DEGREES[field], field=field, said=text[:40])
    return float(plain)
