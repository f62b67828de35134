"""The proof that travels: its checker against the objective, the solver and trying every grouping, and what
the checker says when somebody has changed the file.

`python -m tests.matching.test_proof 3000` tries so many rounds instead of hundreds.
"""

import copy
import json
import random
import subprocess
import sys
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from facilitation.matching import check_tandems
from facilitation.matching.answer import INFEASIBLE, to_form
from facilitation.matching.benchmark import random_round
from facilitation.matching.check_tandems import Wrong, check
from facilitation.matching.command_line import main
from facilitation.matching.hand_moves import answer_by_hand
from facilitation.matching.objective import Problem
from facilitation.matching.presets import PRESETS
from facilitation.matching.proof import NoProofError, make_proof
from facilitation.matching.proof_copy import redacted_proof
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from tests.matching import by_hand
from tests.matching.rounds_made_up import plain, random_rounds, wish
from tests.matching.tamperings import (
    TAMPERINGS,
    change_a_shared_challenge,
    change_an_hour,
    change_the_gap,
    change_total,
    drop_a_member,
    first,
)

NINE = Path(__file__).parent / "data" / "round.json"
CHECKER = Path(check_tandems.__file__)
PROVEN, CHECKED = "proven", "checked, not proven"


def proof_of(data, preset="best"):
    """The proof as it comes out of its file."""
    round_ = parse_round(data)
    return json.loads(json.dumps(make_proof(round_, to_form(solve(round_, preset)))))


def holds(data, preset, expected):
    """What the checker says of a solved round is true; its last line, None where nothing can be proven."""
    answer = solve(parse_round(data), preset)
    if answer.status == INFEASIBLE:
        assert expected is None
        with pytest.raises(NoProofError):
            make_proof(parse_round(data), to_form(answer))
        return None
    proof = proof_of(data, preset)
    lines = check(proof)
    assert lines[-1] in (PROVEN, CHECKED)
    # Its own enumeration, utilities and figures are the definition's; its bound is above every grouping.
    proven = check_tandems.Proof(proof)
    if expected is not None:
        assert set(map(frozenset, proven.worth)) == set(by_hand.groups_of(data))
        least = 0.0 if preset == "best" else answer.floor
        best = max(total for total, floor, _ in expected["groupings"] if floor >= least - 1e-9)
        assert proven.bound(proof["duals"]["total"], least) >= best - 1e-9
    else:
        problem = Problem(parse_round(data))
        assert list(proven.worth) == sorted(map(problem.ids, problem.groups))
    return lines[-1]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(random_rounds())
def test_the_checker_agrees_with_trying_every_grouping(data):
    expected = by_hand.presets(data)
    for preset in PRESETS:
        holds(data, preset, expected)


@pytest.mark.parametrize("preset", PRESETS)
def test_most_random_rounds_are_proven(preset):
    said = [holds(random_round(12, seed, 0.2), preset, None) for seed in range(6)]
    assert said.count(PROVEN) > 3


@pytest.mark.parametrize("preset", PRESETS)
def test_the_nine_cities_are_proven_on_the_command_line_by_a_program_of_its_own(preset, tmp_path, capfd):
    path = tmp_path / "proof.json"
    assert main([str(NINE), "--preset", preset, "--proof", str(path)]) == 0
    out, err = capfd.readouterr()
    assert err == "" and json.loads(out) == json.loads(path.read_text("utf-8"))["answer"]
    alone = tmp_path / "check_tandems.py"
    alone.write_bytes(CHECKER.read_bytes())
    # -I: no folder of the project to import from.
    ran = subprocess.run([sys.executable, "-I", alone, path], capture_output=True, text=True, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] in (PROVEN, CHECKED)
    assert f"total {json.loads(out)['total']:.6f}" in ran.stdout


def test_prices_that_leave_a_gap_prove_nothing():
    """Right, but too high: a seat is priced at 1, as if everybody could have all they want."""
    proof = proof_of(random_round(9, 1))
    total = proof["duals"]["total"]
    ids = [each["id"] for each in proof["round"]["cities"]]
    proof["duals"]["total"] = {**total, "pairs": [], "triples": [], "seats": {each: [1, 0] for each in ids}}
    proof["duals"]["total"]["bound"] = bound_of(proof)
    said = check(proof)
    assert said[-1] == CHECKED and "might have a total up to" in said[1]


def bound_of(proof):
    """The bound that a file's prices give."""
    total = {**proof["duals"]["total"], "bound": inf}
    try:
        check_tandems.Proof(proof).bound(total, 0.0)
    except Wrong as wrong:
        return float(str(wrong).split("bound ")[1].split(",")[0])
    raise AssertionError


# --- tampering ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PRESETS)
def made(request):
    """A proof with something in every field."""
    data = random_round(9, 5)
    cities = [each["id"] for each in data["cities"]]
    data["wishes"] += [wish(one, other, 2) for one, other in zip(cities, cities[1:], strict=False)]
    alike = [{**data["cities"][0], "id": name, "name": name} for name in ("X1", "X2", "X3")]
    data["cities"] += alike  # which of them sits where makes no difference: there are alternatives
    data["rules"]["never"] = [["X1", "X2", "X3"]]
    proof = proof_of(data, request.param)
    assert proof["answer"]["alternatives"] and check(proof)
    return proof


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_a_changed_file_is_found_out(made, tamper, tmp_path, capsys):
    proof = copy.deepcopy(made)
    tamper(proof)
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof), "utf-8")
    assert check_tandems.main([str(path)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("wrong: ") and said.count("\n") == 1


def test_any_changed_number_of_the_answer_is_found_out(made):
    """Every number but the seconds and the other presets' figures."""
    dice = random.Random(3)
    places = [
        place for place in numbers(made["answer"], ("answer",)) if place[1] not in ("seconds", "presets")
    ]
    for place in dice.sample(places, min(30, len(places))):
        proof = copy.deepcopy(made)
        holder = proof
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] += 1
        with pytest.raises((Wrong, LookupError)):
            check(proof)


def numbers(form, place):
    entries = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    for name, value in entries:
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield (*place, name)
        else:
            yield from numbers(value, (*place, name))


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1]", "{}", '{"form": "tandem proof 1"}', "null", "[" * 100_000],
    ids=lambda text: text[:9],
)
def test_what_is_no_proof_is_said_in_one_line(content, tmp_path, capsys):
    path = tmp_path / "proof.json"
    path.write_text(content, "utf-8")
    status = check_tandems.main([str(path)])
    out, err = capsys.readouterr()
    assert (
        status == (2 if content in ("", "{") or content.startswith("[[") else 1)
        and (out + err).count("\n") == 1
    )
    assert check_tandems.main([str(tmp_path / "none.json")]) == 2
    assert check_tandems.main([]) == 2


# --- made by hand, and what can't be proven -----------------------------------------------------------


def test_a_grouping_made_by_hand_has_a_proof_of_what_more_there_could_be():
    round_ = parse_round(random_round(9, 4))
    best, balanced = solve(round_, "best"), solve(round_, "balanced")
    for grouping in (best.grouping, balanced.grouping):
        proof = json.loads(json.dumps(make_proof(round_, answer_by_hand(round_, grouping))))
        lines = check(proof)
        assert proof["answer"]["status"] == "bounded"
        assert proof["answer"]["bound"] >= best.total - 1e-9
        if proof["answer"]["total"] < best.total - 1e-6:
            assert lines[-1] == CHECKED
    stale = answer_by_hand(round_, best.grouping, {each.id: 0.5 for each in round_.cities})
    assert check(json.loads(json.dumps(make_proof(round_, stale))))


def test_a_grouping_that_breaks_a_rule_has_no_proof():
    round_ = parse_round(plain("ABCD", never=[["A", "B"]]))
    with pytest.raises(NoProofError, match="'never together'"):
        make_proof(round_, answer_by_hand(round_, ["AB", "CD"]))


def test_no_grouping_no_proof(tmp_path, capfd):
    path, proof = tmp_path / "round.json", tmp_path / "proof.json"
    path.write_text(json.dumps(plain("ABCDE", sizes=[2])), "utf-8")
    assert main([str(path), "--proof", str(proof)]) == 3
    out, err = capfd.readouterr()
    assert json.loads(out)["status"] == "infeasible" and "nothing to prove" in err and not proof.exists()


def test_a_proof_that_cannot_be_written_is_said(tmp_path, capfd):
    assert main([str(NINE), "--proof", str(tmp_path / "none" / "proof.json")]) == 2
    out, err = capfd.readouterr()
    assert out == "" and "can't be written" in err and err.count("\n") == 1


def test_the_best_total_itself_is_asked_where_it_is_not_above_0():
    assert check_tandems.enough(2.0) == pytest.approx(1.96)
    assert check_tandems.enough(-2.0) == -2.0


# --- a city's copy ------------------------------------------------------------------------------------


def test_a_city_s_copy_holds_no_wish_of_another():
    data = json.loads(NINE.read_text("utf-8"))
    proof = proof_of(data, "balanced")
    for each in data["cities"]:
        mine = redacted_proof(proof, each["id"])
        assert check(json.loads(json.dumps(mine)))[-1] == "checked, not proven (a city's copy)"
        own = [entry for entry in data["wishes"] if entry["city"] == each["id"]]
        assert [entry["text"] for entry in mine["round"]["wishes"]] == [entry["text"] for entry in own]
        text = json.dumps(mine, ensure_ascii=False)
        for other in data["wishes"]:
            if " " in other["text"] and other["text"] not in {entry["text"] for entry in own}:
                assert other["text"] not in text
        assert set(mine["answer"]["personal_best"]) == {each["id"]}
        for tandem in mine["answer"]["tandems"]:
            assert set(tandem["utility"]) == set(tandem["cities"])
            assert set(tandem["share"]) <= {each["id"]}
            for name in ("wishes_met", "wishes_unmet"):
                assert all(entry["city"] == each["id"] for entry in tandem[name])
        assert mine["left_out"] == {"wishes": len(data["wishes"]) - len(own)}
        assert each["id"] not in mine["unchecked"] and len(mine["unchecked"]) == 8
        assert (mine["duals"], mine["answer"]["blocking_groups"]) == (None, [])
    with pytest.raises(KeyError):
        redacted_proof(proof, "XYZ")


def test_a_copy_tells_nothing_of_who_must_not_meet():
    data = {**random_round(9, 3), "rules": {"never": [["C00", "C01"]], "together": [["C02", "C03"]]}}
    mine = redacted_proof(proof_of(data), "C00")
    assert not {"never", "together"} & set(mine["round"]["rules"])
    assert check(json.loads(json.dumps(mine)))


@pytest.mark.parametrize(
    "tamper", [change_total, drop_a_member, change_an_hour, change_a_shared_challenge, change_the_gap]
)
def test_a_changed_copy_is_found_out(made, tamper):
    mine = json.loads(json.dumps(redacted_proof(made, first(made)["cities"][0])))
    assert check(mine)
    tamper(mine)
    with pytest.raises(Wrong):
        check(mine)


def test_a_copy_s_own_figures_are_recomputed(made):
    own = next(w["city"] for w in made["round"]["wishes"])
    mine = json.loads(json.dumps(redacted_proof(made, own)))
    tandem = next(t for t in mine["answer"]["tandems"] if own in t["cities"])
    tandem["utility"][own] += 0.01
    mine["answer"]["total"] += 0.01
    with pytest.raises(Wrong, match=f"the utility of {own}"):
        check(mine)


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    counts = dict.fromkeys((PROVEN, CHECKED, None), 0)

    @settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(random_rounds())
    def try_many(data):
        expected = by_hand.presets(data)
        for name in PRESETS:
            counts[holds(data, name, expected)] += 1

    try_many()
    print(f"{many} rounds, each under every preset: {counts}")
