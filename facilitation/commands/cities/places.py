"""Countries, languages and time zones of the world as people write them in forms and sheets."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel import Locale

from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused
from facilitation.domain.programmes import LANGUAGES

#: What people also call a country or language, folded.
_ALSO_COUNTRIES = {
    "usa": "US",
    "us": "US",
    "united states of america": "US",
    "estados unidos de america": "US",
    "ee uu": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "the netherlands": "NL",
    "holland": "NL",
    "czech republic": "CZ",
    "republic of ireland": "IE",
    "eire": "IE",
    "turkey": "TR",
    "south korea": "KR",
    "russia": "RU",
}
_ALSO_LANGUAGES = {"castilian": "es", "castellano": "es", "flemish": "nl", "gaeilge": "ga", "euskera": "eu"}
_REGIONS = frozenset(
    ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)


@cache
def countries(locale: str) -> dict[str, str]:
    """ISO 3166 code -> name in a language, by name."""
    names = Locale.parse(locale).territories
    known = {code: str(names[code]) for code in _codes() if code in names}
    return dict(sorted(known.items(), key=lambda item: fold(item[1])))


@cache
def _codes() -> frozenset[str]:
    """The codes of ISO 3166 as the time zone database lists them."""
    lines = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if line and not line.startswith("#"))


def country_name(code: str, locale: str) -> str:
    """A country's name in a language; "" where there is no such code."""
    return countries(locale).get(code, "")


def country_of(text: str) -> str | None:
    """The code of a country given by code or by its name in any language of the program."""
    return _country_words().get(fold(text))


@cache
def _country_words() -> dict[str, str]:
    words = dict(_ALSO_COUNTRIES)
    for locale in LANGUAGES:
        words |= {fold(name): code for code, name in countries(locale).items()}
    return words | {code.lower(): code for code in _codes()}


@cache
def _language_words() -> dict[str, str]:
    words = dict(_ALSO_LANGUAGES)
    for locale in (*LANGUAGES, "ca", "pt", "it"):
        names = Locale.parse(locale).languages
        words |= {fold(str(name)): str(code) for code, name in names.items() if len(str(code)) in (2, 3)}
    codes = {str(code) for code in Locale.parse("en").languages if len(str(code)) in (2, 3)}
    words |= {fold(str(Locale.parse(code).languages.get(code, code))): code for code in LANGUAGES}
    return words | {code: code for code in codes}


def language_of(text: str) -> str | None:
    """The code of a language given by code or name."""
    return _language_words().get(fold(text))


def written_in(language: str | None) -> str | None:
    """The code of the language that a text is written in; None where nobody says (None or "")."""
    if not language:
        return None
    code = language_of(language)
    if code is None:
        raise Refused("invalid", N_("Choose a language."), field="language")
    return code


@cache
def zones() -> dict[str, list[str]]:
    """The time zones by region, without the mere synonyms of other systems."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for zone in sorted(available_timezones()):
        region, _, rest = zone.partition("/")
        if rest and region in _REGIONS:
            grouped[region].append(zone)
    return {"UTC": ["UTC"], **grouped}


@cache
def _zone_words() -> dict[str, str]:
    return {fold(zone.replace("/", " ")): zone for group in zones().values() for zone in group}


def zone_of(text: str) -> str | None:
    """The time zone named "Europe/Dublin", however it is cased and spaced."""
    return _zone_words().get(fold(text.replace("/", " ")))


def zone_for(country: str, names: list[str]) -> str | None:
    """The zone of a city where its country leaves no doubt: the only one, that of the mainland or of most of
    the country, or the one called after the city. None where somebody has to say."""
    listed = _zones_by_country().get(country, [])
    wanted = {fold(name) for name in names}
    for zone, _ in listed:
        if fold(zone.rpartition("/")[2]) in wanted:
            return zone
    if len(listed) == 1 or (listed and listed[0][1].endswith("(mainland)")):
        return listed[0][0]
    return listed[0][0] if listed and listed[0][1].startswith("most of ") else None


@cache
def _zones_by_country() -> dict[str, list[tuple[str, str]]]:
    """Country code -> (zone, remark), the most populous zone first, as the time zone database has them."""
    listed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            country, _, zone, *remark = line.split("\t")
            listed[country].append((zone, remark[0] if remark else ""))
    return dict(listed)
