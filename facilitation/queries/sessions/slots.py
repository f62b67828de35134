"""Fair meeting times for some of a programme's cities: its policy, and its cities' public holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

import holidays
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.pain_policy import DEFAULT_RULES, Rules
from facilitation.domain.scheduling import DEFAULT_POLICY, FairTimes, PainPolicy, PlacedCity
from facilitation.store.cities import City
from facilitation.store.fair_times import PainRules
from facilitation.store.programmes import Programme

#: A session needs preparing: times are looked for from so far away on, over so many days.
LEAD = dt.timedelta(days=14)
SPAN = dt.timedelta(days=27)
USUAL_MINUTES = 90


def fair_times(
    cities: Sequence[City],
    policy: PainPolicy = DEFAULT_POLICY,
    burden: Mapping[str, int] | None = None,
) -> FairTimes:
    """Prices times for these cities (known by their codes), public holidays counting as night."""
    countries = {city.code: city.country_code for city in cities}

    def is_holiday(code: str, day: dt.date) -> bool:
        return day in _holidays(countries[code], day.year)

    placed = [PlacedCity(city.code, city.time_zone) for city in cities]
    return FairTimes(placed, policy=policy, holidays=is_holiday, burden=burden)


def holiday_name(city: City, day: dt.date) -> str | None:
    """What a city's public holiday is called there; None on any other day."""
    return _holidays(city.country_code, day.year).get(day)


def rules_of(orm: OrmSession, programme: Programme) -> tuple[Rules, bool]:
    """How a programme prices local hours, cities known by their codes, and whether it was changed."""
    row = orm.get(PainRules, programme.id)
    if row is None:
        return DEFAULT_RULES, False
    codes = {str(city.id): city.code for city in programme.cities}
    rules = Rules(
        bands=tuple((opens, closes, price) for opens, closes, price in row.bands),
        night=row.night,
        humane=row.humane,
        weekends=row.weekends,
        holidays=row.holidays,
        own_weekends={codes[city]: key for city, key in row.own_weekends.items() if city in codes},
    )
    return rules, True


@cache
def _holidays(country: str, year: int) -> Mapping[dt.date, str]:
    if country not in _countries():
        return {}
    return dict(holidays.country_holidays(country, years=year))


@cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries())
