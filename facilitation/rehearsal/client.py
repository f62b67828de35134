"""A lean client of the live protocol: connects, subscribes, asks, and comes back after every cut."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from typing import Any

from facilitation.rehearsal.counts import Counts
from facilitation.rehearsal.line import LOST, Line, opened
from facilitation.rehearsal.outbox import Operation, Outbox, Refusal, Unreachable
from facilitation.rehearsal.views import View

log = logging.getLogger(__name__)

ACK_SECONDS = 10.0
"""An operation without an answer for so long is sent again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0
REFUSALS = 5
"""After so many refusals of the seat one after the other it is taken for final."""


class Client:
    """One socket of one person.

    `auth` is what CONNECT bears, such as {"seat": token}; `headers` go with the upgrade (a session cookie
    needs an Origin beside it). `patience` is how many seconds without a connection it bears before it gives
    up: then everything that waits ends with Unreachable.
    """

    def __init__(
        self,
        url: str,
        auth: dict[str, Any],
        *,
        headers: dict[str, str] | None = None,
        counts: Counts | None = None,
        patience: float = 45.0,
    ) -> None:
        self._address = url.rstrip("/").replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._auth, self._headers = auth, headers or {}
        self._patience = patience
        self.counts = counts if counts is not None else Counts()
        self.outbox = Outbox()
        self.views: dict[str, View] = {}
        self.connections = 0
        """How often it has been connected."""
        self.gone: Exception | None = None
        """Why it has given up, if it has."""
        self._line: Line | None = None
        self._away_until = 0.0
        self._refused = 0

    async def __aenter__(self) -> Client:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running

    # -- asking ---------------------------------------------------------------------------------------

    @property
    def online(self) -> bool:
        return self._line is not None

    def ask(self, name: str, payload: dict[str, Any]) -> Operation:
        """Put a command into the outbox; its `done` gives the result, or raises Refusal or Unreachable."""
        operation = self.outbox.put(name, payload, online=self.online)
        self.counts.asked(operation)
        if self.gone:
            self.outbox.settle(operation, self.gone)
        else:
            self._send(operation)
        return operation

    async def command(self, name: str, payload: dict[str, Any], seconds: float = 60.0) -> dict[str, Any]:
        """Ask and wait; the result. Raises Refusal, Unreachable, or TimeoutError (it still stays asked)."""
        operation = self.ask(name, payload)
        async with asyncio.timeout(seconds):
            return await asyncio.shield(operation.done)

    async def watch(self, subject: str, seconds: float = 60.0) -> View:
        """Subscribe to a subject for as long as this client lives; its copy, once it is there.

        Raises Refusal, Unreachable or TimeoutError.
        """
        view = self.views.get(subject)
        if view is None:
            view = self.views[subject] = View(subject, self._newcomers)
            self._subscribe(view)
        async with asyncio.timeout(seconds):
            while view.revision is None:
                if self.gone:
                    raise self.gone
                if subject not in self.views:
                    raise Refusal({"code": "not_found", "message": f"{subject} is not to be seen"})
                await asyncio.sleep(0.02)
        return view

    def tell(self, subject: str, *, typing: bool) -> None:
        """Say that one is typing, or no longer; when offline nobody needs to know."""
        if self._line is not None:
            self._line.say("presence", {"subject": subject, "typing": typing})

    def cut(self, seconds: float) -> None:
        """Lose the network, without a word to the server, for so many seconds."""
        self.counts.cuts += 1
        self._away_until = time.monotonic() + seconds
        if self._line is not None:
            self._line.abort()

    # -- the connection -------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            await self._come_back_always()
        finally:
            self.gone = self.gone or Unreachable("the client has ended")
            self.outbox.give_up(self.gone)

    async def _come_back_always(self) -> None:
        pause, last = FIRST_PAUSE, time.monotonic()
        while self.gone is None:
            away = self._away_until - time.monotonic()
            if away > 0:
                await asyncio.sleep(away)
                last = time.monotonic()
            before = self.connections
            try:
                await self._connection()
            except LOST as error:
                log.debug("connection lost: %r", error)
            except Refusal as refusal:
                self._refused += 1
                if self._refused >= REFUSALS:
                    self.gone = refusal
            if self.connections > before:
                pause, last = FIRST_PAUSE, time.monotonic()
            if time.monotonic() - last > self._patience:
                self.gone = Unreachable(f"no connection for {self._patience:.0f} s")
            # Fifty clients that lost the same server must not all come back in the same moment.
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _connection(self) -> None:
        async with opened(self._address, self._auth, self._headers) as line:
            self._line = line
            self._refused = 0
            self.connections += 1
            try:
                for view in self.views.values():
                    self._subscribe(view)
                for operation in self.outbox.waiting():
                    self._send(operation)
                await line.listen(self._event)
            finally:
                self._line = None
                self.outbox.disturb()

    # -- what goes out and comes in -------------------------------------------------------------------

    def _send(self, operation: Operation) -> None:
        if self._line is None or not self.outbox.holds(operation):
            return
        if operation.sent_at is None:
            operation.sent_at = time.perf_counter()
        operation.sendings += 1
        self.counts.resent += operation.sendings > 1
        self._line.call("command", operation.message(), lambda answer: self._answered(operation, answer))
        connection = self.connections
        asyncio.get_running_loop().call_later(ACK_SECONDS, self._send_again, operation, connection)

    def _send_again(self, operation: Operation, connection: int) -> None:
        # After a new connection everything was sent again anyway.
        if connection == self.connections:
            self._send(operation)

    def _answered(self, operation: Operation, answer: dict[str, Any]) -> None:
        if not self.outbox.holds(operation):
            return  # it was sent twice and answered twice
        if answer["ok"]:
            self.counts.answered(operation, answer["result"], time.perf_counter())
            self.outbox.settle(operation, answer["result"])
        elif answer["code"] == "busy":
            wait = float(answer.get("retry_after") or 0.5) * random.uniform(1.0, 1.5)
            asyncio.get_running_loop().call_later(wait, self._send_again, operation, self.connections)
        else:
            self.counts.declined(operation, answer["code"])
            self.outbox.settle(operation, Refusal(answer))

    def _subscribe(self, view: View) -> None:
        def take(answer: dict[str, Any]) -> None:
            if answer["ok"]:
                if not view.answered(answer):
                    self._subscribe(view)
            elif answer["code"] == "busy":
                wait = float(answer.get("retry_after") or 0.5)
                asyncio.get_running_loop().call_later(wait, self._subscribe_again, view, connection)
            else:
                self.views.pop(view.subject, None)

        connection = self.connections
        if self._line is not None:
            self._line.call("subscribe", view.ask(), take)

    def _subscribe_again(self, view: View, connection: int) -> None:
        if connection == self.connections:
            self._subscribe(view)

    def _event(self, name: str, data: Any = None) -> None:
        if name == "frame":
            view = self.views.get(data["subject"])
            if view is not None and not view.receive(data):
                self._subscribe(view)
        elif name == "left":
            self.views.pop(data["subject"], None)

    def _newcomers(self, notes: list[int], live: bool) -> None:
        if live:
            self.counts.arrived(notes, time.perf_counter())
