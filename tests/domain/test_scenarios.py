"""Moves, rules, settings and facts of a scenario, on plain data."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from facilitation.domain import scenarios
from facilitation.domain.errors import Refused

GROUPS = [["A", "B"], ["C", "D"]]
SETTINGS: dict[str, Any] = {
    "sizes": [2, 3],
    "min_common_hours": 1.0,
    "working_hours": ["08:30", "18:30"],
    "dates": ["2027-09-21"],
    "weights": {"shared": 0.4, "wishes": 0.4, "answered": 0.2},
}


def _problem(**rules: Any) -> dict[str, Any]:
    cities = [{"id": code, "name": code, "challenges": [], "languages": ["en"]} for code in "ABCD"]
    return {"cities": cities, "practices": [], "wishes": [], "rules": rules}


@pytest.mark.parametrize(
    ("city", "leaves", "joins", "after"),
    [
        ("A", 0, 1, [["B"], ["A", "C", "D"]]),
        ("A", 0, 2, [["B"], ["C", "D"], ["A"]]),
        ("A", 0, None, [["B"], ["C", "D"]]),
        ("E", None, 1, [["A", "B"], ["C", "D", "E"]]),
        ("A", None, 1, [["A", "B"], ["A", "C", "D"]]),
    ],
)
def test_a_city_moves(city: str, leaves: int | None, joins: int | None, after: list[list[str]]) -> None:
    before = copy.deepcopy(GROUPS)
    assert scenarios.moved(before, city, leaves, joins) == after
    assert before == GROUPS


def test_an_empty_group_is_gone() -> None:
    assert scenarios.moved([["A"], ["C", "D"]], "A", 0, 1) == [["A", "C", "D"]]


@pytest.mark.parametrize(
    ("city", "leaves", "joins", "field"),
    [
        ("A", 0, 0, "joins"),
        ("A", None, None, "joins"),
        ("A", 0, 3, "joins"),
        ("A", 1, 0, "leaves"),
        ("A", 7, 1, "leaves"),
        ("A", None, 0, "joins"),
    ],
)
def test_a_move_that_cant_be_meant_names_its_field(
    city: str, leaves: int | None, joins: int | None, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        scenarios.moved(GROUPS, city, leaves, joins)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


@pytest.mark.parametrize("kind", scenarios.RULE_KINDS)
def test_a_rule_comes_and_goes(kind: str) -> None:
    problem = _problem()
    cities = ["A"] if kind in (scenarios.EXCLUDE, scenarios.TWO_SEATS) else ["A", "B"]
    with_it = scenarios.with_rule(problem, kind, cities, True)
    assert scenarios.rules_of(with_it) == [(kind, cities)]
    assert scenarios.rules_of(scenarios.with_rule(with_it, kind, cities, True)) == [(kind, cities)]
    assert scenarios.rules_of(scenarios.with_rule(with_it, kind, cities, False)) == []
    assert problem == _problem()


@pytest.mark.parametrize(
    ("kind", "cities", "field"),
    [
        ("never", ["A"], "cities"),
        ("exclude", [], "cities"),
        ("exclude", list("ABCD"), "cities"),
        ("together", ["A", "X"], "cities"),
        ("sometimes", ["A", "B"], "kind"),
    ],
)
def test_a_rule_that_cant_be_meant_names_its_field(kind: str, cities: list[str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        scenarios.with_rule(_problem(), kind, cities, True)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_settings_are_kept() -> None:
    rules = scenarios.with_settings(_problem(never=[["A", "B"]]), **SETTINGS)["rules"]
    assert rules == SETTINGS | {"never": [["A", "B"]]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sizes", []),
        ("sizes", [1]),
        ("sizes", [99]),
        ("min_common_hours", -1.0),
        ("min_common_hours", float("nan")),
        ("min_common_hours", 25.0),
        ("working_hours", ["8", "18:30"]),
        ("working_hours", ["25:00", "18:30"]),
        ("working_hours", ["08:30", "08:30"]),
        ("dates", ["21.9.2027"]),
        ("dates", ["2027-02-30"]),
        ("dates", [f"2027-01-{day:02}" for day in range(1, 29)]),
        ("weights", {"shared": 0, "wishes": 0, "answered": 0}),
        ("weights", {"shared": -1, "wishes": 2, "answered": 0}),
        ("weights", {"shared": float("inf"), "wishes": 2, "answered": 0}),
    ],
)
def test_a_setting_that_cant_be_meant_names_its_field(field: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        scenarios.with_settings(_problem(), **(SETTINGS | {field: value}))
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_facts_are_taken_over_under_the_scenarios_rules() -> None:
    problem = scenarios.with_rule(_problem(together=[["A", "B"]], exclude=["D"]), "two_seats", ["C"], True)
    facts = _problem()
    facts["cities"] = [city for city in facts["cities"] if city["id"] not in "BD"]
    facts["cities"][0]["challenges"] = ["jobs"]
    facts["wishes"] = [{"city": "C", "teacher": "A", "practice": None, "priority": 1, "text": ""}]
    taken = scenarios.with_facts(problem, facts, {"A": ["fr"]})
    assert [city["id"] for city in taken["cities"]] == ["A", "C"]
    assert taken["cities"][0]["languages"] == ["fr"] and taken["cities"][1]["capacity"] == 2
    assert taken["rules"]["together"] == [] and taken["rules"]["exclude"] == []
    changed = scenarios.changes_of_facts(problem, taken)
    assert changed == [("left", ["B", "D"]), ("city", ["A"]), ("wishes", ["C"])]
    assert scenarios.changes_of_facts(taken, taken) == []
