"""What a coordinator does on the table: moves, rules, settings, undo; and what two of them do at once."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.matching.answer import to_form
from facilitation.matching.objective import Problem, evaluate
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from facilitation.store.cities import City
from facilitation.store.tandems import Round
from tests.commands.tandems.conftest import OnTheTable
from tests.world import World


def _without_time(answer: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (answer or {}).items() if name != "seconds"}


def test_the_solvers_answer_lies_on_the_table(nine: OnTheTable) -> None:
    row = nine.row
    assert row.status == "solved" and not row.by_hand
    assert row.weighed == row.version == 0 and row.findings["explained"] == 0
    assert _without_time(row.answer) == _without_time(to_form(solve(parse_round(row.problem), "balanced")))
    assert row.personal_best == row.answer["personal_best"]


def test_a_moved_city_is_valued_as_the_solver_would(nine: OnTheTable) -> None:
    nine.move("DUB", "MTL" if nine.place("DUB") != nine.place("MTL") else "WAW")
    row = nine.row
    found = evaluate(Problem(parse_round(row.problem)), nine.groups)
    assert row.by_hand and row.answer["status"] == "bounded"
    assert row.answer["total"] == pytest.approx(found.total, abs=1e-12)
    assert row.answer["floor"] == pytest.approx(found.floor, abs=1e-12)
    shares = {city: share for tandem in row.answer["tandems"] for city, share in tandem["share"].items()}
    assert shares == pytest.approx(found.shares)
    assert row.answer["messages"] == [str(message) for message in found.faults]


def test_back_where_it_was_the_grouping_is_proven_again(four: OnTheTable) -> None:
    before = four.row.answer
    beside = next(code for code in four.groups[four.place("DUB")] if code != "DUB")
    other = next(group[0] for group in four.groups if "DUB" not in group)
    four.move("DUB", other)
    assert four.row.by_hand
    four.move("DUB", beside)
    assert not four.row.by_hand and four.row.answer == before


def _columns(row: Round) -> dict[str, Any]:
    kept = ("problem", "answer", "by_hand", "solved", "personal_best", "preset", "status", "own_languages")
    return {name: getattr(row, name) for name in kept}


def test_every_change_is_taken_back_and_done_again(four: OnTheTable) -> None:
    """Each in turn, with the worker in between: undone all the way, then done again all the way."""
    codes = [city["id"] for city in four.row.problem["cities"]]
    settings = {
        "sizes": [2, 3, 4],
        "min_common_hours": 0.5,
        "working_hours": ["08:00", "19:00"],
        "dates": [],
        "weights": {"shared": 0.2, "wishes": 0.6, "answered": 0.2},
    }
    changes: list[tuple[str, dict[str, Any]]] = [
        ("rule", {"kind": "never", "cities": codes[:2]}),
        ("rule", {"kind": "locked", "cities": four.groups[0]}),
        ("settings", settings),
        ("languages", {"city": "DUB", "languages": ["English", "fr"]}),
        ("again", {"preset": "best"}),
        ("regroup", {"tandems": [codes[:3], codes[3:]]}),
        ("rule", {"kind": "never", "cities": codes[:2], "on": False}),
        ("move", {"city": codes[0], "leaves": 0, "joins": 1}),
        ("move", {"city": codes[1], "leaves": 0, "joins": None}),
        ("move", {"city": codes[1], "leaves": None, "joins": 0}),
    ]
    states = [_columns(four.row)]
    for name, payload in changes:
        four.do(name, **payload)
        four.work()
        states.append(_columns(four.row))
    assert all(one != other for one, other in zip(states, states[1:], strict=False))
    for state in reversed(states[:-1]):
        four.do("undo")
        assert _columns(four.row) == state
        four.work()
        assert _columns(four.row) == state
    with pytest.raises(Refused):
        four.do("undo")
    for state in states[1:]:
        four.do("redo")
        assert _columns(four.row) == state
    with pytest.raises(Refused):
        four.do("redo")
    four.do("undo")
    four.do("regroup", tandems=[codes])
    with pytest.raises(Refused):  # a new change: what was taken back is gone
        four.do("redo")


def test_a_search_can_be_taken_back_while_it_runs(four: OnTheTable) -> None:
    before = _columns(four.row)
    four.do("again", preset="floor")
    assert four.row.status == "solving"
    for refused in ("again", "redo"):
        with pytest.raises(Refused):
            four.do(refused, **({"preset": "best"} if refused == "again" else {}))
    four.do("undo")
    four.work()
    assert _columns(four.row) == before, "an answer to what nobody asks any more changes nothing"


def test_a_lock_is_kept_by_the_next_search_and_has_its_price(nine: OnTheTable) -> None:
    best = nine.row.answer["total"]
    pair = sorted(["DUB", next(code for code in ("GDL", "SFO") if nine.place(code) != nine.place("DUB"))])
    nine.do("rule", kind="together", cities=pair)
    assert nine.row.by_hand and nine.row.personal_best is None and nine.row.answer["floor"] is None
    nine.work()
    assert nine.row.by_hand and nine.row.personal_best, "the grouping stayed, and is valued anew"
    nine.do("again", preset="balanced")
    nine.work()
    assert not nine.row.by_hand and any(set(pair) <= set(group) for group in nine.groups)
    [price] = [one for one in nine.row.findings["prices"] if one["kind"] == "together"]
    assert price["price"] == pytest.approx(best - nine.row.answer["total"], abs=1e-9)


def test_rules_that_leave_no_grouping(four: OnTheTable) -> None:
    codes = [city["id"] for city in four.row.problem["cities"]]
    four.do("rule", kind="together", cities=codes[:4])
    groups = four.groups
    four.work()
    assert four.row.status == "solved" and four.groups == groups
    assert four.row.solved["status"] == "infeasible" and four.row.solved["messages"]
    four.do("again", preset="best")
    four.work()
    assert four.row.status == "infeasible"
    four.do("move", city=codes[0], leaves=None, joins=0)
    assert four.groups == [[codes[0]]] and four.row.status == "solved"


@pytest.mark.parametrize("name", ["undo", "move", "rule", "again", "regroup"])
def test_what_somebody_else_has_changed_is_a_conflict(four: OnTheTable, name: str) -> None:
    seen = four.row.version
    four.move("DUB", next(group[0] for group in four.groups if "DUB" not in group))
    stands = _columns(four.row)
    payload = {
        "undo": {},
        "move": {"city": "WAW", "leaves": four.place("WAW"), "joins": None},
        "rule": {"kind": "exclude", "cities": ["WAW"]},
        "again": {"preset": "best"},
        "regroup": {"tandems": []},
    }[name]
    with pytest.raises(Refused) as refused:
        four.world.by("organiser", f"round.{name}", {"round": four.number, "version": seen} | payload)
    assert (refused.value.code, refused.value.field) == ("conflict", "version")
    assert _columns(four.row) == stands


def test_what_is_published_stays_as_it_is(four: OnTheTable) -> None:
    four.world.by("coordinator", "round.publish", {"round": four.number})
    for name, payload in (("undo", {}), ("rule", {"kind": "exclude", "cities": ["WAW"]})):
        with pytest.raises(Refused) as refused:
            four.do(name, **payload)
        assert refused.value.code == "conflict"
    with pytest.raises(Refused):
        four.world.by("coordinator", "round.remove", {"round": four.number})
    made = four.world.by("coordinator", "round.duplicate", {"round": four.number, "name": "Next year"})
    copy = OnTheTable(four.world, four.work, made.result["round"])
    assert copy.row.status == "solved" and copy.groups == four.groups
    copy.do("rule", kind="exclude", cities=["WAW"])
    four.work()
    assert four.row.problem["rules"]["exclude"] == []
    four.world.by("coordinator", "round.remove", {"round": copy.number})
    with four.world.database.reading() as orm:
        assert orm.get(Round, copy.number) is None


def test_the_facts_are_taken_over_when_asked(four: OnTheTable, world: World) -> None:
    with world.database.writing() as orm:
        row = orm.query(City).filter_by(programme_id=world.here.programme, code="DUB").one()
        row.languages = ["ga"]
    problem = four.row.problem | {"cities": [dict(city) for city in four.row.problem["cities"]]}
    for city in problem["cities"]:
        if city["id"] == "DUB":
            city["languages"] = ["ga"]
    groups = four.groups
    four.do("take_over", problem=problem)
    assert four.groups == groups and four.row.by_hand
    assert any("common language" in message for message in four.row.answer["messages"])


def test_why_not_is_answered_by_the_worker(four: OnTheTable) -> None:
    other = next(group[0] for group in four.groups if "DUB" not in group)
    version = four.row.version
    four.do("why", cities=["DUB", other])
    four.work()
    [question] = four.row.findings["questions"]
    assert question["cities"] == sorted(["DUB", other]) and question["said"]
    assert four.row.version == version
    with pytest.raises(Refused) as refused:
        four.do("why", cities=["DUB", "DUB"])
    assert refused.value.field == "cities"
