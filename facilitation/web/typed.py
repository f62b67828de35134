"""What people type into forms and addresses, as numbers and days."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from facilitation.domain.errors import N_, Refused

Otherwise = TypeVar("Otherwise")


def number(text: str, otherwise: Otherwise, digits: int = 15) -> int | Otherwise:
    """A whole number from 0 on, of at most so many digits; `otherwise` where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else otherwise


def day(text: str, field: str = "date") -> str | None:
    """A day as year-month-day; None where nothing is typed. `Refused` invalid names the field."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("invalid", N_("Give the date as year-month-day."), field=field) from None


def minutes(text: str) -> int | None:
    """A length in minutes; None where nothing is typed. `Refused` invalid names the field "minutes"."""
    if not text:
        return None
    typed = number(text, None, digits=6)
    if typed is None:
        raise Refused("invalid", N_("Give the length in minutes, as a number."), field="minutes")
    return typed
