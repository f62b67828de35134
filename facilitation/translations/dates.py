"""Dates, times of day, zones and languages as people write them, on pages and in documents alike."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Protocol

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.lists import format_list

#: So many cities share a time under their names; of more it bears that of their zone.
NAMES_MOST = 2
# Plain "en" would write dates the way of the United States, which half of the readers take for another day.
_WRITTEN_AS = {"en": "en_GB"}


def full_date(day: date, language: str) -> str:
    """Such as `Thursday, 23 September 2027`, with the year always there.

    `language` is a language tag, with a region (`en-US`) where its readers write dates in another order.
    """
    return format_date(day, "full", locale=_locale(language))


def long_date(day: date, language: str) -> str:
    """Such as `23 September 2027`."""
    return format_date(day, "long", locale=_locale(language))


def short_date(day: date, language: str) -> str:
    """Such as `23 Sept 2027`."""
    return format_date(day, "medium", locale=_locale(language))


def day_and_month(day: date, language: str) -> str:
    """Such as `23 Sept`, where the year stands beside it."""
    return format_skeleton("MMMd", day, locale=_locale(language))


def weekday_and_day(day: date, language: str) -> str:
    """Such as `Thu 23 Sept`."""
    return format_skeleton("MMMEd", day, locale=_locale(language))


def weekday(day: date, language: str) -> str:
    """Such as `Thu`."""
    return format_skeleton("E", day, locale=_locale(language))


def month_short(day: date, language: str) -> str:
    """Such as `Sept`."""
    return format_skeleton("MMM", day, locale=_locale(language))


def month_and_year(day: date, language: str) -> str:
    """Such as `September 2027`."""
    return format_skeleton("yMMMM", day, locale=_locale(language))


def clock(moment: datetime) -> str:
    """The wall time on the 24-hour clock, such as `09:30`."""
    return f"{moment:%H:%M}"


def utc_offset(moment: datetime) -> str:
    """An aware moment's distance from UTC, such as `UTC+5:30`, `UTC-3` or `UTC`."""
    offset = moment.utcoffset()
    assert offset is not None, "the moment must know its zone"
    seconds = int(offset.total_seconds())
    if not seconds:
        return "UTC"
    hours, rest = divmod(abs(seconds), 3600)
    return f"UTC{'+' if seconds > 0 else '-'}{hours}" + (f":{rest // 60:02d}" if rest else "")


class PlacedCity(Protocol):
    """A city as far as its clocks go."""

    name: str
    time_zone: str


def place_of_zone(zone: str, language: str, *known: Iterable[PlacedCity]) -> str:
    """Whose clocks show a time of this zone: those of one or two cities, by their own names.

    They are of the first group of `known` cities where some keep it. Where more than two do, or none, it is
    the place that the zone is called after, such as `São Paulo`; UTC is `UTC`.
    """
    for cities in known:
        if names := [city.name for city in cities if city.time_zone == zone]:
            if len(names) > NAMES_MOST:
                break
            return format_list(names, locale=_locale(language))
    return get_timezone_location(zone, locale=_locale(language), return_city=True)


def language_named(code: str, language: str) -> str:
    """The name of a language in another, such as `French`; the code itself where it is unknown."""
    try:
        return Locale.parse(code).get_language_name(_locale(language)) or code
    except (ValueError, UnknownLocaleError):
        return code


def list_of(names: Iterable[str], language: str) -> str:
    """Names as one list, such as `French and Polish`."""
    return format_list(list(names), locale=_locale(language))


def is_written(language: str) -> bool:
    """Whether it is known how dates are written in this language and region."""
    return _known(language) is not None


def _locale(language: str) -> Locale:
    return _known(_WRITTEN_AS.get(language, language)) or Locale.parse("en_GB")


@cache
def _known(language: str) -> Locale | None:
    try:
        found = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    # For a region that it does not know, Babel takes the likeliest; for English, that is the United States.
    region = language.replace("-", "_").rpartition("_")[2].upper()
    return None if found.language == "en" and found.territory != region else found
