"""One connection to the live server: saying who one is, asking with an acknowledgement, hearing events."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from facilitation.rehearsal import packets
from facilitation.rehearsal.outbox import Refusal

NAMING_SECONDS = 10.0
"""How long the server may take to answer before it has said how often it lets hear of itself."""
LARGEST = 64 * 1024 * 1024

Answer = Callable[[dict[str, Any]], None]
#: What every connection error is one of; ValueError is a server that speaks something else.
LOST = (OSError, WebSocketException, TimeoutError, ValueError)


class Line:
    """A connection that is named. Nothing here waits but `listen`: what is said goes out in its order."""

    def __init__(self, socket: ClientConnection, silence: float) -> None:
        self._socket, self._silence = socket, silence
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()
        self._awaited: dict[int, Answer] = {}
        self._numbers = 0

    def call(self, name: str, data: dict[str, Any], take: Answer) -> None:
        """Send an event; `take` gets what it is acknowledged with, if that comes over this line."""
        self._numbers += 1
        self._awaited[self._numbers] = take
        self._outgoing.put_nowait(packets.event(name, data, self._numbers))

    def say(self, name: str, data: dict[str, Any]) -> None:
        """Send an event that nobody acknowledges."""
        self._outgoing.put_nowait(packets.event(name, data))

    def abort(self) -> None:
        """End it as a lost network does, without a word."""
        self._socket.transport.abort()

    async def listen(self, hear: Callable[..., None]) -> None:
        """Give events to `hear` until the server ends the connection. Raises one of LOST."""
        writer = asyncio.create_task(self._write())
        try:
            while True:
                packet = await _next(self._socket, self._silence)
                if packet.kind == packets.PING:
                    self._outgoing.put_nowait(packets.PONG)
                elif packet.kind == packets.ACK:
                    take = self._awaited.pop(packet.number or 0, None)
                    if take is not None:
                        take(packet.data[0])
                elif packet.kind == packets.EVENT:
                    hear(*packet.data)
                elif packet.kind in (packets.DISCONNECTED, packets.CLOSE):
                    return
        finally:
            writer.cancel()

    async def _write(self) -> None:
        # A connection that breaks here breaks for `listen` too, which says so.
        with contextlib.suppress(*LOST):
            while True:
                await self._socket.send(await self._outgoing.get())


@contextlib.asynccontextmanager
async def opened(address: str, auth: dict[str, Any], headers: dict[str, str]) -> AsyncIterator[Line]:
    """A named connection. Raises one of LOST, or Refusal when the server does not let this seat in."""
    async with connect(
        address,
        additional_headers=headers,
        compression=None,
        proxy=None,
        open_timeout=NAMING_SECONDS,
        close_timeout=1,
        ping_interval=None,
        max_size=LARGEST,
    ) as socket:
        yield Line(socket, await _introduce(socket, auth))


async def _introduce(socket: ClientConnection, auth: dict[str, Any]) -> float:
    """Say who one is; how many seconds of silence will mean that the server is gone."""
    silence = NAMING_SECONDS
    while True:
        packet = await _next(socket, silence)
        if packet.kind == packets.OPEN:
            silence = (packet.data["pingInterval"] + packet.data["pingTimeout"]) / 1000
            await socket.send(packets.connect(auth))
        elif packet.kind == packets.CONNECTED:
            return silence
        elif packet.kind == packets.REFUSED:
            raise Refusal({"code": "not_allowed", "message": (packet.data or {}).get("message", "")})
        elif packet.kind == packets.PING:
            await socket.send(packets.PONG)
        else:
            raise ValueError(f"unexpected: {packet.kind}")


async def _next(socket: ClientConnection, seconds: float) -> packets.Packet:
    async with asyncio.timeout(seconds):
        message = await socket.recv()
    if not isinstance(message, str):
        raise ValueError("the protocol is text only")
    return packets.read(message)
