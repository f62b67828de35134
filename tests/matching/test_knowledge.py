from __future__ import annotations

import pytest

from facilitation.matching.answer import to_form
from facilitation.matching.knowledge import knows_nothing
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from tests.matching.rounds_made_up import a_round, city, wish

WORDS = {"city": "A", "practice": None, "teacher": None, "priority": 1, "text": "something"}


@pytest.mark.parametrize(
    "problem",
    [
        a_round([city("A"), city("B")]),
        a_round([city("A"), city("B")], [WORDS]),
        {"cities": [{"id": "A", "time_zone": "Europe/Dublin"}, {"id": "B", "time_zone": "Europe/Dublin"}]},
    ],
)
def test_words_alone_are_nothing_to_form_tandems_of(problem):
    assert knows_nothing(problem)


def test_where_nothing_is_known_every_grouping_has_the_same_total():
    problem = a_round([city(code) for code in "ABCD"], [WORDS], sizes=[2])
    assert knows_nothing(problem)
    answer = to_form(solve(parse_round(problem), "best"))
    assert answer["total"] == 0
    assert len(answer["alternatives"]) == 2  # with the one that was found, all three ways to make two pairs


@pytest.mark.parametrize(
    "problem",
    [
        a_round([city("A", "jobs"), city("B")]),
        a_round([city("A"), city("B")], [wish("A", "B")]),
        a_round([city("A"), city("B")], [{**WORDS, "practice": "P"}]),
    ],
)
def test_one_challenge_or_wish_is_something(problem):
    assert not knows_nothing(problem)
