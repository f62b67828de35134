"""Where the lines of the self-assessment's figures lie: a radar of means, a spread of ratings."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from facilitation.domain.assessments import HIGHEST
from facilitation.queries.onboarding.assessment_results import AreaMean, CityProfile, RoundProfile, Spread

#: A radar is drawn in a box of these sides, with its middle and the length of its axes.
WIDTH, HEIGHT = 460, 360
_MIDDLE = (230.0, 180.0)
_LENGTH = 118.0
_NUMBER_AT, _WORDS_AT = 18.0, 34.0
_LINE = 14.0
#: Words beside an axis are broken into lines of about so many letters.
_LETTERS = 17
#: With fewer axes than these nothing encloses an area, and the table says it better.
FEWEST_AXES = 3
RINGS = (2, 4, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis to (x, y), its number's place, and its words: lines of (text, y) from `words_x`.

    `missing` where the newest round has no mean here.
    """

    x: float
    y: float
    number_x: float
    number_y: float
    words_x: float
    anchor: str
    words: list[tuple[str, float]]
    language: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A round on the radar: the line as an SVG path, with gaps where there is no mean; its points.

    `closed` when every axis has a mean, so that the line encloses an area.
    """

    path: str
    closed: bool
    points: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Radar:
    """The newest round's shape last, so that it lies on top; an earlier one before it, if there is one."""

    axes: list[Axis]
    rings: list[str]
    shapes: list[Shape]
    width: int = WIDTH
    height: int = HEIGHT


def radar_of(profile: CityProfile) -> Radar | None:
    """The radar of a city's newest round and the one before; None with too few areas."""
    newest = profile.rounds[0] if profile.rounds else None
    if newest is None or len(newest.means) < FEWEST_AXES:
        return None
    count = len(newest.means)
    axes = [_axis(place, count, mean) for place, mean in enumerate(newest.means)]
    rings = [_closed([_at(place, count, ring) for place in range(count)]) for ring in RINGS]
    return Radar(axes, rings, [_shape(one) for one in reversed(profile.rounds[:2])])


def _at(place: int, count: int, value: float) -> tuple[float, float]:
    return _along(place, count, value / HIGHEST * _LENGTH)


def _along(place: int, count: int, distance: float) -> tuple[float, float]:
    turn = 2 * math.pi * place / count
    return (
        round(_MIDDLE[0] + distance * math.sin(turn), 1),
        round(_MIDDLE[1] - distance * math.cos(turn), 1),
    )


def _axis(place: int, count: int, mean: AreaMean) -> Axis:
    end, number = _at(place, count, HIGHEST), _along(place, count, _LENGTH + _NUMBER_AT)
    x, y = _along(place, count, _LENGTH + _WORDS_AT)
    aside = math.sin(2 * math.pi * place / count)
    anchor = "middle" if abs(aside) < 0.2 else "start" if aside > 0 else "end"
    lines = textwrap.wrap(mean.area.title, _LETTERS, break_long_words=False) or [""]
    # Above the middle the words end at their place, below it they begin there.
    upwards = (math.cos(2 * math.pi * place / count) + 1) / 2
    top = y + 4 - upwards * _LINE * (len(lines) - 1)
    words = [(line, round(top + number * _LINE, 1)) for number, line in enumerate(lines)]
    return Axis(*end, *number, x, anchor, words, mean.area.language, mean.mean is None)


def _shape(one: RoundProfile) -> Shape:
    count = len(one.means)
    places = [
        None if mean.mean is None else _at(place, count, mean.mean) for place, mean in enumerate(one.means)
    ]
    points = [place for place in places if place is not None]
    if len(points) == count:
        return Shape(_closed(points), True, points)
    steps = zip(places, [*places[1:], places[0]], strict=True)
    lines = [f"M{_said(start)}L{_said(end)}" for start, end in steps if start and end]
    return Shape("".join(lines), False, points)


def _closed(points: Sequence[tuple[float, float]]) -> str:
    return f"M{'L'.join(_said(point) for point in points)}Z"


def _said(point: tuple[float, float]) -> str:
    return f"{point[0]:g} {point[1]:g}"


@dataclass(frozen=True, slots=True)
class Band:
    """A spread on a strip of eleven columns, one for each rating: places count from the strip's left.

    The box and the median are None where there are too few ratings.
    """

    least: float
    most: float
    box: tuple[float, float] | None
    median: float | None


def band_of(spread: Spread) -> Band | None:
    """Where a spread's line, box and median lie; None where nothing was rated."""
    ratings = spread.ratings
    if not ratings:
        return None
    quartiles = spread.quartiles
    return Band(
        min(ratings) + 0.5,
        max(ratings) + 0.5,
        (quartiles.lower + 0.5, quartiles.upper + 0.5) if quartiles else None,
        quartiles.median + 0.5 if quartiles else None,
    )
