"""The picture of who learns from whom: cities on a ring, arrows from learners to those they learn from.

Pure functions of the facts of commitments. Lengths are in units of the drawing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from facilitation.domain.commitments import DROPPED, TOGETHER, CommitmentFacts, learner_and_teacher
from facilitation.domain.documents import Figure
from facilitation.queries.cities import arrows
from facilitation.queries.cities.arrows import BADGE_HEIGHT, BADGE_WIDTH, Bow
from facilitation.queries.cities.badges import CITY_COLOURS, Point

#: Beyond so many cities a ring can't be read; the words beside it tell the same.
CITIES_MOST = 30
_MARGIN, _BOW, _INWARDS, _HEAD = 34.0, 0.16, 0.4, 8.0
_INK, _ACCENT, _QUIET, _GROUND = "#1d2529", "#1f5f8b", "#4f5c64", "#ffffff"


@dataclass(frozen=True, slots=True)
class Edge:
    """What one city learns from another, or what two do `together` (then by the alphabet)."""

    one: str
    other: str
    together: bool
    commitments: tuple[CommitmentFacts, ...]


@dataclass(frozen=True, slots=True)
class EdgeDrawn:
    """An edge as an SVG path, its width, and where its number stands (told from two commitments on)."""

    edge: Edge
    path: str
    width: float
    number: Point


@dataclass(frozen=True, slots=True)
class Ring:
    """The cities of all edges and where their badges stand, by code; the drawing is `size` wide and high."""

    size: float
    places: Mapping[str, Point]
    edges: tuple[EdgeDrawn, ...]


def edges_of(commitments: Iterable[CommitmentFacts]) -> tuple[Edge, ...]:
    """Who learns from whom, by learner and teacher, without what was dropped or names one city alone."""
    found: dict[tuple[str, str, bool], list[CommitmentFacts]] = defaultdict(list)
    for one in commitments:
        if one.other is None or one.status == DROPPED:
            continue
        pair = learner_and_teacher(one) or (min(one.city, one.other), max(one.city, one.other))
        found[(*pair, one.kind == TOGETHER)].append(one)
    return tuple(Edge(*key, tuple(these)) for key, these in sorted(found.items()))


def ring_of(edges: Iterable[Edge]) -> Ring:
    """The edges drawn on a ring; empty where there are none, or too many cities to be read."""
    edges = tuple(edges)
    codes = sorted({code for edge in edges for code in (edge.one, edge.other)})
    if not codes or len(codes) > CITIES_MOST:
        return Ring(0.0, {}, ())
    radius = max(130.0, len(codes) * (BADGE_WIDTH + 12) / (2 * math.pi))
    size = 2 * (radius + _MARGIN)
    turn = 2 * math.pi / len(codes)
    places = {
        code: (size / 2 + radius * math.sin(at * turn), size / 2 - radius * math.cos(at * turn))
        for at, code in enumerate(codes)
    }
    return Ring(size, places, tuple(_drawn(edge, places, size / 2) for edge in edges))


def _drawn(edge: Edge, places: Mapping[str, Point], centre: float) -> EdgeDrawn:
    (x1, y1), (x2, y2) = places[edge.one], places[edge.other]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    # There and back bow to different sides, and all a little inwards: so they keep clear of other badges.
    bow = 0.0 if edge.together else _BOW * length
    side = ((y2 - y1) / length, -(x2 - x1) / length)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    bend = (x + (centre - x) * _INWARDS + side[0] * bow, y + (centre - y) * _INWARDS + side[1] * bow)
    drawn = arrows.bow((x1, y1), bend, (x2, y2), air=4)
    path = drawn.path if edge.together else drawn.path + drawn.head(_HEAD, 0.5)
    return EdgeDrawn(edge, path, min(1.5 + len(edge.commitments) / 2, 4.5), _along(drawn))


def _along(drawn: Bow, part: float = 0.3) -> Point:
    """A point of the curve; nearer to its beginning than to the middle, where many lines cross."""
    rest = 1 - part
    x, y = (
        rest * rest * a + 2 * rest * part * b + part * part * c
        for a, b, c in zip(drawn.first, drawn.bend, drawn.last, strict=True)
    )
    return x, y


def learning_figure(ring: Ring, colours: Mapping[str, int], alt: str, caption: str = "") -> Figure | None:
    """The ring as a figure of a document, by the cities' colour numbers; None where nothing is drawn."""
    if not ring.edges:
        return None
    parts = []
    for drawn in ring.edges:
        colour = _QUIET if drawn.edge.together else _ACCENT
        look = f'fill="none" stroke="{colour}" stroke-width="{drawn.width:g}" stroke-linecap="round"'
        parts.append(f'<path d="{drawn.path}" {look}/>')
    for drawn in ring.edges:
        if len(drawn.edge.commitments) > 1:
            x, y = drawn.number
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{_GROUND}" stroke="{_QUIET}"/>')
            parts.append(_text((x, y + 3.6), str(len(drawn.edge.commitments)), _INK))
    for code, (x, y) in ring.places.items():
        fill, ink = CITY_COLOURS[(colours.get(code, len(CITY_COLOURS)) - 1) % len(CITY_COLOURS)]
        corner = f'x="{x - BADGE_WIDTH / 2:.1f}" y="{y - BADGE_HEIGHT / 2:.1f}"'
        size = f'width="{BADGE_WIDTH:g}" height="{BADGE_HEIGHT:g}" rx="6"'
        parts.append(f'<rect {corner} {size} fill="{fill}"/>' + _text((x, y + 4), code, ink))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{ring.size:.0f}" height="{ring.size:.0f}" '
        f'viewBox="0 0 {ring.size:.1f} {ring.size:.1f}" font-family="Atkinson Hyperlegible Next" '
        f'font-size="11">{"".join(parts)}</svg>'
    )
    return Figure(svg, alt, caption)


def _text(at: Point, text: str, fill: str) -> str:
    place = f'x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="middle"'
    return f'<text {place} fill="{fill}" font-weight="700">{escape(text)}</text>'
