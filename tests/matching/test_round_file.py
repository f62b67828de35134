"""The file form: what is read, and what is refused with the place."""

import json

import pytest

from facilitation.matching.round_file import parse_round, read_round
from facilitation.matching.rounds import RoundError
from tests.matching.rounds_made_up import a_round, city, plain, wish

PRACTICE = {"id": "P", "city": "B", "title": "", "challenges": []}


def test_everything_in_rules_may_be_left_out():
    data = plain("AB")
    del data["rules"]
    rules = parse_round(data).rules
    assert (rules.sizes, rules.min_common_minutes, rules.opens, rules.closes) == ((2, 3), 60, 510, 1110)
    assert rules.weights == {"shared": 0.4, "wishes": 0.4, "answered": 0.2}


def test_a_wish_is_met_by_its_teacher_or_by_its_practice_s_city():
    of_practice = {**wish("A", None), "practice": "P"}
    of_words = {**wish("A", None), "text": "more trees"}
    read = parse_round(a_round([city("A"), city("B")], [wish("A", "B"), of_practice, of_words], [PRACTICE]))
    assert [each.source for each in read.wishes] == ["B", "B", None]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "file"),
        (b"{", "file"),
        (b"[]", "file"),
        (b"\xff\xfe", "file"),
        (b'{"cities": [], "x": NaN}', "file"),
        (b"[" * 100_000, "file"),
        (b"{}", "cities"),
        (b'{"cities": []}', "cities"),
        (b'{"cities": {}}', "cities"),
    ],
)
def test_unreadable_files(content, place):
    with pytest.raises(RoundError) as refused:
        read_round(content)
    assert refused.value.place == place


def broken(**parts):
    return {**a_round([city("A"), city("B"), city("C")], [wish("A", "B")], [PRACTICE]), **parts}


BAD = [
    (broken(cities=[city("A"), city("A")]), "cities"),
    (broken(cities=[{**city("A"), "id": ""}]), "cities[0].id"),
    (broken(cities=[city("A"), city("B"), city("C", zone="Mars/Olympus")]), "cities[2].time_zone"),
    (broken(cities=[city("A"), city("B"), city("C", zone="../../etc/passwd")]), "cities[2].time_zone"),
    (broken(cities=[city("A"), city("B"), city("C", zone="Europe")]), "cities[2].time_zone"),
    *[
        (broken(cities=[city("A"), city("B", capacity=seats), city("C")]), "cities[1].capacity")
        for seats in (0, 3, 1.5, True, "2", None)
    ],
    (broken(cities=[city("A"), city("B"), {**city("C"), "languages": "en"}]), "cities[2].languages"),
    (broken(practices=[{**PRACTICE, "city": "Z"}]), "practices[0].city"),
    (broken(practices=[PRACTICE, PRACTICE]), "practices"),
    (broken(wishes=[wish("Z", "B")]), "wishes[0].city"),
    (broken(wishes=[wish("A", "Z")]), "wishes[0].teacher"),
    (broken(wishes=[wish("A", "B"), wish("A", "A")]), "wishes[1]"),
    (broken(wishes=[{**wish("B", None), "practice": "P"}]), "wishes[0]"),
    (broken(wishes=[{**wish("A", None), "practice": "Q"}]), "wishes[0].practice"),
    (broken(wishes=[{**wish("A", "C"), "practice": "P"}]), "wishes[0].teacher"),
    (broken(wishes=[wish("A", "B", 4)]), "wishes[0].priority"),
    (broken(rules=[1]), "rules"),
    (broken(rules={"nevr": []}), "rules.nevr"),
    (broken(rules={"sizes": []}), "rules.sizes"),
    (broken(rules={"sizes": [1, 2]}), "rules.sizes"),
    (broken(rules={"sizes": ["2"]}), "rules.sizes"),
    (broken(rules={"min_common_hours": -1}), "rules.min_common_hours"),
    (broken(rules={"min_common_hours": 25}), "rules.min_common_hours"),
    (broken(rules={"working_hours": ["08:30"]}), "rules.working_hours"),
    (broken(rules={"working_hours": ["08:30", "8:30"]}), "rules.working_hours[1]"),
    (broken(rules={"working_hours": ["08:30", "25:00"]}), "rules.working_hours[1]"),
    (broken(rules={"working_hours": ["08:30", "08:30"]}), "rules.working_hours"),
    (broken(rules={"dates": ["2027-02-30"]}), "rules.dates[0]"),
    (broken(rules={"dates": ["20270221"]}), "rules.dates[0]"),
    (broken(rules={"dates": ["2027-02-21", "0001-01-01"]}), "rules.dates[1]"),
    (broken(rules={"dates": ["9999-12-31"]}), "rules.dates[0]"),
    (broken(rules={"together": [["A", "Z"]]}), "rules.together[0][1]"),
    (broken(rules={"never": [["A", "B"], ["A"]]}), "rules.never[1]"),
    (broken(rules={"never": ["AB"]}), "rules.never[0]"),
    (broken(rules={"locked": [[]]}), "rules.locked[0]"),
    (broken(rules={"locked": [["A", "A"]]}), "rules.locked[0]"),
    (broken(rules={"exclude": ["Z"]}), "rules.exclude[0]"),
    (broken(rules={"exclude": ["A", "B", "C"]}), "rules.exclude"),
    (broken(rules={"weights": {"shared": 0, "wishes": 0, "answered": 0}}), "rules.weights"),
    (broken(rules={"weights": {"shared": -1}}), "rules.weights.shared"),
    (broken(rules={"weights": {"size": 1}}), "rules.weights.size"),
]


@pytest.mark.parametrize(
    ("data", "place"), [pytest.param(*case, id=f"{at}-{case[1]}") for at, case in enumerate(BAD)]
)
def test_what_cannot_be_meant_is_refused_with_its_place(data, place):
    if data["cities"] == [] or "capacity" in place:
        data = json.loads(json.dumps(data))
    with pytest.raises(RoundError) as refused:
        parse_round(data)
    sentence = str(refused.value)
    assert refused.value.place == place
    assert place in sentence and "\n" not in sentence


def test_what_is_not_broken_is_read():
    assert parse_round(broken()).wishes[0].source == "B"
