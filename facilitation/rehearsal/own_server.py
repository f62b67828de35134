"""A server of the rehearsal's own: the program on a temporary database and a free port, ended afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

RUN = Path(__file__).resolve().parents[2] / "run.py"
START_SECONDS, STOP_SECONDS = 120.0, 20.0
#: Settings that change what is measured stay; the others belong to the server that people use.
_KEPT = ("FACILITATION_ENGINE", "FACILITATION_DURABILITY", "FACILITATION_RATE_LIMITS")


class NoServer(Exception):
    """It did not start; the text says why."""


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A running program."""

    url: str
    programme: str
    """Its slug; "" where the program began empty."""
    code: str
    sign_in: dict[str, str]
    """By role a sign-in link."""
    live: int
    """The process number of its live process."""


@contextlib.asynccontextmanager
async def own_server(
    fill: Callable[[Path], Awaitable[None]] | None = None, *, empty: bool = False
) -> AsyncIterator[OwnServer]:
    """The program with its demo or `empty`, on a database that `fill` has made where it is given.

    Raises NoServer.
    """
    with tempfile.TemporaryDirectory(prefix="facilitation-rehearsal-") as name:
        folder = Path(name)
        ready, log = folder / "ready.json", folder / "run.log"
        command = [sys.executable, str(RUN), "--port", "0", "--ready-file", str(ready)]
        database = folder / "rehearsal.sqlite3"
        command += ["--database", str(database)]
        if empty:
            command.append("--empty")
        if fill:
            await fill(database)
        environ = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("FACILITATION_") or key in _KEPT
        }
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environ,
                # Ctrl-C reaches the rehearsal, which then ends the server in good order.
                start_new_session=True,
            )
        try:
            await _until_ready(process, ready, log)
            facts = json.loads(ready.read_text())
            programme, code = facts.get("programme", ""), facts.get("join_code", "")
            yield OwnServer(facts["url"], programme, code, facts["sign_in"], facts["pids"]["live"])
        finally:
            _end(process)


async def _until_ready(process: subprocess.Popen, ready: Path, log: Path) -> None:
    end = asyncio.get_running_loop().time() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None or asyncio.get_running_loop().time() > end:
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise NoServer(f"the program did not start: {' '.join(last) or 'it said nothing'}")
        await asyncio.sleep(0.1)


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
