"""A round as a file: the pinned JSON form, read into frozen values and refused where it can't be meant."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from facilitation.domain.dates import FIRST_YEAR, LAST_YEAR, can_be_meant
from facilitation.domain.errors import N_
from facilitation.domain.scheduling import known_zone
from facilitation.domain.texts import is_blank, turns_what_follows
from facilitation.matching.rounds import (
    PARTS,
    WEIGHT_SETTINGS,
    City,
    Practice,
    Round,
    RoundError,
    Rules,
    Wish,
)

_RULES = ("sizes", "min_common_hours", "working_hours", "dates") + (
    "together",
    "never",
    "locked",
    "exclude",
    "weights",
)


def read_round(content: bytes | str) -> Round:
    """The round in a JSON text (UTF-8). RoundError if it is no JSON or can't be meant."""
    return parse_round(read_form(content))


def read_form(content: bytes | str) -> Any:
    """The decoded JSON of a text (UTF-8). RoundError if it is none."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        data = json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise RoundError(
            "file", N_("The %(place)s is not UTF-8 text (byte %(byte)s)."), byte=error.start
        ) from None
    except json.JSONDecodeError as error:
        raise RoundError(
            "file",
            N_("The %(place)s is not JSON: line %(line)s, column %(column)s."),
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise RoundError("file", N_("The %(place)s is nested too deeply.")) from None
    except ValueError as error:  # NaN, Infinity, numbers of thousands of digits
        text = N_("The %(place)s holds a number that can't be read: %(number)s.")
        raise RoundError("file", text, number=str(error)) from None
    return data


def preset_in(data: Any, presets: Collection[str]) -> str | None:
    """The preset by which a round in decoded JSON was solved, where the file says it: exports do.

    RoundError if it is none of `presets`.
    """
    preset = data.get("preset") if isinstance(data, dict) else None
    if preset is not None and preset not in presets:
        raise RoundError(
            "preset",
            N_("%(place)s is %(value)s; it is one of %(presets)s."),
            value=repr(preset),
            presets=", ".join(presets),
        )
    return preset


def _no_constant(name: str) -> float:
    raise ValueError(name)


def parse_round(data: Any) -> Round:
    """The round in decoded JSON, checked. RoundError names the first place that can't be meant."""
    table = _object(data, "file")
    cities = tuple(_city(entry, f"cities[{at}]") for at, entry in enumerate(_list(table, "cities", "cities")))
    if not cities:
        raise RoundError("cities", N_("%(place)s names no city."))
    _unique([city.id for city in cities], "cities")
    ids = frozenset(city.id for city in cities)
    practices = tuple(
        _practice(entry, f"practices[{at}]", ids)
        for at, entry in enumerate(_list(table, "practices", "practices"))
    )
    _unique([practice.id for practice in practices], "practices")
    owners = {practice.id: practice.city for practice in practices}
    wishes = tuple(
        _wish(entry, f"wishes[{at}]", ids, owners)
        for at, entry in enumerate(_list(table, "wishes", "wishes"))
    )
    rules = _rules(_object(table.get("rules") or {}, "rules"), ids)
    return Round(tuple(sorted(cities, key=lambda city: city.id)), practices, wishes, rules)


# --- the parts of the file ----------------------------------------------------------------------------


def _city(entry: Any, place: str) -> City:
    table = _object(entry, place)
    city_id = _text(table, "id", place)
    zone = _text(table, "time_zone", place)
    try:
        known_zone(zone)
    except (LookupError, ValueError, OSError):
        raise RoundError(
            f"{place}.time_zone", N_("%(place)s: there is no time zone “%(zone)s”."), zone=zone
        ) from None
    capacity = table.get("capacity", 1)
    if isinstance(capacity, bool) or capacity not in (1, 2):
        raise RoundError(
            f"{place}.capacity",
            N_("%(place)s is %(value)s; a city can sit in 1 or 2 tandems."),
            value=repr(capacity),
        )
    return City(
        id=city_id,
        name=_text(table, "name", place, missing=city_id) or city_id,
        time_zone=zone,
        languages=frozenset(tag.strip().lower() for tag in _texts(table, "languages", place)),
        challenges=frozenset(_texts(table, "challenges", place)),
        capacity=int(capacity),
    )


def _practice(entry: Any, place: str, ids: frozenset[str]) -> Practice:
    table = _object(entry, place)
    return Practice(
        id=_text(table, "id", place),
        city=_known(_text(table, "city", place), f"{place}.city", ids),
        title=_text(table, "title", place, missing=""),
        challenges=frozenset(_texts(table, "challenges", place)),
    )


def _wish(entry: Any, place: str, ids: frozenset[str], owners: Mapping[str, str]) -> Wish:
    table = _object(entry, place)
    city = _known(_text(table, "city", place), f"{place}.city", ids)
    teacher = _optional(table, "teacher", place)
    practice = _optional(table, "practice", place)
    if teacher is not None:
        _known(teacher, f"{place}.teacher", ids)
    owner = None
    if practice is not None:
        if practice not in owners:
            raise RoundError(
                f"{place}.practice", N_("%(place)s: there is no practice “%(practice)s”."), practice=practice
            )
        owner = owners[practice]
    if teacher is not None and owner is not None and teacher != owner:
        raise RoundError(
            f"{place}.teacher",
            N_("%(place)s is %(teacher)s, but the practice %(practice)s is %(owner)s's."),
            teacher=teacher,
            practice=practice,
            owner=owner,
        )
    source = teacher if teacher is not None else owner
    if source == city:
        raise RoundError(place, N_("%(place)s: %(city)s wishes to learn from itself."), city=city)
    priority = table.get("priority", 1)
    if isinstance(priority, bool) or priority not in (1, 2, 3):
        raise RoundError(
            f"{place}.priority", N_("%(place)s is %(value)s; it is 1, 2 or 3."), value=repr(priority)
        )
    return Wish(city, practice, teacher, int(priority), _text(table, "text", place, missing=""), source)


def _rules(table: Mapping[str, Any], ids: frozenset[str]) -> Rules:
    for name in table:
        if name not in _RULES:
            raise RoundError(f"rules.{name}", N_("%(place)s: there is no such rule."))
    given = {name: value for name, value in table.items() if value is not None}
    values: dict[str, Any] = {}
    if "sizes" in given:
        values["sizes"] = _sizes(given["sizes"])
    if "min_common_hours" in given:
        values["min_common_hours"] = _number(given["min_common_hours"], "rules.min_common_hours", highest=24)
    if "working_hours" in given:
        values["opens"], values["closes"] = _working_hours(given["working_hours"])
    if "dates" in given:
        values["dates"] = tuple(_date(value, place) for value, place in _entries(given, "dates"))
    for name, fewest in (("together", 1), ("never", 2), ("locked", 1)):
        groups = [_group(value, place, ids, fewest) for value, place in _entries(given, name)]
        values[name] = tuple(dict.fromkeys(groups))  # said twice is said once
    values["exclude"] = tuple(
        dict.fromkeys(
            _known(_string(value, place), place, ids) for value, place in _entries(given, "exclude")
        )
    )
    if len(values["exclude"]) == len(ids):
        raise RoundError("rules.exclude", N_("%(place)s leaves no city."))
    if "weights" in given:
        values["weights"] = _weights(_object(given["weights"], "rules.weights"))
    return Rules(**values)


def _sizes(value: Any) -> tuple[int, ...]:
    place = "rules.sizes"
    if not isinstance(value, list) or not value:
        raise RoundError(place, N_("%(place)s names no size."))
    for size in value:
        if isinstance(size, bool) or not isinstance(size, int) or size < 2:
            raise RoundError(
                place, N_("%(place)s: a group has 2 cities or more, not %(value)s."), value=repr(size)
            )
    return tuple(sorted(set(value)))


def _working_hours(value: Any) -> tuple[int, int]:
    place = "rules.working_hours"
    if not isinstance(value, list) or len(value) != 2:
        raise RoundError(place, N_("%(place)s needs two times of day, such as 08:30 and 18:30."))
    opens, closes = (_time_of_day(entry, f"{place}[{at}]") for at, entry in enumerate(value))
    if opens == closes or opens == 24 * 60:
        raise RoundError(place, N_("%(place)s must start and end at different times of day."))
    return opens, closes


def _time_of_day(value: Any, place: str) -> int:
    hour, _, minute = value.partition(":") if isinstance(value, str) else ("", "", "")
    if len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit():
        minutes = int(hour) * 60 + int(minute)
        if int(minute) < 60 and minutes <= 24 * 60:
            return minutes
    raise RoundError(place, N_("%(place)s is no time of day such as 08:30: %(value)s."), value=repr(value))


def _date(value: Any, place: str) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise RoundError(place, N_("%(place)s is no date such as 2027-09-21: %(value)s."), value=repr(value))
    if not can_be_meant(day):
        raise RoundError(
            place,
            N_("%(place)s is %(value)s; give a date between the years %(first)s and %(last)s."),
            value=value,
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
    return day


def _group(value: Any, place: str, ids: frozenset[str], fewest: int) -> frozenset[str]:
    if not isinstance(value, list):
        raise RoundError(place, N_("%(place)s must be a list."))
    members = [
        _known(_string(entry, f"{place}[{at}]"), f"{place}[{at}]", ids) for at, entry in enumerate(value)
    ]
    _unique(members, place)
    if len(members) < fewest:
        raise RoundError(place, N_("%(place)s names too few cities: at least %(fewest)s."), fewest=fewest)
    return frozenset(members)


def _weights(table: Mapping[str, Any]) -> dict[str, float]:
    for name in table:
        if name not in PARTS:
            raise RoundError(f"rules.weights.{name}", N_("%(place)s: there is no such weight."))
    weights = dict(WEIGHT_SETTINGS["default"])
    weights.update({name: _number(value, f"rules.weights.{name}") for name, value in table.items()})
    if not sum(weights.values()) > 0:
        raise RoundError("rules.weights", N_("%(place)s sum to 0."))
    return weights


# --- kinds of values ----------------------------------------------------------------------------------


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise RoundError(place, N_("%(place)s must be an object with named fields."))
    return value


def _list(table: Mapping[str, Any], name: str, place: str) -> list[Any]:
    value = table.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise RoundError(place, N_("%(place)s must be a list."))
    return value


def _entries(table: Mapping[str, Any], name: str) -> list[tuple[Any, str]]:
    return [(value, f"rules.{name}[{at}]") for at, value in enumerate(_list(table, name, f"rules.{name}"))]


def _string(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise RoundError(place, N_("%(place)s must be text."))
    if value and (is_blank(value) or turns_what_follows(value)):
        raise RoundError(place, N_("%(place)s has signs in it that nobody can see. Write it anew."))
    return value


def _text(table: Mapping[str, Any], name: str, place: str, missing: str | None = None) -> str:
    value = table.get(name)
    if value is None:
        value = missing
    if value is None or (value == "" and missing is None):
        raise RoundError(f"{place}.{name}", N_("%(place)s is missing."))
    return _string(value, f"{place}.{name}")


def _optional(table: Mapping[str, Any], name: str, place: str) -> str | None:
    value = table.get(name)
    return None if value is None else _string(value, f"{place}.{name}")


def _texts(table: Mapping[str, Any], name: str, place: str) -> list[str]:
    place = f"{place}.{name}"
    return [_string(value, f"{place}[{at}]") for at, value in enumerate(_list(table, name, place))]


def _number(value: Any, place: str, highest: float = math.inf) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= highest or value >= 1e9:
        raise RoundError(place, N_("%(place)s is no number that fits here: %(value)s."), value=repr(value))
    return float(value)


def _known(city: str, place: str, ids: frozenset[str]) -> str:
    if city not in ids:
        raise RoundError(place, N_("%(place)s: there is no city “%(city)s”."), city=city)
    return city


def _unique(names: list[str], place: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RoundError(place, N_("%(place)s names %(name)s twice."), name=name)
        seen.add(name)
