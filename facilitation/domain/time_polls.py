"""Asking people for times: what an answer says of each time, and the rule by which times are ordered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from facilitation.domain.errors import N_, Refused

PREFERRED, POSSIBLE, NEVER = "preferred", "possible", "never"
CHOICES = {
    PREFERRED: N_("Preferred"),
    POSSIBLE: N_("Possible"),
    NEVER: N_("Never"),
}
TIMES_MOST = 40
ANSWERS_MOST = 1_000

#: What one answer says: by time (its id) one of CHOICES; a time that isn't there counts as "never".
Answer = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """What all answers say of one time. `points` as in `points_of`, summed and exact."""

    points: Fraction
    preferred: int
    possible: int
    never: int


def points_of(answer: Answer, times: Sequence[int]) -> dict[int, Fraction]:
    """What one answer gives each time, between 0 and 1.

    Of `n` times, somebody who can make `k` of them gives `k/n` to each time that they prefer, `1/n` to each
    that is possible, and nothing to the others. So **stating few never wins more than stating many**: to say
    "never" to times that you could make takes from your preferred times as much as it takes from those. Left
    alone in what they say, nobody gets a time that they like better by leaving out times that they can make.

    Why: let W be the time that wins by an honest answer, and V one that its giver likes better. V leads W in
    that answer by (k-1)/n (V preferred, W possible), by k/n (preferred, never) or by 1/n (possible, never).
    With fewer times stated, j < k, V leads by at most j/n <= (k-1)/n, j/n, and 1/n. That is never more, so V,
    which did not win, doesn't win now. (Equal times are ordered by something that no answer changes.)
    tests/domain/test_time_polls.py tries it on many small polls.
    """
    stated = [one for one in times if answer.get(one, NEVER) != NEVER]
    each = {PREFERRED: Fraction(len(stated), len(times) or 1), POSSIBLE: Fraction(1, len(times) or 1)}
    return {one: each.get(answer.get(one, NEVER), Fraction(0)) for one in times}


def tallies(answers: Iterable[Answer], times: Sequence[int]) -> dict[int, Tally]:
    """By time what all answers say of it."""
    given = list(answers)
    points = [points_of(answer, times) for answer in given]

    def count(one: int, choice: str) -> int:
        return sum(answer.get(one, NEVER) == choice for answer in given)

    return {
        one: Tally(
            sum((each[one] for each in points), Fraction(0)),
            *(count(one, choice) for choice in (PREFERRED, POSSIBLE, NEVER)),
        )
        for one in times
    }


def ordered(answers: Iterable[Answer], times: Sequence[int]) -> list[int]:
    """The times, the best first: by points; of equals the one that stands first in `times`.

    So `times` are given in an order that no answer changes: by their burden for the cities, then by date.
    """
    found = tallies(answers, times)
    return sorted(times, key=lambda one: -found[one].points)


def require_choices(given: Mapping[int, str], times: Sequence[int]) -> dict[int, str]:
    """An answer to every time of a poll; a time that nothing is said about is "never". `Refused` if none is
    said to be possible and none is refused either, or if it is about another poll's times."""
    unknown = set(given) - set(times)
    if unknown:
        raise Refused("conflict", N_("The times have changed since. Look at them again."), field="choices")
    for choice in given.values():
        if choice not in CHOICES:
            raise Refused("invalid", N_("Say of each time: preferred, possible or never."), field="choices")
    if not given:
        raise Refused("invalid", N_("Say of at least one time whether you could come."), field="choices")
    return {one: given.get(one, NEVER) for one in times}
