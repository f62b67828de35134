"""Handlers of the coordinator's table: cities move, rules and settings change, tandems are sought again."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.cities.places import require_language
from facilitation.commands.tandems.steps import change, require_changeable, weigh
from facilitation.commands.tandems.tandems import PRESETS, require_round
from facilitation.commands.work import Work
from facilitation.domain import scenarios
from facilitation.domain.cities import LIST_LENGTH
from facilitation.domain.errors import N_, Refused
from facilitation.domain.scenarios import Grouping
from facilitation.matching.standing import groups_of, standing_answer
from facilitation.store.tandems import Round


class MoveCity(msgspec.Struct):
    """`leaves` and `joins` are places of groups; `joins` one beyond the last makes a new group."""

    round: int
    version: int
    city: str
    leaves: int | None = None
    joins: int | None = None


class Regroup(msgspec.Struct):
    round: int
    version: int
    tandems: list[list[str]]


class SetRule(msgspec.Struct):
    round: int
    version: int
    kind: str
    cities: list[str]
    on: bool = True


class ChangeSettings(msgspec.Struct):
    round: int
    version: int
    sizes: list[int]
    min_common_hours: float
    working_hours: list[str]
    dates: list[str]
    weights: dict[str, float]


class SetLanguages(msgspec.Struct):
    """`languages` by their codes or names."""

    round: int
    version: int
    city: str
    languages: list[str]


class SolveAgain(msgspec.Struct):
    round: int
    version: int
    preset: str


class TakeOver(msgspec.Struct):
    """`problem` holds the programme's facts as they are now, in the pinned form; its rules don't matter."""

    round: int
    version: int
    problem: dict[str, Any]


class AskWhy(msgspec.Struct):
    """Why don't these cities sit in one tandem?"""

    round: int
    version: int
    cities: list[str]


def move_city(work: Work, round_: Round, payload: MoveCity) -> dict[str, Any]:
    """Move a city from one tandem to another, give it a seat or take one away."""
    require_changeable(work, round_, payload.version)
    before = groups_of(round_.answer)
    names = _names(round_)
    if payload.city not in names:
        raise Refused(
            "invalid",
            N_("The city %(badge)s is not in this scenario."),
            field="city",
            badge=payload.city[:40],
        )
    after = scenarios.moved(before, payload.city, payload.leaves, payload.joins)
    left = [] if payload.leaves is None else before[payload.leaves]
    joined = [] if payload.joins is None else [*(before + [[]])[payload.joins], payload.city]
    kind = "seat" if payload.leaves is None else "unseat" if payload.joins is None else "move"
    params = {
        "city": names[payload.city],
        "left": " + ".join(names[city] for city in left),
        "joined": " + ".join(names[city] for city in sorted(joined)),
    }
    _stand(work, round_, kind, params, after)
    return {"round": round_, "version": round_.version}


def regroup(work: Work, round_: Round, payload: Regroup) -> dict[str, Any]:
    """Put another grouping in place of the one that stands: a near-tie, or one that came from elsewhere."""
    require_changeable(work, round_, payload.version)
    after = scenarios.clean_grouping(payload.tandems, list(_names(round_)))
    _stand(work, round_, "group", {}, after)
    return {"round": round_, "version": round_.version}


def _stand(work: Work, round_: Round, kind: str, params: dict[str, Any], grouping: Grouping) -> None:
    answer, by_hand = standing_answer(
        round_.problem, grouping, round_.preset, round_.personal_best, round_.solved
    )
    change(work, round_, kind, params, answer=answer, by_hand=by_hand, status="solved")
    weigh(work, round_)


def set_rule(work: Work, round_: Round, payload: SetRule) -> dict[str, Any]:
    """Add a rule about cities, or remove it. The grouping stays as it is; what it breaks now is told."""
    require_changeable(work, round_, payload.version)
    problem = scenarios.with_rule(round_.problem, payload.kind, payload.cities, payload.on)
    names = _names(round_)
    rule = {"kind": payload.kind, "cities": " + ".join(names[city] for city in sorted(set(payload.cities)))}
    _ask_otherwise(work, round_, "rule_on" if payload.on else "rule_off", rule, problem)
    return {"round": round_, "version": round_.version}


def change_settings(work: Work, round_: Round, payload: ChangeSettings) -> dict[str, Any]:
    """Change sizes, hours, dates and weights. The grouping stays as it is."""
    require_changeable(work, round_, payload.version)
    problem = scenarios.with_settings(
        round_.problem,
        sizes=payload.sizes,
        min_common_hours=payload.min_common_hours,
        working_hours=payload.working_hours,
        dates=payload.dates,
        weights=payload.weights,
    )
    _ask_otherwise(work, round_, "settings", {}, problem)
    return {"round": round_, "version": round_.version}


def set_languages(work: Work, round_: Round, payload: SetLanguages) -> dict[str, Any]:
    """Say which languages a city speaks in this scenario, whatever its page in the programme says."""
    require_changeable(work, round_, payload.version)
    names = _names(round_)
    if payload.city not in names:
        raise Refused(
            "invalid",
            N_("The city %(badge)s is not in this scenario."),
            field="city",
            badge=payload.city[:40],
        )
    languages = _languages(payload.languages)
    problem = scenarios.with_languages(round_.problem, payload.city, languages)
    own = {**(round_.own_languages or {}), payload.city: languages}
    _ask_otherwise(work, round_, "languages", {"city": names[payload.city]}, problem, own_languages=own)
    return {"round": round_, "version": round_.version}


def _languages(texts: list[str]) -> list[str]:
    codes = [require_language(text, "languages") for text in texts[: LIST_LENGTH + 1]]
    if not codes:
        raise Refused("invalid", N_("Give at least one language."), field="languages")
    if len(codes) > LIST_LENGTH:
        raise Refused("invalid", N_("At most %(most)d fit here."), field="languages", most=LIST_LENGTH)
    return list(dict.fromkeys(codes))


def take_over(work: Work, round_: Round, payload: TakeOver) -> dict[str, Any]:
    """Take what the programme knows now into a scenario; its rules and its grouping stay."""
    require_changeable(work, round_, payload.version)
    require_round(work, payload.problem)
    problem = scenarios.with_facts(round_.problem, payload.problem, round_.own_languages or {})
    _ask_otherwise(work, round_, "take_over", {}, problem)
    return {"round": round_, "version": round_.version}


def _ask_otherwise(
    work: Work, round_: Round, kind: str, params: dict[str, Any], form: dict[str, Any], **values: Any
) -> None:
    """Another question: the grouping stands, its proof is gone, and shares wait for the worker."""
    require_round(work, form)
    known = {city["id"] for city in form["cities"]}
    stay = ([city for city in group if city in known] for group in groups_of(round_.answer))
    grouping = [group for group in stay if group]
    answer, status = round_.answer, round_.status
    if grouping:
        answer, _ = standing_answer(form, grouping, round_.preset)
        status = "solved"
    values |= {"problem": form, "answer": answer, "status": status, "by_hand": bool(grouping)}
    change(work, round_, kind, params, solved=None, personal_best=None, findings=None, **values)
    weigh(work, round_)


def solve_again(work: Work, round_: Round, payload: SolveAgain) -> dict[str, Any]:
    """Ask the worker for the best tandems under a scenario's rules."""
    require_changeable(work, round_, payload.version)
    if payload.preset not in PRESETS:
        raise Refused("invalid", N_("Choose what matters most."), field="preset")
    require_round(work, round_.problem)
    change(work, round_, "solve", {}, status="solving", preset=payload.preset)
    job = work.job("round.solve", {"round": round_.id, "version": round_.version})
    return {"round": round_, "version": round_.version, "job": job}


def ask_why(work: Work, round_: Round, payload: AskWhy) -> dict[str, Any]:
    """Have the worker find out why some cities don't sit together, and what it would cost if they did."""
    require_changeable(work, round_, payload.version)
    names = _names(round_)
    cities = sorted(set(payload.cities))
    for badge in cities:
        if badge not in names:
            raise Refused(
                "invalid", N_("The city %(badge)s is not in this scenario."), field="cities", badge=badge[:40]
            )
    if not 2 <= len(cities) <= 3:
        raise Refused("invalid", N_("Choose two or three cities."), field="cities")
    job = work.job("round.why", {"round": round_.id, "version": round_.version, "cities": cities})
    return {"round": round_, "job": job}


def _names(round_: Round) -> dict[str, str]:
    return {city["id"]: city.get("name") or city["id"] for city in round_.problem["cities"]}
