"""A session's plan as it is kept: hours that the clocks skip, hours that come twice, and what can't be."""

from __future__ import annotations

import datetime as dt

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.sessions import instant, plan, readings

SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2027, 10, 31)
#: (zone, day, a wall time that is skipped, from, to)
SKIPPED = (
    ("Europe/Dublin", SPRING, "01:30", "01:00", "02:00"),
    ("Europe/Madrid", SPRING, "02:00", "02:00", "03:00"),
    ("America/Los_Angeles", dt.date(2027, 3, 14), "02:59", "02:00", "03:00"),
    ("Australia/Lord_Howe", dt.date(2027, 10, 3), "02:15", "02:00", "02:30"),
    ("Africa/Cairo", dt.date(2027, 4, 30), "00:00", "00:00", "01:00"),
)
#: (zone, day, a wall time that comes twice, the two moments in UTC)
TWICE = (
    ("Europe/Dublin", AUTUMN, "01:30", "00:30", "01:30"),
    ("Europe/Warsaw", AUTUMN, "02:00", "00:00", "01:00"),
    ("America/Toronto", dt.date(2027, 11, 7), "01:59", "05:59", "06:59"),
    ("Australia/Lord_Howe", dt.date(2027, 4, 4), "01:45", "14:45", "15:15"),
)


def _plan(zone: str, day: dt.date | None, time: str | None, **more: object) -> dict:
    return plan(**{"date": day, "starts_at": time, "minutes": 90, "zone": zone, "fold": None} | more)


@pytest.mark.parametrize(("zone", "day", "time", "begins", "ends"), SKIPPED)
def test_an_hour_that_the_clocks_skip_is_refused_in_words(zone, day, time, begins, ends) -> None:
    assert readings(day, time, zone) == ()
    for fold in (None, 0, 1):
        with pytest.raises(Refused) as refused:
            _plan(zone, day, time, fold=fold)
        assert (refused.value.code, refused.value.field) == ("invalid", "starts_at")
        assert f"forward from {begins} to {ends}" in str(refused.value) and time in str(refused.value)
    assert _plan("UTC", day, time)["starts_at"] == time
    assert _plan(zone, day, ends)["fold"] == 0, "the first minute after the gap is there"


@pytest.mark.parametrize(("zone", "day", "time", "first", "second"), TWICE)
def test_an_hour_that_comes_twice_is_asked_about(zone, day, time, first, second) -> None:
    with pytest.raises(Refused) as refused:
        _plan(zone, day, time)
    assert (refused.value.code, refused.value.field) == ("invalid", "fold")
    assert time in str(refused.value)
    for fold, utc in enumerate((first, second)):
        assert _plan(zone, day, time, fold=fold)["fold"] == fold
        assert f"{instant(day, time, zone, fold):%H:%M}" == utc
    assert [f"{one.astimezone(dt.UTC):%H:%M}" for one in readings(day, time, zone)] == [first, second]


def test_where_nothing_comes_twice_there_is_no_choice() -> None:
    assert _plan("Europe/Dublin", SPRING, "12:00", fold=1)["fold"] == 0
    assert _plan("Europe/Dublin", AUTUMN, None, fold=1)["fold"] == 0
    assert len(readings(AUTUMN, "02:00", "Europe/Dublin")) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"starts_at": "25:00"}, "starts_at"),
        ({"starts_at": "noon"}, "starts_at"),
        ({"starts_at": "10:00+02:00"}, "starts_at"),
        ({"starts_at": "01:30:30"}, "starts_at"),
        ({"date": None}, "date"),
        ({"date": dt.date(1, 1, 1)}, "date"),
        ({"date": dt.date(9999, 12, 31)}, "date"),
        ({"date": dt.date(9999, 12, 31), "starts_at": None}, "date"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"fold": 2}, "fold"),
        ({"fold": -1}, "fold"),
    ],
)
def test_what_cannot_be_planned_names_its_field(more: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _plan("Europe/Dublin", dt.date(2027, 5, 11), "10:00", **more)
    assert (refused.value.code, refused.value.field) == ("invalid", field)
