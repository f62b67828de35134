"""Browsers whose network lets no WebSocket through: a ticket lets them in, and they get all news."""

from __future__ import annotations

import contextlib
import json
import socket
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.frames import Frame, Opcode

from tests.live.client import Polling, ask, client_of, introduce, join, name_poller, sign_in, socket_to
from tests.live.conftest import Connect
from tests.servers import LiveServer

OLD = "This page has been open for too long. Load it again."


def _ticket(server: LiveServer, cookie: str, programme: str) -> str:
    answer = ask(f"{server.url}/p/{programme}/sessions/{server.ready['session']}/ticket", Cookie=cookie)
    assert answer.status == 200, answer.body
    return answer.json()["ticket"]


def _connect(poller: Polling, auth: object) -> str:
    assert poller.send("40" + json.dumps(auth)) == 200
    return poller.until("4")


def _command(poller: Polling, name: str, payload: dict[str, Any]) -> dict[str, Any]:
    command = {"name": name, "operation_id": str(uuid.uuid4()), "payload": payload}
    poller.send("427" + json.dumps(["command", command]))
    return json.loads(poller.until("437")[3:])[0]


def test_a_ticket_opens_the_door_where_a_cookie_alone_does_not(server: LiveServer) -> None:
    """A browser's polling handshake bears its cookie and no Origin."""
    seat = join(server)
    cookie = sign_in(server, "facilitator")
    auth = {"programme": seat.programme, "session": seat.session}
    refused = _connect(Polling(server, Cookie=cookie), auth)
    assert refused.startswith("44") and "Join the session first." in refused
    auth["ticket"] = _ticket(server, cookie, seat.programme)
    poller = Polling(server, Cookie=cookie)
    assert _connect(poller, auth).startswith("40")
    # A facilitator's command proves whose seat it is.
    done = _command(poller, "board.lock", {"board": seat.board, "locked": False})
    assert done["ok"], done
    with client_of(server, auth) as client:
        assert client.subscribe(f"board:{seat.board}")["ok"], "the same over a WebSocket, without a cookie"


def test_an_old_ticket_is_refused_with_word_to_get_another(server: LiveServer) -> None:
    seat = join(server)
    cookie = sign_in(server, "participant")
    ticket = _ticket(server, cookie, seat.programme)
    with client_of(server, {"programme": seat.programme}, Cookie=cookie, Origin=server.url) as client:
        assert client.command("sign_out.everywhere", {})["ok"]
    for old in (ticket, ticket[:-2], "x"):
        # A cookie that would open the door does not help a ticket that has lost its force.
        for cookies in ({}, {"Cookie": sign_in(server, "facilitator"), "Origin": server.url}):
            told = _connect(Polling(server, **cookies), {"programme": seat.programme, "ticket": old})
            assert json.loads(told.removeprefix("44")) == {"message": OLD, "data": {"code": "old_ticket"}}
            with socket_to(server, **cookies) as client:
                introduce(client, {"programme": seat.programme, "ticket": old})
                assert client.refused == {"message": OLD, "data": {"code": "old_ticket"}}


@contextlib.contextmanager
def _upgrade(server: LiveServer, poller: Polling) -> Iterator[socket.socket]:
    """The upgrade of a polling session, asked for and agreed to; nothing is said on it yet."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as plain:
        plain.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket&sid={poller.sid} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += plain.recv(4096)
        assert answer.startswith(b"HTTP/1.1 101")
        yield plain


@pytest.mark.parametrize("probed", [False, True], ids=["unheard", "probed"])
def test_an_upgrade_that_a_proxy_holds_up_keeps_no_news_back(
    server: LiveServer, enter: Connect, probed: bool
) -> None:
    """Whether the answer to the upgrade is held up, or what comes after it."""
    seat = join(server, "Behind a proxy")
    poller = Polling(server)
    name_poller(poller, seat)
    poller.send(f'421["subscribe",{{"subject":"board:{seat.board}","revision":null}}]')
    poller.until("431")
    with _upgrade(server, poller) as plain:
        if probed:
            plain.sendall(Frame(Opcode.TEXT, b"2probe").serialize(mask=True))
            assert b"3probe" in plain.recv(4096)
        began = time.monotonic()
        text = f"News for those who poll, {probed}"
        posted = enter(server).command("note.post", {"board": seat.board, "area": 1, "text": text})
        assert posted["ok"]
        while text not in poller.until('42["frame"'):
            pass
        assert time.monotonic() - began < 10
        assert _command(poller, "ready.set", {"session": seat.session, "ready": True})["ok"]
