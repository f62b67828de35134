"""Simulated people who follow a human facilitator: they do what each stage asks for, and leave with it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from facilitation.rehearsal.company import Company
from facilitation.rehearsal.people import CITIES, cast
from tests.live.client import Client, ask, client_of, sign_in
from tests.servers import ROOT, LiveServer, live_server


def _until(true: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"no {what} within {seconds:.0f} s"
        time.sleep(0.3)


def _session(client: Client, session: int) -> dict:
    return client.subscribe(f"session:{session}")["snapshot"]


def _guests(client: Client, session: int) -> list[dict]:
    return [person for person in _session(client, session)["people"] if person["role"] == "guest"]


def _board(client: Client, board: int) -> dict:
    return client.subscribe(f"board:{board}")["snapshot"]


def _programme(server: LiveServer) -> str:
    answer = ask(f"{server.url}/api/v1/join", {"code": server.ready["join_code"], "name": "X", "city": "DUB"})
    return answer.json()["programme"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("company"), rate_limits="off") as running:
        yield running


@contextlib.contextmanager
def _facilitator(server: LiveServer) -> Iterator[Client]:
    auth = {"programme": _programme(server)}
    with client_of(server, auth, Cookie=sign_in(server, "facilitator"), Origin=server.url) as lead:
        yield lead


def test_they_do_what_each_stage_asks_for(server: LiveServer) -> None:
    with _facilitator(server) as lead, ThreadPoolExecutor(1) as pool:
        planned = {"title": "Followed", "type": "challenge", "template": "challenges_private"}
        session = lead.command("session.create", planned)["result"]["session"]
        lead.command("session.start", {"session": session})
        board = _session(lead, session)["session"]["board"]
        company = Company(server.url, _code(server, session), pace=0.4, cut_every=5.0)
        following = pool.submit(asyncio.run, company.follow(cast(9)))
        _until(lambda: len(_guests(lead, session)) >= 9, "arrivals")
        people = _guests(lead, session)
        assert {one["city"] for one in people} == set(CITIES)
        assert all(one["simulated"] for one in people)
        _until(lambda: len(_board(lead, board)["notes"]) >= 6, "notes")
        hidden = _board(lead, board)
        assert all(note["text"] is None for note in hidden["notes"])
        assert hidden["clusters"] == []
        lead.command("board.stage", {"board": board, "stage": "cluster"})
        _until(lambda: len(_board(lead, board)["clusters"]) >= 1, "clusters")
        lead.command("board.stage", {"board": board, "stage": "vote"})
        _until(lambda: _board(lead, board)["votes"]["cast"] >= 3, "votes")
        _until(lambda: _session(lead, session)["ready"]["count"] >= 1, "ready marks")
        lead.command("session.end", {"session": session})
        following.result(20.0)  # they leave when it is over


def test_a_rehearsal_brings_them_and_takes_them_away(server: LiveServer) -> None:
    """Opened by a command; the worker's people come in, all marked, and go when it is removed."""
    with _facilitator(server) as lead:
        opened = lead.command("rehearsal.open", {"session": server.ready["session"], "people": 3})
        session = opened["result"]["session"]
        _until(lambda: len(_guests(lead, session)) >= 3, "arrivals")
        assert all(one["simulated"] for one in _guests(lead, session))
        assert _company(session_code := _code(server, session)), session_code
        lead.command("rehearsal.remove", {"session": session})
        _until(lambda: not _company(session_code), "leaving", 20.0)


def _code(server: LiveServer, session: int) -> str:
    address = f"{server.url}/p/{_programme(server)}/sessions/{session}"
    page = ask(address, Cookie=sign_in(server, "facilitator"))
    return re.search(rb'join-code">([^<]+)<', page.body)[1].decode().replace("-", "")


def _company(code: str) -> bool:
    """Whether the simulated people's process of that code runs."""
    # -ww: otherwise a line may end after 80 characters, and a long path hides the code.
    listed = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return any("facilitation.rehearsal.company" in line and code in line for line in listed.splitlines())


def test_they_leave_with_whoever_started_them(server: LiveServer) -> None:
    command = [sys.executable, "-m", "facilitation.rehearsal.company", "--url", server.url]
    command += ["--code", server.ready["join_code"], "--people", "2", "--minutes", "5"]
    company = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    try:
        time.sleep(2.0)
        assert company.poll() is None
        company.stdin.close()
        assert company.wait(15) == 0, company.stderr.read()
    finally:
        company.kill()
        company.wait()
        company.stderr.close()


def test_people_of_other_cities_than_ours() -> None:
    people = cast(6, ["OSL", "DUB"])
    assert [person.city for person in people] == ["OSL", "DUB"] * 3
    assert len({person.name for person in people}) == 6
