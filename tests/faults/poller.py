"""Somebody whose network lets no WebSocket through: posts and watches by long polling, and comes back."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from types import SimpleNamespace
from typing import Any

from facilitation.rehearsal.views import View
from tests.live.client import Polling, Seat, name_poller

#: Seconds between two rounds; each posts a note and asks for news.
PACE = 0.05


class Poller:
    """Posts from `start` on; `finish` waits until nothing is without an answer any more.

    `view` is what they see of the board, `answered` by operation id what they were acknowledged.
    """

    def __init__(self, url: str, seat: Seat, name: str) -> None:
        self.url = url
        self.view = View(f"board:{seat.board}")
        self.answered: dict[str, tuple[Any, dict]] = {}
        self.sessions = self.resent = 0
        self.seat, self._name = seat, name
        self._waiting: dict[str, dict] = {}
        self._numbers: dict[int, str] = {}
        self._sent: set[str] = set()
        self._ending = threading.Event()
        self._asked = 0

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Post no more. Frames have to come meanwhile: who polls hears nothing else until the next ping."""
        self._ending.set()
        self._thread.join(30)
        assert not self._thread.is_alive(), f"{len(self._waiting)} notes were never answered"

    def catch_up(self, url: str) -> None:
        """Come back once more, to `url`, for what was missed since."""
        self.url = url
        self._come_back()

    def _run(self) -> None:
        while not (self._ending.is_set() and not self._waiting):
            try:
                self._session()
            except (OSError, http.client.HTTPException, ValueError, AssertionError):
                time.sleep(0.2)

    def _come_back(self) -> Polling:
        polling = Polling(self)
        assert polling.status == 200
        name_poller(polling, self.seat)
        self.sessions += 1
        self._say(polling, 0, "subscribe", self.view.ask())
        self._take(polling.until("430["))
        return polling

    def _session(self) -> None:
        polling = self._come_back()
        self.resent += len(self._sent & set(self._waiting))
        for operation in list(self._waiting):
            self._send(polling, operation)
        while not (self._ending.is_set() and not self._waiting):
            if not self._ending.is_set():
                self._post(polling)
            assert polling.poll() == 200
            packets, polling.packets = polling.packets, []
            for packet in packets:
                self._take(packet)
            time.sleep(PACE)

    def _post(self, polling: Polling) -> None:
        self._asked += 1
        payload = {"board": self.seat.board, "area": 1, "text": f"{self._name}, note {self._asked}"}
        self._waiting[operation := str(uuid.uuid4())] = payload
        self._send(polling, operation)

    def _send(self, polling: Polling, operation: str) -> None:
        self._sent.add(operation)
        command = {"name": "note.post", "operation_id": operation, "payload": self._waiting[operation]}
        self._numbers[number := len(self._numbers) + 1] = operation
        self._say(polling, number, "command", command)

    def _say(self, polling: Polling, number: int, event: str, data: Any) -> None:
        assert polling.send(f"42{number}{json.dumps([event, data])}") == 200

    def _take(self, packet: str) -> None:
        if packet.startswith("43"):
            start = packet.index("[")
            answer = json.loads(packet[start:])[0]
            if packet[2:start] == "0":
                assert self.view.answered(answer)
                return
            operation = self._numbers[int(packet[2:start])]
            assert answer["ok"], answer
            payload = self._waiting.pop(operation)
            self.answered[operation] = (SimpleNamespace(name="note.post", payload=payload), answer["result"])
        elif packet.startswith('42["frame"'):
            frame = json.loads(packet[2:])[1]
            if frame["subject"] == self.view.subject:
                assert self.view.receive(frame), "a gap within a session"
