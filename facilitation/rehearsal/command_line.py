"""`rehearse`: simulated people hold a session; says what it took, and whether the machine carried them."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.crowd import Crowd
from facilitation.rehearsal.joining import sign_in
from facilitation.rehearsal.machine import Gauge, Neighbours
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.own_server import NoServer, own_server
from facilitation.rehearsal.people import LANGUAGES
from facilitation.rehearsal.progress import Progress
from facilitation.rehearsal.report import Report

SOUND, UNSOUND, INTERRUPTED = 0, 1, 130
PEOPLE_LIMIT = 1_000
#: When the facilitator, where there is one, opens the vote and closes it, as shares of the time.
VOTE_AT, DISCUSS_AT = 0.75, 0.95


def main(argv: Sequence[str]) -> int:
    """Rehearse; the exit status: 0 when nothing was lost or doubled, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="rehearse", description=__doc__)
    parser.add_argument("--people", type=_people, default=60, help="how many take part (60)")
    parser.add_argument("--minutes", type=_minutes, default=2.0, help="for how long (2)")
    parser.add_argument("--url", help="a running program; without it one is started and ended again")
    parser.add_argument("--code", help="the join code of a session there")
    parser.add_argument("--lead", metavar="LINK", help="a facilitator's sign-in link: opens the vote there")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="what they write in (en)")
    options = parser.parse_args(argv)
    if (options.url is None) != (options.code is None):
        parser.error("--url and --code belong together: whose door, and with which code?")
    try:
        report = asyncio.run(_rehearse(options))
    except (NoServer, Refusal, Unreachable, OSError) as error:
        print(f"rehearse: {error}", file=sys.stderr)
        return UNSOUND
    except KeyboardInterrupt:
        print("rehearse: stopped.", file=sys.stderr)
        return INTERRUPTED
    print("\n".join(["", *report.lines(), "", report.verdict()]))
    return SOUND if report.sound else UNSOUND


@dataclass(frozen=True, slots=True)
class _Door:
    """Where they go in, and what is known of the place."""

    url: str
    code: str
    link: str | None
    live: int | None


async def _rehearse(options: argparse.Namespace) -> Report:
    """Raises NoServer, Refusal, Unreachable or OSError."""
    progress = Progress()
    async with AsyncExitStack() as stack:
        stack.callback(progress.end)
        if options.url is None:
            progress.show("Starting", 0.0, "a program of its own")
            own = await stack.enter_async_context(own_server())
            door = _Door(own.url, own.code, own.sign_in["facilitator"], own.live)
        else:
            door = _Door(options.url, options.code, options.lead, None)
        crowd = Crowd(door.url, door.code, options.people, options.language)
        await stack.enter_async_context(crowd)
        await crowd.come_in(
            lambda there: progress.show("Joining", there / options.people, f"{there} of {options.people}")
        )
        leader = None
        if door.link is not None:
            leader = await stack.enter_async_context(await _leader(door.link, crowd))
        return await _measure(options, crowd, leader, door.live, progress)


async def _leader(link: str, crowd: Crowd) -> Client:
    """The facilitator, by the cookie that a browser would have."""
    signed_in = await sign_in(link)
    auth = {"programme": crowd.programme, "session": crowd.session}
    return Client(signed_in.url, auth, headers=signed_in.headers)


async def _measure(
    options: argparse.Namespace, crowd: Crowd, leader: Client | None, live: int | None, progress: Progress
) -> Report:
    seconds = options.minutes * 60
    server = Gauge([live]) if live is not None else None
    driver, everything = Gauge([os.getpid()]), Neighbours()
    watching = asyncio.create_task(_watch(crowd, seconds, [driver, *([server] if server else [])], progress))
    leading = asyncio.create_task(_lead(leader, crowd, seconds)) if leader else None
    try:
        await crowd.rehearse(seconds)
        led = await leading if leading else False
    finally:
        watching.cancel()
        if leading:
            leading.cancel()
    machine = everything.cpu
    progress.show("Comparing", 1.0, "what everybody sees with what the server has")
    outcome = await crowd.settle()
    return Report(options.people, seconds, crowd.counts, outcome, server, driver, machine, led)


async def _watch(crowd: Crowd, seconds: float, gauges: list[Gauge], progress: Progress) -> None:
    began = time.monotonic()
    while True:
        for gauge in gauges:
            gauge.read()
        counts = crowd.counts
        there = sum(member.client.online for member in crowd.members)
        detail = f"{there} online, {counts.posts} posts, {counts.acknowledged} acknowledged"
        progress.show("Rehearsing", (time.monotonic() - began) / seconds, detail)
        await asyncio.sleep(1.0)


async def _lead(leader: Client, crowd: Crowd, seconds: float) -> bool:
    """Open the vote, and close it; whether it could be done."""
    board = crowd.members[0].board
    number = int(board.subject.partition(":")[2])
    with suppress(Refusal, Unreachable, TimeoutError):
        await asyncio.sleep(VOTE_AT * seconds)
        await leader.command("board.stage", {"board": number, "stage": "vote"})
        await asyncio.sleep((DISCUSS_AT - VOTE_AT) * seconds)
        await leader.command("board.stage", {"board": number, "stage": "discuss"})
        return True
    return False


def _people(text: str) -> int:
    number = int(text)
    if not 1 <= number <= PEOPLE_LIMIT:
        raise argparse.ArgumentTypeError(f"between 1 and {PEOPLE_LIMIT} people can rehearse")
    return number


def _minutes(text: str) -> float:
    value = float(text)
    if not 0 < value <= 240:
        raise argparse.ArgumentTypeError(f"{text} is no number of minutes up to 240")
    return value
