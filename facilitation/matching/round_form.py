"""A round back in the pinned file form."""

from __future__ import annotations

from typing import Any

from facilitation.matching.rounds import Round


def round_form(round_: Round) -> dict[str, Any]:
    """The JSON object that `round_file.parse_round` reads as this round; sets are in alphabetical order."""
    rules = round_.rules
    return {
        "cities": [
            {
                "id": city.id,
                "name": city.name,
                "time_zone": city.time_zone,
                "languages": sorted(city.languages),
                "challenges": sorted(city.challenges),
                "capacity": city.capacity,
            }
            for city in round_.cities
        ],
        "practices": [
            {
                "id": practice.id,
                "city": practice.city,
                "title": practice.title,
                "challenges": sorted(practice.challenges),
            }
            for practice in round_.practices
        ],
        "wishes": [
            {
                "city": wish.city,
                "practice": wish.practice,
                "teacher": wish.teacher,
                "priority": wish.priority,
                "text": wish.text,
            }
            for wish in round_.wishes
        ],
        "rules": {
            "sizes": list(rules.sizes),
            "min_common_hours": rules.min_common_hours,
            "working_hours": [f"{at // 60:02}:{at % 60:02}" for at in (rules.opens, rules.closes)],
            "dates": [day.isoformat() for day in rules.dates],
            "together": [sorted(entry) for entry in rules.together],
            "never": [sorted(entry) for entry in rules.never],
            "locked": [sorted(entry) for entry in rules.locked],
            "exclude": list(rules.exclude),
            "weights": dict(rules.weights),
        },
    }
