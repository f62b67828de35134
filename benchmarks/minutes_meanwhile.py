"""What a live room feels while minutes are made: `python -m benchmarks.minutes_meanwhile [--notes 500]`.

A session of that many notes ends, its minutes are drafted, approved, and rendered in every format by the
worker; meanwhile somebody in another room posts a note every 40 ms. Prints how long an acknowledgement takes
before and meanwhile, in milliseconds, and how long draft and files took, in seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.rooms import Guest, fill
from tests.live.client import Client, client_of, join, sign_in
from tests.servers import LiveServer, live_server

EVERY_SECONDS = 0.04
QUIET_SECONDS = 8.0
MOST_SECONDS = 120.0
CLUSTERS = 30


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.minutes_meanwhile", description=__doc__)
    parser.add_argument("--notes", type=int, default=500)
    notes = parser.parse_args().notes
    with tempfile.TemporaryDirectory() as folder, live_server(Path(folder), rate_limits="off") as server:
        database = Path(folder) / "facilitation.sqlite3"
        cookie = sign_in(server, "organiser")
        here = {"programme": server.ready["programme"]}
        with client_of(server, here, Cookie=cookie, Origin=server.url) as leader:
            session = _full_session(leader, server, database, notes)
            seat = join(server)
            with client_of(server, seat) as writer:
                quiet = _acknowledged(writer, seat.board, lambda: False, QUIET_SECONDS)
                _do(leader, "session.end", session=session)
                _do(leader, "minutes.open", session=session)
                began = time.monotonic()
                drafting = _acknowledged(writer, seat.board, lambda: _is_idle(database))
                drafted = time.monotonic() - began
                [minutes] = _one(database, "SELECT id FROM minutes WHERE session_id = ?", session)
                _do(leader, "minutes.approve", minutes=minutes, words="Read and approved.")
                began = time.monotonic()
                rendering = _acknowledged(writer, seat.board, lambda: _is_idle(database))
                rendered = time.monotonic() - began
    print(f"drafted in {drafted:.1f} s, every format made in {rendered:.1f} s")
    print("| an acknowledgement, ms | notes | p50 | p95 | p99 |\n|---|---:|---:|---:|---:|")
    for what, took in (("before", quiet), ("during the draft", drafting), ("during the files", rendering)):
        cuts = statistics.quantiles(took, n=100, method="inclusive")
        print(f"| {what} | {len(took)} | {cuts[49]:.1f} | {cuts[94]:.1f} | {cuts[98]:.1f} |")


def _full_session(leader: Client, server: LiveServer, database: Path, notes: int) -> int:
    """Another session, with a board of so many notes, some of them in clusters."""
    plan = {"title": "A full session", "type": "challenge", "template": "challenges", "minutes": 90}
    session = _do(leader, "session.create", **plan)["session"]
    _do(leader, "session.start", session=session)
    [code] = _one(database, "SELECT code FROM join_codes WHERE session_id = ?", session)
    fill([Guest(server.url, code, f"Writer {city}", city) for city in ("DUB", "TRN", "WAW")], notes, CLUSTERS)
    return session


def _do(client: Client, name: str, **payload: Any) -> Any:
    answer = client.command(name, payload)
    assert answer["ok"], answer
    return answer["result"]


def _acknowledged(
    writer: Client, board: int, done: Callable[[], bool], seconds: float = MOST_SECONDS
) -> list[float]:
    """How long each note's acknowledgement took, until all is done or the time is over."""
    area = _areas(writer, board)
    took: list[float] = []
    began = time.monotonic()
    while time.monotonic() < began + seconds and not (len(took) > 25 and done()):
        start = time.perf_counter()
        _do(writer, "note.post", board=board, area=area, text=f"A note in the other room, {len(took)}.")
        took.append((time.perf_counter() - start) * 1_000)
        time.sleep(max(0.0, EVERY_SECONDS - (time.perf_counter() - start)))
    return took


def _areas(client: Client, board: int) -> int:
    return client.subscribe(f"board:{board}")["snapshot"]["areas"][0]["id"]


def _is_idle(database: Path) -> bool:
    """Whether the worker has nothing left that is due for documents."""
    query = "SELECT count(*) FROM jobs WHERE status IN ('waiting', 'running') AND kind GLOB ?"
    return not any(_one(database, query, kind)[0] for kind in ("minutes.*", "document.*"))


def _one(database: Path, query: str, value: Any) -> Any:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(query, (value,)).fetchone()


if __name__ == "__main__":
    main()
