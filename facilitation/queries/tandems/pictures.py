"""What the pictures of a grouping are drawn from: the graph, needs and offers, and the hours in common.

Pure functions of a round's `problem` and `answer` in the pinned form, both already as their reader may see
them: no wish is looked for that isn't in them. Lengths are in units of the drawing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from facilitation.domain.scheduling import DAY, clock_change_near, start_of_work, working_length

Form = Mapping[str, Any]
Point = tuple[float, float]

#: Up to so many cities, one drawing shows wishes from group to group; beyond, they are told beside the badge.
ACROSS_MOST = 12
CELL_WIDTH, CELL_HEIGHT, GAP = 172.0, 158.0, 12.0
BADGE_WIDTH, BADGE_HEIGHT = 46.0, 26.0
_COLUMNS = 2
_PLACES: dict[int, tuple[Point, ...]] = {
    1: ((86, 100),),
    2: ((36, 100), (136, 100)),
    3: ((86, 58), (34, 128), (138, 128)),
}
#: How far an arrow keeps from the middle of a badge, how far it bows out, and the size of its head.
_CLEAR, _BOW, _HEAD = 30.0, 22.0, 6.0
_DEFAULT_HOURS = ("08:30", "18:30")


# --- who wishes and answers what ----------------------------------------------------------------------


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


# --- the graph ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """Between two cities of a group: how many challenges they share, and where that number stands."""

    start: Point
    end: Point
    shared: int

    @property
    def middle(self) -> Point:
        return (self.start[0] + self.end[0]) / 2, (self.start[1] + self.end[1]) / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a learner's badge to a teacher's, as an SVG path; `at` is where its number of needs stands."""

    path: str
    at: Point
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
        Line(places[one], places[other], sum({one, other} <= named for named in shared))
        for at, one in enumerate(codes)
        for other in codes[at + 1 :]
    )
    arrows = tuple(
        Arrow(*_arrow(places[each.learner], places[each.teacher], _BOW), each)
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
                    yield _arrow(start, end, 14.0)[0]


def _arrow(start: Point, end: Point, bow: float) -> tuple[str, Point]:
    """A bowed arrow as an SVG path, and the middle of its bow; there and back lie on different sides."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    side = ((y2 - y1) / length, -(x2 - x1) / length)
    bend = ((x1 + x2) / 2 + side[0] * bow * 2, (y1 + y2) / 2 + side[1] * bow * 2)
    first, last = _off(start, bend), _off(end, bend)
    heading = math.atan2(last[1] - bend[1], last[0] - bend[0])
    one, other = (
        (last[0] - _HEAD * math.cos(heading + turn), last[1] - _HEAD * math.sin(heading + turn))
        for turn in (0.55, -0.55)
    )
    at = (
        first[0] / 4 + bend[0] / 2 + last[0] / 4,
        first[1] / 4 + bend[1] / 2 + last[1] / 4,
    )
    return f"M{_at(first)}Q{_at(bend)} {_at(last)}M{_at(one)}L{_at(last)}L{_at(other)}", at


def _off(place: Point, towards: Point) -> Point:
    """Where a line from the middle of a badge towards a point leaves it, with a little air."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    across = (BADGE_WIDTH / 2 + 3) / abs(dx) if dx else math.inf
    down = (BADGE_HEIGHT / 2 + 3) / abs(dy) if dy else math.inf
    part = min(across, down, 1.0)
    return place[0] + dx * part, place[1] + dy * part


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


# --- needs and offers ---------------------------------------------------------------------------------

#: Who answers a need: somebody of the tandem, only others, nobody.
PARTNER, OTHERS, NOBODY = "partner", "others", "nobody"


@dataclass(frozen=True, slots=True)
class Need:
    """A challenge that a city named: who answers it (PARTNER, OTHERS, NOBODY), and with which practices.

    `practices` are (city, title): the partners' where there are any, or else the others'.
    """

    answered_by: str
    practices: tuple[tuple[str, str], ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities that answer it, each once."""
        return tuple(dict.fromkeys(city for city, _ in self.practices))


@dataclass(frozen=True, slots=True)
class Rarity:
    """A challenge and how many of all cities named it."""

    challenge: str
    named_by: int
    of: int


@dataclass(frozen=True, slots=True)
class NeedsOfGroup:
    """The members of a group with their needs in the order of the map's challenges; None: not named.

    `number` is None for the cities that have no seat.
    """

    number: int | None
    rows: tuple[tuple[str, tuple[Need | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class NeedsMap:
    """Cities by what they need (down, by group) and challenges (across, the commonest first)."""

    challenges: tuple[Rarity, ...]
    groups: tuple[NeedsOfGroup, ...]


def needs_map(problem: Form, answer: Form) -> NeedsMap:
    """Which city needs what, and whose practice answers it."""
    named = {city["id"]: set(city.get("challenges") or ()) for city in problem["cities"]}
    counts: dict[str, int] = defaultdict(int)
    for needs in named.values():
        for challenge in needs:
            counts[challenge] += 1
    order = sorted(counts, key=lambda challenge: (-counts[challenge], challenge))
    offers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for practice in problem.get("practices") or ():
        for challenge in practice.get("challenges") or ():
            offers[challenge].append((practice["city"], practice.get("title") or practice["id"]))

    def row(city: str, group: Sequence[str]) -> tuple[Need | None, ...]:
        return tuple(
            _need(city, group, offers[challenge]) if challenge in named.get(city, ()) else None
            for challenge in order
        )

    groups = []
    seated: set[str] = set()
    for number, tandem in enumerate(answer.get("tandems") or (), 1):
        seated.update(tandem["cities"])
        rows = tuple((city, row(city, tandem["cities"])) for city in tandem["cities"])
        groups.append(NeedsOfGroup(number, rows))
    without = tuple((city, row(city, (city,))) for city in sorted(named) if city not in seated)
    if without:
        groups.append(NeedsOfGroup(None, without))
    return NeedsMap(tuple(Rarity(one, counts[one], len(named)) for one in order), tuple(groups))


def _need(city: str, group: Sequence[str], offers: Sequence[tuple[str, str]]) -> Need:
    partners = tuple(offer for offer in offers if offer[0] in group and offer[0] != city)
    if partners:
        return Need(PARTNER, partners)
    others = tuple(offer for offer in offers if offer[0] != city)
    return Need(OTHERS, others) if others else Need(NOBODY, ())


# --- hours in common ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes on a strip of 1,440: where it begins and how long it is."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class CityHours:
    """One city's day on a strip: its working hours, its midnight, and the common window by its clocks.

    `clock_change` is the day on which its clocks change, at most seven days from the date.
    """

    city: str
    work: tuple[Stretch, ...]
    midnight: int
    starts: dt.datetime | None
    ends: dt.datetime | None
    clock_change: dt.date | None


@dataclass(frozen=True, slots=True)
class CommonHours:
    """A tandem's common window on one or several dates that look the same; `starts` and `ends` in UTC.

    The strips begin at minute `first` of the UTC day, so that the window lies in their middle.
    """

    dates: tuple[dt.date, ...]
    minutes: int
    starts: dt.datetime | None
    ends: dt.datetime | None
    first: int
    window: Stretch | None
    cities: tuple[CityHours, ...]


def common_hours(problem: Form, tandem: Form) -> tuple[CommonHours, ...]:
    """The strips of a tandem, dates that look the same as one; empty where no dates were asked."""
    zones = {city["id"]: city["time_zone"] for city in problem["cities"]}
    rules = problem.get("rules") or {}
    opens, closes = (_minute(text) for text in rules.get("working_hours") or _DEFAULT_HOURS)
    found: dict[object, list[CommonHours]] = {}
    for window in tandem["common_hours"]:
        hours = _hours_on(window, {city: zones[city] for city in tandem["cities"]}, opens, closes)
        found.setdefault(_look(hours), []).append(hours)
    return tuple(
        CommonHours(
            dates=tuple(hours.dates[0] for hours in alike),
            minutes=alike[0].minutes,
            starts=alike[0].starts,
            ends=alike[0].ends,
            first=alike[0].first,
            window=alike[0].window,
            cities=alike[0].cities,
        )
        for alike in found.values()
    )


def _hours_on(window: Form, zones: Mapping[str, str], opens: int, closes: int) -> CommonHours:
    day = dt.date.fromisoformat(window["date"])
    starts, ends = (_moment(window.get(name)) for name in ("from", "to"))
    minutes = round(float(window["hours"]) * 60)
    begins = starts.hour * 60 + starts.minute if starts else 0
    first = (begins + minutes // 2 - DAY // 2) // 60 * 60 % DAY if starts else 0
    length = working_length(opens, closes)
    cities = []
    for code, zone in zones.items():
        start = start_of_work(zone, day, opens)
        cities.append(
            CityHours(
                city=code,
                work=_stretches((start - first) % DAY, length),
                midnight=(start - opens - first) % DAY,
                starts=starts and starts.astimezone(ZoneInfo(zone)),
                ends=ends and ends.astimezone(ZoneInfo(zone)),
                clock_change=clock_change_near(zone, day),
            )
        )
    shown = Stretch((begins - first) % DAY, minutes) if starts else None
    return CommonHours((day,), minutes, starts, ends, first, shown, tuple(cities))


def _look(hours: CommonHours) -> object:
    """What two dates must have in common to be drawn as one."""
    return (
        hours.minutes,
        hours.first,
        hours.window,
        tuple(
            (
                one.city,
                one.work,
                one.midnight,
                one.clock_change,
                one.starts and (one.starts.time(), one.starts.date() - hours.dates[0]),
            )
            for one in hours.cities
        ),
    )


def _stretches(first: int, length: int) -> tuple[Stretch, ...]:
    """A stretch of the ring as it lies on the strip: in two pieces where it runs past the end."""
    if first + length <= DAY:
        return (Stretch(first, length),)
    return Stretch(0, first + length - DAY), Stretch(first, DAY - first)


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
