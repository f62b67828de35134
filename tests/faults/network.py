"""A network that fails as networks do: a TCP relay of the tests' own in front of the program."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

#: The two ways that bytes go.
OUT, BACK = "out", "back"


class Network:
    """Relays a port of its own (`url`) to the program at `target`.

    `delay` holds up everything by so many seconds. `stall` keeps what goes one way, `lose` swallows it.
    `cut` ends every connection and lets nobody through. `mend` undoes all three; a connection of which
    something was swallowed ends there: its stream has a hole.
    """

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self.delay = 0.0
        self._passing = {OUT: asyncio.Event(), BACK: asyncio.Event()}
        self._losing: set[str] = set()
        self._is_cut = False
        self._open: set[asyncio.StreamWriter] = set()
        self._holed: set[asyncio.StreamWriter] = set()
        self.swallowed = 0
        """Bytes that never arrived."""
        self.mend()

    async def __aenter__(self) -> Network:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()

    def stall(self, way: str) -> None:
        self._passing[way].clear()

    def lose(self, way: str) -> None:
        self._losing.add(way)

    def cut(self) -> None:
        self._is_cut = True
        self._abort(self._open)

    def mend(self) -> None:
        self._is_cut = False
        self._losing.clear()
        for passing in self._passing.values():
            passing.set()
        self._abort(self._holed)

    def _abort(self, writers: set[asyncio.StreamWriter]) -> None:
        for writer in list(writers):
            writer.transport.abort()
        writers.clear()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(self._target.hostname, self._target.port)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._open |= both
        ways = [
            asyncio.create_task(self._relay(OUT, reader, far_writer, both)),
            asyncio.create_task(self._relay(BACK, far_reader, writer, both)),
        ]
        # Whichever side ends ends both, as a relay between two machines would.
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for task in ways:
            task.cancel()
        self._open -= both
        self._abort(both)

    async def _relay(
        self,
        way: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        both: set[asyncio.StreamWriter],
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._passing[way].wait()
                if way in self._losing or writer in self._holed:
                    self._holed |= both
                    self.swallowed += len(data)
                    continue
                writer.write(data)
                await writer.drain()
