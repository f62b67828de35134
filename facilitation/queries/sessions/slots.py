"""Fair meeting times for a group of the programme's cities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache

import holidays

from facilitation.domain.scheduling import FairTimes, PlacedCity, Slot, propose_slots
from facilitation.store.cities import City
from facilitation.store.tandems import Tandem

#: A workshop needs preparing: the first slot is so far away, and slots are looked for over so long.
LEAD = dt.timedelta(days=14)
SPAN = dt.timedelta(days=28)
WORKSHOP_MINUTES = 90


def fair_times(cities: Sequence[City]) -> FairTimes:
    """Prices times for these cities, public holidays counting as night."""
    countries = {city.code: city.country_code for city in cities}

    def is_holiday(code: str, day: dt.date) -> bool:
        return day in _holidays(countries[code], day.year)

    return FairTimes([PlacedCity(city.code, city.time_zone) for city in cities], holidays=is_holiday)


def slots_for(tandem: Tandem, today: dt.date) -> list[Slot]:
    """Three slots on different days for a tandem's solution workshop, the fairest first."""
    first = today + LEAD
    return propose_slots(fair_times(tandem.cities), first, first + SPAN, WORKSHOP_MINUTES)


@cache
def _holidays(country: str, year: int) -> frozenset[dt.date]:
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))
