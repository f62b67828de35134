"""The rules of a round one by one: which there are, what they are called, the round without some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.matching.rounds import Round

NEVER, TOGETHER, LOCKED, EXCLUDE, HOURS = "never", "together", "locked", "exclude", "min_common_hours"
DATE, LANGUAGE, SIZES, SIZE, CAPACITY = "dates", "languages", "sizes", "size", "capacity"
USUAL_SIZES = (2, 3)
#: Stands for a language that everybody speaks; no tag looks like this.
_ANY_LANGUAGE = "*"


@dataclass(frozen=True, slots=True)
class SingleRule:
    """One entry of a rule list (`at` is its position in `Rules`), or a demand that stands alone.

    Of SIZE `at` is the size, of CAPACITY the city's position in `Round.cities`.
    """

    kind: str
    at: int
    cities: frozenset[str]


def single_rules(round_: Round) -> list[SingleRule]:
    """Every rule of the round that could be dropped by itself."""
    rules = round_.rules
    found = [
        SingleRule(kind, at, cities)
        for kind, entries in ((NEVER, rules.never), (TOGETHER, rules.together), (LOCKED, rules.locked))
        for at, cities in enumerate(entries)
    ]
    found += [SingleRule(EXCLUDE, at, frozenset({city})) for at, city in enumerate(rules.exclude)]
    if rules.dates and rules.min_common_minutes > 0:
        found.append(SingleRule(HOURS, 0, frozenset()))
    return found


def priced_rules(round_: Round) -> list[SingleRule]:
    """Every rule that has a price: those of `single_rules`, each of several dates, the demand for a common
    language where it keeps anybody apart, sizes that leave out 2 or 3, and two freedoms: each size
    beyond 3, and each city that may sit in two tandems."""
    rules = round_.rules
    found = single_rules(round_)
    if any(rule.kind == HOURS for rule in found) and len(rules.dates) > 1:
        found += [SingleRule(DATE, at, frozenset()) for at in range(len(rules.dates))]
    tongues = {city.languages for city in round_.seated}
    if any(not one & other for one in tongues for other in tongues):
        found.append(SingleRule(LANGUAGE, 0, frozenset()))
    if not set(USUAL_SIZES) <= set(rules.sizes):
        found.append(SingleRule(SIZES, 0, frozenset()))
    if len(rules.sizes) > 1:
        found += [SingleRule(SIZE, size, frozenset()) for size in rules.sizes if size not in USUAL_SIZES]
    return found + [
        SingleRule(CAPACITY, at, frozenset({city.id}))
        for at, city in enumerate(round_.cities)
        if city.capacity > 1 and city.id not in rules.exclude
    ]


def without(round_: Round, dropped: Iterable[SingleRule]) -> Round:
    """The same round without some of its rules."""
    dropped = list(dropped)
    gone = {(rule.kind, rule.at) for rule in dropped}
    rules = round_.rules
    kept: dict[str, Any] = {
        kind: tuple(entry for at, entry in enumerate(getattr(rules, kind)) if (kind, at) not in gone)
        for kind in (NEVER, TOGETHER, LOCKED, EXCLUDE)
    }
    kept["min_common_hours"] = 0.0 if (HOURS, 0) in gone else rules.min_common_hours
    kept["dates"] = tuple(day for at, day in enumerate(rules.dates) if (DATE, at) not in gone)
    usual = USUAL_SIZES if (SIZES, 0) in gone else ()
    kept["sizes"] = tuple(sorted({*rules.sizes, *usual} - {at for kind, at in gone if kind == SIZE}))
    cities = [
        replace(city, capacity=1) if (CAPACITY, at) in gone else city for at, city in enumerate(round_.cities)
    ]
    if (LANGUAGE, 0) in gone:
        cities = [replace(city, languages=city.languages | {_ANY_LANGUAGE}) for city in cities]
    return replace(round_, cities=tuple(cities), rules=replace(rules, **kept))


def rule_name(round_: Round, rule: SingleRule) -> Message:
    """What a coordinator calls the rule."""
    names = " + ".join(city.name for city in round_.cities if city.id in rule.cities)
    rules = round_.rules
    texts = {
        NEVER: N_("'never together': %(cities)s"),
        TOGETHER: N_("'always together': %(cities)s"),
        LOCKED: N_("locked: %(cities)s"),
        EXCLUDE: N_("no seat this time: %(cities)s"),
        HOURS: N_("at least %(hours)s common working hours"),
        DATE: N_("at least %(hours)s common working hours on %(date)s"),
        LANGUAGE: N_("a common language"),
        SIZES: N_("groups of %(sizes)s only"),
        SIZE: N_("groups of %(size)s are allowed"),
        CAPACITY: N_("%(cities)s may sit in two tandems"),
    }
    params = {
        HOURS: {"hours": f"{rules.min_common_hours:.3g}"},
        LANGUAGE: {},
        SIZES: {"sizes": ", ".join(map(str, rules.sizes))},
        SIZE: {"size": str(rule.at)},
    }
    if rule.kind == DATE:
        params[DATE] = {**params[HOURS], "date": rules.dates[rule.at].isoformat()}
    return Message(texts[rule.kind], params.get(rule.kind, {"cities": names}))
