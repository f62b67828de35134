"""The measuring of the solver, and the simpler ways beside it."""

import pytest

from facilitation import bench
from facilitation.matching import baselines
from facilitation.matching.baselines import greedy, greedy_with_swaps, networkx_pairs
from facilitation.matching.benchmark import random_round
from facilitation.matching.objective import Problem, check, evaluate
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from tests.matching.rounds_made_up import a_round, city, plain, wish


@pytest.mark.parametrize("way", [greedy, greedy_with_swaps, networkx_pairs])
@pytest.mark.parametrize("seed", range(3))
def test_no_simpler_way_gets_further_than_the_solver(way, seed):
    round_ = parse_round(random_round(13, seed))
    problem = Problem(round_)
    reached = way(problem)
    grouping = [problem.ids(group) for group in reached.groups]
    assert reached.total == pytest.approx(evaluate(problem, grouping).total)
    faults = [str(fault) for fault in check(problem, grouping)]
    assert len(faults) == reached.left_out and all("has no seat" in fault for fault in faults)
    if not reached.left_out:
        assert reached.total <= solve(round_, "best").total + 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_swaps_help_and_networkx_finds_the_best_pairs(seed):
    data = random_round(10, seed)
    problem = Problem(parse_round(data))
    assert greedy_with_swaps(problem).total >= greedy(problem).total - 1e-9 or greedy(problem).left_out
    pairs = parse_round({**data, "rules": {"sizes": [2], "min_common_hours": 0}})
    assert networkx_pairs(Problem(pairs)).total == pytest.approx(solve(pairs, "best").total)


def test_greedy_takes_the_trap_and_swaps_get_out_of_it():
    wishes = [wish("A", "B"), wish("B", "A"), wish("A", "C", 2), wish("C", "A"), wish("B", "D", 2)]
    data = a_round([city(name) for name in "ABCD"], [*wishes, wish("D", "B")], sizes=[2])
    problem = Problem(parse_round(data))
    assert greedy(problem).groups == ((0, 1), (2, 3))
    assert greedy_with_swaps(problem).groups == ((0, 2), (1, 3))
    left = greedy(Problem(parse_round(plain("ABCDE", sizes=[2, 3]))))
    assert left.left_out == 1


def test_bench_tandems_prints_every_row(capsys):
    bench.main(["tandems", "--rounds", "1", "--most", "9"])
    out = capsys.readouterr().out
    for row in ("9 cities, best", "9 cities, balanced", "9 cities, floor", "9 cities, greedy with swaps"):
        assert row in out
    assert "1 of 1" in out and "100" not in out.split("CPU seconds; means")[0]
    with pytest.raises(SystemExit):
        bench.main(["tandems", "--rounds", "0"])


def test_networkx_is_only_missed_where_it_is_asked_for(monkeypatch, capsys):
    monkeypatch.setattr(baselines, "networkx", None)
    assert networkx_pairs(Problem(parse_round(plain("ABCD")))) is None
    bench.main(["tandems", "--rounds", "1", "--most", "9"])
    assert "networkx pairs: not installed" in capsys.readouterr().out
