"""A rehearsal under load: a crowd on one board; says what it took, and whether the machine carried them."""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.crowd import Crowd
from facilitation.rehearsal.joining import sign_in
from facilitation.rehearsal.machine import Gauge, Neighbours
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.own_server import own_server
from facilitation.rehearsal.progress import Progress
from facilitation.rehearsal.report import Report

#: When the facilitator, where there is one, opens the vote and closes it, as shares of the time.
VOTE_AT, DISCUSS_AT = 0.75, 0.95


@dataclass(frozen=True, slots=True)
class _Door:
    """Where they go in, and what is known of the place."""

    url: str
    code: str
    link: str | None
    live: int | None


async def rehearse_load(options: argparse.Namespace) -> Report:
    """Let a crowd rehearse as the command line's options say; what was found.

    Raises NoServer, Refusal, Unreachable or OSError.
    """
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
