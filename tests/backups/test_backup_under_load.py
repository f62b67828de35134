"""A backup while fifty people write holds what was acknowledged before it, and nothing by halves."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from facilitation.rehearsal.crowd import Crowd
from tests.faults.load import Ledger, Load
from tests.servers import ROOT, LiveServer, live_server

PEOPLE = 50


def run(*arguments: object) -> str:
    """One of run.py's commands, as its users call it; what it printed."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("FACILITATION_")}
    command = [sys.executable, str(ROOT / "run.py"), *map(str, arguments)]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def back_up_while_people_write(
    server: LiveServer, arguments: tuple, target: Path
) -> tuple[Load, set[str]]:
    """The load, and the operations that were acknowledged when the backup began."""
    async with Crowd(server.url, server.ready["join_code"], PEOPLE, cut_every=0) as crowd:
        await crowd.come_in()
        # About 40 deeds a second altogether.
        load = Load(crowd, pace=PEOPLE / 40)
        async with load.running():
            await asyncio.sleep(1.5)
            before = {one.id for _, one in load.asked if one.done.done() and not one.done.exception()}
            made = await asyncio.to_thread(run, "backup", target, *arguments)
            assert "and the secret" in made
            await asyncio.sleep(1.0)
        outcome = await crowd.settle()
        assert (outcome.unanswered, outcome.lost, outcome.doubled, outcome.differing) == (0, 0, 0, 0)
        return load, before


def test_what_was_acknowledged_is_restored(tmp_path: Path) -> None:
    old, new, target = tmp_path / "old", tmp_path / "new", tmp_path / "backup"
    old.mkdir()
    database, copy = old / "facilitation.sqlite3", new / "facilitation.sqlite3"
    upload = old / "instance" / "uploads" / "plan.bin"
    with live_server(old, rate_limits="off") as server:
        upload.parent.mkdir(parents=True, exist_ok=True)
        upload.write_bytes(os.urandom(100_000))
        links = {who: urlsplit(link).path for who, link in server.ready["sign_in"].items()}
        code = server.ready["join_code"]
        ledger = Ledger(f"sqlite:///{database}")
        arguments = ("--database", database, "--instance", old / "instance")
        load, before = asyncio.run(back_up_while_people_write(server, arguments, target))
        acknowledged = load.acknowledged()
    said = run("restore", target, "--database", copy, "--instance", new / "instance")
    assert " 0 different " in said
    url = f"sqlite:///{copy}"
    restored = ledger.operations_in(url)
    assert len(before) > PEOPLE and before <= restored <= acknowledged.keys()
    assert restored != acknowledged.keys(), "people wrote on while it was made"
    # Each of them with its rows, and no row of any other.
    ledger.check({one: acknowledged[one] for one in restored}, url)
    again = new / "instance" / "uploads" / "plan.bin"
    assert again.read_bytes() == upload.read_bytes()
    assert (new / "facilitation.sqlite3.secret").read_bytes() == (
        old / "facilitation.sqlite3.secret"
    ).read_bytes()
    with live_server(new, database=str(copy)) as server:
        assert server.ready["join_code"] == code
        assert {who: urlsplit(link).path for who, link in server.ready["sign_in"].items()} == links
