"""The rules of the coordinator's table: what may change of a scenario, moves, rules and settings."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import clean_text, one_line

NAME_LENGTH = 80
#: So many of a scenario's last changes can be taken back.
STEPS_KEPT = 50
DATES_MOST = 20
#: So many scenarios stand side by side at once.
COMPARED_MOST = 3
#: So many questions "why not X with Y?" are kept with a scenario.
QUESTIONS_KEPT = 6

#: The statuses in which a scenario can be changed.
OPEN = frozenset({"solved", "infeasible", "failed"})
#: The statuses in which it can be removed.
REMOVABLE = OPEN | {"solving", "replaced"}

LOCKED, TOGETHER, NEVER, EXCLUDE, TWO_SEATS = "locked", "together", "never", "exclude", "two_seats"
RULE_KINDS = (LOCKED, TOGETHER, NEVER, EXCLUDE, TWO_SEATS)
#: How many cities a rule names at least.
_FEWEST = {LOCKED: 2, TOGETHER: 2, NEVER: 2, EXCLUDE: 1, TWO_SEATS: 1}

#: What a change of a scenario is called, by its kind; its places are filled from the step.
STEP_WORDS = {
    "move": N_("%(city)s moved: %(left)s → %(joined)s"),
    "seat": N_("%(city)s got a seat: %(joined)s"),
    "unseat": N_("%(city)s lost its seat: %(left)s"),
    "group": N_("Another grouping was chosen"),
    "rule_on": N_("A rule was added: %(rule)s"),
    "rule_off": N_("A rule was removed: %(rule)s"),
    "settings": N_("The settings were changed"),
    "languages": N_("The languages of %(city)s were changed"),
    "solve": N_("Tandems were looked for again"),
    "take_over": N_("What the programme knows now was taken over"),
}

TWICE = N_("The same cities sit together in two tandems. Leave one of them out.")

ALONE = N_(
    "%(city)s sits alone, and a tandem needs two cities or more. Move another city to it, or leave %(city)s"
    " without a tandem."
)
#: So many cities may sit together unless the settings allow more.
LARGEST = 3

Grouping = list[list[str]]


def require_open(status: str, *, as_attended: bool = False) -> None:
    """Refuse to change what is being solved, what others can see already, or what tells who met."""
    if as_attended:
        raise Refused("conflict", N_("This scenario tells who met. Duplicate it to change the copy."))
    if status == "solving":
        raise Refused("conflict", N_("The program is looking for tandems just now. Wait until it is done."))
    if status not in OPEN:
        raise Refused(
            "conflict",
            N_("These tandems have been proposed or published. Duplicate the scenario to change it."),
        )


def require_version(present: int, seen: int) -> None:
    """Refuse a change of what somebody else has changed since the page was read."""
    if present != seen:
        raise Refused(
            "conflict",
            N_(
                "Somebody else changed this table in the meantime. Here is how it stands now: nothing of"
                " theirs is lost. Make your change again if it still fits."
            ),
            field="version",
        )


def clean_name(text: str) -> str:
    return clean_text(one_line(text), field="name", limit=NAME_LENGTH)


# --- moving a city ------------------------------------------------------------------------------------


def moved(grouping: Sequence[Sequence[str]], city: str, leaves: int | None, joins: int | None) -> Grouping:
    """The grouping after a city has left one group (by its place, None: none) and joined another.

    `joins` equal to the number of groups makes a new group; None gives up the seat. A group that nobody sits
    in any longer is gone. `Refused` where such a move can't be meant.
    """
    groups = [list(group) for group in grouping]
    if leaves == joins or (joins is not None and not 0 <= joins <= len(groups)):
        raise Refused("invalid", N_("Choose where the city moves to."), field="joins")
    if leaves is not None and not (0 <= leaves < len(groups) and city in groups[leaves]):
        raise Refused(
            "invalid", N_("The city doesn’t sit in the tandem that it should leave."), field="leaves"
        )
    if joins == len(groups):
        groups.append([])
    if joins is not None:
        if city in groups[joins]:
            raise Refused("invalid", N_("The city already sits in that tandem."), field="joins")
        groups[joins] = sorted([*groups[joins], city])
    if leaves is not None:
        groups[leaves].remove(city)
    return _each_once([group for group in groups if group], "joins")


def _each_once(groups: Grouping, field: str) -> Grouping:
    """The groups; `Refused` where the same cities stand there twice."""
    if len(set(map(frozenset, groups))) < len(groups):
        raise Refused("invalid", TWICE, field=field)
    return groups


def clean_grouping(grouping: Sequence[Sequence[str]], known: Sequence[str]) -> Grouping:
    """A grouping of cities of the round, each at most once in a group; empty groups are left out."""
    for group in grouping:
        strange = [city for city in group if city not in known]
        if strange:
            raise Refused(
                "invalid",
                N_("The city %(badge)s is not in this scenario."),
                field="tandems",
                badge=strange[0][:40],
            )
    return _each_once([sorted(set(group)) for group in grouping if group], "tandems")


def require_tandems(problem: Mapping[str, Any], grouping: Sequence[Sequence[str]]) -> None:
    """Refuse groups that are no tandems, by name: a city alone, or more cities than the sizes allow.

    A group that a rule holds together exactly so may be larger: that is wanted.
    """
    names = {city["id"]: city.get("name") or city["id"] for city in problem["cities"]}
    rules = problem.get("rules") or {}
    largest = max(LARGEST, *(rules.get("sizes") or [LARGEST]))
    locked = {frozenset(entry) for entry in rules.get(LOCKED) or []}
    for group in grouping:
        if len(group) < 2:
            raise Refused("conflict", ALONE, city=names.get(group[0], group[0]))
        if len(group) > largest and frozenset(group) not in locked:
            raise Refused(
                "conflict",
                N_(
                    "%(count)d cities sit in one tandem: %(cities)s. At most %(most)d may. Move one of them,"
                    " or change the sizes."
                ),
                count=len(group),
                cities=", ".join(names.get(city, city) for city in group),
                most=largest,
            )


# --- rules --------------------------------------------------------------------------------------------


def with_rule(problem: Mapping[str, Any], kind: str, cities: Sequence[str], on: bool) -> dict[str, Any]:
    """The problem with a rule of RULE_KINDS about these cities added, or without it."""
    if kind not in RULE_KINDS:
        raise Refused("invalid", N_("There is no such rule."), field="kind")
    known = [city["id"] for city in problem["cities"]]
    wanted = sorted(set(cities))
    for badge in wanted:
        if badge not in known:
            raise Refused(
                "invalid", N_("The city %(badge)s is not in this scenario."), field="cities", badge=badge[:40]
            )
    if on and len(wanted) < _FEWEST[kind]:
        text = N_("Choose at least two cities.") if _FEWEST[kind] == 2 else N_("Choose a city.")
        raise Refused("invalid", text, field="cities")
    changed = copy.deepcopy(dict(problem))
    rules = changed.setdefault("rules", {})
    if kind == TWO_SEATS:
        for city in changed["cities"]:
            if city["id"] in wanted:
                city["capacity"] = 2 if on else 1
    elif kind == EXCLUDE:
        left = [city for city in rules.get(EXCLUDE) or [] if city not in wanted]
        rules[EXCLUDE] = sorted([*left, *wanted]) if on else left
        if len(rules[EXCLUDE]) == len(known):
            raise Refused("invalid", N_("At least one city must keep its seat."), field="cities")
    else:
        left = [entry for entry in rules.get(kind) or [] if sorted(set(entry)) != wanted]
        rules[kind] = [*left, wanted] if on else left
    return changed


def rules_of(problem: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The rules about cities that a problem holds: (kind, cities), in the order of RULE_KINDS."""
    rules = problem.get("rules") or {}
    found = [(kind, list(entry)) for kind in (LOCKED, TOGETHER, NEVER) for entry in rules.get(kind) or []]
    found += [(EXCLUDE, [city]) for city in rules.get(EXCLUDE) or []]
    return found + [(TWO_SEATS, [city["id"]]) for city in problem["cities"] if city.get("capacity") == 2]


def with_languages(problem: Mapping[str, Any], city: str, languages: Sequence[str]) -> dict[str, Any]:
    """The problem with other languages for one city."""
    changed = copy.deepcopy(dict(problem))
    for entry in changed["cities"]:
        if entry["id"] == city:
            entry["languages"] = list(languages)
    return changed


# --- settings -----------------------------------------------------------------------------------------


def with_settings(
    problem: Mapping[str, Any],
    *,
    sizes: Sequence[int],
    min_common_hours: float,
    working_hours: Sequence[str],
    dates: Sequence[str],
    weights: Mapping[str, float],
) -> dict[str, Any]:
    """The problem with these settings, checked in words that name the field."""
    if not sizes or any(not 2 <= size <= 6 for size in sizes):
        raise Refused("invalid", N_("Choose at least one size, from 2 to 6 cities."), field="sizes")
    if not (math.isfinite(min_common_hours) and 0 <= min_common_hours <= 24):
        raise Refused(
            "invalid", N_("Give the common hours as a number from 0 to 24."), field="min_common_hours"
        )
    if len(working_hours) != 2 or not all(_is_time(time) for time in working_hours):
        raise Refused(
            "invalid", N_("Give the working hours as two times such as 08:30."), field="working_hours"
        )
    if working_hours[0] == working_hours[1]:
        raise Refused("invalid", N_("Work must begin and end at different times."), field="working_hours")
    if len(dates) > DATES_MOST:
        raise Refused("invalid", N_("Give at most %(most)s dates."), field="dates", most=DATES_MOST)
    for typed in dates:
        if not _is_date(typed):
            raise Refused(
                "invalid",
                N_("“%(typed)s” is no date. Write dates as year-month-day, such as 2027-09-21."),
                field="dates",
                typed=typed[:40],
            )
    given = [weights.get(part, 0.0) for part in ("shared", "wishes", "answered")]
    if any(not math.isfinite(weight) or weight < 0 for weight in given) or not sum(given) > 0:
        raise Refused("invalid", N_("At least one of the three weights must be above 0."), field="weights")
    changed = copy.deepcopy(dict(problem))
    rules = changed.setdefault("rules", {})
    rules["sizes"] = sorted(set(sizes))
    rules["min_common_hours"] = min_common_hours
    rules["working_hours"] = list(working_hours)
    rules["dates"] = sorted(set(dates))
    rules["weights"] = dict(zip(("shared", "wishes", "answered"), given, strict=True))
    return changed


def _is_time(text: str) -> bool:
    hour, colon, minute = text.partition(":")
    return (
        colon == ":"
        and len(hour) == len(minute) == 2
        and (hour + minute).isascii()
        and (hour + minute).isdigit()
        and int(hour) < 24
        and int(minute) < 60
    )


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


# --- the facts, and what has changed of them ----------------------------------------------------------


def with_facts(
    problem: Mapping[str, Any], facts: Mapping[str, Any], own_languages: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The cities, practices and wishes of `facts` under the rules of `problem`.

    Capacities and the languages of this scenario stay; rules about cities that are gone go with them.
    """
    seats = {city["id"]: city.get("capacity", 1) for city in problem["cities"]}
    cities = [dict(city) for city in facts["cities"]]
    for city in cities:
        city["capacity"] = seats.get(city["id"], 1)
        if city["id"] in own_languages:
            city["languages"] = list(own_languages[city["id"]])
    known = {city["id"] for city in cities}
    rules = copy.deepcopy(dict(problem.get("rules") or {}))
    for kind in (LOCKED, TOGETHER, NEVER):
        rules[kind] = [entry for entry in rules.get(kind) or [] if known.issuperset(entry)]
    rules[EXCLUDE] = [city for city in rules.get(EXCLUDE) or [] if city in known]
    return {
        "cities": cities,
        "practices": copy.deepcopy(list(facts.get("practices") or [])),
        "wishes": copy.deepcopy(list(facts.get("wishes") or [])),
        "rules": rules,
    }


def changes_of_facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What differs between the facts of two problems: (what, badges of the cities concerned).

    `what` is one of came, left, city, practices, wishes; "city" stands for its challenges, languages or zone.
    """
    old = {city["id"]: city for city in before["cities"]}
    new = {city["id"]: city for city in after["cities"]}
    found = [
        ("came", sorted(new.keys() - old.keys())),
        ("left", sorted(old.keys() - new.keys())),
        ("city", sorted(code for code in old.keys() & new.keys() if old[code] != new[code])),
    ]
    for what in ("practices", "wishes"):
        mine, theirs = _by_city(before, what), _by_city(after, what)
        differ = {code for code in mine.keys() | theirs.keys() if mine.get(code) != theirs.get(code)}
        found.append((what, sorted(differ)))
    return [(what, cities) for what, cities in found if cities]


def _by_city(problem: Mapping[str, Any], what: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for entry in problem.get(what) or []:
        found.setdefault(entry["city"], []).append(entry)
    return found
