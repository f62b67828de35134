"""`kill -9` of the live process under the load of fifty people: nothing acknowledged is lost or doubled."""

import asyncio
import os
import random
import signal
import sqlite3
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from facilitation.rehearsal.crowd import Crowd, Member
from facilitation.rehearsal.outbox import Operation, Refusal
from tests.servers import LiveServer, live_server, until

PEOPLE, FEW = 50, 3
KILLS = 4
#: Mean seconds between two deeds of a person: about 20 a second altogether, besides the bursts.
PACE = 2.5


class Load:
    """Fifty people who post, group and mark themselves ready, every text and title said once only."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.asked: list[tuple[Member, Operation]] = []
        self.stopped = asyncio.Event()

    async def run(self) -> None:
        await asyncio.gather(*(self._live(place, member) for place, member in enumerate(self.crowd.members)))

    async def _live(self, place: int, member: Member) -> None:
        turn = 0
        while not self.stopped.is_set():
            turn += 1
            self._ask(member, f"person {place}, deed {turn}")
            await asyncio.sleep(random.expovariate(1 / PACE))

    async def next_answer(self) -> None:
        """Wait until one more operation is acknowledged."""
        waiting = [operation.done for _, operation in self.asked if not operation.done.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=5, return_when=asyncio.FIRST_COMPLETED)

    def burst(self, turn: int, people: int = PEOPLE) -> None:
        """So many people ask twice at once, so that much is under way."""
        for number in (1, 2):
            for place, member in enumerate(self.crowd.members[:people]):
                self._ask(member, f"person {place}, burst {turn}.{number}")

    def _ask(self, member: Member, said: str) -> None:
        board = int(member.board.subject.partition(":")[2])
        session = int(member.room.subject.partition(":")[2])
        loose = [row["id"] for row in member.board.notes.values() if row["cluster"] is None]
        kind = random.random()
        if kind < 0.1 and loose:
            operation = member.client.ask(
                "cluster.make", {"board": board, "notes": [random.choice(loose)], "title": said}
            )
        elif kind < 0.2:
            ready = {"session": session, "ready": kind < 0.15}
            operation = member.client.ask("ready.set", ready)
        else:
            area = random.choice(member.board.areas)
            operation = member.client.ask("note.post", {"board": board, "area": area, "text": said})
            member.posted.append(operation)
        self.asked.append((member, operation))


def answers(load: Load) -> dict[str, tuple[Operation, Any]]:
    """By operation id: what was acknowledged, with its result. Nothing may be without an answer."""
    found = {}
    for _, operation in load.asked:
        assert operation.done.done(), f"never answered: {operation.name} {operation.payload}"
        error = operation.done.exception()
        # A note may have been taken into another cluster meanwhile; nothing else is refused here.
        assert error is None or (isinstance(error, Refusal) and operation.name == "cluster.make"), error
        if error is None:
            found[operation.id] = (operation, operation.done.result())
    return found


def check_database(path: Path, acknowledged: dict[str, tuple[Operation, Any]]) -> None:
    """Every acknowledged operation exactly once, and no row that nobody was told of."""
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = Counter(
            row[0]
            for row in database.execute(
                "SELECT operation_id FROM operations WHERE name IN ('note.post', 'cluster.make', 'ready.set')"
            )
        )
        notes = {note_id: text for note_id, text in database.execute("SELECT id, text FROM notes")}
        titles = {made: title for made, title in database.execute("SELECT id, title FROM clusters")}
    assert stored == Counter(acknowledged.keys())
    posted = {
        result["note"]: operation.payload["text"]
        for operation, result in acknowledged.values()
        if operation.name == "note.post"
    }
    grouped = {
        result["cluster"]: operation.payload["title"]
        for operation, result in acknowledged.values()
        if operation.name == "cluster.make"
    }
    assert notes == posted
    assert titles == grouped


async def kill_now_and_then(server: LiveServer, crowd: Crowd, load: Load) -> None:
    for turn in range(KILLS):
        await asyncio.sleep(random.uniform(0.5, 1.5))
        pid = server.ready["pids"]["live"]
        before = [member.client.connections for member in crowd.members]
        if turn == 0:
            load.burst(turn)
            await asyncio.sleep(random.uniform(0.0, 0.06))
        else:
            # The moment at which an acknowledgement that came before its commit shows; few ask, so that
            # this process is quick enough to see it.
            load.burst(turn, people=FEW)
            await load.next_answer()
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(until, partial(is_another, server, pid), "another live process")
        await everybody_is_back(crowd, before)
        # Some lose the network before they hear that theirs was saved: what they send again is known.
        load.burst(KILLS + turn)
        await load.next_answer()
        for member in crowd.members:
            if len(member.client.outbox):
                member.client.cut(0.0)
        await asyncio.sleep(0.1)
        await everybody_is_back(crowd, [0] * PEOPLE)


def is_another(server: LiveServer, pid: int) -> bool:
    return server.ready["pids"].get("live", pid) != pid


async def everybody_is_back(crowd: Crowd, before: list[int]) -> None:
    """Wait until everybody is online on a later connection than `before` counts."""
    async with asyncio.timeout(20):
        while any(
            member.client.connections <= number or not member.client.online
            for member, number in zip(crowd.members, before, strict=True)
        ):
            await asyncio.sleep(0.05)


async def rehearse(server: LiveServer, database: Path) -> None:
    async with Crowd(server.url, server.ready["join_code"], PEOPLE, cut_every=0) as crowd:
        await crowd.come_in()
        load = Load(crowd)
        running = asyncio.create_task(load.run())
        await kill_now_and_then(server, crowd, load)
        await asyncio.sleep(1.0)
        load.stopped.set()
        await running
        outcome = await crowd.settle()
        assert outcome.unanswered == 0
        acknowledged = answers(load)
        # Else nothing was under way when it was killed, and the rest of this proves nothing.
        assert crowd.counts.resent > PEOPLE // 5
        assert (outcome.lost, outcome.doubled, outcome.differing) == (0, 0, 0)
        assert outcome.delivered == outcome.pairs == PEOPLE * sum(len(one.posted) for one in crowd.members)
        check_database(database, acknowledged)


@pytest.mark.timeout(120)
def test_nothing_acknowledged_is_lost_or_doubled(tmp_path):
    with live_server(tmp_path) as server:
        asyncio.run(rehearse(server, tmp_path / "facilitation.sqlite3"))
