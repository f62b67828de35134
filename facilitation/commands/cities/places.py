"""Countries, languages and time zones of the world as people write them in forms and sheets."""

from __future__ import annotations

import re
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
_AND = frozenset(("and", "y", "e", "i", "et", "und", "or", "o", "ou"))
#: The longest names of languages have so many words, and lists of those that a city may have so many.
_LANGUAGE_WORDS, _WORDS_MOST = 4, 80
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


def require_language(text: str, field: str | None = None) -> str:
    """The code of a language by its code or name; `Refused` (naming `field`) where there is none."""
    code = language_of(text)
    if code is None:
        raise Refused(
            "invalid",
            N_("“%(said)s” is no language known here. Write its name or its code, such as pt."),
            field=field,
            said=text[:40],
        )
    return code


def written_in(language: str | None) -> str | None:
    """The code of the language that a text is written in; None where nobody says (None or "")."""
    if not language:
        return None
    code = language_of(language)
    if code is None:
        raise Refused("invalid", N_("Choose a language."), field="language")
    return code


def languages_in(text: str) -> list[str]:
    """The languages of a list as they were written: apart by any signs, or by spaces where that is plain.

    Words that can't be told to be languages stay together, to be refused as they were written.
    """
    parts = [" ".join(part.split()) for part in re.split(r"[;,/|\n\t·•+&]", text)]
    return [language for part in parts if part for language in _apart(part)]


def _apart(text: str) -> list[str]:
    """The languages of a text without signs, if there is one way only to read it as languages."""
    if language_of(text) is not None:
        return [text]
    words = re.findall(r"[^\s–—-]+", text)
    if len(words) > _WORDS_MOST:
        return [text]
    #: The ways to read the words from each on; two are enough to know that it isn't plain.
    ways: list[list[list[str]]] = [[] for _ in words] + [[[]]]
    for place in reversed(range(len(words))):
        if _joins(words, place):
            ways[place] += ways[place + 1]
        for end in range(place + 1, min(place + _LANGUAGE_WORDS, len(words)) + 1):
            name = " ".join(words[place:end])
            if language_of(name) is not None and not (end == place + 1 and _is_and(words, place)):
                ways[place] += [[name, *rest] for rest in ways[end]]
        ways[place] = ways[place][:2]
    return ways[0][0] if len(ways[0]) == 1 else [text]


def _joins(words: list[str], place: int) -> bool:
    """Whether a word may be an "and" between two others. "et", the code of Estonian, may be both."""
    return 0 < place < len(words) - 1 and words[place].casefold() in _AND


def _is_and(words: list[str], place: int) -> bool:
    """Whether it can be nothing else: codes don't stand beside names."""
    return _joins(words, place) and len(words[place - 1]) > 3 and len(words[place + 1]) > 3


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
