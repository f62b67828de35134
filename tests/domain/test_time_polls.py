"""The rule of time polls: stating few times never wins more than stating many."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.errors import Refused
from facilitation.domain.time_polls import (
    CHOICES,
    NEVER,
    POSSIBLE,
    PREFERRED,
    ordered,
    points_of,
    require_choices,
    tallies,
)

TIMES = (1, 2, 3, 4)
LEVEL = {NEVER: 0, POSSIBLE: 1, PREFERRED: 2}
_ANSWER = st.fixed_dictionaries({time: st.sampled_from(list(CHOICES)) for time in TIMES})


def _fewer(answer: dict[int, str]):
    """Every way to say "never" to some of the times that this answer could make."""
    stated = [time for time in TIMES if answer[time] != NEVER]
    for count in range(1, len(stated) + 1):
        for left_out in itertools.combinations(stated, count):
            yield answer | dict.fromkeys(left_out, NEVER)


@settings(max_examples=300, deadline=None)
@given(st.lists(_ANSWER, max_size=4), _ANSWER)
def test_stating_few_never_wins_more(others: list[dict[int, str]], honest: dict[int, str]) -> None:
    won = ordered([*others, honest], TIMES)[0]
    for fewer in _fewer(honest):
        instead = ordered([*others, fewer], TIMES)[0]
        assert LEVEL[honest[instead]] <= LEVEL[honest[won]], (others, honest, fewer)


def test_a_rule_that_shares_out_one_vote_would_not_hold() -> None:
    """The law above tells rules apart: with one vote to share, leaving times out pays."""

    def shared(answer: dict[int, str]) -> dict[int, Fraction]:
        stated = [time for time in TIMES if answer[time] != NEVER]
        return {time: Fraction(LEVEL[answer[time]], 2 * len(stated) or 1) for time in TIMES}

    honest = {1: POSSIBLE, 2: PREFERRED, 3: NEVER, 4: NEVER}
    other = {1: PREFERRED, 2: POSSIBLE, 3: NEVER, 4: NEVER}
    fewer = honest | {1: NEVER}

    def best(*answers: dict[int, str]) -> int:
        return min(TIMES, key=lambda time: (-sum(shared(answer)[time] for answer in answers), time))

    assert best(other, honest) == 1 and best(other, fewer) == 2
    assert ordered([other, honest], TIMES)[0] == ordered([other, fewer], TIMES)[0] == 1


def test_points() -> None:
    answer = {1: PREFERRED, 2: POSSIBLE, 3: NEVER}
    assert points_of(answer, TIMES) == {1: Fraction(2, 4), 2: Fraction(1, 4), 3: 0, 4: 0}
    assert points_of({}, TIMES) == dict.fromkeys(TIMES, 0)


def test_everybody_is_counted_once_for_each_time() -> None:
    found = tallies([{1: PREFERRED, 2: POSSIBLE}, {1: POSSIBLE}], TIMES)
    assert (found[1].preferred, found[1].possible, found[1].never) == (1, 1, 0)
    assert (found[4].preferred, found[4].possible, found[4].never) == (0, 0, 2)
    assert found[1].points == Fraction(2, 4) + Fraction(1, 4)


def test_equals_stay_in_the_order_that_they_are_given_in() -> None:
    assert ordered([], (3, 1, 2)) == [3, 1, 2]


@pytest.mark.parametrize(
    ("given", "code"), [({}, "invalid"), ({1: "perhaps"}, "invalid"), ({9: NEVER}, "conflict")]
)
def test_answers_that_cant_be_meant(given: dict[int, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        require_choices(given, TIMES)
    assert (refused.value.code, refused.value.field) == (code, "choices")


def test_a_time_that_nothing_is_said_about_is_never() -> None:
    assert require_choices({2: PREFERRED}, TIMES) == {1: NEVER, 2: PREFERRED, 3: NEVER, 4: NEVER}
