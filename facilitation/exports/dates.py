"""Dates and times of day as people write them in their language."""

from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

# Plain "en" would write dates the way of the United States, which half of the readers take for another day.
_WRITTEN_AS = {"en": "en_GB"}


def long_date(day: date, language: str) -> str:
    """Such as `23 September 2027`, with the year always there."""
    return format_date(day, "long", locale=_locale(language))


def full_date(day: date, language: str) -> str:
    """`long_date` with its weekday, such as `Thursday, 23 September 2027`."""
    return format_date(day, "full", locale=_locale(language))


def clock(moment: datetime) -> str:
    """The wall time on the 24-hour clock, such as `09:30`."""
    return f"{moment:%H:%M}"


def utc_offset(moment: datetime) -> str:
    """An aware moment's distance from UTC, such as `UTC+5:30`, `UTC-3` or `UTC`."""
    seconds = int(moment.utcoffset().total_seconds())
    if not seconds:
        return "UTC"
    hours, rest = divmod(abs(seconds), 3600)
    return f"UTC{'+' if seconds > 0 else '-'}{hours}" + (f":{rest // 60:02d}" if rest else "")


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_WRITTEN_AS.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
