"""A full disk, a locked database: who asks is told in words, what was saved is there, and all goes on."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import House, now
from facilitation.live.repair import PERIOD
from facilitation.rehearsal.crowd import Crowd
from facilitation.store.database import LOCK_PATIENCE, Database
from facilitation.store.viewers import seat_by_token
from facilitation.translations import say
from tests.faults.conftest import database_of
from tests.faults.load import Ledger, Load
from tests.live.client import Client, Watcher, ask, client_of, join
from tests.servers import LiveServer

# On one engine: nothing of this depends on which it is, and it takes its time.
pytestmark = [pytest.mark.parametrize("server", ["eventlet"], indirect=True)]

PEOPLE = 12
PACE = 1.0


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process holds the right to write: this one."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextlib.contextmanager
def full(server: LiveServer) -> Iterator[None]:
    """No file of the live process takes more: the system refuses its writes as on a full disk."""
    pid = server.ready["pids"]["live"]
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


class Visitor:
    """Reads a page again and again; how long the slowest reading took."""

    def __init__(self, server: LiveServer) -> None:
        self._url = f"{server.url}/api/v1/boards/{server.ready['board']}"
        self._token = join(server, "Visitor").token
        self._over = threading.Event()
        self.slowest = 0.0
        self.read = 0

    def __enter__(self) -> Visitor:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.05):
            started = time.monotonic()
            self.read += ask(self._url, Authorization=f"Bearer {self._token}").status == 200
            self.slowest = max(self.slowest, time.monotonic() - started)


async def endure(server: LiveServer, trouble: contextlib.AbstractContextManager, meanwhile: Callable) -> Load:
    """PEOPLE work on; in the midst of it comes the trouble, and `meanwhile` is called in it."""
    async with Crowd(server.url, server.ready["join_code"], PEOPLE, cut_every=0) as crowd:
        await crowd.come_in()
        load = Load(crowd, pace=PACE)
        async with load.running():
            await asyncio.sleep(1.0)
            with trouble:
                await asyncio.to_thread(meanwhile)
            await asyncio.sleep(1.0)
        outcome = await crowd.settle()
        assert outcome.unanswered == 0
        assert (outcome.lost, outcome.doubled, outcome.differing) == (0, 0, 0)
        assert [member.client.connections for member in crowd.members] == [1] * PEOPLE
        return load


def post(client: Client, server: LiveServer, text: str) -> dict:
    return client.command("note.post", {"board": server.ready["board"], "area": 1, "text": text})


def is_told(answer: dict) -> bool:
    return answer["code"] == "busy" and bool(answer["message"]) and answer["retry_after"] > 0


def test_locked_by_another_process(server: LiveServer) -> None:
    pid, ledger = server.ready["pids"]["live"], Ledger(f"sqlite:///{database_of(server)}")
    with client_of(server, join(server)) as client, Visitor(server) as visitor:

        def meanwhile() -> None:
            read, started = visitor.read, time.monotonic()
            assert is_told(post(client, server, "While it is locked"))
            assert LOCK_PATIENCE - 1 < time.monotonic() - started < LOCK_PATIENCE + 3
            assert visitor.read > read + 20

        load = asyncio.run(endure(server, locked(database_of(server)), meanwhile))
    ledger.check(load.acknowledged())
    assert visitor.slowest < 1.0, "who only reads does not notice"
    assert server.ready["pids"]["live"] == pid


def test_disk_full(server: LiveServer) -> None:
    pid, ledger = server.ready["pids"]["live"], Ledger(f"sqlite:///{database_of(server)}")
    with client_of(server, join(server)) as client, Visitor(server) as visitor:

        def meanwhile() -> None:
            for _ in range(3):
                assert is_told(post(client, server, "While there is no room"))
                time.sleep(0.5)

        load = asyncio.run(endure(server, full(server), meanwhile))
    ledger.check(load.acknowledged())
    assert visitor.slowest < 1.0, "who only reads does not notice"
    assert server.ready["pids"]["live"] == pid, "it recovers by itself"


def test_what_another_process_saves_is_seen_within_a_second(server: LiveServer) -> None:
    """As the worker saves: through a door of its own, which tells nobody."""
    seat = join(server)
    database = Database(f"sqlite:///{database_of(server)}")
    with database.reading() as orm:
        number = seat_by_token(orm, seat.token).id
    door = DirectDoor(House(database, now, say))
    with client_of(server, join(server, "Reader")) as reader:
        watcher = Watcher.of(reader, f"board:{seat.board}")
        for text in ("First", "Second"):
            payload = {"board": seat.board, "area": 1, "text": f"{text}, by another process"}
            done = door.execute(Call("note.post", f"another process: {text}", payload, number))
            started = time.monotonic()
            watcher.reach(done.revision)
            assert time.monotonic() - started < 2.5 * PERIOD
            assert payload["text"] in [note["text"] for note in watcher.copy.state["notes"]]
    database.dispose()
