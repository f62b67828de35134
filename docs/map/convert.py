"""Makes `templates/cities/_land.svg`: `python docs/map/convert.py land-110m.json`.

The outlines are those of Natural Earth (1:110 million, public domain) as the npm package world-atlas 2.0.2
(ISC) brings them in TopoJSON. They are laid out as facilitation/web/world_map.py lays out cities, rounded to
half a unit, and what is smaller than the eye sees is left out.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from facilitation.web.cities.world_map import HEIGHT, place  # noqa: E402

TARGET = ROOT / "templates" / "cities" / "_land.svg"
SMALLEST = 3.0
MOST_BYTES = 25_000


def main(source: str) -> None:
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    paths = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for ring in (_ring(ring, arcs) for polygon in polygons for ring in polygon):
            paths += filter(None, map(_path, _cut(ring)))
    drawing = f'<path class="map-land" d="{"".join(paths)}"/>\n'
    assert len(drawing) < MOST_BYTES, len(drawing)
    TARGET.write_text(drawing, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(drawing)} bytes, {len(paths)} outlines", file=sys.stderr)


def _decoded(arc: list[list[int]], transform: dict) -> list[tuple[float, float]]:
    """The points of an arc as (longitude, latitude): they are kept as steps on a grid."""
    (width, height), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * width + left, y * height + bottom))
    return points


def _ring(ring: list[int], arcs: list) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _cut(ring: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """The pieces of a ring on either side of the 180th meridian, where the drawing has its edges."""
    ring = ring[:-1]
    jumps = [n for n, point in enumerate(ring) if abs(point[0] - ring[n - 1][0]) > 180]
    if not jumps:
        return [ring]
    ring = ring[jumps[0] :] + ring[: jumps[0]]
    cuts = [n - jumps[0] for n in jumps] + [len(ring)]
    return [ring[first:last] for first, last in pairwise(cuts)]


def _path(ring: list[tuple[float, float]]) -> str:
    """A ring as a closed path in whole half units, without points that add nothing; "" when too small."""
    halves = [tuple(round(2 * value) for value in place(latitude, longitude)) for longitude, latitude in ring]
    points = [halves[0], *(after for before, after in pairwise(halves) if after != before)]
    ys = [y / 2 for _, y in points]
    xs = [x / 2 for x, _ in points]
    if min(ys) > HEIGHT or max(xs) - min(xs) + max(ys) - min(ys) < SMALLEST:
        return ""
    steps = " ".join(
        f"{_half(after[0] - before[0])} {_half(after[1] - before[1])}" for before, after in pairwise(points)
    )
    return f"M{_half(points[0][0])} {_half(points[0][1])}l{steps}z".replace(" -", "-")


def _half(value: int) -> str:
    text = f"{value / 2:g}"
    return text.replace("0.", ".") if abs(value) == 1 else text


if __name__ == "__main__":
    main(sys.argv[1])
