"""Days that can be meant: near enough that clocks, calendars and holidays are known for them."""

from __future__ import annotations

from datetime import date

from facilitation.domain.errors import N_, Refused

FIRST_YEAR, LAST_YEAR = 1970, 2100


def can_be_meant(day: date) -> bool:
    """Whether a programme can be about this day. Year 1 and year 9999 end where arithmetic does."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def require_day(day: date | None, field: str = "date") -> date | None:
    """A day that can be meant; None stays None. `Refused` invalid names the field."""
    if day is not None and not can_be_meant(day):
        raise Refused(
            "invalid",
            N_("Give a date between the years %(first)s and %(last)s."),
            field=field,
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
    return day
