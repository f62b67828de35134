"""`bench tandems`: CPU seconds of the solver on random rounds, and how far simpler ways get."""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from facilitation.matching.answer import OPTIMAL, to_form
from facilitation.matching.baselines import greedy, greedy_with_swaps, networkx_pairs
from facilitation.matching.hand_moves import Change, Table, answer_by_hand
from facilitation.matching.objective import Problem
from facilitation.matching.presets import PRESETS
from facilitation.matching.round_file import parse_round
from facilitation.matching.rounds import Round
from facilitation.matching.solver import solve

T = TypeVar("T")

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


BARS = ((9, 0.3), (60, 3.0), (100, 10.0))
"""Cities, and the CPU seconds that a solve may take."""
LOCK_CITIES, LOCK_BAR = 30, 0.5
MOVE_CITIES, MOVE_BAR = 60, 0.020
MOVES = 20
WAYS = (("greedy", greedy), ("greedy with swaps", greedy_with_swaps), ("networkx pairs", networkx_pairs))


@dataclass(frozen=True, slots=True)
class Row:
    """CPU seconds of some runs beside the bar; `proven` of those runs, None where nothing is proven."""

    name: str
    spent: tuple[float, ...]
    bar: float
    proven: int | None = None

    @property
    def met(self) -> bool:
        return statistics.median(self.spent) <= self.bar and self.proven in (None, len(self.spent))

    def line(self) -> str:
        median, worst = statistics.median(self.spent), max(self.spent)
        proven = "" if self.proven is None else f"{self.proven} of {len(self.spent)}"
        return f"{self.name:<42} {self.bar:>7.3g} {median:>8.3f} {worst:>8.3f} {proven:>8}  " + (
            "" if self.met else "MISSED"
        )


def main(argv: Sequence[str]) -> int:
    """Measure and print; the exit status: 0 when every median keeps its bar and everything is proven."""
    parser = argparse.ArgumentParser(prog="bench tandems", description=__doc__)
    parser.add_argument("--rounds", type=_from_one, default=3, help="random rounds of each size (3)")
    parser.add_argument(
        "--most", type=_from_one, default=BARS[-1][0], help="leave out rounds of more cities (100)"
    )
    asked = parser.parse_args(argv)
    seeds = range(asked.rounds)
    solve(parse_round(random_round(6, 0)))  # loads what a first solve loads
    print(f"{'CPU seconds, one core':<42} {'bar':>7} {'median':>8} {'worst':>8} {'proven':>8}")
    rows = []
    for row in _rows([bar for bar in BARS if bar[0] <= asked.most], seeds, asked.most):
        print(row.line(), flush=True)
        rows.append(row)
    print("\nBeside it: per cent of the best total, cities without a seat, CPU seconds; means")
    for cities, _ in BARS:
        if cities <= asked.most:
            for line in _beside(cities, seeds):
                print(line, flush=True)
    missed = [row.name for row in rows if not row.met]
    print("\n" + (f"Missed: {'; '.join(missed)}." if missed else "Every bar is kept."))
    return 1 if missed else 0


def _rows(bars: Sequence[tuple[int, float]], seeds: Sequence[int], most: int) -> Iterator[Row]:
    for cities, bar in bars:
        for preset in PRESETS:
            spent, proven = [], 0
            for seed in seeds:
                took, answer = _timed(partial(solve, _round(cities, seed), preset))
                spent.append(took)
                proven += answer.status == OPTIMAL
            yield Row(f"{cities} cities, {preset}", tuple(spent), bar, proven)
    if most >= LOCK_CITIES:
        for preset in PRESETS:
            yield _after_a_lock(preset, seeds)
    if most >= MOVE_CITIES:
        yield from _hand_moves(seeds)


def _after_a_lock(preset: str, seeds: Sequence[int]) -> Row:
    """Solving again when a group is locked that isn't in the answer: one of the best for its cities."""
    spent, proven = [], 0
    for seed in seeds:
        round_ = _round(LOCK_CITIES, seed)
        held = set(solve(round_, preset).grouping)
        problem = Problem(round_)
        worth = sorted(zip(map(sum, problem.group_utilities), problem.groups, strict=True), reverse=True)
        wanted = next(problem.ids(group) for _, group in worth if problem.ids(group) not in held)
        locked = replace(round_, rules=replace(round_.rules, locked=(frozenset(wanted),)))
        took, answer = _timed(partial(solve, locked, preset))
        spent.append(took)
        proven += answer.status == OPTIMAL
    return Row(f"{LOCK_CITIES} cities after a lock, {preset}", tuple(spent), LOCK_BAR, proven)


def _hand_moves(seeds: Sequence[int]) -> Iterator[Row]:
    """Two cities change places: the round read from its JSON, both groupings valued and compared, and the new
    one put into the answer's form."""
    compared, kept = [], []
    for seed in seeds:
        data = random_round(MOVE_CITIES, seed)
        stored = to_form(solve(parse_round(data), "best"))
        bests = stored["personal_best"]
        before = [tandem["cities"] for tandem in stored["tandems"]]
        dice = random.Random(seed)
        for _ in range(MOVES):
            after = [list(group) for group in before]
            one, other = dice.sample(range(len(after)), 2)
            after[one][0], after[other][0] = after[other][0], after[one][0]
            compared.append(_timed(partial(_compare, data, bests, before, after))[0])
            kept.append(_timed(partial(answer_by_hand, parse_round(data), after, bests))[0])
    yield Row(f"{MOVE_CITIES} cities, before / after of a hand move", tuple(compared), MOVE_BAR)
    yield Row(f"{MOVE_CITIES} cities, the same as a whole answer", tuple(kept), MOVE_BAR)


def _compare(
    data: dict[str, Any], bests: dict[str, float], before: list[list[str]], after: list[list[str]]
) -> Change:
    return Table(parse_round(data), bests).compare(before, after)


def _beside(cities: int, seeds: Sequence[int]) -> Iterator[str]:
    best = [solve(_round(cities, seed), "best").total or 0.0 for seed in seeds]
    for name, way in WAYS:
        parts, left_out, spent = [], [], []
        for seed, total in zip(seeds, best, strict=True):
            problem = Problem(_round(cities, seed))
            took, reached = _timed(partial(way, problem))
            if reached is None:
                yield f"{cities} cities, {name}: not installed (pip install -r tests/requirements.txt)"
                break
            parts.append(100 * reached.total / total)
            left_out.append(reached.left_out)
            spent.append(took)
        else:
            means = [statistics.mean(figures) for figures in (parts, left_out, spent)]
            label = f"{cities} cities, {name}"
            yield f"{label:<42} {means[0]:>6.1f} % {means[1]:>8.1f} {means[2]:>8.3f}"


def _timed(run: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def _round(cities: int, seed: int) -> Round:
    return parse_round(random_round(cities, seed))


def _from_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return number
