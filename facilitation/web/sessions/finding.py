"""Looking for a fair time: what is asked for in an address, and what the page shows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from facilitation.commands.cities.places import zone_of
from facilitation.domain import fair_times as fair
from facilitation.domain import sessions
from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.scheduling import FairTimes, LocalSlot, PainPolicy, Slot
from facilitation.queries.sessions.slots import LEAD, SPAN, USUAL_MINUTES, fair_times
from facilitation.store.cities import City
from facilitation.translations import dates
from facilitation.web.context import written_language
from facilitation.web.errors import sentence
from facilitation.web.typed import day, minutes, number

HOURS = 24


@dataclass
class Search:
    """What is looked for: a session of `minutes` for `cities`, from `first` to `last` by `zone`'s clocks.

    `errors` name the fields in which something can't be meant; `values` are as typed.
    """

    cities: list[City]
    zone: str
    first: dt.date
    last: dt.date
    minutes: int
    day: dt.date | None = None
    by_hand: dt.datetime | None = None
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_search(
    typed: MultiDict[str, str],
    by_code: Mapping[str, City],
    usual: Sequence[City],
    zone: str,
    today: dt.date,
    usual_minutes: int | None = None,
) -> Search:
    """What an address asks for; where it says nothing, four weeks from two weeks on for the `usual` cities.

    Whatever can't be meant is named in `errors` at its field, and the usual stands in its place.
    """
    first = today + LEAD
    codes = [code for code in typed.getlist("cities") if code]
    search = Search(
        cities=[by_code[code] for code in by_code if code in codes] if codes else list(usual),
        zone=zone,
        first=first,
        last=first + SPAN,
        minutes=usual_minutes or USUAL_MINUTES,
        values=typed.to_dict(),
    )
    _read(search, "cities", lambda: _require_cities(search, set(codes) - set(by_code)))
    _read(search, "minutes", lambda: _read_minutes(search, typed.get("minutes", "")))
    _read(search, "from", lambda: _read_days(search, typed))
    _read(search, "date", lambda: _read_by_hand(search, typed))
    _read(search, "day", lambda: _read_day(search, typed.get("day", "")))
    return search


def _read(search: Search, otherwise: str, reading: Any) -> None:
    try:
        reading()
    except Refused as refused:
        search.errors[refused.field or otherwise] = sentence(refused.message)


def _require_cities(search: Search, unknown: set[str]) -> None:
    if unknown:
        raise Refused(
            "invalid",
            N_("The city %(badge)s is not in this programme."),
            field="cities",
            badge=min(unknown),
        )
    if not search.cities:
        raise Refused("invalid", N_("Choose at least one city."), field="cities")
    if len(search.cities) > fair.CITIES_MOST:
        raise Refused(
            "invalid",
            N_("A time can be looked for over at most %(most)s cities at once."),
            field="cities",
            most=fair.CITIES_MOST,
        )


def _read_minutes(search: Search, typed: str) -> None:
    found = sessions.require_minutes(minutes(typed))
    if found is not None:
        search.minutes = found


def _read_days(search: Search, typed: Mapping[str, str]) -> None:
    given = {
        name: require_day(_day(typed.get(name, ""), name), name) for name in ("from", "to") if typed.get(name)
    }
    first = given.get("from") or search.first
    last = given.get("to") or (first + SPAN if "from" in given else search.last)
    search.first, search.last = fair.require_range(first, last)


def _read_day(search: Search, typed: str) -> None:
    chosen = _day(typed, "day")
    if chosen is not None and search.first <= chosen <= search.last:
        search.day = chosen


def _day(typed: str, name: str) -> dt.date | None:
    known = day(typed, name)
    return dt.date.fromisoformat(known) if known else None


def _read_by_hand(search: Search, typed: Mapping[str, str]) -> None:
    """A time typed by hand: `date`, `starts_at` and the `zone` it is meant in (the host's without one)."""
    if not typed.get("date") and not typed.get("starts_at"):
        return
    named = typed.get("zone") or search.zone
    zone = zone_of(named) if named.isprintable() and len(named) <= 64 else None
    if zone is None:
        raise Refused(
            "invalid", N_("There is no time zone of this name. Choose one from the list."), field="zone"
        )
    if not typed.get("starts_at"):
        raise Refused("invalid", N_("Give the time too."), field="starts_at")
    when = sessions.plan(
        date=_day(typed.get("date", ""), "date"),
        starts_at=typed["starts_at"],
        minutes=None,
        zone=zone,
        fold=number(typed.get("fold", ""), None, digits=1),
    )
    search.by_hand = sessions.instant(when["date"], when["starts_at"], zone, when["fold"])


# -- what the page shows -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a heat-map: how hard it is (0 to 4, None where the clocks skip it), and its text.

    `shift` is by how many days the local date differs from the host's.
    """

    level: int | None
    text: str = ""
    words: str = ""
    price: int = 0
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot as a page shows it: by the host's clocks (`host`), with the sentence who has it hardest."""

    slot: Slot
    host: dt.datetime
    pays: str


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city's hours on one day of the host's: its offset (or two), and its clock change near that day."""

    city: City
    offsets: list[str]
    clock_change: dt.date | None
    cells: list[Cell]


@dataclass
class Findings:
    """All that the page shows. `days` are (day, cells by the host's hour); `rows` are of `day`."""

    offers: list[Offer]
    fits: bool
    by_hand: Offer | None
    twins: tuple[Offer, Offer, City] | None
    relaxing: list[tuple[str, Offer]]
    days: list[tuple[dt.date, list[Cell]]]
    day: dt.date
    rows: list[CityRow]


def find(
    search: Search, by_code: Mapping[str, City], policy: PainPolicy, burden: Mapping[str, int]
) -> Findings | None:
    """What was looked for; None while something in the search can't be meant."""
    if search.errors.keys() & {"cities", "minutes", "from", "to"}:
        return None
    times = fair_times(search.cities, policy, burden)
    grid = fair.grid_of_days(times, search.zone, search.first, search.last, search.minutes)
    zone = ZoneInfo(search.zone)

    def offer(slot: Slot) -> Offer:
        return Offer(slot, slot.starts.astimezone(zone), who_pays(slot, by_code))

    best = [offer(grid.slot(start)) for start in fair.offers(grid, search.zone)]
    fits = bool(grid.fitting())
    two = None if fits else fair.propose_two(grid, search.zone)
    relaxing = [] if fits else fair.relaxations(grid, search.zone, search.last)
    by_hand = times.slot(search.by_hand, search.minutes) if search.by_hand else None
    shown = search.day or (best[0].host.date() if best else search.first)
    by_day = _by_day(grid, zone)
    return Findings(
        offers=best,
        fits=fits,
        by_hand=offer(by_hand) if by_hand else None,
        twins=(offer(two.first), offer(two.second), by_code[two.bridge]) if two else None,
        relaxing=[(relaxing_words(one, by_code, zone), offer(one.slot)) for one in relaxing],
        days=[(day, _cells(starts, policy)) for day, starts in by_day.items()],
        day=shown,
        rows=_rows(times, by_code, _on_the_hour(grid, zone, shown), search.minutes, zone),
    )


def level(pain: int, policy: PainPolicy) -> int:
    """How dark a price is drawn: 0 nothing, 1 humane, 2 and 3 hard, 4 night."""
    if not pain:
        return 0
    if pain <= policy.humane:
        return 1
    if pain >= policy.night:
        return 4
    return 2 if 2 * pain < policy.humane + policy.night else 3


def _by_day(grid: fair.Grid, zone: ZoneInfo) -> dict[dt.date, dict[int, fair.Start]]:
    """By the host's day and hour the fairest start of that hour; an hour that comes twice counts once."""
    days: dict[dt.date, dict[int, fair.Start]] = {}
    for start in grid.starts:
        local = start.starts.astimezone(zone)
        hours = days.setdefault(local.date(), {})
        known = hours.get(local.hour)
        if known is None or start.price < known.price:
            hours[local.hour] = start
    return days


def _on_the_hour(grid: fair.Grid, zone: ZoneInfo, day: dt.date) -> dict[int, fair.Start]:
    """By hour the start at which it begins, on one day of the host's; of two equal hours the first."""
    found: dict[int, fair.Start] = {}
    for start in grid.starts:
        local = start.starts.astimezone(zone)
        if local.date() == day and not local.minute:
            found.setdefault(local.hour, start)
    return found


def _cells(hours: Mapping[int, fair.Start], policy: PainPolicy) -> list[Cell]:
    cells = []
    for hour in range(HOURS):
        start = hours.get(hour)
        if start is None:
            cells.append(Cell(None))
        else:
            cells.append(Cell(level(start.worst, policy), str(start.worst), price=start.worst))
    return cells


def _rows(
    times: FairTimes,
    by_code: Mapping[str, City],
    hours: Mapping[int, fair.Start],
    length: int,
    host: ZoneInfo,
) -> list[CityRow]:
    """Each city's local time at the host's hours of a day, and what a session would cost it then."""
    language, said = written_language(), dict[dt.date, str]()
    rows = []
    hosts = {hour: start.starts.astimezone(host).date() for hour, start in hours.items()}
    for at, placed in enumerate(times.cities):
        zone, cells, offsets = ZoneInfo(placed.zone), [], dict[str, None]()
        change = None
        for hour in range(HOURS):
            start = hours.get(hour)
            if start is None:
                cells.append(Cell(None))
                continue
            local = start.starts.astimezone(zone)
            offsets[dates.utc_offset(local)] = None
            if local.date() not in said:
                said[local.date()] = dates.weekday_and_day(local.date(), language)
            pain = start.pains[at]
            text = f"{local:%-H}" if not local.minute else f"{local:%-H:%M}"
            words, shift = f"{said[local.date()]}, {local:%H:%M}", (local.date() - hosts[hour]).days
            cells.append(Cell(level(pain, times.policy), text, words, pain, shift))
        if hours:
            middle = hours[min(hours, key=lambda hour: abs(hour - 12))].starts
            change = times.in_city(placed, middle, length).clock_change
        rows.append(CityRow(by_code[placed.id], list(offsets), change, cells))
    return rows


# -- sentences -----------------------------------------------------------------------------------------


def who_pays(slot: Slot, by_code: Mapping[str, City]) -> str:
    """The sentence that says which city has the hardest hour of a slot."""
    if not slot.worst:
        return gettext("Working hours for every city.")
    hard = [local for local in slot.cities if local.pain == slot.worst]
    first = max(hard, key=lambda local: (local.free_day, _from_midday(local), local.city))
    when = {"city": by_code[first.city].name, "time": f"{first.starts:%H:%M}–{first.ends:%H:%M}"}
    text = N_("%(city)s has the hardest hour: %(time)s.")
    if first.free_day:
        when["day"] = dates.weekday_and_day(first.starts.date(), written_language())
        text = N_("%(city)s has the hardest hour: a day off (%(day)s).")
    said = sentence(Message(text, when))
    if len(hard) > 1:
        said += " " + ngettext(
            "It is as hard for %(num)s other city.", "It is as hard for %(num)s other cities.", len(hard) - 1
        )
    return said


def _from_midday(local: LocalSlot) -> int:
    """How many minutes a slot begins before or after one o'clock."""
    return abs(local.starts.hour * 60 + local.starts.minute - 13 * 60)


_RELAXING = {
    fair.UNTIL: N_("If %(city)s may meet until %(until)s, %(when)s fits."),
    fair.FROM: N_("If %(city)s may meet from %(from)s on, %(when)s fits."),
    fair.DAY_OFF: N_("If %(city)s may meet on a day off (%(day)s), %(when)s fits."),
    fair.SHORTER: N_("If %(minutes)s minutes are enough, %(when)s fits."),
    fair.LATER: N_("If it may be later, %(when)s fits."),
    fair.WITHOUT: N_("If %(city)s stays away and is told afterwards, %(when)s fits."),
}


def relaxing_words(one: fair.Relaxing, by_code: Mapping[str, City], zone: ZoneInfo) -> str:
    """The smallest thing to relax, as a sentence that ends with the time that would fit then."""
    language = written_language()
    host = one.slot.starts.astimezone(zone)
    said: dict[str, Any] = {
        "when": f"{dates.weekday_and_day(host.date(), language)}, {host:%H:%M}",
        "minutes": one.slot.minutes,
    }
    local = _of_city(one)
    if one.city is not None:
        said["city"] = by_code[one.city].name
    if local is not None:
        said |= {"from": f"{local.starts:%H:%M}", "until": f"{local.ends:%H:%M}"}
        said["day"] = dates.weekday_and_day(local.starts.date(), language)
    return sentence(Message(_RELAXING[one.kind], said))


def _of_city(one: fair.Relaxing) -> LocalSlot | None:
    return next((local for local in one.slot.cities if local.city == one.city), None)
