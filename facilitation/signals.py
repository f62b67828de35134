"""Waiting that a signal ends at once: SIGINT, SIGTERM and SIGHUP ask to stop, SIGCHLD only wakes.

A handler alone would not do: both select and an engine's loop go on waiting after a handler has run.
Built on select.select, so that under an engine it lets others run.
"""

import contextlib
import select
import signal
import socket
from typing import Any

STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """While entered, signals become bytes in a socket pair that `wait` watches; only in the main thread."""

    def __init__(self) -> None:
        self.stopping = 0
        """How often stopping has been asked for."""

    def __enter__(self) -> "Signals":
        self._receiver, self._sender = socket.socketpair()
        self._receiver.setblocking(False)
        self._sender.setblocking(False)
        # Whoever starts us with a signal ignored (nohup, a script's background job) keeps that.
        numbers = [number for number in STOP if signal.getsignal(number) != signal.SIG_IGN]
        self._earlier = {number: signal.signal(number, _noted) for number in [*numbers, signal.SIGCHLD]}
        self._earlier_descriptor = signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._earlier_descriptor)
        for number, handler in self._earlier.items():
            signal.signal(number, handler)
        self._receiver.close()
        self._sender.close()

    def wait(self, seconds: float) -> int:
        """Wait until a signal comes or the time is over; returns how often stopping has been asked for."""
        with contextlib.suppress(BlockingIOError):
            if select.select([self._receiver], [], [], seconds)[0]:
                self.stopping += sum(number in STOP for number in self._receiver.recv(4096))
        return self.stopping

    def wait_for_stop(self) -> None:
        """Wait until stopping is asked for."""
        while not self.wait(3600.0):
            pass


def _noted(number: int, frame: Any) -> None:
    """The socket has it already."""
