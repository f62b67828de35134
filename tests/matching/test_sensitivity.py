"""Prices of rules and the survival of a grouping under other weights."""

import pytest

from facilitation.matching.benchmark import random_round
from facilitation.matching.objective import Problem
from facilitation.matching.round_file import parse_round
from facilitation.matching.sensitivity import rule_prices, stability
from facilitation.matching.solver import solve
from tests.matching import by_hand
from tests.matching.rounds_made_up import a_round, city, plain, wish


def test_a_rule_costs_what_the_best_total_loses_by_it():
    cities = [city("A", "a"), city("B", "a"), city("C", "b"), city("D", "b")]
    wishes = [wish("A", "B"), wish("C", "D")]
    rules = {"never": [["A", "B"], ["A", "D"]], "dates": ["2027-01-15"]}
    data = a_round(cities, wishes, sizes=[2], **rules)
    prices = {str(price.name): price for price in rule_prices(parse_round(data), "best")}
    freer = by_hand.presets(a_round(cities, wishes, sizes=[2], never=[["A", "D"]]))["best"][0]
    costly = prices["'never together': A + B"]
    assert costly.price == pytest.approx(freer - by_hand.presets(data)["best"][0])
    assert costly.percent == pytest.approx(100 * costly.price / freer)
    assert prices["'never together': A + D"].price == 0
    assert prices["at least 1 common working hours"].price == 0


def test_leaving_a_city_out_costs_what_it_would_bring():
    data = plain("ABCD", exclude=["D"], sizes=[2, 3])
    price = rule_prices(parse_round(data), "best")[0]
    assert price.price == pytest.approx(4 * 2 / 3 - 3 * 2 / 3)


def test_an_impossible_round_has_no_prices():
    assert rule_prices(parse_round(plain("ABCDE", sizes=[2])), "best") == []


def test_a_grouping_without_rivals_survives_and_a_near_tie_does_not():
    cities = [city("A", "a"), city("B", "a"), city("C", "b"), city("D", "b")]
    round_ = parse_round(a_round(cities))
    firm = stability(Problem(round_), solve(round_))
    assert (firm.survival, set(firm.by_tandem.values())) == (1.0, {1.0})
    # A and B wish for C and D and share with each other: 0.4 against 0.4, which a fifth decides
    wishes = [wish("A", "C"), wish("C", "A"), wish("B", "D"), wish("D", "B")]
    cities = [city("A", "a"), city("B", "a"), city("C", "b"), city("D", "b")]
    round_ = parse_round(a_round(cities, wishes, sizes=[2]))
    shaky = stability(Problem(round_), solve(round_))
    assert 0 < shaky.survival < 1
    assert len(shaky.variations) == 6


def test_a_random_round_is_stable_to_some_degree():
    round_ = parse_round(random_round(12, 2))
    answer = solve(round_)
    found = stability(Problem(round_), answer)
    assert set(found.by_tandem) == set(answer.grouping)
    assert 0 <= found.survival <= 1
