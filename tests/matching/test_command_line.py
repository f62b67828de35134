"""The command: exit status, and nothing but JSON on standard output."""

import json
from pathlib import Path

import pytest

from facilitation.matching.command_line import main
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from tests.matching.rounds_made_up import a_round, city, plain, wish

NINE = Path(__file__).parent / "data" / "round.json"
FIELDS = {"status", "preset", "total", "bound", "gap", "floor", "tandems", "alternatives", "presets"} | {
    "blocking_groups",
    "messages",
    "seconds",
}


@pytest.mark.parametrize("preset", ["best", "balanced", "floor"])
def test_the_nine_cities_in_the_pinned_form(preset, capfd):
    assert main([str(NINE), "--preset", preset, "--seconds", "60"]) == 0
    out, err = capfd.readouterr()
    answer = json.loads(out)
    assert err == "" and set(answer) >= FIELDS
    assert (answer["status"], answer["preset"], answer["gap"]) == ("optimal", preset, 0)
    assert answer["presets"][preset] == {"total": answer["total"], "floor": answer["floor"]}
    assert sorted(c for tandem in answer["tandems"] for c in tandem["cities"]) == sorted(
        ["BHZ", "BIO", "DUB", "GDL", "MTL", "RTM", "SFO", "TRN", "WAW"]
    )
    wishes = json.loads(NINE.read_text("utf-8"))["wishes"]
    for tandem in answer["tandems"]:
        assert set(tandem["utility"]) == set(tandem["share"]) == set(tandem["cities"])
        assert all(wishes[met["wish"]]["teacher"] in tandem["cities"] for met in tandem["wishes_met"])
        assert all(wishes[met["wish"]]["teacher"] not in tandem["cities"] for met in tandem["wishes_unmet"])
        assert len(tandem["common_hours"]) == 4 and all(day["hours"] >= 1 for day in tandem["common_hours"])
        assert all(answered["from"] != answered["city"] for answered in tandem["answers"])


def test_a_window_across_midnight_bears_the_next_date(tmp_path, capfd):
    cities = [city("L", zone="America/Los_Angeles"), city("K", zone="Pacific/Auckland")]
    path = tmp_path / "round.json"
    path.write_text(json.dumps(a_round(cities, dates=["2026-07-15"])), "utf-8")
    assert main([str(path)]) == 0
    window = json.loads(capfd.readouterr().out)["tandems"][0]["common_hours"][0]
    assert (window["date"], window["hours"]) == ("2026-07-15", 5.0)
    assert (window["from"], window["to"]) == ("2026-07-15T20:30Z", "2026-07-16T01:30Z")
    assert window["local"]["K"]["from"] == "2026-07-16T08:30+12:00"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_cant_be_meant_is_said_in_one_sentence(day, tmp_path, capfd):
    path = tmp_path / "round.json"
    path.write_text(json.dumps(a_round([city("A"), city("B")], dates=[day])), "utf-8")
    assert main([str(path)]) == 2
    out, err = capfd.readouterr()
    assert out == "" and err.count("\n") == 1 and "rules.dates[0]" in err and day in err


@pytest.mark.parametrize(
    "data", [plain("ABCDE", sizes=[2]), plain("ABCD", together=[["A", "B"]], never=[["A", "B"]])]
)
def test_no_grouping_is_exit_status_3(data, tmp_path, capfd):
    path = tmp_path / "round.json"
    path.write_text(json.dumps(data), "utf-8")
    assert main([str(path)]) == 3
    answer = json.loads(capfd.readouterr().out)
    assert (answer["status"], answer["tandems"]) == ("infeasible", [])
    assert [answer[figure] for figure in ("total", "bound", "gap", "floor")] == [None] * 4
    assert answer["presets"]["best"] == {"total": None, "floor": None}
    assert answer["messages"]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "line 1"),
        ("[]", "file"),
        ('{"cities": []}', "cities"),
        (json.dumps(a_round([city("A"), city("B")], [wish("A", "A")])), "wishes[0]"),
        (json.dumps(a_round([city("A"), city("B", zone="Moon/Sea")])), "cities[1].time_zone"),
        (json.dumps(a_round([city("A"), city("B", capacity=3)])), "cities[1].capacity"),
        (json.dumps(plain("AB", never=[["A", "X"]])), "rules.never[0][1]"),
    ],
)
def test_input_that_cannot_be_meant_is_exit_status_2(content, named, tmp_path, capfd):
    path = tmp_path / "round.json"
    path.write_text(content, "utf-8")
    assert main([str(path)]) == 2
    out, err = capfd.readouterr()
    assert out == "" and named in err and err.count("\n") == 1


def test_wrong_arguments_are_exit_status_2(tmp_path, capfd):
    for arguments in ([], [str(tmp_path / "none.json")], [str(NINE), "--preset", "worst"], [str(tmp_path)]):
        assert main(arguments) == 2
        out, err = capfd.readouterr()
        assert out == "" and err.count("\n") == 1
    assert main([str(NINE), "--seconds", "-1"]) == 2


def test_names_beyond_ascii_stay_readable(tmp_path, capfd):
    path = tmp_path / "round.json"
    cities = [{**city("A"), "name": "Łódź"}, city("B", languages=["fr"])]
    path.write_text(json.dumps(a_round(cities), ensure_ascii=False), "utf-8")
    assert main([str(path)]) == 3
    assert "Łódź has no permitted partner" in capfd.readouterr().out


def test_the_command_and_the_function_agree(capfd):
    main([str(NINE)])
    from_command = json.loads(capfd.readouterr().out)
    assert from_command["total"] == solve(parse_round(json.loads(NINE.read_text("utf-8")))).total
