"""A tandem's pictures as a figure of a document: the graph on the left, the hours in common on the right."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from facilitation.domain.documents import Figure
from facilitation.domain.scheduling import DAY
from facilitation.queries.tandems.graph import (
    BADGE_HEIGHT,
    BADGE_WIDTH,
    CELL_WIDTH,
    Arrow,
    GroupDrawn,
    Line,
    Point,
)
from facilitation.queries.tandems.hours import CityHours, CommonHours
from facilitation.translations.dates import clock, weekday_and_day

#: The badges' colours and inks by a city's number from 1, as static/css/tokens.css has them.
CITY_COLOURS = (
    ("#0067a5", "#ffffff"),
    ("#e0691c", "#12191b"),
    ("#0aa57c", "#12191b"),
    ("#d68bb5", "#12191b"),
    ("#f2dd3d", "#12191b"),
    ("#5bb6ea", "#12191b"),
    ("#3b2b8f", "#ffffff"),
    ("#8a2457", "#ffffff"),
    ("#14713a", "#ffffff"),
    ("#eba313", "#12191b"),
    ("#70492a", "#ffffff"),
    ("#56636b", "#ffffff"),
)
_INK, _QUIET, _EDGE = "#1d2529", "#4f5c64", "#6d7a7f"
_LINE, _ACCENT, _NIGHT, _WORK = "#94c8cd", "#1f5f8b", "#cfd8dd", "#a9cdd6"
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
    return Figure(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}" height="{height:g}" '
        f'viewBox="0 0 {_WIDTH:g} {height:g}" font-family="Atkinson Hyperlegible Next" font-size="10">'
        f"{''.join(parts)}</svg>",
        alt,
    )


def _text(at: Point, text: str, fill: str = _INK, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{fill}"{weight}>{escape(text)}</text>'


def _rect(at: Point, width: float, height: float, fill: str, more: str = "") -> str:
    x, y = at
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" {more}/>'


def _graph(group: GroupDrawn, colours: Mapping[str, int]) -> str:
    frame = _rect((0.5, 0.5), CELL_WIDTH - 1, group.height - 1, "#ffffff", f'rx="10" stroke="{_EDGE}"')
    bar = _rect((12, 25), 148, 5, "#d3e8ea", 'rx="2.5"')
    if group.strength > 0.005:
        bar += _rect((12, 25), 148 * group.strength, 5, _ACCENT, 'rx="2.5"')
    head = _text((12, 18), str(group.number), bold=True)
    head += _text((160, 18), f"{round(group.strength * 100)} %", anchor="end", bold=True)
    lines = [line for line in group.lines if line.shared]
    drawn = "".join(
        [
            *(_line(line) for line in lines),
            *(_arrow(arrow) for arrow in group.arrows),
            *(_count(line) for line in lines),
            *(_badge(code, at, colours.get(code, len(CITY_COLOURS))) for code, at in group.places.items()),
        ]
    )
    return f"{frame}{bar}{head}{drawn}"


def _line(line: Line) -> str:
    (x1, y1), (x2, y2) = line.start, line.end
    width = min(1.5 + line.shared, 9)
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{_LINE}" stroke-width="{width:g}" stroke-linecap="round"/>'


def _arrow(arrow: Arrow) -> str:
    colour, width = (_ACCENT, 2.5) if arrow.learning.wished else (_QUIET, 1.25)
    look = f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"'
    return f'<path d="{arrow.path}" {look}/>'


def _count(line: Line) -> str:
    x, y = line.middle
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="#ffffff" stroke="{_EDGE}"/>'
    return circle + _text((x, y + 3.6), str(line.shared), anchor="middle", bold=True)


def _badge(code: str, at: Point, number: int) -> str:
    fill, ink = CITY_COLOURS[(number - 1) % len(CITY_COLOURS)]
    corner = (at[0] - BADGE_WIDTH / 2, at[1] - BADGE_HEIGHT / 2)
    letters = _text((at[0], at[1] + 4), code, ink, "middle", bold=True)
    return _rect(corner, BADGE_WIDTH, BADGE_HEIGHT, fill, 'rx="6"') + letters


def _strips(hours: CommonHours, language: str) -> str:
    first, more = hours.dates[0], len(hours.dates) - 1
    title = weekday_and_day(first, language) + (f" (+{more})" if more else "")
    if hours.starts and hours.ends:
        title += f" · {clock(hours.starts)}–{clock(hours.ends)} UTC"
    head = _text((_STRIPS, 14), title, bold=True)
    rows = (_row(hours, city, 24 + at * _ROW, language) for at, city in enumerate(hours.cities))
    return head + "".join(rows)


def _row(hours: CommonHours, city: CityHours, top: float, language: str) -> str:
    left = _WIDTH - _STRIP

    def piece(x: float, width: float, fill: str, more: str = "") -> str:
        return _rect((left + x * _STRIP / DAY, top + 13), width * _STRIP / DAY, 14, fill, more)

    parts = [_text((_STRIPS, top + 24), city.city, bold=True), piece(0, DAY, _NIGHT)]
    parts += [piece(band.x, band.width, _WORK) for band in city.work]
    midnight = left + city.midnight * _STRIP / DAY
    look = 'stroke="#ffffff" stroke-width="2" stroke-dasharray="3 2"'
    parts.append(f'<path d="M{midnight:.1f} {top + 13:.1f}v14" {look}/>')
    if hours.window and city.starts and city.ends:
        parts.append(piece(hours.window.x, min(hours.window.width, DAY - hours.window.x), _ACCENT))
        text = f"{clock(city.starts)}–{clock(city.ends)}"
        if city.starts.date() != hours.dates[0]:
            text += f" {weekday_and_day(city.starts.date(), language)}"
        middle = left + (hours.window.x + hours.window.width / 2) * _STRIP / DAY
        parts.append(_text((middle, top + 9), text, anchor="middle"))
    return "".join(parts)
