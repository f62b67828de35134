"""The partner cities as a table, in the columns that an import takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from babel import Locale

from facilitation.commands.cities import places
from facilitation.commands.cities.sheet_rows import HEADINGS, joined
from facilitation.domain.cities import SUPPORT
from facilitation.domain.mandates import as_cell
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.store.cities import City


def cities_sheet(
    title: str, cities: Iterable[City], language: str, mandates: Mapping[int, Mapping[str, str]]
) -> Sheet:
    """The cities in a language of HEADINGS, with the mandates of their offices by city id.

    Imported elsewhere, the table gives the same facts again.
    """
    header = HEADINGS[language]
    rows = [_facts(city, language, mandates.get(city.id, {})) for city in cities]
    return Sheet(
        title, tuple(header.values()), tuple(tuple(row[column] for column in header) for row in rows)
    )


def _facts(city: City, language: str, mandates: Mapping[str, str]) -> dict[str, Cell]:
    return {
        "name": city.name,
        "country": _country(city, language),
        "time_zone": city.time_zone,
        "code": city.code,
        "aliases": joined([alias.name for alias in city.aliases]),
        "inhabitants": city.inhabitants,
        "languages": ", ".join(_language(code, language) for code in city.languages),
        "offices": joined(city.offices),
        "mandates": as_cell(mandates),
        "supports": joined([one.name for one in city.organisations if SUPPORT in one.roles]),
        "latitude": city.latitude,
        "longitude": city.longitude,
    }


def _country(city: City, language: str) -> str:
    """In the reader's language where an import knows that name again."""
    name = places.country_name(city.country_code or "", language)
    return name if places.country_of(name) == city.country_code else city.country_code or ""


def _language(code: str, language: str) -> str:
    name = str(Locale.parse(language).languages.get(code, code))
    return name if places.language_of(name) == code else code
