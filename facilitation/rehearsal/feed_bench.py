"""`bench --mode feeds`: how fast a calendar feed of 1,000 sessions is served, unchanged, and made anew."""

from __future__ import annotations

import asyncio
import http.client
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from facilitation.rehearsal.own_server import NoServer, own_server

ROOT = Path(__file__).resolve().parents[2]
SESSIONS, TIMES = 1_000, 200
#: Milliseconds that the median may take (issue: under 20 for the bytes, under 5 for "not modified").
STORED_MOST, UNCHANGED_MOST = 20.0, 5.0


async def measure() -> tuple[list[str], bool]:
    """The lines to print, and whether the feed is as fast as it has to be. Raises NoServer."""
    path = ""

    async def fill(database: Path) -> None:
        nonlocal path
        command = [sys.executable, "-m", "benchmarks.feeds", "--fill", str(database)]
        command += ["--sessions", str(SESSIONS)]
        made = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        output, _ = await made.communicate()
        if made.returncode != 0:
            raise NoServer("the programme of 1,000 sessions could not be made; the reason stands above")
        path = output.decode().split()[-1]

    async with own_server(fill) as server:
        return await asyncio.to_thread(_measured, server.url, path)


def _measured(url: str, path: str) -> tuple[list[str], bool]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def ask(method: str = "GET", **headers: str) -> tuple[float, int, str, int]:
        """Milliseconds, status, ETag and length of the body."""
        began = time.perf_counter()
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1_000
        return took, answer.status, answer.headers["ETag"], len(body)

    first, status, tag, length = ask()
    assert status == 200, f"the feed answers {status}"
    stored = [ask() for _ in range(TIMES)]
    unchanged = [ask(**{"If-None-Match": f'"other", W/{tag}'}) for _ in range(TIMES)]
    heads = [ask("HEAD") for _ in range(TIMES)]
    assert {one[1:] for one in stored} == {(200, tag, length)}
    assert {one[1:] for one in unchanged} == {(304, tag, 0)}
    assert {one[1:] for one in heads} == {(200, tag, 0)}
    lines = [
        f"A feed of {SESSIONS} sessions, {length / 1_000:.0f} KB; milliseconds of {TIMES} requests each.",
        "",
        "| asked for | median | 95th percentile |",
        "|---|---:|---:|",
        _row("stored bytes", stored),
        _row("unchanged (304)", unchanged),
        _row("head", heads),
        f"| the first time (made at once by the reader, or ready from the worker) | {first:.0f} | |",
    ]
    fast = _median(stored) < STORED_MOST and _median(unchanged) < UNCHANGED_MOST
    return lines, fast


def _row(name: str, asked: list[tuple[float, int, str, int]]) -> str:
    slow = statistics.quantiles([one[0] for one in asked], n=20)[-1]
    return f"| {name} | {_median(asked):.1f} | {slow:.1f} |"


def _median(asked: list[tuple[float, int, str, int]]) -> float:
    return statistics.median(one[0] for one in asked)
