"""`bench --mode breakouts`: everybody in the plenary, then in small groups at once, until all are there.

Somebody has arrived when they hold their group's board. The groups are formed on the spot by the
facilitator's Next, with which the clock begins.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import AsyncExitStack
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.crowd import Crowd, Member
from facilitation.rehearsal.joining import sign_in
from facilitation.rehearsal.own_server import own_server

SIZE = 10
#: Seconds within which all have to have arrived.
ARRIVED_WITHIN = 2.0
#: How often each looks whether they were sent into a group, in seconds: figures are too high by up to that.
LOOK = 0.02
GIVEN_UP_AFTER = 30.0


async def measure(people: int, rounds: int) -> tuple[list[str], bool]:
    """The lines to print, and whether all arrived in time. Raises NoServer, Refusal or Unreachable."""
    runs: list[tuple[float, list[float]]] = []
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(own_server())
        crowd = Crowd(server.url, server.code, people, cut_every=0)
        await stack.enter_async_context(crowd)
        await crowd.come_in()
        signed_in = await sign_in(server.sign_in["facilitator"])
        auth = {"programme": crowd.programme, "session": crowd.session}
        leader = Client(signed_in.url, auth, headers=signed_in.headers)
        await stack.enter_async_context(leader)
        room = await leader.watch(f"session:{crowd.session}")
        for number in range(1, rounds + 1):
            runs.append(await _round(leader, crowd, number))
            assert room.gaps == 0, "the facilitator's frames had a gap"
    return _lines(people, runs)


async def _round(leader: Client, crowd: Crowd, number: int) -> tuple[float, list[float]]:
    """Seconds until Next was acknowledged, and until each had arrived."""
    session = {"session": crowd.session}
    steps = [{"stage": "breakouts", "minutes": 10, "grouping": {"by": "city_mix", "size": SIZE}}]
    part = {"title": f"Groups {number}", "minutes": 10, "steps": steps}
    await leader.command("block.insert", session | part)
    before = {member: member.room.mine.get("breakout") for member in crowd.members}
    began = time.perf_counter()
    waiting = [asyncio.create_task(_arrive(member, before[member], began)) for member in crowd.members]
    await leader.command("session.step", session)
    acknowledged = time.perf_counter() - began
    return acknowledged, await asyncio.gather(*waiting)


async def _arrive(member: Member, before: Any, began: float) -> float:
    while True:
        breakout = member.room.mine.get("breakout")
        if breakout is not None and breakout != before:
            break
        if time.perf_counter() - began > GIVEN_UP_AFTER:
            return GIVEN_UP_AFTER
        await asyncio.sleep(LOOK)
    row = member.room.tables["breakouts"][breakout]
    await member.client.watch(f"board:{row['board']}", GIVEN_UP_AFTER)
    return time.perf_counter() - began


def _lines(people: int, runs: list[tuple[float, list[float]]]) -> tuple[list[str], bool]:
    def row(name: str, seconds: list[float]) -> str:
        middle = statistics.median(seconds)
        return f"| {name} | {middle * 1000:.0f} | {min(seconds) * 1000:.0f}-{max(seconds) * 1000:.0f} |"

    last = [max(took) for _, took in runs]
    halves = [statistics.median(took) for _, took in runs]
    lines = [
        f"{people} people in the plenary, then in groups of {SIZE} formed on the spot; ms, median of "
        f"{len(runs)} runs.",
        "",
        "| from the facilitator's Next until | median | spread |",
        "|---|---:|---:|",
        row("it was acknowledged", [acknowledged for acknowledged, _ in runs]),
        row("half of them had arrived", halves),
        row("all of them had arrived", last),
    ]
    return lines, statistics.median(last) < ARRIVED_WITHIN
