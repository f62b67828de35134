"""The figures in sentences: blocking groups, near-ties, and the nine cities' workshops as attended."""

import json
from pathlib import Path

import pytest

from facilitation.demo.workshops import workshop_groups
from facilitation.domain.errors import Message
from facilitation.matching.answer import to_form
from facilitation.matching.attended import attended, misses
from facilitation.matching.in_words import (
    BLOCKING_TOLD,
    blocking_in_words,
    message_form,
    message_of,
    near_ties_in_words,
)
from facilitation.matching.objective import Problem, evaluate
from facilitation.matching.round_file import parse_round, read_round
from facilitation.matching.solver import solve
from tests.matching import by_hand
from tests.matching.rounds_made_up import a_round, city, plain, wish

NINE = Path(__file__).parent / "data" / "round.json"


def test_two_who_would_both_rather_sit_together():
    cities = [city(name, "a") for name in "ABCD"]
    wishes = [wish("A", "B"), wish("B", "A"), wish("A", "C", 3)]
    round_ = parse_round(a_round(cities, wishes, sizes=[2]))
    assert [str(each) for each in blocking_in_words(round_, ["AC", "BD"])] == [
        "A + B would both rather sit together: A gets 0.70 instead of 0.50, B gets 0.80 instead of 0.40."
    ]
    assert blocking_in_words(round_, ["AB", "CD"]) == []


def test_three_and_many_are_told_too():
    cities = [city(name) for name in "ABC"]
    wishes = [wish("A", "B"), wish("B", "C"), wish("C", "A")]
    three = blocking_in_words(parse_round(a_round(cities, wishes, sizes=[3])), [])
    assert str(three[0]).startswith("A + B + C would all rather sit together: A gets 1.00 instead of 0.00, ")
    many = blocking_in_words(parse_round(plain("ABCDE", sizes=[2])), [])
    assert len(many) == BLOCKING_TOLD + 1
    assert str(many[-1]) == "5 more groups would rather sit together."


def test_equals_are_told_as_equals():
    tie = to_form(solve(parse_round(plain("ABCD", sizes=[2]))))
    assert str(near_ties_in_words(tie)) == "This grouping is one of equals: 2 more have the total 2.667."
    near = {"total": 8.02, "alternatives": [{"total": 8.0}, {"total": 7.98}]}
    assert "2 more are as good" in str(near_ties_in_words(near))
    assert "(totals from 7.980 to 8.020)" in str(near_ties_in_words(near))
    cities = [city("A", "a"), city("B", "a"), city("C", "b"), city("D", "b")]
    assert near_ties_in_words(to_form(solve(parse_round(a_round(cities, sizes=[2]))))) is None


def test_a_message_travels_as_json_with_the_messages_in_it():
    message = Message("Locked as it is: %(fault)s", {"fault": Message("%(a)s and %(b)s", {"a": 1, "b": "x"})})
    form = json.loads(json.dumps(message_form(message)))
    assert message_of(form) == message and str(message_of(form)) == "Locked as it is: 1 and x"


def test_the_four_workshops_as_attended():
    data = json.loads(NINE.read_text("utf-8"))
    round_ = read_round(NINE.read_bytes())
    groups = workshop_groups()
    assert groups == [("DUB", "TRN", "WAW"), ("BHZ", "GDL", "MTL"), ("SFO", "RTM"), ("DUB", "BIO")]
    met = attended(round_, groups)
    assert [c.id for c in met.round.cities if c.capacity == 2] == ["DUB"]
    two_seats = {
        **data,
        "cities": [{**c, "capacity": 2 if c["id"] == "DUB" else 1} for c in data["cities"]],
    }
    sets = list(map(frozenset, groups))
    expected = by_hand.figures(two_seats, sets, by_hand.groups_of(two_seats))
    assert (met.answer["total"], met.answer["floor"]) == pytest.approx(expected, abs=1e-9)
    evaluation = evaluate(Problem(met.round), groups)
    assert evaluation.faults == () and met.answer["messages"] == []
    assert met.answer["total"] < solve(met.round, "best").total
    told = [str(sentence) for sentence in met.misses]
    assert len(told) == 9
    wishes_met = {(w["city"], w["teacher"]) for w in data["wishes"]} & {
        (one, other) for group in groups for one in group for other in group
    }
    unmet = sum(int(s.split("there: ")[1].split()[0]) for s in told if "not met there" in s)
    assert unmet == sum((w["city"], w["teacher"]) not in wishes_met for w in data["wishes"])


def test_what_a_city_misses():
    cities = [city("A", "a"), city("B", "a"), city("C", "a"), city("D", "a"), city("E")]
    wishes = [wish("A", "B"), wish("A", "C"), wish("B", "A")]
    round_ = parse_round(a_round(cities, wishes))
    met = attended(round_, ["AB", "CD"])
    assert [str(each) for each in met.misses] == [
        "A gets 75 % of its personal best; wishes not met there: 1 of 2 (C).",
        "B gets 100 % of its personal best; its wishes are met.",
        "C gets 100 % of its personal best; it stated no wishes.",
        "D gets 100 % of its personal best; it stated no wishes.",
        "E has no seat.",
    ]
    assert "E has no seat." in met.answer["messages"]
    assert misses(round_, met.answer) == list(met.misses)
    with pytest.raises(KeyError):
        attended(round_, ["AX"])
