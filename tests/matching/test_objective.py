"""Utilities, evaluations of groupings made by hand, and the check that shares nothing with the solver."""

import subprocess
import sys
from dataclasses import replace
from math import log

import pytest
from hypothesis import HealthCheck, example, given, settings

from facilitation.matching.answer import UncheckedAnswerError, check_answer
from facilitation.matching.benchmark import random_round
from facilitation.matching.infeasible import contradictions
from facilitation.matching.objective import Problem, blocking_groups, check, evaluate
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from tests.matching import by_hand
from tests.matching.rounds_made_up import a_round, city, plain, random_rounds, wish


def test_a_utility_worked_out_by_hand():
    # n = 3; a is named by all, b by A and B, c by A alone: rarities ln 2, ln 2.5, ln 4
    cities = [city("A", "a", "b", "c"), city("B", "a", "b"), city("C", "a")]
    practices = [{"id": "P", "city": "B", "title": "", "challenges": ["c", "nobody's"]}]
    wishes = [wish("A", "B", 1), wish("A", "C", 2), {**wish("A", None, 1), "text": "words only"}]
    problem = Problem(parse_round(a_round(cities, wishes, practices)))
    a, b, c = log(2), log(2.5), log(4)
    parts = problem.parts(0, (0, 1))
    assert parts.shared == pytest.approx((a + b) / (a + b + c))
    assert parts.wishes == pytest.approx(1 / 1.5)
    assert parts.answered == pytest.approx(c / (a + b + c))
    expected = 0.4 * parts.shared + 0.4 * parts.wishes + 0.2 * parts.answered
    assert problem.utility(0, (0, 1)) == pytest.approx(expected)
    # B has no wishes: the other two weights are scaled to 2/3 and 1/3
    assert problem.parts(1, (0, 1)).wishes is None
    assert problem.utility(1, (0, 1)) == pytest.approx(2 / 3 * (a + b) / (a + b + c))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_rounds())
@example(
    a_round(
        [city("A"), city("B"), city("C"), city("D", capacity=2)],
        locked=[["A", "D", "B"], ["B", "A", "D"]],
    )
)
def test_groups_and_utilities_are_those_of_the_definition(data):
    round_ = parse_round(data)
    problem = Problem(round_)
    if not contradictions(round_):
        assert {frozenset(problem.ids(group)) for group in problem.groups} == set(by_hand.groups_of(data))
    for group, utilities in zip(problem.groups, problem.group_utilities, strict=True):
        for member, utility in zip(problem.ids(group), utilities, strict=True):
            assert utility == pytest.approx(by_hand.utility(data, member, problem.ids(group)), abs=1e-12)


def test_a_grouping_made_by_hand_is_valued_though_it_is_not_permitted():
    cities = [city("A", "a"), city("B", "a"), city("C", "b"), city("D", "b")]
    problem = Problem(parse_round(a_round(cities, never=[["A", "C"]])))
    good = evaluate(problem, [["A", "B"], ["C", "D"]])
    assert (good.faults, good.floor) == ((), pytest.approx(1))
    bad = evaluate(problem, [["A", "C"]])
    told = " ".join(map(str, bad.faults))
    assert "never together" in told and "B has no seat" in told and "D has no seat" in told
    assert bad.floor == 0
    assert ("A", "B") in blocking_groups(problem, bad)
    assert blocking_groups(problem, good) == []


@pytest.mark.parametrize(
    ("rules", "grouping", "fault"),
    [
        ({}, ["AB"], "C has no seat"),
        ({}, ["AB", "ABCD"], "group of 4"),
        ({}, ["AB", "BC", "D"], "group of 1"),
        ({}, ["AB", "BCD"], "B has 2 seats; it can take 1"),
        ({}, ["AB", "AB", "CD"], "stands twice"),
        ({"together": [["A", "C"]]}, ["AB", "CD"], "'always together'"),
        ({"never": [["A", "B"]]}, ["AB", "CD"], "'never together'"),
        ({"locked": [["A", "C"]]}, ["AB", "CD"], "The locked group A + C is missing"),
        ({"exclude": ["D"]}, ["AB", "CD"], "D gets no seat this time"),
        ({"min_common_hours": 11, "dates": ["2027-01-15"]}, ["AB", "CD"], "share 10 working hours"),
    ],
)
def test_every_kind_of_fault_is_found(rules, grouping, fault):
    problem = Problem(parse_round(plain("ABCD", **rules)))
    assert any(fault in str(message) for message in check(problem, grouping))
    assert check(Problem(parse_round(plain("ABCD"))), ["AB", "CD"]) == []


def test_two_cities_in_two_groups_are_found():
    cities = [city(name, capacity=2) for name in "ABCD"]
    problem = Problem(parse_round(a_round(cities)))
    assert any("share more than one group" in str(m) for m in check(problem, ["ABC", "ABD"]))
    assert check(problem, ["ABC", "AD"]) == []


def test_an_answer_that_claims_too_much_does_not_pass():
    round_ = parse_round(random_round(9, 1))
    problem, answer = Problem(round_), solve(round_, "best")
    check_answer(problem, answer)
    for wrong in (
        replace(answer, total=answer.total + 0.01),
        replace(answer, floor=answer.floor + 0.01),
        replace(answer, bound=answer.total - 0.01),
        replace(answer, tandems=answer.tandems[1:]),
    ):
        with pytest.raises(UncheckedAnswerError):
            check_answer(problem, wrong)


def test_the_live_process_can_value_groupings_without_numpy():
    program = (
        "import sys, facilitation.matching.objective, facilitation.matching.answer,"
        " facilitation.matching.infeasible, facilitation.matching.single_rules;"
        "sys.exit(bool({'numpy', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_who_shares_a_locked_group_meets_nowhere_else():
    cities = [city("A", capacity=2), city("B", capacity=2), city("C"), city("D")]
    data = a_round(cities, locked=[["A", "B"]])
    problem = Problem(parse_round(data))
    found = {"".join(problem.ids(group)) for group in problem.groups}
    assert found == {"AB", "AC", "AD", "BC", "BD", "CD", "ACD", "BCD"}
    assert found == {"".join(sorted(group)) for group in by_hand.groups_of(data)}
