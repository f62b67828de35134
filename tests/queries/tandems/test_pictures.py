"""Pictures of a grouping: every city once, nothing that the answer does not say, hours by each clock."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import facilitation.demo
from facilitation.matching.answer import describe, to_form
from facilitation.matching.objective import Problem
from facilitation.matching.round_file import parse_round, read_round
from facilitation.queries.cities.badges import CITY_COLOURS
from facilitation.queries.tandems.graph import ACROSS_MOST, Learning, graph, learnings
from facilitation.queries.tandems.hours import common_hours
from facilitation.queries.tandems.needs import NOBODY, OTHERS, PARTNER, needs_map
from facilitation.queries.tandems.pictures import pictures

NINE = Path(facilitation.demo.__file__).with_name("data") / "round.json"


def _city(code: str, *challenges: str, zone: str = "UTC") -> dict:
    return {"id": code, "name": code, "time_zone": zone, "languages": ["en"], "challenges": list(challenges)}


def _answer(problem: dict, *groups: str) -> dict:
    return to_form(describe(Problem(parse_round(problem)), [tuple(group.split()) for group in groups]))


PROBLEM = {
    "cities": [_city("A", "x", "y", "z"), _city("B", "x"), _city("C", "y"), _city("D", "w")],
    "practices": [
        {"id": "P1", "city": "B", "title": "One", "challenges": ["x"]},
        {"id": "P2", "city": "C", "title": "Two", "challenges": ["y", "x"]},
    ],
    "wishes": [
        {"city": "A", "practice": None, "teacher": "B", "priority": 1, "text": ""},
        {"city": "A", "practice": "P2", "teacher": None, "priority": 2, "text": ""},
        {"city": "B", "practice": None, "teacher": None, "priority": 1, "text": "only words"},
    ],
    "rules": {"dates": []},
}
ANSWER = _answer(PROBLEM, "A B", "C D")


def test_who_learns_from_whom_in_a_tandem() -> None:
    assert learnings(PROBLEM, ANSWER["tandems"][0]) == (Learning("A", "B", wished=True, needs=1),)
    assert learnings(PROBLEM, ANSWER["tandems"][1]) == ()


def test_the_graph_says_what_is_shared_and_which_wishes_lead_elsewhere() -> None:
    drawn = graph(PROBLEM, ANSWER)
    first, second = drawn.groups
    assert [line.shared for line in first.lines] == [1] and [line.shared for line in second.lines] == [0]
    assert first.elsewhere == {"A": ("C",)} and second.elsewhere == {}
    assert drawn.one_drawing and len(drawn.across) == 1


def test_a_wish_that_is_not_shown_is_not_drawn() -> None:
    without = {**PROBLEM, "wishes": []}
    tandems = [{**tandem, "wishes_met": [], "wishes_unmet": []} for tandem in ANSWER["tandems"]]
    drawn = pictures(without, {**ANSWER, "tandems": tandems}, hidden=2)
    assert drawn.graph.across == () and drawn.graph.groups[0].elsewhere == {}
    assert [arrow.learning.wished for arrow in drawn.graph.groups[0].arrows] == [False]
    assert drawn.hidden == 2


def test_badges_of_sixty_cities_stand_inside_their_cells_and_apart() -> None:
    codes = [f"C{number:02}" for number in range(60)]
    problem = {"cities": [_city(code, "x") for code in codes], "rules": {"sizes": [2, 3]}}
    sizes, groups = [2, 3, 3, 2, 6, 3, 2, 3, 3, 3, 6, 2, 2, 2, 3, 3, 3, 3, 3, 3], []
    for size in sizes:
        groups.append(" ".join(codes[:size]))
        codes = codes[size:]
    assert not codes
    drawn = graph(problem, _answer(problem, *groups))
    assert not drawn.one_drawing and len(drawn.groups) == len(sizes)
    for group in drawn.groups:
        places = list(group.places.values())
        assert all(23 <= x <= 172 - 23 and 38 <= y <= group.height - 13 for x, y in places), group
        for at, (x, y) in enumerate(places):
            assert all(abs(x - other) >= 46 or abs(y - below) >= 26 for other, below in places[:at])


def test_the_nine_cities_are_one_drawing() -> None:
    round_ = read_round(NINE.read_bytes())
    codes = [city.id for city in round_.cities]
    answer = to_form(describe(Problem(round_), [tuple(codes[at : at + 3]) for at in (0, 3, 6)]))
    drawn = graph({"cities": [], "practices": [], "wishes": []}, answer)
    assert len(codes) <= ACROSS_MOST and drawn.one_drawing
    assert [group.cities for group in drawn.groups] == [tuple(codes[at : at + 3]) for at in (0, 3, 6)]


def test_needs_say_who_answers_them() -> None:
    found = needs_map(PROBLEM, ANSWER)
    assert [(one.challenge, one.named_by) for one in found.challenges] == [
        ("x", 2),
        ("y", 2),
        ("w", 1),
        ("z", 1),
    ]
    rows = dict(row for group in found.groups for row in group.rows)
    assert [need and need.answered_by for need in rows["A"]] == [PARTNER, OTHERS, None, NOBODY]
    assert rows["A"][0].practices == (("B", "One"),) and rows["A"][1].cities == ("C",)
    # B's own practice is no answer to its own need; C's is one from outside.
    assert rows["B"][0].answered_by == OTHERS and rows["B"][0].cities == ("C",)


def test_cities_without_a_seat_stand_apart() -> None:
    found = needs_map(PROBLEM, {**ANSWER, "tandems": ANSWER["tandems"][:1]})
    assert [(group.number, [code for code, _ in group.rows]) for group in found.groups] == [
        (1, ["A", "B"]),
        (None, ["C", "D"]),
    ]
    assert needs_map({"cities": []}, {}).challenges == ()


def _hours(one: str, other: str, *dates: str):
    problem = {"cities": [_city("A", zone=one), _city("B", zone=other)], "rules": {"dates": list(dates)}}
    return common_hours(problem, _answer(problem, "A B")["tandems"][0])


def test_dates_that_look_the_same_are_one_strip() -> None:
    spring = _hours("Europe/Madrid", "America/Toronto", "2026-01-15", "2026-01-20", "2026-03-17")
    assert [[str(day) for day in each.dates] for each in spring] == [
        ["2026-01-15", "2026-01-20"],
        ["2026-03-17"],
    ]
    assert [each.minutes for each in spring] == [240, 300]
    # Toronto's clocks have changed on 8 March, more than a week before; Madrid's change on the 29th.
    assert [city.clock_change for city in spring[1].cities] == [None, None]


def test_a_change_of_the_clocks_is_dated() -> None:
    [autumn] = _hours("Europe/Rome", "America/Los_Angeles", "2027-10-28")
    assert [city.clock_change for city in autumn.cities] == [dt.date(2027, 10, 31), None]


def test_a_window_over_midnight_is_one_piece_with_its_local_dates() -> None:
    [found] = _hours("America/Los_Angeles", "Pacific/Auckland", "2026-07-15")
    assert found.minutes == 300 and found.window is not None
    assert 0 <= found.window.x <= found.window.x + found.window.width <= 1440
    los_angeles, auckland = found.cities
    assert str(los_angeles.starts) == "2026-07-15 13:30:00-07:00"
    assert str(auckland.starts) == "2026-07-16 08:30:00+12:00"
    # Each works through the window: its working hours cover it on the strip.
    for city in found.cities:
        covering = [one for one in city.work if one.x <= found.window.x]
        assert any(found.window.x + found.window.width <= one.x + one.width for one in covering)


def test_another_local_date_keeps_dates_apart() -> None:
    found = _hours("America/Los_Angeles", "Pacific/Auckland", "2026-07-15", "2026-07-16")
    assert [len(each.dates) for each in found] == [1, 1]


@pytest.mark.parametrize("rules", [{"dates": []}, {}])
def test_without_dates_there_are_no_strips(rules: dict) -> None:
    problem = {"cities": [_city("A"), _city("B")], "rules": rules}
    assert common_hours(problem, _answer(problem, "A B")["tandems"][0]) == ()


def test_no_hour_in_common_is_a_strip_without_a_window() -> None:
    [found] = _hours("Asia/Singapore", "Pacific/Pitcairn", "2026-07-15")
    problem = {
        "cities": [
            _city(c, zone=z)
            for c, z in (("A", "Asia/Singapore"), ("B", "Africa/Abidjan"), ("C", "Pacific/Pitcairn"))
        ],
        "rules": {"dates": ["2026-07-15"]},
    }
    [none] = common_hours(problem, _answer(problem, "A B C")["tandems"][0])
    assert found.minutes == 120 and none.minutes == 0 and none.window is None
    assert all(city.starts is None for city in none.cities)


def test_documents_draw_badges_in_the_colours_of_the_pages() -> None:
    tokens = (Path(facilitation.__file__).parents[1] / "static" / "css" / "tokens.css").read_text()
    found = re.findall(r"--city-\d+: (#\w+);\s+--city-\d+-ink: (#\w+);", tokens)
    assert tuple(found) == CITY_COLOURS
