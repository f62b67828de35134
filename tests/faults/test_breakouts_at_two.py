"""Small groups with two live processes on one database: who is where is the same at both, at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from facilitation.rehearsal.client import Client as Person
from facilitation.store.database import Database
from facilitation.store.sessions import Session
from tests.faults.conftest import Cluster
from tests.faults.test_two_processes import PROGRAMME, at, enter, open_another
from tests.live.client import Client, Watcher

__all__ = ["at"]

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.redis,
    # How two processes tell each other is tried on both engines by test_two_processes.
    pytest.mark.parametrize("cluster", ["eventlet"], indirect=True),
]

STEPS = [{"stage": "breakouts", "minutes": 10, "grouping": {"by": "random", "size": 2}}]


async def _by_leader(cluster: Cluster, *asked: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """What a facilitator asks for at the second process; the last result."""
    url = cluster.urls[1]
    headers = {"Cookie": cluster.facilitator, "Origin": url}
    result: dict[str, Any] = {}
    async with Person(url, {"programme": PROGRAMME}, headers=headers) as facilitator:
        for name, payload in asked:
            result = await facilitator.command(name, payload)
    return result


@pytest.fixture
def code(cluster: Cluster) -> Iterator[str]:
    """The code of a running session with a part in small groups after its first."""
    session = asyncio.run(open_another(cluster))
    part = {"session": session, "title": "Behind it", "minutes": 10, "steps": STEPS}
    asyncio.run(_by_leader(cluster, ("block.insert", part)))
    yield _code_of(cluster, session)


def _code_of(cluster: Cluster, session: int) -> str:
    database = Database(cluster.database)
    try:
        with database.reading() as orm:
            found = orm.get_one(Session, session).code
            assert found is not None
            return found.code
    finally:
        database.dispose()


def test_who_is_where_is_the_same_at_both(cluster: Cluster, at: Any, code: str) -> None:
    seats = [enter(cluster, name, code) for name in ("Ann", "Bob", "Cem", "Dora")]
    session = seats[0].session
    rooms = [Watcher.of(at(place, seat), f"session:{session}") for seat in seats for place in (0, 1)]
    asyncio.run(_by_leader(cluster, ("session.step", {"session": session})))
    fresh = at(0, seats[0]).subscribe(f"session:{session}")
    for room in rooms:
        room.reach(fresh["revision"])
    mine = [room.copy.state["mine"]["breakout"] for room in rooms]
    assert mine[::2] == mine[1::2] and None not in mine, "both processes have told the same"
    board_of = {row["id"]: row["board"] for row in fresh["snapshot"]["breakouts"]}
    first = mine[0]
    inside = [seat for seat, own in zip(seats, mine[::2], strict=True) if own == first]
    outside = next(seat for seat, own in zip(seats, mine[::2], strict=True) if own != first)
    assert len(inside) == 2
    one, other = inside
    board = f"board:{board_of[first]}"
    there = Watcher.of(at(1, other), board)
    refused = at(0, outside).subscribe(board)
    assert (refused["ok"], refused["code"]) == (False, "not_found")
    area = there.copy.state["areas"][0]["id"]
    done = at(0, one).command("note.post", {"board": board_of[first], "area": area, "text": "Here"})
    there.reach(done["revision"])
    assert [note["text"] for note in there.copy.state["notes"]] == ["Here"]
    _moved(cluster, at, session, one, outside, board, board_of)


def _moved(
    cluster: Cluster, at: Any, session: int, one: Any, outside: Any, board: str, boards: dict[int, int]
) -> None:
    """Whoever is moved at the second process leaves their board at the first, and comes into the other."""
    window: Client = at(0, one)
    room = window.subscribe(f"session:{session}")["snapshot"]
    assert window.subscribe(board)["ok"]
    target = next(number for number, own in boards.items() if f"board:{own}" != board)
    # Ann was the first who came; her group is the one that was looked at.
    seat = next(one["seat"] for one in room["mine"]["group"]["members"] if one["name"] == "Ann")
    asyncio.run(_by_leader(cluster, ("breakout.move", {"breakout": target, "seat": seat})))
    left = window.until(lambda: window.lefts, "word that one has to leave")
    assert [one["subject"] for one in left] == [board]
    assert window.subscribe(board)["code"] == "not_found"
    assert window.subscribe(f"board:{boards[target]}")["ok"]
