"""Networks as phones and offices have them: relays of the tests' own between a browser and the program."""

from __future__ import annotations

import contextlib
import queue
import random
import socket
import threading
import time
from dataclasses import dataclass


class FlakyNetwork:
    """Relays `host`:`port` to the program's port. `cut` drops everything; `mend` lets it through again."""

    def __init__(self, target_port: int, host: str = "127.0.0.1") -> None:
        self._target = ("127.0.0.1", target_port)
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection and let no new one through."""
        with self._lock:
            self._is_cut = True
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._is_cut:
                    near.close()
                    continue
            try:
                far = socket.create_connection(self._target, timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                self._open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=(source, sink), daemon=True).start()

    def _relay(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
        self._forget(source)

    def _forget(self, source: socket.socket) -> None:
        """One direction has ended; the other one closes its own end."""
        with contextlib.suppress(OSError):
            source.shutdown(socket.SHUT_RD)
        with self._lock:
            self._open -= {source}
        source.close()


@dataclass(frozen=True, slots=True)
class Radio:
    """What a phone's link is like: `down` and `up` in bit/s, the rest in seconds; `loss` of 1 segments.

    A lost segment comes again after the sender's retransmission timeout, which doubles each time (RFC 6298:
    the round trip and four times its variation, in practice at least 200 ms). What was sent after it waits
    for it, since TCP gives bytes in their order.
    """

    down: float
    up: float
    round_trip: float
    loss: float
    retransmission: float


REGULAR_3G = Radio(down=1.6e6, up=750e3, round_trip=0.150, loss=0.02, retransmission=0.300)
"""Chromium's own "Fast 3G" figures, with one segment of fifty lost."""

_SEGMENT = 1_448


class Link:
    """One direction of a phone's link, shared by its connections. Knows when segments arrive."""

    def __init__(self, radio: Radio, rate: float, seed: int) -> None:
        self._radio, self._rate = radio, rate
        self._chance = random.Random(seed)
        self._free = 0.0
        self._lock = threading.Lock()
        self.segments = self.lost = 0

    def arrival(self, size: int, not_before: float) -> float:
        """When a segment sent now is there, after all that was sent before it on its connection."""
        with self._lock:
            self._free = max(self._free, time.monotonic()) + size * 8 / self._rate
            arrives = self._free + self._radio.round_trip / 2
            self.segments += 1
            again = self._radio.retransmission
            while self._chance.random() < self._radio.loss:
                self.lost += 1
                arrives += again
                again *= 2
        return max(arrives, not_before)


class SlowNetwork(FlakyNetwork):
    """A phone's network: everything takes its time and some of it is lost on the way. Can be cut, too."""

    def __init__(self, target_port: int, radio: Radio = REGULAR_3G, seed: int = 1) -> None:
        self.up = Link(radio, radio.up, seed)
        self.down = Link(radio, radio.down, seed + 1)
        super().__init__(target_port)

    def _relay(self, source: socket.socket, sink: socket.socket) -> None:
        link = self.up if source.getsockname()[1] == self.port else self.down
        under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        threading.Thread(target=self._deliver, args=(under_way, sink), daemon=True).start()
        last = 0.0
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                for start in range(0, len(data), _SEGMENT):
                    segment = data[start : start + _SEGMENT]
                    last = link.arrival(len(segment), last)
                    under_way.put((last, segment))
        under_way.put((last, b""))
        self._forget(source)

    def _deliver(self, under_way: queue.SimpleQueue[tuple[float, bytes]], sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                at, segment = under_way.get()
                time.sleep(max(0.0, at - time.monotonic()))
                if not segment:
                    break
                sink.sendall(segment)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


class Office(FlakyNetwork):
    """A proxy through which no WebSocket comes: it refuses the upgrade, or (`holds`) never answers it."""

    def __init__(self, target_port: int, host: str, *, holds: bool = False) -> None:
        self._holds = holds
        self.upgrades: list[str] = []
        """The paths of the upgrades that were asked for."""
        super().__init__(target_port, host)

    def _relay(self, source: socket.socket, sink: socket.socket) -> None:
        # Browsers ask for an upgrade on a connection of its own: its first request tells.
        if source.getsockname()[1] == self.port:
            head = b""
            with contextlib.suppress(OSError):
                while b"\r\n\r\n" not in head and (data := source.recv(65_536)):
                    head += data
            path = head.partition(b" ")[2].partition(b" ")[0].decode()
            if b"upgrade: websocket" in head.lower():
                self._upgrade(path, source)
                return
            with contextlib.suppress(OSError):
                sink.sendall(head)
        super()._relay(source, sink)

    def _upgrade(self, path: str, source: socket.socket) -> None:
        self.upgrades.append(path)
        with contextlib.suppress(OSError):
            if self._holds:
                source.recv(1)  # until the browser gives up
            else:
                source.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self._forget(source)
