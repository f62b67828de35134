"""The sentences for rounds without a grouping, and the smallest set of rules to drop."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from facilitation.matching.answer import INFEASIBLE, OPTIMAL
from facilitation.matching.conflicts import smallest_conflict
from facilitation.matching.round_file import parse_round
from facilitation.matching.single_rules import single_rules, without
from facilitation.matching.solver import solve
from tests.matching import by_hand
from tests.matching.rounds_made_up import a_round, city, plain, random_rounds

FRENCH = [city("A", "a", languages=["fr"]), city("B", "a", languages=["fr"])]
ENGLISH = [city(name, "a") for name in "CDE"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (plain("ABCDE", sizes=[2]), "5 cities cannot be split into groups of 2"),
        (
            plain("ABCDEF", together=[["A", "B"], ["B", "C"], ["C", "D"]]),
            "A + B + C + D are forced into one group of 4; the largest allowed is 3",
        ),
        (
            plain("ABCD", together=[["A", "B"]], never=[["B", "A"]]),
            "A and B are both 'always together' and 'never together'",
        ),
        (
            plain("ABCD", never=[["A", "B"], ["A", "C"], ["A", "D"]]),
            "A has no permitted partner (0 excluded by hours or language, 3 by 'never together')",
        ),
        (
            a_round([city("A", languages=["fr"]), *ENGLISH]),
            "A has no permitted partner (3 excluded by hours or language, 0 by 'never together')",
        ),
        (
            a_round([*FRENCH, *ENGLISH], sizes=[3]),
            "the cities A, B can only meet each other, and 2 cannot be split into groups of 3",
        ),
        (
            plain("ABCD", locked=[["B", "C"]], never=[["A", "D"]]),
            "A has no permitted partner"
            " (0 excluded by hours or language, 1 by 'never together', 2 locked elsewhere)",
        ),
        (
            plain("ABCD", locked=[["A", "B"]], never=[["A", "B"]]),
            "A and B are 'never together' and locked into one group (A + B)",
        ),
        (
            plain("ABCD", locked=[["A", "B"]], together=[["B", "C"]]),
            "B + C are 'always together', and the locked group A + B tears them apart",
        ),
        (plain("ABCD", locked=[["A", "B"], ["B", "C"]]), "B is locked into 2 groups and can sit in 1"),
        (plain("ABCD", locked=[["A", "B"]], exclude=["B"]), "B gets no seat this time and is locked"),
        (plain("ABCD", together=[["A", "B"]], exclude=["B"]), "but B gets no seat this time"),
    ],
)
def test_known_sentences(data, sentence):
    answer = solve(parse_round(data))
    assert answer.status == INFEASIBLE
    assert any(sentence in str(message) for message in answer.messages), list(map(str, answer.messages))


def test_otherwise_a_smallest_set_of_rules():
    # four cities in twos: AB+CD, AC+BD and AD+BC are each forbidden by one rule
    data = plain("ABCD", sizes=[2], never=[["A", "B"], ["A", "C"], ["B", "C"]])
    answer = solve(parse_round(data))
    assert answer.status == INFEASIBLE
    assert str(answer.messages[0]) == (
        "no grouping keeps all rules; one is possible without this one: 'never together': A + B"
    )


def test_two_rules_may_have_to_go():
    rules = {"never": [["A", "B"], ["A", "C"], ["B", "C"], ["E", "F"], ["E", "G"], ["F", "G"]]}
    cities = [city(name, languages=["fr"]) for name in "ABCD"] + [city(name) for name in "EFGH"]
    answer = solve(parse_round(a_round(cities, sizes=[2], **rules)))
    assert [str(message) for message in answer.messages] == [
        "no grouping keeps all rules; one is possible without these 2:",
        "'never together': A + B",
        "'never together': E + F",
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(random_rounds())
def test_dropping_the_smallest_set_helps_and_nothing_smaller_does(data):
    assume(by_hand.presets(data) is None)
    round_ = parse_round(data)
    rules = single_rules(round_)
    dropped = smallest_conflict(round_)
    if dropped is None:
        assert solve(without(round_, rules)).status == INFEASIBLE
        return
    assert solve(without(round_, dropped)).status == OPTIMAL
    if len(dropped) == 2:
        assert all(solve(without(round_, [rule])).status == INFEASIBLE for rule in rules)
