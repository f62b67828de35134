"""A city's copy of a proof: its own wishes, and the others' utilities as stated numbers. Pure Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What a city's copy says of the question. Who must or must not sit together is the coordinators' business.
_RULES = ("sizes", "min_common_hours", "working_hours", "dates", "locked", "exclude", "weights")


def redacted_proof(proof: Mapping[str, Any], city: str) -> dict[str, Any]:
    """The copy of a proof (from `proof.make_proof`) that a city may have. KeyError for an unknown city.

    It holds the wishes of that city alone, what everybody may see of the others (names, zones, languages,
    challenges, practices), the groups, and the others' utilities in them, marked unchecked. Personal bests
    and shares of others, their wishes met and unmet, blocking groups, alternatives, messages, dual prices and
    the rules 'together' and 'never' are left out: wishes, or what coordinators think, can be read from them.
    `left_out` counts the wishes. `wish` in the answer is the index among the city's own.
    """
    round_, answer = proof["round"], proof["answer"]
    if city not in {entry["id"] for entry in round_["cities"]}:
        raise KeyError(city)
    own = [at for at, wish in enumerate(round_["wishes"]) if wish["city"] == city]
    place = {wish: at for at, wish in enumerate(own)}
    preset = answer["preset"]
    best = answer["personal_best"]
    return {
        "form": proof["form"],
        "copy_for": city,
        "unchecked": sorted({other for tandem in answer["tandems"] for other in tandem["cities"]} - {city}),
        "left_out": {"wishes": len(round_["wishes"]) - len(own)},
        "round": {
            "cities": round_["cities"],
            "practices": round_["practices"],
            "wishes": [round_["wishes"][at] for at in own],
            "rules": {name: round_["rules"][name] for name in _RULES if name in round_["rules"]},
        },
        "answer": {
            **{name: answer[name] for name in ("status", "preset", "total", "bound", "gap", "floor")},
            "tandems": [_tandem(tandem, city, place) for tandem in answer["tandems"]],
            "alternatives": [],
            "presets": {preset: answer["presets"].get(preset)},
            "personal_best": {city: best[city]} if city in best else {},
            "blocking_groups": [],
            "messages": [],
            "seconds": answer["seconds"],
        },
        "duals": None,
    }


def _tandem(tandem: Mapping[str, Any], city: str, place: Mapping[int, int]) -> dict[str, Any]:
    own = {
        name: [{**entry, "wish": place[entry["wish"]]} for entry in tandem[name] if entry["city"] == city]
        for name in ("wishes_met", "wishes_unmet")
    }
    share = {member: value for member, value in tandem["share"].items() if member == city}
    return {**tandem, **own, "share": share}
