"""`python -m facilitation.matching.benchmark`: CPU seconds of the solver on random rounds."""

from __future__ import annotations

import argparse
import random
import statistics
import time
from typing import Any

from facilitation.matching.presets import PRESETS
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve

ZONES = (
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/Toronto",
    "America/Sao_Paulo",
    "Europe/Dublin",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Seoul",
)
TAGS = tuple(f"challenge-{number}" for number in range(18))


def random_round(cities: int, seed: int, second_seats: float = 0.0) -> dict[str, Any]:
    """A made-up round in the file's form, the same for the same arguments.

    As in the programmes it imitates, cities name 4 to 11 of 18 challenges, offer 2 to 6 practices and state
    up to 3 wishes; `second_seats` of them can sit in two tandems. All speak English. Two dates.
    """
    dice = random.Random(f"{cities}/{seed}/{second_seats}")
    ids = [f"C{number:02}" for number in range(cities)]
    practices = [
        {
            "id": f"{city}-{number}",
            "city": city,
            "title": "",
            "challenges": dice.sample(TAGS, dice.randint(0, 4)),
        }
        for city in ids
        for number in range(dice.randint(2, 6))
    ]
    wishes = []
    for city in ids:
        foreign = [practice for practice in practices if practice["city"] != city]
        for practice in dice.sample(foreign, dice.randint(0, 3)):
            wish = {"city": city, "practice": practice["id"], "teacher": practice["city"], "text": ""}
            wishes.append({**wish, "priority": dice.randint(1, 3)})
    return {
        "cities": [
            {
                "id": city,
                "name": city,
                "time_zone": dice.choice(ZONES),
                "languages": ["en"],
                "challenges": dice.sample(TAGS, dice.randint(4, 11)),
                "capacity": 2 if dice.random() < second_seats else 1,
            }
            for city in ids
        ],
        "practices": practices,
        "wishes": wishes,
        "rules": {"dates": ["2027-03-17", "2027-09-21"]},
    }


def main() -> None:
    """Print a table: for each number of cities and preset the median and the highest CPU seconds of a solve
    (with all three presets' figures, alternatives and the check), and how many were proven."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--cities", type=int, nargs="*", default=[30, 40, 60])
    parser.add_argument("--rounds", type=int, default=3, help="random rounds of each kind")
    parser.add_argument("--second-seats", type=float, nargs="*", default=[0.0, 0.2])
    asked = parser.parse_args()
    print(f"{'cities':>6} {'second seats':>12} {'preset':>9} {'median':>8} {'highest':>8} {'proven':>7}")
    for cities in asked.cities:
        for second_seats in asked.second_seats:
            rounds = [parse_round(random_round(cities, seed, second_seats)) for seed in range(asked.rounds)]
            for preset in PRESETS:
                spent, proven = [], 0
                for round_ in rounds:
                    start = time.process_time()
                    answer = solve(round_, preset)
                    spent.append(time.process_time() - start)
                    proven += answer.status == "optimal"
                row = f"{statistics.median(spent):8.3f} {max(spent):8.3f} {proven:>3}/{len(rounds)}"
                print(f"{cities:>6} {second_seats:>12.0%} {preset:>9} {row}", flush=True)


if __name__ == "__main__":
    main()
