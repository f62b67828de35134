"""Words, bars and cities' badges as parts of drawings that go into documents."""

from __future__ import annotations

from xml.sax.saxutils import escape

Point = tuple[float, float]

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
INK, QUIET, EDGE = "#1d2529", "#4f5c64", "#6d7a7f"
ACCENT, PALE = "#1f5f8b", "#a9cdd6"


def drawing(width: float, height: float, parts: str, size: int = 10) -> str:
    """A drawing around its parts, in the letters of documents, `size` units high."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="Atkinson Hyperlegible Next" font-size="{size}">'
        f"{parts}</svg>"
    )


def words_at(at: Point, words: str, fill: str = INK, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{fill}"{weight}>{escape(words)}</text>'


def rect(at: Point, width: float, height: float, fill: str, more: str = "") -> str:
    x, y = at
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" {more}/>'


def badge(code: str, middle: Point, number: int, width: float, height: float, *, absent: bool = False) -> str:
    """A city's badge around its middle, in its colour; one of a city that is `absent` is an outline."""
    fill, ink = CITY_COLOURS[(number - 1) % len(CITY_COLOURS)]
    more = 'rx="6"'
    if absent:
        fill, ink, more = "#ffffff", QUIET, f'rx="6" stroke="{EDGE}" stroke-dasharray="3 2"'
    corner = (middle[0] - width / 2, middle[1] - height / 2)
    letters = words_at((middle[0], middle[1] + 4), code, ink, "middle", bold=True)
    return rect(corner, width, height, fill, more) + letters
