"""Why not these cities together: what forbids it, or what it costs, against trying every grouping."""

import pytest
from hypothesis import HealthCheck, given, settings

from facilitation.matching.answer import OPTIMAL, to_form
from facilitation.matching.benchmark import random_round
from facilitation.matching.columns import build_columns
from facilitation.matching.objective import Problem
from facilitation.matching.optimum import Clock
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from facilitation.matching.why_not import best_with, why_not
from tests.matching import by_hand
from tests.matching.rounds_made_up import a_round, city, plain, random_rounds, wish

WISHES = [wish("A", "B"), wish("B", "A"), wish("C", "D"), wish("D", "C"), wish("A", "C", 3)]
FOUR = [city(name, "a") for name in "ABCD"]


def told(data, grouping, ids):
    return [str(message) for message in why_not(parse_round(data), grouping, None, ids)]


def test_the_cost_is_told_with_the_losers_first():
    data = a_round(FOUR, WISHES, sizes=[2])
    assert told(data, ["AB", "CD"], "AC") == [
        "With A + C together the best total is 1.70 instead of 3.10: 1.4 less (45 %).",
        "Their group would be A + C; these would be new as well: B + D.",
        "Losing by it: B gets 0.40 instead of 0.80, C gets 0.40 instead of 0.80, D gets 0.40 instead of 0.80,"
        " A gets 0.50 instead of 0.70.",
        "The city worst off would get 50 % of its personal best instead of 100 %.",
    ]


def test_a_better_grouping_than_the_one_on_the_table_is_told_as_such():
    sentences = told(a_round(FOUR, WISHES, sizes=[2]), ["AC", "BD"], "AB")
    assert "could even be" in sentences[0] and "more" in sentences[0]
    assert "No city would lose by it." in sentences


def test_what_costs_nothing_is_told_as_such():
    sentences = told(plain("ABCD", sizes=[2]), ["AB", "CD"], "AC")
    assert sentences[0] == "It would cost nothing: with A + C together the total is 2.67 as well."
    assert "No city would lose by it." in sentences


@pytest.mark.parametrize(
    ("data", "grouping", "ids", "said"),
    [
        (plain("ABCD"), ["AB", "CD"], "AB", "A + B already sit in one group."),
        (plain("ABCD", never=[["A", "C"]]), ["AB", "CD"], "AC", "A + C are 'never together'."),
        (plain("ABCD", locked=[["A", "C"]]), ["AB", "CD"], "AC", "A + C are locked into one group, which"),
        (
            plain("ABC", sizes=[3], never=[["B", "C"]]),
            ["ABC"[:1]],
            "AB",
            "A + B may meet, but no group of the sizes 3 that holds them is permitted.",
        ),
        (
            plain("ABCD", sizes=[2], never=[["B", "D"]]),
            ["AB", "CD"],
            "AC",
            "With A + C together not every city gets a seat.",
        ),
        (
            plain("ABCD", together=[["A", "B"]], never=[["A", "B"]]),
            ["CD"],
            "AC",
            "A and B are both 'always together' and 'never together'",
        ),
    ],
)
def test_what_forbids_it_is_told(data, grouping, ids, said):
    assert any(said in sentence for sentence in told(data, grouping, ids)), told(data, grouping, ids)


def test_one_city_is_no_question():
    with pytest.raises(ValueError, match="two cities"):
        told(plain("ABCD"), ["AB", "CD"], "A")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(random_rounds())
def test_the_best_grouping_with_two_cities_is_what_trying_every_grouping_finds(data):
    round_, expected = parse_round(data), by_hand.presets(data)
    if expected is None:
        return
    problem = Problem(round_)
    columns = build_columns(round_, problem.groups)
    for pair in ({"A", "B"}, {"B", "C"}):
        if not pair <= set(problem.position):
            continue
        if any(pair <= locked for locked in round_.rules.locked):
            continue
        for floor in (0.0, expected["balanced"][1]):
            totals = [
                total
                for total, least, grouping in expected["groupings"]
                if least >= floor - 1e-9 and any(pair <= group for group in grouping)
            ]
            found = best_with(problem, columns, pair, floor, Clock())
            assert (found is None) == (not totals)
            if found is not None:
                assert columns.settled + found[0] == pytest.approx(max(totals), abs=1e-8)
                assert any(pair <= set(group) for group in found[1])


def test_at_thirty_cities_it_is_told_for_every_pair_of_a_city():
    round_ = parse_round(random_round(30, 2))
    answer = to_form(solve(round_))
    assert answer["status"] == OPTIMAL
    groups = [tandem["cities"] for tandem in answer["tandems"]]
    one = groups[0][0]
    for other in [group[0] for group in groups[1:4]]:
        sentences = [str(each) for each in why_not(round_, groups, answer["personal_best"], [one, other])]
        assert sentences and all(sentence.endswith(".") for sentence in sentences)
