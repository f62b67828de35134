"""Who may open a socket: a seat token, or a cookie beside an Origin of ours; on both transports."""

from __future__ import annotations

import contextlib
import json
import socket
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from facilitation.translations import LANGUAGES, say
from tests.live.client import Polling, client_of, introduce, join, name_poller, sign_in, socket_to
from tests.servers import LiveServer

FOREIGN = ("http://evil.example", "null", "https://127.0.0.1.evil.example")


def test_a_seat_token_opens_the_door(server: LiveServer) -> None:
    seat = join(server)
    with client_of(server, seat) as client:
        assert client.subscribe(f"board:{seat.board}")["ok"]
    with client_of(server, seat, Origin=server.url) as client:
        assert client.subscribe(f"board:{seat.board}")["ok"]


@pytest.mark.parametrize("auth", [{}, {"seat": ""}, {"seat": "wrong"}, {"seat": 7}, {"seat": None}, []])
def test_without_a_seat_nobody_comes_in(server: LiveServer, auth: object) -> None:
    with socket_to(server) as client:
        introduce(client, auth)
        assert client.named is None
        assert client.refused["message"] == "Join the session first."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_refusal_is_in_the_readers_language(server: LiveServer, language: str) -> None:
    told = say("Join the session first.", language)
    for header in ({"Cookie": f"locale={language}", "Accept-Language": "pt"}, {"Accept-Language": language}):
        with socket_to(server, **header) as client:
            introduce(client, {})
            assert client.refused["message"] == told
        poller = Polling(server, **header)
        poller.send("40{}")
        assert json.loads(poller.until("44")[2:])["message"] == told


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_is_refused_on_both_transports(server: LiveServer, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, socket_to(server, Origin=origin):
        pass
    assert refused.value.response.status_code == 400
    assert Polling(server, Origin=origin).status == 400
    # A session begun without an Origin is not taken over with one either.
    poller = Polling(server)
    poller._headers = {"Origin": origin}
    assert poller.send("40{}") == 400


def test_our_own_origin_is_accepted_on_both_transports(server: LiveServer) -> None:
    with socket_to(server, Origin=server.url) as client:
        client.until(lambda: client.opened, "opening")
    assert Polling(server, Origin=server.url).status == 200


def test_a_cookie_needs_an_origin_beside_it(server: LiveServer) -> None:
    seat = join(server)
    cookie = sign_in(server, "facilitator")
    auth = {"programme": seat.programme}
    with socket_to(server, Cookie=cookie) as client:
        introduce(client, auth)
        assert client.named is None and client.refused["message"] == "Join the session first."
    with client_of(server, auth, Cookie=cookie, Origin=server.url) as client:
        snapshot = client.subscribe(f"board:{seat.board}")
        assert snapshot["ok"]
        # A facilitator's command proves whose seat it is.
        assert client.command("board.lock", {"board": seat.board, "locked": False})["ok"]


def test_a_cookie_opens_only_programmes_it_has_a_seat_in(server: LiveServer) -> None:
    cookie = sign_in(server, "facilitator")
    for programme in ("another", None, 7, ""):
        with socket_to(server, Cookie=cookie, Origin=server.url) as client:
            introduce(client, {"programme": programme})
            assert client.named is None


def test_who_never_says_who_they_are_is_closed(server: LiveServer) -> None:
    """On both transports, however they left; a poller that never asks again keeps nobody else open."""
    seat = join(server)
    silent, named = Polling(server), Polling(server)
    name_poller(named, seat)
    with socket_to(server) as refused, socket_to(server) as mute, client_of(server, seat) as client:
        introduce(refused, {"seat": "wrong"})
        assert mute.closed()
        assert refused.closed()
        assert client.subscribe(f"board:{seat.board}")["ok"]
    assert silent.request("GET", f"&sid={silent.sid}")[0] == 400
    named.send(f'421["subscribe",{{"subject":"board:{seat.board}","revision":null}}]')
    assert '"ok":true' in named.until("431")


def test_a_second_introduction_changes_nothing(server: LiveServer) -> None:
    seat, other = join(server, "First"), join(server, "Second", "TRN")
    with client_of(server, seat) as client:
        client.named = None
        introduce(client, other)
        assert client.named is None
        done = client.command("ready.set", {"session": seat.session, "ready": True})
        assert done["ok"], "it still is the first seat, which attends"


def test_a_client_cannot_play_the_servers_own_events(server: LiveServer) -> None:
    """An event named `connect` would bring an environ of the client's making: another address, say."""
    seat, other = join(server), join(server, "Other", "TRN")
    with client_of(server, seat) as client:
        forged = {
            "REMOTE_ADDR": "192.0.2.7",
            "REQUEST_METHOD": "GET",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
        }
        client.socket.send("42" + json.dumps(["connect", forged, {"seat": other.token}]))
        watched = client.subscribe(f"session:{seat.session}")
        assert watched["ok"]
        names = {person["name"] for presence in client.presences for person in presence.get("came", [])}
        assert "Other" not in names


def test_no_compression_is_agreed_to(server: LiveServer) -> None:
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as plain:
        plain.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n".encode()
        )
        answer = b""
        with contextlib.suppress(TimeoutError):
            while b"\r\n\r\n" not in answer:
                answer += plain.recv(4096)
    assert answer.startswith(b"HTTP/1.1 101")
    assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in answer
    assert b"extensions" not in answer.lower()


def test_signing_out_everywhere_sends_the_open_sockets_away(server: LiveServer) -> None:
    seat = join(server)
    cookie, auth = sign_in(server, "participant"), {"programme": seat.programme}
    with (
        client_of(server, auth, Cookie=cookie, Origin=server.url) as client,
        client_of(server, auth, Cookie=cookie, Origin=server.url) as other,
        client_of(server, seat) as bystander,
    ):
        for one in (client, other, bystander):
            assert one.subscribe(f"board:{seat.board}")["ok"]
        assert client.command("sign_out.everywhere", {})["ok"]
        for one in (client, other):
            left = one.until(lambda one=one: one.lefts, "word of leaving")[0]
            assert left["subject"] == f"board:{seat.board}" and left["reason"]
            one.say("subscribe", {"subject": f"board:{seat.board}", "revision": None})
        assert bystander.subscribe(f"board:{seat.board}")["ok"]
        assert not client.frames and bystander.lefts == []
        with socket_to(server, Cookie=cookie, Origin=server.url) as again:
            introduce(again, auth)
            assert again.named is None, "the cookie is dead as well"
        assert client.closed(), "and what it asked was never answered"
        assert list(client.acks) == [1, 2]
