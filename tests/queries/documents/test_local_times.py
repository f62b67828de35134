"""The agenda's local times: of each city that a session is for, whether it is named or everybody is."""

from __future__ import annotations

import pytest

from facilitation.domain.documents import Table
from facilitation.queries.documents.agendas import agenda
from facilitation.store.sessions import Session
from tests.world import World

WHEN = {"date": "2027-03-18", "starts_at": "23:30", "minutes": 90}


def _rows(world: World, **more: object) -> list[tuple[str, ...]]:
    """The rows of the table of local times: city, date, time, offset; none where there is no table."""
    payload = {"title": "A session", "type": "solution", "template": "solution"} | WHEN | more
    number = world.by("organiser", "session.create", payload).result["session"]
    with world.database.reading() as orm:
        document = agenda(orm, orm.get_one(Session, number), world.clock.now, str, 1)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [
        tuple("".join(run.text for run in cell) for cell in row) for table in tables for row in table.rows
    ]


def test_a_session_for_all_cities_has_their_local_times(world: World) -> None:
    assert [row[0] for row in _rows(world, cities=["DUB", "SFO"])] == ["Dublin", "San Francisco"]
    rows = _rows(world)
    assert [row[0] for row in rows] == ["Dublin", "San Francisco", "Turin", "Warsaw"]
    assert rows[1][2] == "16:30" and "18" in rows[1][1]
    assert rows[2][2] == "00:30" and "19" in rows[2][1]


@pytest.mark.parametrize("without", ["date", "starts_at"])
def test_without_a_time_there_are_none(world: World, without: str) -> None:
    assert _rows(world, starts_at=None, **({"date": None} if without == "date" else {})) == []


def test_which_of_two_equal_hours_is_told_by_the_offset(world: World) -> None:
    when = {"date": "2027-10-31", "starts_at": "01:30", "cities": ["DUB"]}
    assert [_rows(world, fold=fold, **when)[0][3] for fold in (0, 1)] == ["UTC+1", "UTC"]


def test_many_cities_stand_together_where_their_clocks_agree(world: World) -> None:
    rows = [{"number": n, "cells": {"name": f"City {n}", "country": "PT"}} for n in range(2, 32)]
    world.by("coordinator", "cities.import", {"rows": rows})
    found = _rows(world)
    assert [row[2] for row in found] == ["23:30", "16:30", "00:30"], "Lisbon keeps Dublin's time"
    assert found[0][0].startswith("City 10, City 11") and "Dublin" in found[0][0]
