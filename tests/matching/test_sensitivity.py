"""Prices of rules, and the survival of a grouping under other weights or without some wishes."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from facilitation.matching.benchmark import random_round
from facilitation.matching.in_words import message_form, message_of
from facilitation.matching.objective import Problem
from facilitation.matching.round_file import parse_round
from facilitation.matching.round_form import round_form
from facilitation.matching.sensitivity import (
    price_form,
    rule_prices,
    stability,
    stability_form,
    weight_stability,
    wish_stability,
)
from facilitation.matching.single_rules import priced_rules, without
from facilitation.matching.solver import solve
from tests.matching import by_hand
from tests.matching.rounds_made_up import a_round, city, plain, random_rounds, wish


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


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(random_rounds())
def test_every_price_is_the_total_without_the_rule_less_the_total_with_it(data):
    """Each rule taken out of the file by hand, both files solved by trying every grouping."""
    round_ = parse_round(data)
    for preset in ("best", "balanced"):
        prices = rule_prices(round_, preset)
        now = by_hand.presets(data)
        if now is None:
            assert prices == []
            continue
        assert [price.rule for price in prices] == priced_rules(round_)
        for price in prices:
            then = by_hand.presets(dropped(data, price.rule))
            if then is None:
                assert price.needed and price.price is None
                continue
            assert price.price == pytest.approx(then[preset][0] - now[preset][0], abs=1e-8)
            assert price.floor_price == pytest.approx(then[preset][1] - now[preset][1], abs=1e-8)
            if then[preset][0] > 1e-6:
                assert price.percent == pytest.approx(100 * price.price / then[preset][0], abs=1e-5)


def dropped(data, rule):
    """The file without one rule; `at` counts each entry once, however often the file says it."""
    data = json.loads(json.dumps(data))
    rules = data["rules"]
    if rule.kind in ("never", "together", "locked"):
        rules[rule.kind] = [entry for entry in rules[rule.kind] if frozenset(entry) != rule.cities]
    elif rule.kind == "exclude":
        rules["exclude"] = [city for city in rules["exclude"] if city not in rule.cities]
    elif rule.kind == "min_common_hours":
        rules["min_common_hours"] = 0
    elif rule.kind == "dates":
        del rules["dates"][rule.at]
    elif rule.kind == "languages":
        for each in data["cities"]:
            each["languages"].append("all")
    elif rule.kind == "sizes":
        rules["sizes"] = sorted({2, 3, *rules["sizes"]})
    elif rule.kind == "size":
        rules["sizes"].remove(rule.at)
    elif rule.kind == "capacity":
        for each in data["cities"]:
            if each["id"] in rule.cities:
                each["capacity"] = 1
    else:
        raise AssertionError(rule.kind)
    return data


EVERY_RULE = a_round(
    [
        city("A", "a", languages=["fr"], capacity=2),
        *(city(name, "a", languages=["en", "fr"]) for name in "BCDE"),
        city("F", "a"),
        *(city(name, "a", languages=["en", "fr"]) for name in "GHIJ"),
    ],
    sizes=[2, 4],
    never=[["A", "B"]],
    together=[["C", "D"]],
    locked=[["G", "H"]],
    exclude=["E"],
    dates=["2027-01-15", "2027-07-15"],
)


def test_every_kind_of_rule_has_a_name():
    names = [str(price.name) for price in rule_prices(parse_round(EVERY_RULE), "best")]
    assert names == [
        "'never together': A + B",
        "'always together': C + D",
        "locked: G + H",
        "no seat this time: E",
        "at least 1 common working hours",
        "at least 1 common working hours on 2027-01-15",
        "at least 1 common working hours on 2027-07-15",
        "a common language",
        "groups of 2, 4 only",
        "groups of 4 are allowed",
        "A may sit in two tandems",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            a_round(
                [city(name, "a") for name in "AB"] + [city(name, "b") for name in "CD"],
                sizes=[2],
                never=[["A", "B"]],
            ),
            "This rule costs 2.7 = 100 %.",
        ),
        (plain("ABCD", never=[["A", "B"]]), "This rule costs nothing."),
        (plain("AB", sizes=[2], exclude=[]) | {"cities": [city("A", "a", capacity=2), city("B", "a")]}, None),
        (
            a_round(
                [city("A", capacity=2), city("B"), city("C")],
                [wish("B", "A"), wish("C", "A"), wish("A", "B"), wish("A", "C")],
                sizes=[2],
            ),
            "Without it no grouping is possible.",
        ),
    ],
)
def test_a_price_in_words(data, sentence):
    prices = rule_prices(parse_round(data), "best")
    if sentence is not None:
        assert sentence in [str(price.said) for price in prices]
    for price in prices:
        form = json.loads(json.dumps(price_form(price)))
        assert str(message_of(form["said"])) == str(price.said)
        assert str(message_of(form["name"])) == str(price.name)


def test_a_second_seat_brings_something():
    wishes = [wish("A", "C"), wish("B", "C"), wish("C", "A"), wish("C", "B")]
    cities = [city("A"), city("B"), city("C", capacity=2), city("D")]
    data = a_round(cities, wishes, sizes=[2, 3], never=[["A", "B"]])
    price = rule_prices(parse_round(data), "best")[-1]
    assert str(price.said) == "This rule brings 1.4 = 90 %."


def test_when_time_runs_out_no_price_is_claimed():
    prices = rule_prices(parse_round(random_round(30, 3, 0.3)), "balanced", seconds=1e-6)
    assert all(price.price is None or price.price == 0 for price in prices)
    assert any(str(p.said) == "The time was over before its price was known." for p in prices)


def test_wishes_that_decide_are_missed_when_they_are_dropped():
    cities = [city(name, "a") for name in "ABCD"]
    firm = [wish("A", "B"), wish("B", "A"), wish("C", "D"), wish("D", "C")]
    round_ = parse_round(a_round(cities, firm, sizes=[2]))
    found = wish_stability(round_, [["A", "B"], ["C", "D"]], "best")
    assert (found.survival, len(found.variations)) == (1.0, 10)  # three of the four wishes still decide
    assert all(len(variation.dropped) == 1 for variation in found.variations)
    alone = parse_round(a_round(cities, [wish("A", "D")], sizes=[2]))
    lost = wish_stability(alone, [["A", "D"], ["B", "C"]], "best")
    assert all(variation.dropped == (0,) for variation in lost.variations)
    assert lost.survival in (0.0, 1.0)  # the same draw each time, the same of equals each time


def test_the_same_seed_drops_the_same_wishes_whatever_their_order():
    data = random_round(12, 2)
    answer = solve(parse_round(data))
    once = wish_stability(parse_round(data), answer.grouping, "balanced", draws=4)
    turned = parse_round({**data, "wishes": data["wishes"][::-1]})
    again = wish_stability(turned, answer.grouping, "balanced", draws=4)
    last = len(data["wishes"]) - 1
    assert once.by_tandem == again.by_tandem
    assert [v.kept for v in once.variations] == [v.kept for v in again.variations]
    assert [v.dropped for v in once.variations] == [
        tuple(sorted(last - at for at in v.dropped)) for v in again.variations
    ]
    assert once != wish_stability(parse_round(data), answer.grouping, "balanced", draws=4, seed=2)
    counted = sum(wish["teacher"] is not None for wish in data["wishes"])
    assert {len(v.dropped) for v in once.variations} == {round(0.2 * counted)}


def test_both_kinds_of_stability_as_json():
    round_ = parse_round(random_round(9, 5))
    groups = solve(round_).grouping
    form = stability_form(weight_stability(round_, groups, "best"), wish_stability(round_, groups, "best"))
    assert json.loads(json.dumps(form)) == form
    assert (form["weights"]["of"], form["wishes"]["of"]) == (6, 10)
    assert [tuple(each["cities"]) for each in form["wishes"]["tandems"]] == list(groups)
    assert stability_form(None, None) == {"weights": None, "wishes": None}
    nobody_wishes = parse_round(plain("ABCD"))
    assert wish_stability(nobody_wishes, [["A", "B"], ["C", "D"]], "best") is None
    assert wish_stability(round_, groups, "best", seconds=-1) is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_rounds())
def test_a_round_goes_back_into_its_file(data):
    round_ = parse_round(data)
    assert parse_round(json.loads(json.dumps(round_form(round_)))) == round_
    for rule in priced_rules(round_):
        assert without(round_, [rule]) != round_


def test_a_message_in_a_message_is_kept():
    inner = priced_rules(parse_round(EVERY_RULE))
    assert inner
    from_rule = rule_prices(parse_round(plain("ABCD", never=[["A", "B"]])), "best")[0]
    assert message_of(message_form(from_rule.name)) == from_rule.name
