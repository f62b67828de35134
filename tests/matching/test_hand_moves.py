"""Groupings made by hand: valued as the solver's are, compared, brought into the answer's form."""

import random
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation.matching.answer import OPTIMAL, to_form
from facilitation.matching.benchmark import random_round
from facilitation.matching.hand_moves import Table, answer_by_hand
from facilitation.matching.infeasible import contradictions
from facilitation.matching.objective import Problem, evaluate
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from tests.matching import by_hand
from tests.matching.rounds_made_up import a_round, city, plain, random_rounds, wish

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(random_rounds(), st.randoms(use_true_random=False))
def test_a_hand_move_is_valued_as_the_definition_says(data, dice):
    """Groupings of every kind: broken rules, cities without a seat, cities in too many groups."""
    round_ = parse_round(data)
    problem = Problem(round_)
    bests = {round_.cities[at].id: best for at, best in problem.personal_bests.items()}
    table = Table(round_, bests)
    ids = [each["id"] for each in data["cities"]]
    grouping = [dice.sample(ids, dice.randint(1, len(ids))) for _ in range(dice.randint(0, 4))]
    mine, whole = table.value(grouping), evaluate(problem, grouping)
    assert mine == whole
    if not contradictions(round_):
        expected = by_hand.figures(data, list(map(frozenset, grouping)), by_hand.groups_of(data))
        assert (mine.total, mine.floor) == pytest.approx(expected, abs=1e-9)
    form = answer_by_hand(round_, grouping, bests)
    assert (form["total"], form["floor"], form["status"]) == (whole.total, whole.floor, "bounded")
    assert [tuple(tandem["cities"]) for tandem in form["tandems"]] == list(whole.grouping)
    assert form["messages"][: len(whole.faults)] == list(map(str, whole.faults))


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(random_rounds())
def test_the_solver_s_grouping_made_by_hand_is_the_solver_s_answer(data):
    round_ = parse_round(data)
    answer = to_form(solve(round_, "best"))
    if answer["status"] != OPTIMAL:
        return
    groups = [tandem["cities"] for tandem in answer["tandems"]]
    form = answer_by_hand(round_, groups, answer["personal_best"], answer["total"])
    assert set(form) == set(answer)
    same = ("total", "bound", "gap", "floor", "tandems", "personal_best", "messages", "preset")
    assert {name: form[name] for name in same} == {name: answer[name] for name in same}


def test_a_move_and_the_move_back():
    round_ = parse_round(random_round(12, 4))
    answer = to_form(solve(round_))
    table = Table(round_, answer["personal_best"])
    before = [tandem["cities"] for tandem in answer["tandems"]]
    moved, left = before[0][0], before[1]
    after = [before[0][1:], [*left, moved], *before[2:]]
    there, back = table.compare(before, after), table.compare(after, before)
    assert (there.total, there.floor) == pytest.approx((-back.total, -back.floor))
    assert (there.broken, there.mended) == (back.mended, back.broken)
    assert {change.city for change in there.cities} <= {*before[0], *left}
    assert [change.gain for change in there.cities] == sorted(change.gain for change in there.cities)
    assert table.compare(before, before).cities == ()


def test_while_editing_cities_may_be_without_a_seat():
    table = Table(parse_round(plain("ABCD")), dict.fromkeys("ABCD", 2 / 3))
    taken_out = table.compare(["AB", "CD"], ["A", "", "CD"])
    assert [(each.city, each.after) for each in taken_out.cities] == [("A", 0.0), ("B", None)]
    told = " ".join(map(str, taken_out.broken))
    assert "A is a group of 1" in told and "B has no seat" in told
    assert table.value([]).total == 0 and len(table.value([]).faults) == 4
    with pytest.raises(KeyError):
        table.value(["AX"])


def test_a_bound_is_only_kept_where_it_bounds():
    round_ = parse_round(plain("ABCD"))
    assert answer_by_hand(round_, ["AB", "CD"], bound=8 / 3)["gap"] == pytest.approx(0)
    assert answer_by_hand(round_, ["AB", "CD"], bound=4)["gap"] == pytest.approx((4 - 8 / 3) / 4)
    assert answer_by_hand(round_, ["AB", "CD"], bound=1)["bound"] is None  # of other rules
    assert answer_by_hand(round_, ["AB"], bound=4)["bound"] is None  # C and D have no seat
    assert answer_by_hand(round_, ["AB", "CD"])["bound"] is None


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({}, None),
        ({"never": [["A", "B"]]}, "A + B are 'never together'."),
        ({"never": [["A", "C"]], "together": [["B", "C"]]}, "A + C are 'never together'."),
        ({"together": [["B", "C"], ["C", "D"]]}, "A + B + C + D would be a group of 4; the largest"),
        ({"exclude": ["B"]}, "B gets no seat this time."),
        ({"locked": [["B", "C"]]}, "B sits in a locked group and has no other seat."),
        ({"locked": [["A", "B"]]}, None),
        ({"min_common_hours": 11, "dates": ["2027-01-15"]}, "A + B share 10 working hours"),
        ({"sizes": [3]}, None),
    ],
)
def test_what_keeps_two_cities_apart_is_told(rules, said):
    found = [str(message) for message in Table(parse_round(plain("ABCDE", **rules)), {}).forbids("AB")]
    assert (found == []) if said is None else any(said in sentence for sentence in found), found


CITY = {"time_zone": "Europe/Madrid", "languages": ["en"], "challenges": [], "capacity": 1}


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(random_rounds())
def test_two_cities_are_forbidden_exactly_where_no_group_holds_them(data):
    """Where `forbids` names a reason no permitted group holds both; where it names none, the two alone with
    those who must sit with them would be permitted, but for the size."""
    round_ = parse_round(data)
    if contradictions(round_):
        return
    table = Table(round_, {})
    reasons = table.forbids("AB")
    assert not reasons or not any({"A", "B"} <= group for group in by_hand.groups_of(data))
    if not reasons:
        rules = {**data["rules"], "sizes": list(range(1, 8))}
        assert any({"A", "B"} <= group for group in by_hand.groups_of({**data, "rules": rules}))


def test_two_of_a_locked_group_are_not_forbidden_to_sit_together():
    data = {"cities": [CITY | {"id": name, "name": name} for name in "ABE"], "practices": [], "wishes": []}
    locked = parse_round(data | {"rules": {"locked": [["A", "B", "E"]]}})
    assert Table(locked, {}).forbids("AB") == []


def test_it_needs_no_numpy():
    program = (
        "import sys, facilitation.matching.hand_moves, facilitation.matching.in_words,"
        " facilitation.matching.proof_copy, facilitation.matching.attended;"
        "sys.exit(bool({'numpy', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_hand_move_looks_at_no_other_group():
    """What keeps it under 20 ms for 60 cities (measured by `bench tandems`)."""
    round_ = parse_round(random_round(20, 1))
    table = Table(round_, dict.fromkeys((each.id for each in round_.cities), 1.0))
    ids = [each.id for each in round_.cities]
    random.Random(1).shuffle(ids)
    table.compare([ids[at : at + 2] for at in range(0, 20, 2)], [ids[at : at + 3] for at in range(0, 20, 3)])
    assert not {"groups", "group_utilities"} & set(table.problem.__dict__)


def test_a_city_in_two_groups_pays_for_its_second_seat():
    cities = [city("A", capacity=2), city("B"), city("C")]
    data = a_round(cities, [wish("A", "B"), wish("B", "A"), wish("C", "A")], sizes=[2])
    value = Table(parse_round(data), {"A": 1.0, "B": 1.0, "C": 1.0}).value(["AB", "AC"])
    assert value.total == pytest.approx(3 - 0.15) and value.faults == ()
