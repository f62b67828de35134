"""Documents as readers find them on pages: a session's minutes and plans, and agendas that are drafted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from facilitation.play.door import Door

MINUTES = "Minutes"
DRAFTING_SECONDS, LOOK = 120.0, 0.5
_DOCUMENT = re.compile(r"/documents/(\d+)/md")
_ITEM = re.compile(r'<h3><a href="[^"]*/documents/(\d+)">([^<]*)')


async def documents_of(door: Door, session: int, *, plans: bool = False) -> list[int]:
    """The minutes that a session's page offers, the latest first; or its transfer plans."""
    shown = _ITEM.findall(await door.read(f"sessions/{session}"))
    return [int(number) for number, kind in shown if (kind.strip() == MINUTES) != plans]


async def drafted(door: Door, command: str, payload: Mapping[str, Any]) -> int:
    """Ask for a document about the programme, and wait for it: its number. Raises TimeoutError."""
    before = set(_DOCUMENT.findall(await door.read("documents")))
    async with door.client() as client:
        await client.command(command, dict(payload))
    async with asyncio.timeout(DRAFTING_SECONDS):
        while True:
            new = [one for one in _DOCUMENT.findall(await door.read("documents")) if one not in before]
            if new:
                return int(new[0])
            await asyncio.sleep(LOOK)
