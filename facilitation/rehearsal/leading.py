"""A simulated facilitator who presses nothing but Next: through every step of a session to its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.outbox import Refusal
from facilitation.rehearsal.views import View

SHORTEST = 1.0
"""No step is over sooner, in seconds: somebody has to see it."""
LOOK = 0.05
SEEN_SECONDS = 20.0
STEPS_MOST = 500

#: Told of each step as it begins: (the step, how many steps the session has).
Told = Callable[["StepGone", int], None]
#: Awaited before somebody presses Next.
Settled = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class StepGone:
    """A step that a session went through: its part's title, its stage ("" in a part without steps)."""

    title: str
    stage: str
    method: str


class StoodStill(Exception):
    """A session did not come to its end by Next alone."""


def places(room: View) -> Iterator[tuple[dict[str, Any], int, dict[str, Any] | None]]:
    """Every step of a session as planned: its block, its number there, and the step (None without steps)."""
    blocks = sorted(room.tables["blocks"].values(), key=lambda block: (block["position"], block["id"]))
    for block in blocks:
        if not block["steps"]:
            yield block, 0, None
        for number, step in enumerate(block["steps"]):
            yield block, number, step


async def lead(leader: Client, room: View, seconds: float, told: Told, settled: Settled) -> None:
    """Open the session, press Next whenever everybody is ready or a step's time is over, and end it.

    Steps last as planned, on the scale on which the whole takes about so many `seconds`, and are over when
    all are ready. Raises StoodStill, Refusal, Unreachable or TimeoutError.
    """
    session = room.values["session"]["id"]
    scale = seconds / max(1, sum(_minutes(block, step) for block, _, step in places(room)))
    await leader.command("session.start", {"session": session})
    await _seen(room, lambda: room.values["session"]["status"] == "running")
    steps = 0
    while True:
        at = here(room)
        block = room.tables["blocks"].get(at["block"])
        if block is None:
            raise StoodStill("the session has no parts")
        step = block["steps"][at["step"]] if block["steps"] else None
        stage = step["stage"] if step else ""
        told(StepGone(block["title"], stage, block["method"]), sum(1 for _ in places(room)))
        steps += 1
        await _all_ready(room, max(SHORTEST, scale * _minutes(block, step)))
        await settled()
        try:
            now = await leader.command("step.next", {"session": session, "from": at})
        except Refusal as refusal:
            if refusal.code != "conflict" or here(room) != at:
                raise
            break  # it was the last one
        await _seen(room, partial(_is_at, room, now))
        if steps > STEPS_MOST:
            raise StoodStill(f"after {steps} steps it is still at “{block['title']}”")
    await leader.command("session.end", {"session": session})
    await _seen(room, lambda: room.values["session"]["status"] == "ended")


def here(room: View) -> dict[str, Any]:
    """Where a session is, as `step.next` wants to hear it."""
    return {"block": room.values["session"]["step"], "step": room.values["session"]["step_index"]}


def _is_at(room: View, place: dict[str, Any]) -> bool:
    return here(room) == place


def _minutes(block: dict[str, Any], step: dict[str, Any] | None) -> int:
    if step is not None and step["minutes"]:
        return step["minutes"]
    return max(1, block["minutes"] // max(1, len(block["steps"])))


async def _all_ready(room: View, seconds: float) -> None:
    began = time.monotonic()
    while (waited := time.monotonic() - began) < seconds:
        ready = room.values["ready"]
        if waited >= SHORTEST and ready["count"] >= ready["of"]:
            return
        await asyncio.sleep(LOOK)


async def _seen(room: View, true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SEEN_SECONDS):
        while not true():
            await asyncio.sleep(LOOK)
