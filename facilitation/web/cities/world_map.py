"""The map of the cities: where each stands on it, and who learns from whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from facilitation.store.cities import City

#: The drawing in its own units: all longitudes, and latitudes from 78° north to 56° south.
WIDTH, HEIGHT = 590.0, 268.0
_NORTH = 78.0
#: More badges than these would cover each other; points stand for the cities then.
BADGES_MOST = 24
_BADGE_WIDTH, _BADGE_HEIGHT = 30.0, 13.0
#: Where a badge is tried, from its city's point: right above it first.
_OFFSETS = sorted(
    ((dx * 16, dy * 10) for dx in range(-5, 6) for dy in range(-6, 7) if dy),
    key=lambda offset: (abs(offset[0]) + abs(offset[1] + 10), offset),
)


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CityOnMap:
    """A city's point, and the middle of its badge, which keeps clear of the others.

    Not `is_exact` where it stands for want of coordinates: where its time zone's own city is.
    """

    city: City
    is_exact: bool
    x: float
    y: float
    badge_x: float
    badge_y: float


@dataclass(frozen=True, slots=True)
class Arc:
    """A line from one point to another as an SVG path; the words beside the map say whose it is."""

    path: str


@dataclass(frozen=True, slots=True)
class WorldMap:
    """Without `badges` each place is one point, whoever is there.

    The `approximate` cities stand where their time zone's own city is, the `missing` ones nowhere.
    """

    cities: list[CityOnMap]
    arcs: list[Arc]
    approximate: list[City]
    missing: list[City]
    badges: bool


def place(latitude: float, longitude: float) -> Point:
    """Where a place stands on the drawing; at its edge if it lies beyond."""
    return (longitude + 180) * WIDTH / 360, min(max((_NORTH - latitude) * 2, 0.0), HEIGHT)


def world_map(cities: Sequence[City], tandems: Sequence[Any] = ()) -> WorldMap:
    """The cities where they are, or else near their time zone's own city; arcs within each tandem."""
    badges = len(cities) <= BADGES_MOST
    missing: list[City] = []
    found: list[tuple[City, bool, Point]] = []
    for city in sorted(cities, key=lambda one: one.code):
        known = (city.latitude, city.longitude)
        at = known if None not in known else _zone_places().get(city.time_zone)
        if at is None or at[0] is None or at[1] is None:
            missing.append(city)
        else:
            found.append((city, at is known, place(at[0], at[1])))
    placed: list[CityOnMap] = []
    for city, is_exact, point in found:
        badge = _free(point, placed, [other for _, _, other in found]) if badges else point
        placed.append(CityOnMap(city, is_exact, *point, *badge))
    points = {one.city.id: one for one in placed}
    arcs = []
    for tandem in tandems:
        members = [points[city.id] for city in tandem.cities if city.id in points]
        arcs += [Arc(_bow(one, other)) for n, one in enumerate(members) for other in members[n + 1 :]]
    approximate = [one.city for one in placed if not one.is_exact]
    if not badges:
        by_place = sorted(placed, key=lambda one: one.is_exact)
        placed = list({(one.x, one.y): one for one in by_place}.values())
    return WorldMap(placed, arcs, _by_name(approximate), _by_name(missing), badges)


def _by_name(cities: Sequence[City]) -> list[City]:
    return sorted(cities, key=lambda city: city.name)


def _free(point: Point, placed: Sequence[CityOnMap], points: Sequence[Point]) -> Point:
    """The nearest place for a badge that covers no other one, and if possible nobody's point."""
    x, y = min(max(point[0], _BADGE_WIDTH / 2), WIDTH - _BADGE_WIDTH / 2), point[1]
    badges = [(one.badge_x, one.badge_y) for one in placed]
    free: Point | None = None
    for dx, dy in _OFFSETS:
        at = (x + dx, y + dy)
        on_the_drawing = _BADGE_WIDTH / 2 <= at[0] <= WIDTH - _BADGE_WIDTH / 2
        if not on_the_drawing or _covers(at, badges, _BADGE_WIDTH, _BADGE_HEIGHT):
            continue
        if not _covers(at, points, _BADGE_WIDTH / 2 + 2, _BADGE_HEIGHT / 2 + 2):
            return at
        free = free or at
    return free or (x, y)


def _covers(at: Point, others: Sequence[Point], width: float, height: float) -> bool:
    """Whether one of the others is nearer than so much in both directions."""
    return any(abs(at[0] - x) < width and abs(at[1] - y) < height for x, y in others)


def _bow(one: CityOnMap, other: CityOnMap) -> str:
    lift = abs(one.x - other.x) * 0.18 + 6
    middle = ((one.x + other.x) / 2, min(one.y, other.y) - lift)
    return f"M{one.x:.1f} {one.y:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {other.x:.1f} {other.y:.1f}"


@cache
def _zone_places() -> dict[str, Point]:
    """Time zone -> (latitude, longitude) of its own city, from the time zone database."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[2]: _coordinates(row[1]) for row in rows}


def _coordinates(text: str) -> Point:
    """ISO 6709 degrees: "+5320-00615" or "+404251-0740023"."""
    cut = max(text.rfind("+"), text.rfind("-"))
    return _degrees(text[:cut], 2), _degrees(text[cut:], 3)


def _degrees(text: str, digits: int) -> float:
    sign, whole, rest = text[0], text[1 : 1 + digits], text[1 + digits :]
    value = int(whole) + int(rest[:2]) / 60 + int(rest[2:] or 0) / 3600
    return -value if sign == "-" else value
