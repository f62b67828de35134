"""Finding a meeting time: every start with its price, offers that truly differ, two sessions in place of one,
and the smallest thing to relax where nothing fits.

The price of an hour for a city (its pain) is domain/scheduling.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from facilitation.domain.errors import N_, Refused
from facilitation.domain.scheduling import (
    DAY,
    FairTimes,
    PlacedCity,
    Slot,
    clock_changes,
)

QUARTER = 15
_QUARTER = timedelta(minutes=QUARTER)
#: Two starts so many minutes apart on the host's clock are different times of the day.
APART = 120
#: How many days a search may cover.
DAYS_MOST = 62
CITIES_MOST = 60
STEP = 30
OFFERS = 3
SHORTEST_TO_PROPOSE = 30
#: So many weeks after the range are looked through where nothing in it fits.
WEEKS_LATER = 13
#: To give a day off is asked only of somebody who would otherwise give so many minutes of the night.
_DAY_OFF_MINUTES = 240
#: Of so many days with the least hard times the two sessions are looked for.
_DAYS_TO_SPLIT = 3


@dataclass(frozen=True, slots=True)
class Start:
    """One start with its price, quickly: `pains` in the order of the grid's cities. The rest as in `Slot`."""

    starts: datetime
    pains: tuple[int, ...]
    worst: int
    burden: int
    total: int

    @property
    def price(self) -> tuple[int, int, int]:
        """What starts are ordered by: the worst-off city, the accumulated burden, the sum."""
        return self.worst, self.burden, self.total


class Grid:
    """Every start from `first` until before `last` (aware, on quarter hours), `step` minutes apart, priced.

    The same prices as `FairTimes.slot`, minute for minute, at a hundredth of its cost: each city's hours are
    laid out once in quarters, on which every zone's offset and every band of a policy begins.
    """

    def __init__(
        self, times: FairTimes, first: datetime, last: datetime, minutes: int, *, step: int = STEP
    ) -> None:
        self.times, self.cities, self._step = times, times.cities, step
        self._first, last = first.astimezone(UTC), last.astimezone(UTC)
        self._count = max(0, -((self._first - last) // timedelta(minutes=step)))
        quarters = self._count * (step // QUARTER) + _width(minutes) - 1
        self._quarters = [_quarters(times, city, self._first, quarters) for city in self.cities]
        self._price(minutes)

    def _price(self, minutes: int) -> None:
        self.minutes = minutes
        stride, width = self._step // QUARTER, _width(minutes)
        columns = [_window_max(hours, width)[::stride][: self._count] for hours in self._quarters]
        carried = [self.times.burden.get(city.id, 0) for city in self.cities]
        self.starts = [
            _priced(self._first + timedelta(minutes=self._step * at), pains, carried)
            for at, pains in enumerate(zip(*columns, strict=True))
        ]

    def would_fit(self, minutes: int) -> bool:
        """Whether a session of so many minutes, at most this grid's, had a humane start."""
        stride, width = self._step // QUARTER, _width(minutes)
        columns = [_window_max(hours, width)[::stride][: self._count] for hours in self._quarters]
        return min(_worst_of(columns), default=self.times.policy.night) <= self.times.policy.humane

    def shorter(self, minutes: int) -> Grid:
        """The same starts for a session that takes less time."""
        less = copy(self)
        less._price(minutes)
        return less

    def fitting(self) -> list[Start]:
        """The starts at which no city has it harder than the policy calls humane."""
        return [start for start in self.starts if start.worst <= self.times.policy.humane]

    def slot(self, start: Start) -> Slot:
        """All that is to be told of a start."""
        return self.times.slot(start.starts, self.minutes)


def _worst_of(columns: Sequence[list[int]]) -> list[int]:
    """At each start the price for the city that has it hardest."""
    return columns[0] if len(columns) == 1 else list(map(max, *columns))


def _width(minutes: int) -> int:
    """How many quarter hours a session touches."""
    return max(1, -(-minutes // QUARTER))


def _priced(starts: datetime, pains: tuple[int, ...], carried: Sequence[int]) -> Start:
    burden = max((before + pain for before, pain in zip(carried, pains, strict=True) if pain), default=0)
    return Start(starts, pains, max(pains, default=0), burden, sum(pains))


def _quarters(times: FairTimes, city: PlacedCity, first: datetime, count: int) -> list[int]:
    """What each of so many quarter hours from `first` on costs a city."""
    zone, last = ZoneInfo(city.zone), first + count * _QUARTER
    working, night = _day_in_quarters(times), [times.policy.night] * (DAY // QUARTER)
    pains: list[int] = []
    bounds = [at for at, _, _ in clock_changes(city.zone, first, last) if first < at < last]
    for begins, ends in zip([first, *bounds], [*bounds, last], strict=True):
        local = begins.astimezone(zone)
        day, at, left = local.date(), (local.hour * 60 + local.minute) // QUARTER, (ends - begins) // _QUARTER
        while left > 0:
            part = (night if times.is_free(city, day) else working)[at : at + left]
            pains += part
            day, at, left = day + timedelta(days=1), 0, left - len(part)
    return pains


def _day_in_quarters(times: FairTimes) -> list[int]:
    by_minute = times.policy.pain_of_day()
    return [max(by_minute[at : at + QUARTER]) for at in range(0, DAY, QUARTER)]


def _window_max(values: list[int], width: int) -> list[int]:
    """The greatest of every `width` values in a row."""
    covered = 1
    while covered < width:
        step = min(covered, width - covered)
        values = list(map(max, values, values[step:]))
        covered += step
    return values


def grid_of_days(
    times: FairTimes, zone: str, first: date, last: date, minutes: int, *, step: int = STEP
) -> Grid:
    """The grid of whole days by the clocks of a zone, both included."""
    known = ZoneInfo(zone)
    begins = datetime.combine(first, time(), known).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), time(), known).astimezone(UTC)
    return Grid(times, begins, ends, minutes, step=step)


def require_range(first: date | None, last: date | None) -> tuple[date, date]:
    """The days of a search; `Refused` names the field."""
    if first is None:
        raise Refused("invalid", N_("Give the first day to look at."), field="from")
    if last is None:
        raise Refused("invalid", N_("Give the last day to look at."), field="to")
    if last < first:
        raise Refused("invalid", N_("The last day comes before the first."), field="to")
    if (last - first).days >= DAYS_MOST:
        raise Refused(
            "invalid", N_("At most %(days)s days can be looked at at once."), field="to", days=DAYS_MOST
        )
    return first, last


# --- offers that truly differ -------------------------------------------------------------------------


def hardest(start: Start) -> frozenset[int]:
    """The places of the cities that have the hardest hour; none where nobody has a hard one."""
    return frozenset(at for at, pain in enumerate(start.pains) if pain and pain == start.worst)


def truly_differ(one: Start, other: Start, zone: ZoneInfo) -> bool:
    """Whether two offers are a choice: at least two hours apart on the host's clock, whatever the day, or
    hardest for other cities."""
    apart = abs(_minute_of_day(one, zone) - _minute_of_day(other, zone))
    if min(apart, DAY - apart) >= APART:
        return True
    ours, theirs = hardest(one), hardest(other)
    return bool(ours) and bool(theirs) and not ours & theirs


def _minute_of_day(start: Start, zone: ZoneInfo) -> int:
    local = start.starts.astimezone(zone)
    return local.hour * 60 + local.minute


def offers(grid: Grid, zone: str, count: int = OFFERS) -> list[Start]:
    """Up to `count` starts, each the fairest of those that truly differ from all before it.

    Fairest: by the worst-off city, then the accumulated burden, then the sum; of equals one on a day that no
    offer has yet, then the earlier. A start in somebody's night or on their day off is offered only if there
    is nothing else at all: so there may be fewer than asked for.
    """
    known, night = ZoneInfo(zone), grid.times.policy.night
    chosen: list[Start] = []
    open_starts = grid.starts
    while open_starts and len(chosen) < count:
        taken = {start.starts.astimezone(known).date() for start in chosen}
        least = min(start.price for start in open_starts)
        equals = [start for start in open_starts if start.price == least]
        best = min(equals, key=lambda one: (one.starts.astimezone(known).date() in taken, one.starts))
        if chosen and best.worst >= night:
            break
        chosen.append(best)
        open_starts = [start for start in open_starts if truly_differ(start, best, known)]
    return chosen


# --- two sessions in place of one ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Twins:
    """Two sessions in place of one, each priced for the cities that come to it.

    `bridge` (a city's id) comes to both and carries what was said from one to the other. `worst` is over all
    cities and both sessions.
    """

    first: Slot
    second: Slot
    bridge: str
    worst: int


def propose_two(grid: Grid, zone: str) -> Twins | None:
    """Two sessions on one day of the host: each city comes to the one that is easier for it, one to both.

    The bridge is the city that alone stands in the way of a common time, if there is one; otherwise whichever
    makes the two easiest. None with fewer than three cities, or where two sessions are no easier than one.
    """
    if len(grid.cities) < 3 or not grid.starts:
        return None
    known = ZoneInfo(zone)
    days: dict[date, list[Start]] = defaultdict(list)
    for start in grid.starts:
        local = start.starts.astimezone(known)
        if not local.minute:
            days[local.date()].append(start)
    least = {day: min(start.price for start in starts) for day, starts in days.items()}
    bridges = _in_the_way(grid) or range(len(grid.cities))
    best: tuple[tuple[int, int, datetime, datetime], Start, Start, int] | None = None
    for day in sorted(days, key=lambda day: (least[day], day))[:_DAYS_TO_SPLIT]:
        for bridge in bridges:
            found = _split(days[day], bridge, grid.minutes)
            if found is not None and (best is None or found[0] < best[0]):
                best = (*found, bridge)
    if best is None or best[0][0] >= min(start.worst for start in grid.starts):
        return None
    (worst, *_), early, late, bridge = best
    to_both = grid.cities[bridge]
    firsts = [
        city for at, city in enumerate(grid.cities) if at != bridge and early.pains[at] <= late.pains[at]
    ]
    seconds = [city for city in grid.cities if city not in firsts and city != to_both]
    return Twins(
        _slot_for(grid, [*firsts, to_both], early),
        _slot_for(grid, [*seconds, to_both], late),
        to_both.id,
        worst,
    )


def _in_the_way(grid: Grid) -> list[int]:
    """The places of the cities that alone make a start unkind that would be humane without them."""
    humane, found = grid.times.policy.humane, set()
    for start in grid.starts:
        hard = [at for at, pain in enumerate(start.pains) if pain > humane]
        if len(hard) == 1:
            found.add(hard[0])
    return sorted(found)


def _split(
    starts: Sequence[Start], bridge: int, minutes: int
) -> tuple[tuple[int, int, datetime, datetime], Start, Start] | None:
    best = None
    others = [at for at in range(len(starts[0].pains)) if at != bridge]
    for early, late in combinations(starts, 2):
        if late.starts - early.starts < timedelta(minutes=minutes):
            continue
        pains = [min(early.pains[at], late.pains[at]) for at in others]
        both = max(early.pains[bridge], late.pains[bridge])
        key = (max(both, *pains), both + sum(pains), early.starts, late.starts)
        if best is not None and key >= best[0]:
            continue
        if len({early.pains[at] <= late.pains[at] for at in others}) == 2:
            best = (key, early, late)
    return best


def _slot_for(grid: Grid, cities: Collection[PlacedCity], start: Start) -> Slot:
    """A start priced for some of the cities, in the order of the grid."""
    chosen = [city for city in grid.cities if city in cities]
    times = grid.times
    fewer = FairTimes(chosen, policy=times.policy, holidays=times.holidays, burden=times.burden)
    return fewer.slot(start.starts, grid.minutes)


# --- the smallest thing to relax ----------------------------------------------------------------------

UNTIL, FROM, DAY_OFF, SHORTER, WITHOUT, LATER = "until", "from", "day_off", "shorter", "without", "later"


@dataclass(frozen=True, slots=True)
class Relaxing:
    """One thing that would make a time fit, and that time: `kind` is one of the above.

    `city` may meet until or from another hour or on a day off, or stays away ("without"); "shorter": a
    session of the slot's `minutes`; "later": on a day after the range. `by` is how many minutes beyond a
    city's hours it is, or by how many the session is shorter.
    """

    kind: str
    slot: Slot
    city: str | None = None
    by: int = 0


def relaxations(grid: Grid, zone: str, last: date) -> list[Relaxing]:
    """What to relax where nothing in the grid is humane: the least first, at most one of each kind.

    One city's hours (where they cost it least, then the fewest minutes beyond what is humane), a shorter
    session (the longest that fits, not under half an hour), a week later, one city fewer (the day on which
    the others have it easiest). Empty where something fits, or where nothing of this would help.
    """
    if not grid.starts or grid.fitting():
        return []
    found = [_other_hours(grid), _shorter(grid), _later(grid, zone, last), _without(grid)]
    return [one for one in found if one is not None]


def _alone(grid: Grid) -> Iterable[tuple[Start, int]]:
    """The starts that are unkind to one city only, and that city's place."""
    humane = grid.times.policy.humane
    for start in grid.starts:
        hard = [at for at, pain in enumerate(start.pains) if pain > humane]
        if len(hard) == 1:
            yield start, hard[0]


def _other_hours(grid: Grid) -> Relaxing | None:
    best: tuple[tuple[int, int, int, datetime], Start, int, str, int] | None = None
    opens, closes = humane_hours(grid.times)
    for start, at in _alone(grid):
        zone = ZoneInfo(grid.cities[at].zone)
        begins = start.starts.astimezone(zone)
        ends = (start.starts + timedelta(minutes=grid.minutes)).astimezone(zone)
        kind, by = _beyond(grid.times, grid.cities[at], begins, ends, opens, closes)
        # To rise in the night costs more than to stay up.
        key = (start.pains[at], by * 3 // 2 if kind == FROM else by, start.total, start.starts)
        if best is None or key < best[0]:
            best = (key, start, at, kind, by)
    if best is None:
        return None
    _, start, at, kind, by = best
    return Relaxing(kind, grid.slot(start), grid.cities[at].id, by)


def humane_hours(times: FairTimes) -> tuple[int, int]:
    """The longest stretch of humane minutes of a working day: (first, end) as local minutes of the day."""
    best, begun = (0, 0), None
    pains = [*times.policy.pain_of_day(), times.policy.humane + 1]
    for minute, pain in enumerate(pains):
        if pain <= times.policy.humane:
            begun = minute if begun is None else begun
        elif begun is not None:
            best = max(best, (begun, minute), key=lambda part: part[1] - part[0])
            begun = None
    return best


def _beyond(
    times: FairTimes, city: PlacedCity, begins: datetime, ends: datetime, opens: int, closes: int
) -> tuple[str, int]:
    """How a city's hours would have to give, and by how many minutes."""
    first = begins.hour * 60 + begins.minute
    end = first + int((ends.astimezone(UTC) - begins.astimezone(UTC)).total_seconds() // 60)
    late, early = max(0, end - closes), max(0, opens - first)
    if times.is_free(city, begins.date()) or times.is_free(city, (ends - timedelta(minutes=1)).date()):
        return DAY_OFF, _DAY_OFF_MINUTES + late + early
    if late and (not early or late <= early):
        return UNTIL, late
    return FROM, early


def _shorter(grid: Grid) -> Relaxing | None:
    """The longest shorter session that fits: what fits in an hour fits in half of one, so halves will do."""
    lengths = range(SHORTEST_TO_PROPOSE, grid.minutes, QUARTER)
    fits = bisect_left(lengths, True, key=lambda minutes: not grid.would_fit(minutes))
    if not fits:
        return None
    less = grid.shorter(lengths[fits - 1])
    best = min(less.fitting(), key=lambda start: (start.price, start.starts))
    return Relaxing(SHORTER, less.slot(best), by=grid.minutes - less.minutes)


def _later(grid: Grid, zone: str, last: date) -> Relaxing | None:
    """The fairest start of the first day after the range on which something fits."""
    times, known = grid.times, ZoneInfo(zone)
    first = datetime.combine(last + timedelta(days=1), time(), known).astimezone(UTC)
    width, stride = _width(grid.minutes), STEP // QUARTER
    count = WEEKS_LATER * 7 * DAY // QUARTER
    columns = [
        _window_max(_quarters(times, city, first, count + width - 1), width)[::stride] for city in grid.cities
    ]
    fits = next((at for at, pain in enumerate(_worst_of(columns)) if pain <= times.policy.humane), None)
    if fits is None:
        return None
    day = (first + timedelta(minutes=STEP * fits)).astimezone(known).date()
    later = grid_of_days(times, zone, day, day, grid.minutes)
    best = min(later.fitting(), key=lambda start: (start.price, start.starts))
    return Relaxing(LATER, later.slot(best))


def _without(grid: Grid) -> Relaxing | None:
    if len(grid.cities) < 3:
        return None
    best: tuple[tuple[int, int, datetime], Start, int] | None = None
    for start, at in _alone(grid):
        others = [pain for place, pain in enumerate(start.pains) if place != at]
        key = (max(others), sum(others), start.starts)
        if best is None or key < best[0]:
            best = (key, start, at)
    if best is None:
        return None
    _, start, at = best
    they = [city for place, city in enumerate(grid.cities) if place != at]
    return Relaxing(WITHOUT, _slot_for(grid, they, start), grid.cities[at].id)


# --- rotating the burden ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """One of the next sessions if the burden rotated, and what each city has carried after it."""

    slot: Slot
    carried: Mapping[str, int]


def rotate(times: FairTimes, zone: str, first: date, minutes: int, turns: int = 3) -> list[Turn]:
    """The next sessions, one a week from `first` on, if each relieved whoever has carried most so far.

    Of a week's starts that are humane (or, where none is, as hard as the least hard one) the one is taken
    after which the most burdened city has carried least; then by the sum, then the earlier.
    """
    carried = {city.id: times.burden.get(city.id, 0) for city in times.cities}
    done: list[Turn] = []
    for week in range(turns):
        day = first + timedelta(weeks=week)
        grid = grid_of_days(times, zone, day, day + timedelta(days=6), minutes)
        if not grid.starts or not grid.cities:
            break
        bound = max(times.policy.humane, min(start.worst for start in grid.starts))
        before = [carried[city.id] for city in grid.cities]

        def cost(start: Start, before: Sequence[int] = before) -> tuple[int, int, datetime]:
            return max(map(int.__add__, before, start.pains)), start.total, start.starts

        best = min((start for start in grid.starts if start.worst <= bound), key=cost)
        carried = {
            city.id: carried[city.id] + pain for city, pain in zip(grid.cities, best.pains, strict=True)
        }
        done.append(Turn(grid.slot(best), carried))
    return done
