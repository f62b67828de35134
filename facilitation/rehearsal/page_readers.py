"""People who open large pages of a programme, each once a second, while others are on a board."""

from __future__ import annotations

import asyncio
import contextlib
import time
import urllib.request
from collections.abc import AsyncIterator

from facilitation.rehearsal.joining import SignIn, sign_in

#: Below the programme's own address.
PAGES = ("challenges", "assessment", "onboarding")
EVERY_SECONDS = 1.0
PATIENCE = 30.0


@contextlib.asynccontextmanager
async def reading(link: str, programme: str) -> AsyncIterator[list[float]]:
    """While entered, the coordinator behind the sign-in link reads; milliseconds that each page took.

    Raises Refusal where the link is dead, OSError where a page is not there.
    """
    signed_in = await sign_in(link)
    took: list[float] = []
    readers = [asyncio.create_task(_read(signed_in, programme, page, took)) for page in PAGES]
    try:
        yield took
    finally:
        for reader in readers:
            reader.cancel()
        ends = await asyncio.gather(*readers, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


async def _read(signed_in: SignIn, programme: str, page: str, took: list[float]) -> None:
    request = urllib.request.Request(f"{signed_in.url}/p/{programme}/{page}", headers=signed_in.headers)
    while True:
        began = time.monotonic()
        await asyncio.to_thread(_open, request)
        passed = time.monotonic() - began
        took.append(passed * 1_000)
        await asyncio.sleep(max(0.0, EVERY_SECONDS - passed))


def _open(request: urllib.request.Request) -> None:
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        answer.read()
