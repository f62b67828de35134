"""Bowed arrows between the badges of cities, as SVG paths. Lengths are in units of the drawing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from facilitation.queries.cities.badges import Point

BADGE_WIDTH, BADGE_HEIGHT = 46.0, 26.0


@dataclass(frozen=True, slots=True)
class Bow:
    """The curve from the edge of one badge to that of another, bent towards a point."""

    first: Point
    bend: Point
    last: Point

    @property
    def path(self) -> str:
        return f"M{_at(self.first)}Q{_at(self.bend)} {_at(self.last)}"

    def head(self, length: float, angle: float) -> str:
        """A head at its end; `angle` is that of each side to the curve, in radians."""
        x, y = self.last
        heading = math.atan2(y - self.bend[1], x - self.bend[0])
        one, other = (
            (x - length * math.cos(heading + turn), y - length * math.sin(heading + turn))
            for turn in (angle, -angle)
        )
        return f"M{_at(one)}L{_at(self.last)}L{_at(other)}"


def bow(start: Point, bend: Point, end: Point, air: float) -> Bow:
    """The curve between badges around `start` and `end`; it keeps so much `air` to both."""
    return Bow(_off(start, bend, air), bend, _off(end, bend, air))


def _off(place: Point, towards: Point, air: float) -> Point:
    """Where a line from the middle of a badge towards a point leaves it."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    across = (BADGE_WIDTH / 2 + air) / abs(dx) if dx else math.inf
    down = (BADGE_HEIGHT / 2 + air) / abs(dy) if dy else math.inf
    part = min(across, down, 1.0)
    return place[0] + dx * part, place[1] + dy * part


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
