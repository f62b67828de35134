"""The rules of a round: in which order people or cities speak, and who comes next.

A turn waits, speaks, has spoken, or was passed: whoever passes stands at the end of the list from then on.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

WAITING, SPEAKING, SPOKEN, PASSED = "waiting", "speaking", "spoken", "passed"
BY = ("people", "cities")
#: A round of more people takes longer than anybody listens: then cities speak.
PEOPLE_MOST = 40


class Turn(Protocol):
    position: int
    status: str


Somebody = TypeVar("Somebody")
AnyTurn = TypeVar("AnyTurn", bound=Turn)


def fair_order(people: Iterable[tuple[str | None, Somebody]], rounds_before: int) -> list[Somebody]:
    """People (city, who) so that cities take turns, one person each; every round begins with another city."""
    by_city: dict[str, deque[Somebody]] = defaultdict(deque)
    for city, who in people:
        by_city[city or ""].append(who)
    cities = deque(sorted(by_city, key=lambda city: (city == "", city)))
    if cities:
        cities.rotate(-rounds_before)
    ordered: list[Somebody] = []
    while any(by_city.values()):
        for city in cities:
            if by_city[city]:
                ordered.append(by_city[city].popleft())
    return ordered


def next_turn(turns: Sequence[AnyTurn]) -> AnyTurn | None:
    """Who speaks next, of those who wait or have passed, in their order; None at the end."""
    left = [turn for turn in turns if turn.status in (WAITING, PASSED)]
    return min(left, key=lambda turn: turn.position, default=None)


def turn_before(turns: Sequence[AnyTurn]) -> AnyTurn | None:
    """Who spoke last before the one that speaks now; None at the beginning."""
    spoken = [turn for turn in turns if turn.status == SPOKEN]
    return max(spoken, key=lambda turn: turn.position, default=None)
