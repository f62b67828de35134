"""The tandem graph: who sits with whom, who wishes and answers what, and where each is drawn.

Pure functions of a round's `problem` and `answer` in the pinned form, both already as their reader may see
them: no wish is looked for that isn't in them. Lengths are in units of the drawing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.queries.cities import arrows
from facilitation.queries.cities.arrows import BADGE_HEIGHT
from facilitation.queries.cities.badges import Point

Form = Mapping[str, Any]

#: Up to so many cities, one drawing shows wishes from group to group; beyond, they are told beside the badge.
ACROSS_MOST = 12
CELL_WIDTH, CELL_HEIGHT, GAP = 172.0, 176.0, 12.0
_COLUMNS = 2
_PLACES: dict[int, tuple[Point, ...]] = {
    1: ((86, 104),),
    2: ((36, 104), (136, 104)),
    3: ((86, 62), (34, 143), (138, 143)),
}
#: How far an arrow bows out, and the size of its head.
_BOW, _HEAD = 14.0, 6.0


def teacher_of(problem: Form, position: int) -> str | None:
    """The city that can meet the wish at a position of the list; None for one of words only, or not shown."""
    wishes = problem.get("wishes") or ()
    if not 0 <= position < len(wishes) or not wishes[position]:
        return None
    wish = wishes[position]
    if wish.get("teacher"):
        return str(wish["teacher"])
    owners = (one["city"] for one in problem.get("practices") or () if one["id"] == wish.get("practice"))
    return next(owners, None) if wish.get("practice") else None


@dataclass(frozen=True, slots=True)
class Learning:
    """One city learns from another of its group: by a wish that is met, by practices that answer, or both.

    `needs` is how many of the learner's challenges the teacher's practices answer.
    """

    learner: str
    teacher: str
    wished: bool
    needs: int


def learnings(problem: Form, tandem: Form) -> tuple[Learning, ...]:
    """Who learns from whom within a tandem of the answer, by learner and teacher."""
    wished = {(met["city"], teacher_of(problem, met["wish"])) for met in tandem["wishes_met"]}
    answered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for answer in tandem["answers"]:
        answered[answer["city"], answer["from"]].add(answer["challenge"])
    members = tandem["cities"]
    pairs = ((one, other) for one in members for other in members if one != other)
    return tuple(
        Learning(*pair, pair in wished, len(answered[pair]))
        for pair in pairs
        if pair in wished or answered[pair]
    )


@dataclass(frozen=True, slots=True)
class Line:
    """Between two cities of a group: how many challenges they share, and where that number stands."""

    one: str
    other: str
    start: Point
    end: Point
    shared: int

    @property
    def middle(self) -> Point:
        return (self.start[0] + self.end[0]) / 2, (self.start[1] + self.end[1]) / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a learner's badge to a teacher's, as an SVG path."""

    path: str
    learning: Learning


@dataclass(frozen=True, slots=True)
class GroupDrawn:
    """A group in a cell of CELL_WIDTH whose top left corner is (x, y); points count from that corner.

    `strength` is the members' mean utility, from 0 to 1. `elsewhere`: by city the teachers it wishes for who
    sit in other groups.
    """

    number: int
    cities: tuple[str, ...]
    x: float
    y: float
    height: float
    strength: float
    places: Mapping[str, Point]
    lines: tuple[Line, ...]
    arrows: tuple[Arrow, ...]
    elsewhere: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Graph:
    """All groups of an answer; `across` are paths of wishes from group to group, on small drawings only."""

    groups: tuple[GroupDrawn, ...]
    across: tuple[str, ...]
    one_drawing: bool
    width: float
    height: float


def graph(problem: Form, answer: Form) -> Graph:
    """The tandem graph of an answer; without groups an empty one."""
    tandems = answer.get("tandems") or ()
    seats = sum(len(tandem["cities"]) for tandem in tandems)
    one_drawing = seats <= ACROSS_MOST
    groups: list[GroupDrawn] = []
    top = 0.0
    for first in range(0, len(tandems), _COLUMNS):
        row = tandems[first : first + _COLUMNS]
        height = max(_height(len(tandem["cities"])) for tandem in row)
        groups += [
            _drawn(problem, tandem, first + at + 1, at * (CELL_WIDTH + GAP), top, height)
            for at, tandem in enumerate(row)
        ]
        top += height + GAP
    across = tuple(_across(groups)) if one_drawing else ()
    columns = min(len(tandems), _COLUMNS)
    return Graph(tuple(groups), across, one_drawing, columns * (CELL_WIDTH + GAP) - GAP, top - GAP)


def _height(cities: int) -> float:
    return CELL_HEIGHT if cities <= 3 else CELL_HEIGHT + 26 * (cities - 3)


def _places(codes: Sequence[str], height: float) -> dict[str, Point]:
    """Where the badges stand in their cell; more than three on an oval."""
    count = len(codes)
    if count in _PLACES:
        return dict(zip(codes, _PLACES[count], strict=True))
    middle, reach = (height + 26) / 2, (height - 26) / 2 - BADGE_HEIGHT
    turn = 2 * math.pi / count
    return {
        code: (86 + 56 * math.sin(at * turn), middle - reach * math.cos(at * turn))
        for at, code in enumerate(codes)
    }


def _drawn(problem: Form, tandem: Form, number: int, x: float, y: float, height: float) -> GroupDrawn:
    codes = tuple(tandem["cities"])
    places = _places(codes, height)
    shared = [frozenset(each["cities"]) for each in tandem["shared_challenges"]]
    lines = tuple(
        Line(one, other, places[one], places[other], sum({one, other} <= named for named in shared))
        for at, one in enumerate(codes)
        for other in codes[at + 1 :]
    )
    arrows = tuple(
        Arrow(_arrow(places[each.learner], places[each.teacher], _BOW), each)
        for each in learnings(problem, tandem)
    )
    elsewhere: dict[str, list[str]] = defaultdict(list)
    for unmet in tandem["wishes_unmet"]:
        teacher = teacher_of(problem, unmet["wish"])
        if teacher is not None and teacher not in elsewhere[unmet["city"]]:
            elsewhere[unmet["city"]].append(teacher)
    utilities = list(tandem["utility"].values())
    return GroupDrawn(
        number=number,
        cities=codes,
        x=x,
        y=y,
        height=height,
        strength=min(max(math.fsum(utilities) / len(utilities), 0.0), 1.0) if utilities else 0.0,
        places=places,
        lines=lines,
        arrows=arrows,
        elsewhere={city: tuple(teachers) for city, teachers in elsewhere.items()},
    )


def _across(groups: Sequence[GroupDrawn]) -> Iterator[str]:
    """A path for each wish for a city of another group, once per learner and teacher."""
    seats: dict[str, list[Point]] = defaultdict(list)
    for group in groups:
        for code, (x, y) in group.places.items():
            seats[code].append((group.x + x, group.y + y))
    for group in groups:
        for learner, teachers in group.elsewhere.items():
            x, y = group.places[learner]
            start = (group.x + x, group.y + y)
            for teacher in teachers:
                if seats[teacher]:
                    end = min(seats[teacher], key=lambda place: math.dist(place, start))
                    yield _arrow(start, end, 14.0)


def _arrow(start: Point, end: Point, bow: float) -> str:
    """A bowed arrow as an SVG path; there and back lie on different sides."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    side = ((y2 - y1) / length, -(x2 - x1) / length)
    bend = ((x1 + x2) / 2 + side[0] * bow * 2, (y1 + y2) / 2 + side[1] * bow * 2)
    drawn = arrows.bow(start, bend, end, air=3)
    return drawn.path + drawn.head(_HEAD, 0.55)
