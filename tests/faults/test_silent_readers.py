"""People who never read what they are sent: a bounded piece of memory each, and nobody else's time."""

from __future__ import annotations

import contextlib
import json
import statistics
import threading
import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from tests.live.client import Client, Watcher, client_of, join
from tests.servers import LiveServer

# On one engine: tests/live has the bounds of both, and this takes its time.
pytestmark = [pytest.mark.parametrize("server", ["eventlet"], indirect=True)]

MB = 1024 * 1024
SILENT = 10
#: What the board holds, in bytes of its snapshot, so that asking for it again and again is a burden.
BURDEN = 60_000


def memory(server: LiveServer) -> int:
    """The live process's resident bytes."""
    with open(f"/proc/{server.ready['pids']['live']}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def post(author: Client, watcher: Watcher, text: str) -> float:
    """How long a note takes until its frame is back, in seconds."""
    started = time.monotonic()
    board = int(watcher.subject.partition(":")[2])
    watcher.reach(author.command("note.post", {"board": board, "area": 1, "text": text})["revision"])
    return time.monotonic() - started


@contextlib.contextmanager
def silent_readers(server: LiveServer) -> Iterator[list[threading.Thread]]:
    """SILENT people who ask for the board as fast as they may and read nothing, until they are dropped."""
    ask = {"subject": f"board:{server.ready['board']}", "revision": None}

    def be_silent(client: Client) -> None:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(400):
                client.say("subscribe", ask)
                time.sleep(0.05)

    with contextlib.ExitStack() as stack:
        clients = [
            stack.enter_context(client_of(server, join(server, "Silent"), receive_buffer=4096, queue=1))
            for _ in range(SILENT)
        ]
        threads = [threading.Thread(target=be_silent, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        yield threads
        for thread in threads:
            thread.join()


def test_who_never_reads_costs_a_little_memory_and_nobodys_time(server: LiveServer) -> None:
    with client_of(server, join(server, "Author"), queue=None) as author:
        watcher = Watcher.of(author, f"board:{server.ready['board']}")
        while len(json.dumps(watcher.copy.state)) < BURDEN:
            post(author, watcher, "long " * 100)
        before, most, burdened = memory(server), 0, []
        with silent_readers(server) as threads:
            while any(thread.is_alive() for thread in threads):
                burdened.append(post(author, watcher, "burdened"))
                most = max(most, memory(server))
                time.sleep(0.05)
    assert (most - before) / SILENT < 2 * MB
    # One post may meet a moment when this machine did something else; all of them would wait for a reader.
    assert len(burdened) >= 20 and statistics.quantiles(burdened, n=10)[-1] < 0.25
