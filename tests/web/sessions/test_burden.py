"""The ledger of the burden, and the page on which a programme changes how hours are priced."""

from __future__ import annotations

import re
from typing import Any

import pytest

from facilitation.queries.sessions.burden import ledger
from facilitation.queries.sessions.slots import rules_of
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import World


def _session(world: World, cities: list[str], **more: Any) -> int:
    payload = {"title": "Evening", "type": "challenge", "template": "challenges", "date": "2027-06-16"}
    payload |= {"starts_at": "15:00", "minutes": 60, "cities": cities}
    return world.by("facilitator", "session.create", payload | more).result["session"]


def _ledger(world: World, without: int | None = None) -> tuple[dict[str, int], list[dict[str, int]], int]:
    with world.database.reading() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        told = ledger(orm, programme, rules_of(orm, programme)[0].policy(), without)
        costs = [{local.city: local.pain for local in entry.slot.cities} for entry in told.entries]
        return {code: sum_ for code, sum_ in told.carried.items() if sum_}, costs, len(told.uncounted)


def test_every_session_costs_its_cities_and_counts_once(world: World) -> None:
    # 21:00 in Dublin is 22:00 in Turin and 13:00 in San Francisco.
    late = _session(world, ["DUB", "TRN", "SFO"], starts_at="21:00")
    _session(world, ["DUB", "SFO"], starts_at="15:00")  # 07:00 in San Francisco
    before = _ledger(world)
    assert before[0] == {"DUB": 4, "TRN": 7, "SFO": 2}
    # The first is the one that has been running since the world began.
    assert before[1][1:] == [{"DUB": 0, "SFO": 2}, {"DUB": 4, "TRN": 7, "SFO": 0}]
    assert _ledger(world, without=late)[0] == {"SFO": 2}
    for seat in range(5):  # each city counts once, however many people it sends
        world.guest(world.here, f"Guest {seat}", "TRN")
    assert _ledger(world) == before


@pytest.mark.parametrize("change", [{"cancelled": True}, {"simulated": True}, {"removed": True}])
def test_what_does_not_happen_costs_nobody(world: World, change: dict[str, bool]) -> None:
    number = _session(world, ["TRN"], starts_at="21:00")
    with world.database.writing() as orm:
        for name, value in change.items():
            setattr(orm.get_one(Session, number), name, value)
    assert _ledger(world)[0] == {}


def test_of_a_held_session_those_pay_who_were_there(world: World) -> None:
    number = _session(world, ["DUB", "TRN"], starts_at="21:00")
    world.by("facilitator", "session.start", {"session": number})
    world.do("session.attend", {"session": number}, world.here.seats["participant"])  # of Dublin
    world.by("facilitator", "session.end", {"session": number})
    assert _ledger(world)[0] == {"DUB": 4}


def test_what_nobody_knows_is_not_counted_and_told(world: World, browse) -> None:
    uncounted = _ledger(world)[2]
    _session(world, ["DUB"], starts_at=None)
    assert _ledger(world)[2] == uncounted + 1
    page = browse("participant").get("/p/here/burden").get_data(as_text=True)
    assert f"{uncounted + 1} session" in page and "not counted" in page


def test_the_page_has_bars_a_table_and_what_rotating_would_do(world: World, browse) -> None:
    _session(world, ["DUB", "TRN", "SFO"], starts_at="21:00")
    page = browse("participant").get("/p/here/burden").get_data(as_text=True)
    assert '<progress max="7" value="7"' in page and '<progress max="7" value="4"' in page
    assert "Evening" in page and page.count("<tbody>") == 2
    rotated = page[page.index("If the burden rotated") :]
    assert len(re.findall(r'<tr><th scope="row">', rotated)) == 3


# -- prices --------------------------------------------------------------------------------------------

FORM = {"night": "9", "humane": "3", "weekends": "yes"}


def _bands(*rows: tuple[str, str, str]) -> dict[str, list[str]]:
    return {name: [row[at] for row in rows] for at, name in enumerate(("opens", "closes", "pain"))}


def test_prices_are_changed_and_put_back(world: World, browse) -> None:
    number, browser = _session(world, ["DUB", "TRN"], starts_at="21:00"), browse("coordinator")
    rows = _bands(("08:00", "20:00", "0"), ("20:00", "00:00", "3"), ("", "", ""))
    answer = browser.post("/p/here/burden/prices", **FORM, **rows, **{"weekend-TRN": "fri_sat"})
    assert answer.status_code == 303
    assert _ledger(world)[0] == {"DUB": 3, "TRN": 3}
    page = browser.get("/p/here/burden/prices").get_data(as_text=True)
    assert 'value="20:00"' in page and '<option value="fri_sat" selected>' in page
    # The finder prices by it, too: a Friday is a day off in Turin now.
    address = f"/p/here/sessions/{number}/times?date=2027-06-18&starts_at=10:00"
    assert "a day off" in browser.get(address).get_data(as_text=True)
    assert browser.post("/p/here/burden/prices/usual").status_code == 303
    assert _ledger(world)[0] == {"DUB": 4, "TRN": 7}


@pytest.mark.parametrize(
    ("rows", "change", "field", "words"),
    [
        ([("09:00", "08:00", "1")], {}, "row-1", "ends before it begins"),
        ([("", "", ""), ("09:00", "10:07", "1")], {}, "row-2", "quarter of an hour"),
        ([("09:00", "10:00", "1"), ("", "", ""), ("09:30", "11:00", "2")], {}, "row-3", "before another one"),
        ([("09:00", "10:00", "")], {}, "row-1", "needs a beginning"),
        ([("09:00", "10:00", "10")], {}, "row-1", "that of the night"),
        ([("09:00", "10:00", "1")], {"night": "much"}, "night", "whole number"),
        ([("09:00", "10:00", "1")], {"humane": "9"}, "humane", "less than the night"),
    ],
)
def test_faults_are_named_at_their_row_and_nothing_is_lost(
    world: World, browse, rows: list[tuple[str, str, str]], change: dict[str, str], field: str, words: str
) -> None:
    answer = browse("coordinator").post("/p/here/burden/prices", **FORM | change, **_bands(*rows))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in page and f'id="field-{field}"' in page and words in page
    for row in rows:
        assert all(f'value="{typed}"' in page for typed in row if typed)
    with world.database.reading() as orm:
        assert not rules_of(orm, orm.get_one(Programme, world.here.programme))[1]


def test_others_look_at_the_prices(world: World, browse) -> None:
    page = browse("participant").get("/p/here/burden/prices").get_data(as_text=True)
    assert "disabled" in page and "The coordination team can change them." in page
    assert browse("facilitator").post("/p/here/burden/prices", **FORM).status_code == 403
