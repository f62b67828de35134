"""The named sockets of this process: who sits at each, how many of one seat and address, and how to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from facilitation.live.transport import Transports, WebSocket, text_frame
from facilitation.store.viewers import Standing

Key = TypeVar("Key")


@dataclass(slots=True)
class Connection:
    """A named socket. `standing` is that of its seat when it connected."""

    sid: str
    eio_sid: str
    seat: int
    standing: Standing
    locale: str
    address: str
    eio_socket: Any = None
    websocket: WebSocket | None = None


class Connections:
    """All of them, by Socket.IO's and by Engine.IO's session id."""

    def __init__(self, transports: Transports) -> None:
        self._transports = transports
        self._by_sid: dict[str, Connection] = {}
        self._by_eio_sid: dict[str, Connection] = {}
        self.per_seat: Counter[int] = Counter()
        self.per_address: Counter[str] = Counter()

    def install(self, eio: Any) -> None:
        """Write past this Engine.IO server's queues from now on."""
        self._eio = eio

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._by_sid.values()))

    def __len__(self) -> int:
        return len(self._by_sid)

    def add(self, connection: Connection) -> None:
        self._by_sid[connection.sid] = self._by_eio_sid[connection.eio_sid] = connection
        self.per_seat[connection.seat] += 1
        self.per_address[connection.address] += 1

    def remove(self, sid: str) -> Connection | None:
        """Forget a connection; which it was, if it was one."""
        connection = self._by_sid.pop(sid, None)
        if connection is None:
            return None
        del self._by_eio_sid[connection.eio_sid]
        _count_off(self.per_seat, connection.seat)
        _count_off(self.per_address, connection.address)
        return connection

    def by_sid(self, sid: str) -> Connection | None:
        """The connection of that Socket.IO session."""
        return self._by_sid.get(sid)

    def of(self, eio_sid: str) -> Connection | None:
        """The named connection on that Engine.IO session."""
        return self._by_eio_sid.get(eio_sid)

    def deliver(self, sid: str, packet: bytes, frame: bytes) -> None:
        """Put a prebuilt packet on a connection's way: past Engine.IO's queue when nothing waits there."""
        connection = self._by_sid.get(sid)
        if connection is None:
            return
        websocket = connection.websocket or self._websocket_of(connection)
        if websocket is not None and connection.eio_socket.queue.empty():
            websocket.write(frame)
        else:
            self._eio.send(connection.eio_sid, packet[1:].decode())

    def _websocket_of(self, connection: Connection) -> WebSocket | None:
        """Its WebSocket once Engine.IO has gone over to it; kept, since it never goes back."""
        eio_socket = self._eio.sockets.get(connection.eio_sid)
        if eio_socket is None or not eio_socket.upgraded:
            return None
        connection.eio_socket = eio_socket
        connection.websocket = self._transports.of(connection.eio_sid)
        return connection.websocket

    def send(self, sid: str, packet: bytes) -> None:
        """Send a packet to this connection alone."""
        self.deliver(sid, packet, text_frame(packet))


def _count_off(counter: Counter[Key], key: Key) -> None:
    """One less; what nobody counts for any more is forgotten."""
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
