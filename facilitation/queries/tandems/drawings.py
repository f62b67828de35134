"""A tandem's pictures as a figure of a document: the graph on the left, the hours in common on the right."""

from __future__ import annotations

from collections.abc import Mapping

from facilitation.domain.documents import Figure
from facilitation.domain.scheduling import DAY
from facilitation.queries.cities.arrows import BADGE_HEIGHT, BADGE_WIDTH
from facilitation.queries.cities.badges import (
    ACCENT,
    CITY_COLOURS,
    EDGE,
    PALE,
    QUIET,
    badge,
    drawing,
    rect,
    words_at,
)
from facilitation.queries.tandems.graph import (
    CELL_WIDTH,
    Arrow,
    GroupDrawn,
    Line,
)
from facilitation.queries.tandems.hours import CityHours, CommonHours
from facilitation.translations.dates import clock, weekday_and_day

_LINE, _NIGHT = "#94c8cd", "#cfd8dd"
_WIDTH, _STRIPS, _STRIP, _ROW = 620.0, 200.0, 380.0, 40.0


def tandem_figure(
    group: GroupDrawn, hours: CommonHours | None, colours: Mapping[str, int], alt: str, language: str
) -> Figure:
    """The figure of one tandem; `hours` are those of its first dates, None where no dates were asked."""
    rows = len(hours.cities) if hours else 0
    height = max(group.height, 24 + rows * _ROW)
    parts = [_graph(group, colours)]
    if hours:
        parts.append(_strips(hours, language))
    return Figure(drawing(_WIDTH, height, "".join(parts)), alt)


def _graph(group: GroupDrawn, colours: Mapping[str, int]) -> str:
    frame = rect((0.5, 0.5), CELL_WIDTH - 1, group.height - 1, "#ffffff", f'rx="10" stroke="{EDGE}"')
    bar = rect((12, 25), 148, 5, "#d3e8ea", 'rx="2.5"')
    if group.strength > 0.005:
        bar += rect((12, 25), 148 * group.strength, 5, ACCENT, 'rx="2.5"')
    head = words_at((12, 18), str(group.number), bold=True)
    head += words_at((160, 18), f"{round(group.strength * 100)} %", anchor="end", bold=True)
    lines = [line for line in group.lines if line.shared]
    drawn = "".join(
        [
            *(_line(line) for line in lines),
            *(_arrow(arrow) for arrow in group.arrows),
            *(_count(line) for line in lines),
            *(
                badge(code, at, colours.get(code, len(CITY_COLOURS)), BADGE_WIDTH, BADGE_HEIGHT)
                for code, at in group.places.items()
            ),
        ]
    )
    return f"{frame}{bar}{head}{drawn}"


def _line(line: Line) -> str:
    (x1, y1), (x2, y2) = line.start, line.end
    width = min(1.5 + line.shared, 9)
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{_LINE}" stroke-width="{width:g}" stroke-linecap="round"/>'


def _arrow(arrow: Arrow) -> str:
    colour, width = (ACCENT, 2.5) if arrow.learning.wished else (QUIET, 1.25)
    look = f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"'
    return f'<path d="{arrow.path}" {look}/>'


def _count(line: Line) -> str:
    x, y = line.middle
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="#ffffff" stroke="{EDGE}"/>'
    return circle + words_at((x, y + 3.6), str(line.shared), anchor="middle", bold=True)


def _strips(hours: CommonHours, language: str) -> str:
    first, more = hours.dates[0], len(hours.dates) - 1
    title = weekday_and_day(first, language) + (f" (+{more})" if more else "")
    if hours.starts and hours.ends:
        title += f" · {clock(hours.starts)}–{clock(hours.ends)} UTC"
    head = words_at((_STRIPS, 14), title, bold=True)
    rows = (_row(hours, city, 24 + at * _ROW, language) for at, city in enumerate(hours.cities))
    return head + "".join(rows)


def _row(hours: CommonHours, city: CityHours, top: float, language: str) -> str:
    left = _WIDTH - _STRIP

    def piece(x: float, width: float, fill: str, more: str = "") -> str:
        return rect((left + x * _STRIP / DAY, top + 13), width * _STRIP / DAY, 14, fill, more)

    parts = [words_at((_STRIPS, top + 24), city.city, bold=True), piece(0, DAY, _NIGHT)]
    parts += [piece(band.x, band.width, PALE) for band in city.work]
    midnight = left + city.midnight * _STRIP / DAY
    look = 'stroke="#ffffff" stroke-width="2" stroke-dasharray="3 2"'
    parts.append(f'<path d="M{midnight:.1f} {top + 13:.1f}v14" {look}/>')
    if hours.window and city.starts and city.ends:
        parts.append(piece(hours.window.x, min(hours.window.width, DAY - hours.window.x), ACCENT))
        text = f"{clock(city.starts)}–{clock(city.ends)}"
        if city.starts.date() != hours.dates[0]:
            text += f" {weekday_and_day(city.starts.date(), language)}"
        middle = left + (hours.window.x + hours.window.width / 2) * _STRIP / DAY
        parts.append(words_at((middle, top + 9), text, anchor="middle"))
    return "".join(parts)
