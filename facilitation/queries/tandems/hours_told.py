"""The common hours of a tandem as a table of a document: by the clocks of each of its cities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from facilitation.domain.documents import Block, Paragraph, Run, Table
from facilitation.domain.errors import N_
from facilitation.queries.tandems.hours import CityHours, CommonHours
from facilitation.queries.tandems.one_page import more
from facilitation.translations.dates import clock, list_of, weekday_and_day

#: How many rows of a page it may take, as they are at the smallest print.
_HOURS_ROWS = 6


def hours_told(
    found: Sequence[CommonHours], name: Callable[[str], str], say: Callable[[str], str], language: str
) -> list[Block]:
    """A table of a tandem's dates; `name` gives what a city is called by its code."""
    if not found:
        return [Paragraph((Run(say(N_("No dates were asked, so hours were not compared."))),))]
    cities = [city.city for city in found[0].cities]
    header = (
        (Run(say(N_("Date"))),),
        *((Run(name(city)), Run(f" ({city})")) for city in cities),
        (Run(say(N_("Hours"))),),
    )
    rows = [
        (
            list_of((weekday_and_day(day, language) for day in each.dates), language),
            *(_local(city, each.dates[0], say, language) for city in each.cities),
            f"{each.minutes / 60:g}",
        )
        for each in found
    ]
    years = sorted({day.year for each in found for day in each.dates})
    caption = say(N_("By the clocks of each city, %(years)s")) % {"years": ", ".join(map(str, years))}
    table = Table(
        caption,
        header,
        tuple(tuple((Run(text),) for text in row) for row in rows[:_HOURS_ROWS]),
        header_column=True,
    )
    return [table, *more(len(rows) - _HOURS_ROWS, say)]


def _local(city: CityHours, day: dt.date, say: Callable[[str], str], language: str) -> str:
    if city.starts is None or city.ends is None:
        return "–"
    text = f"{clock(city.starts)}–{clock(city.ends)}"
    if {city.starts.date(), city.ends.date()} != {day}:
        days = dict.fromkeys((city.starts.date(), city.ends.date()))
        text += f" ({'–'.join(weekday_and_day(one, language) for one in days)})"
    if city.clock_change:
        changes = say(N_("clocks change on %(day)s"))
        text += f" · {changes % {'day': weekday_and_day(city.clock_change, language)}}"
    return text
