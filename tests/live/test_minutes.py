"""Law: two who correct minutes over real sockets converge, whatever is lost and sent again in between."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.laws.fold import settled
from tests.live.client import Client, Watcher, client_of, join, sign_in
from tests.servers import LiveServer

_HEADING, _WORDS = "Added by hand", "We agreed on three things."


def _client(server: LiveServer, who: str) -> Any:
    auth = {"programme": join(server).programme}
    return client_of(server, auth, Cookie=sign_in(server, who), Origin=server.url)


class _Writer:
    """Types into one text; every operation is kept until it is acknowledged, and some are sent twice."""

    def __init__(self, connect: Callable[[], Any], subject: str, block: int, word: str) -> None:
        self._connect, self.subject, self.block, self.word = connect, subject, block, word
        self.sent = _WORDS
        self.count = 0
        self._entered: Any = None
        self.enter()

    def enter(self) -> None:
        """Come (again): the copy begins with a snapshot."""
        self._entered = self._connect()
        self.client: Client = self._entered.__enter__()
        self.watcher = Watcher.of(self.client, self.subject)

    def leave(self) -> None:
        self._entered.__exit__(None, None, None)

    def write(self, chance: random.Random) -> None:
        self.count += 1
        text = f"{self.sent} {self.word}{self.count}"
        payload = {"block": self.block, "path": "text", "was": self.sent, "text": text}
        operation = f"{self.word}-{self.block}-{self.count}-{chance.random()}"
        if chance.random() < 0.3:  # the line breaks with the answer still on its way
            self.client.say(
                "command", {"name": "minutes.write", "operation_id": operation, "payload": payload}
            )
            self.leave()
            self.enter()
        for _ in range(chance.choice((1, 2))):
            answer = self.client.command("minutes.write", payload, operation)
            assert answer["ok"], answer
        self.sent = text


def test_two_writers_converge(server: LiveServer) -> None:
    chance = random.Random(12)
    with _client(server, "facilitator") as opening:
        asked = opening.command("minutes.open", {"session": server.ready["session"]})
        minutes = {"minutes": asked["result"]["minutes"]}
        added = opening.command("minutes.add", minutes | {"kind": "paragraph", "text": _WORDS})
        block = added["result"]["block"]
        subject = f"minutes:{minutes['minutes']}"
        writers = [
            _Writer(lambda who=who: _client(server, who), subject, block, word)  # type: ignore[misc]
            for who, word in (("facilitator", "Ana"), ("coordinator", "Ben"))
        ]
        for _ in range(10):
            chance.choice(writers).write(chance)
        opening.command("minutes.add", minutes | {"kind": "heading", "text": _HEADING})
        fresh = opening.subscribe(subject)
        for writer in writers:
            writer.watcher.reach(fresh["revision"])
            assert settled(writer.watcher.copy.state)["blocks"] == settled(fresh["snapshot"])["blocks"]
        [row] = [one for one in fresh["snapshot"]["blocks"] if one["id"] == block]
        words = row["block"]["content"][0]["text"].removeprefix(_WORDS).split()
        expected = [f"{one.word}{number}" for one in writers for number in range(1, one.count + 1)]
        assert sorted(words) == sorted(expected)
        wall = opening.subscribe(subject, None, view="projector")["snapshot"]
        assert wall["blocks"] == [] and "minutes" not in wall
        for writer in writers:
            writer.leave()


def test_guests_find_no_minutes_of_theirs_to_write(server: LiveServer) -> None:
    with _client(server, "facilitator") as opening:
        asked = opening.command("minutes.open", {"session": server.ready["session"]})
        number = asked["result"]["minutes"]
        added = opening.command("minutes.add", {"minutes": number, "kind": "paragraph", "text": "Mine."})
        with client_of(server, join(server, "Nosy")) as guest:
            answer = guest.subscribe(f"minutes:{number}")
            assert answer["ok"] and answer["snapshot"]["blocks"] == []
            written = {"block": added["result"]["block"], "path": "text", "was": "Mine.", "text": "Yours."}
            assert guest.command("minutes.write", written)["code"] == "not_allowed"
            opening.command("minutes.write", written | {"text": "Mine, corrected."})
            assert not [one for one in guest.frames if one["put"].get("blocks")]
