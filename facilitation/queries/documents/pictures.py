"""The two pictures on the first page of minutes: votes as bars with the cities behind them, who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from facilitation.domain.documents import Figure
from facilitation.domain.errors import N_
from facilitation.domain.first_page import TITLE_LETTERS, shortened
from facilitation.queries.cities.badges import ACCENT, PALE, QUIET, badge, drawing, rect, words_at
from facilitation.queries.documents.attendance import cities_there, people_by_city
from facilitation.queries.documents.parts import SessionDocument
from facilitation.queries.documents.strongest import Strong

# As wide as a phone can show with letters that can be read; on paper it takes two thirds of a line.
_WIDTH, _LETTERS = 400.0, 13
_BADGE_WIDTH, _BADGE_HEIGHT, _GAP = 38.0, 18.0, 3.0
_BAR, _BADGES_AT, _BADGES_IN_LINE = 150.0, 192.0, 5
_NAME_AT, _NAME_LETTERS, _PEOPLE_AT = 48.0, 22, 190.0
#: Of more cities than this the others stand in the table of the next page alone.
_CITIES_MOST = 16
_PEOPLE_BAR = _WIDTH - _PEOPLE_AT - 40


def votes_figure(parts: SessionDocument, shown: Sequence[Strong], more: int) -> Figure:
    """A bar for each of `shown`, which have votes, with the badges of its cities; `more` are not shown."""
    highest = max(one.votes for one in shown)
    drawn, top = [], 0.0
    for one in shown:
        lines = max(1, -(-len(one.cities) // _BADGES_IN_LINE))
        drawn.append(_vote_row(parts, one, top, highest))
        top += 24 + lines * (_BADGE_HEIGHT + _GAP) + 6
    said = [_with_cities(parts, one) for one in shown]
    alt = parts.say(N_("Votes as bars, with the cities whose notes are in each: %(clusters)s"))
    caption = parts.say(N_("Votes, with the cities whose notes are in each"))
    if more:
        caption += " · " + parts.say(N_("%(count)s more with votes stand below")) % {"count": more}
    return Figure(
        drawing(_WIDTH, top, "".join(drawn), _LETTERS), alt % {"clusters": "; ".join(said)}, caption
    )


def _with_cities(parts: SessionDocument, one: Strong) -> str:
    cities = ", ".join(map(parts.city_name, one.cities))
    return f"{one.title}: {one.votes}" + (f" ({cities})" if cities else "")


def _vote_row(parts: SessionDocument, one: Strong, top: float, highest: int) -> str:
    row = [words_at((0, top + 16), shortened(one.title, TITLE_LETTERS), bold=True)]
    row.append(rect((0, top + 24), max(_BAR * one.votes / highest, 3), _BADGE_HEIGHT, ACCENT, 'rx="3"'))
    row.append(words_at((_BAR + 8, top + 38), str(one.votes), bold=True))
    for place, code in enumerate(one.cities):
        line, column = divmod(place, _BADGES_IN_LINE)
        x = _BADGES_AT + column * (_BADGE_WIDTH + _GAP) + _BADGE_WIDTH / 2
        y = top + 24 + line * (_BADGE_HEIGHT + _GAP) + _BADGE_HEIGHT / 2
        row.append(badge(code, (x, y), _colour(parts, code), _BADGE_WIDTH, _BADGE_HEIGHT))
    return "".join(row)


@dataclass(frozen=True, slots=True)
class _There:
    code: str | None
    name: str
    people: int
    policymakers: int
    absent: bool = False


def attendance_figure(parts: SessionDocument) -> Figure:
    """A bar for each city with its policymakers in the darker part; absent cities have an empty line."""
    say = parts.say
    rows = [
        _There(
            code,
            say(N_("Other organisations")) if code is None else parts.city_name(code),
            len(people),
            sum(person["policymaker"] for person in people),
        )
        for code, people in people_by_city(parts)
    ]
    absent = cities_there(parts).absent
    rows += [_There(code, parts.city_name(code), 0, 0, absent=True) for code in absent]
    most, more = max(row.people for row in rows), len(rows) - _CITIES_MOST
    rows = rows[:_CITIES_MOST]
    drawn = "".join(_there_row(parts, row, place * 26.0, most) for place, row in enumerate(rows))
    said = [
        f"{row.name}: {say(N_('absent')) if row.absent else row.people}"
        + (
            " " + say(N_("(policymakers: %(count)s)")) % {"count": row.policymakers}
            if row.policymakers
            else ""
        )
        for row in rows
    ]
    alt = say(N_("People by city: %(cities)s")) % {"cities": "; ".join(said)}
    caption = say(N_("People by city; the darker part are policymakers"))
    if more > 0:
        caption += " · " + say(N_("%(count)s more cities stand below")) % {"count": more}
    return Figure(drawing(_WIDTH, len(rows) * 26.0, drawn, _LETTERS), alt, caption)


def _there_row(parts: SessionDocument, row: _There, top: float, most: int) -> str:
    middle = top + 13
    drawn = []
    if row.code is not None:
        at = (_BADGE_WIDTH / 2, middle)
        size = (_BADGE_WIDTH, _BADGE_HEIGHT)
        drawn.append(badge(row.code, at, _colour(parts, row.code), *size, absent=row.absent))
    drawn.append(words_at((_NAME_AT, middle + 5), shortened(row.name, _NAME_LETTERS)))
    if row.absent:
        drawn.append(words_at((_PEOPLE_AT, middle + 5), parts.say(N_("absent")), QUIET))
        return "".join(drawn)
    length = _PEOPLE_BAR * row.people / most
    drawn.append(rect((_PEOPLE_AT, top + 5), length, 16, PALE, 'rx="3"'))
    if row.policymakers:
        part = length * row.policymakers / row.people
        drawn.append(rect((_PEOPLE_AT, top + 5), part, 16, ACCENT, 'rx="3"'))
    drawn.append(words_at((_PEOPLE_AT + length + 8, middle + 5), str(row.people), bold=True))
    return "".join(drawn)


def _colour(parts: SessionDocument, code: str) -> int:
    return parts.cities[code].colour if code in parts.cities else 12
