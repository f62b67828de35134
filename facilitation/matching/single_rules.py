"""The rules of a round one by one: which there are, what they are called, the round without some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.matching.rounds import Round

NEVER, TOGETHER, LOCKED, EXCLUDE, HOURS = "never", "together", "locked", "exclude", "min_common_hours"


@dataclass(frozen=True, slots=True)
class SingleRule:
    """One entry of a rule list (`at` is its position in `Rules`), or the demand for common hours."""

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


def without(round_: Round, dropped: Iterable[SingleRule]) -> Round:
    """The same round without some of its rules."""
    gone = {(rule.kind, rule.at) for rule in dropped}
    rules = round_.rules
    kept: dict[str, Any] = {
        kind: tuple(entry for at, entry in enumerate(getattr(rules, kind)) if (kind, at) not in gone)
        for kind in (NEVER, TOGETHER, LOCKED, EXCLUDE)
    }
    hours = 0.0 if (HOURS, 0) in gone else rules.min_common_hours
    return replace(round_, rules=replace(rules, **kept, min_common_hours=hours))


def rule_name(round_: Round, rule: SingleRule) -> Message:
    """What a coordinator calls the rule."""
    names = " + ".join(city.name for city in round_.cities if city.id in rule.cities)
    if rule.kind == HOURS:
        hours = f"{round_.rules.min_common_hours:.3g}"
        return Message(N_("at least %(hours)s common working hours"), {"hours": hours})
    texts = {
        NEVER: N_("'never together': %(cities)s"),
        TOGETHER: N_("'always together': %(cities)s"),
        LOCKED: N_("locked: %(cities)s"),
        EXCLUDE: N_("no seat this time: %(cities)s"),
    }
    return Message(texts[rule.kind], {"cities": names})
