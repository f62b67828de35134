"""When blocks begin: in a row, pinned with a pause or an overlap, over midnight and a clock change."""

from __future__ import annotations

import datetime as dt

from facilitation.domain.running_order import timed
from facilitation.domain.sessions import instant

DAY = dt.date(2027, 5, 4)


def _clocks(blocks: list, day: dt.date = DAY, starts_at: str = "10:00", zone: str = "Europe/Madrid") -> list:
    found = timed(blocks, instant(day, starts_at, zone), day, zone)
    return [(f"{one.begins:%H:%M}", f"{one.ends:%H:%M}", one.gap) for one in found if one.begins and one.ends]


def test_blocks_follow_each_other() -> None:
    assert _clocks([(5, None), (30, None)]) == [("10:00", "10:05", 0), ("10:05", "10:35", 0)]


def test_a_pin_leaves_a_pause_or_an_overlap() -> None:
    assert _clocks([(20, None), (10, "10:30"), (10, None)]) == [
        ("10:00", "10:20", 0),
        ("10:30", "10:40", 10),
        ("10:40", "10:50", 0),
    ]
    assert _clocks([(20, None), (10, "10:15")])[1] == ("10:15", "10:25", -5)


def test_a_pin_after_midnight_is_meant_on_the_next_day() -> None:
    assert _clocks([(30, None), (10, "00:15")], starts_at="23:30") == [
        ("23:30", "00:00", 0),
        ("00:15", "00:25", 15),
    ]


def test_clocks_that_go_forward_meanwhile_are_read_as_they_show() -> None:
    night = dt.date(2027, 3, 28)
    assert _clocks([(60, None), (30, None)], night, "01:30") == [("01:30", "03:30", 0), ("03:30", "04:00", 0)]


def test_without_a_beginning_minutes_are_counted() -> None:
    found = timed([(5, None), (10, "10:30"), (5, None)], None, None, "Europe/Madrid")
    assert [(one.begins, one.gap, one.after) for one in found] == [(None, 0, 0), (None, 0, 5), (None, 0, 15)]
