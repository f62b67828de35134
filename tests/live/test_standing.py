"""Open sockets of members: whoever is removed or becomes something else is sent away at once."""

from __future__ import annotations

import contextlib
import re
import time
import uuid

import pytest
from websockets.exceptions import ConnectionClosed

from tests.live.client import Client, ask, client_of, join, sign_in
from tests.servers import LiveServer


class Organiser:
    """The demo's organiser at the JSON door and at the pages."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.programme = join(server).programme
        self.cookie = sign_in(server, "organiser")
        page = ask(f"{server.url}/join", Cookie=self.cookie)
        self.token = re.search(rb'name="csrf_token" value="([^"]+)"', page.body)[1].decode()
        self.cookie = page.headers.get("Set-Cookie", self.cookie).split(";")[0]

    def seat_of(self, name: str) -> int:
        page = ask(f"{self.server.url}/p/{self.programme}/people?q={name}", Cookie=self.cookie).body.decode()
        return int(re.search(r'/people/(\d+)"', page)[1])

    def command(self, name: str, **payload: object) -> None:
        answer = ask(
            f"{self.server.url}/api/v1/commands/{name}?programme={self.programme}",
            {"operation_id": uuid.uuid4().hex, "payload": payload},
            Cookie=self.cookie,
            X_CSRFToken=self.token,
            Origin=self.server.url,
        )
        assert answer.status == 200, answer.body


@pytest.fixture
def organiser(server: LiveServer) -> Organiser:
    return Organiser(server)


def _open(server: LiveServer, who: str):
    auth = {"programme": join(server).programme}
    return client_of(server, auth, Cookie=sign_in(server, who), Origin=server.url)


def _gone(client: Client, board: str, reason: str) -> None:
    """The board goes dark within two seconds, and its socket is answered no more."""
    began = time.monotonic()
    client.until(lambda: client.lefts, "being sent away")
    assert time.monotonic() - began < 2.0
    assert (client.lefts[0]["subject"], client.lefts[0]["reason"]) == (board, reason)
    with contextlib.suppress(TimeoutError, ConnectionClosed):
        number = client.say("subscribe", {"subject": board, "revision": None})
        while number not in client.acks:
            client.read(1.0)
        raise AssertionError(f"answered: {client.acks[number]}")


def test_a_removed_persons_open_board_goes_dark_at_once(server: LiveServer, organiser: Organiser) -> None:
    board = f"board:{server.ready['board']}"
    seat = organiser.seat_of("participant")
    with _open(server, "participant") as client:
        assert client.subscribe(board)["ok"]
        organiser.command("seat.remove", seat=seat)
        try:
            _gone(client, board, "Your seat is no longer open.")
            with pytest.raises(AssertionError), _open(server, "participant"):
                pass
        finally:
            organiser.command("seat.restore", seat=seat)
    with _open(server, "participant") as client:
        assert client.subscribe(board)["ok"]


def test_a_change_of_role_ends_what_was_open_as_the_old_one(server: LiveServer, organiser: Organiser) -> None:
    board = f"board:{server.ready['board']}"
    seat = organiser.seat_of("facilitator")
    with _open(server, "facilitator") as client:
        assert client.subscribe(board)["ok"]
        organiser.command("seat.change", seat=seat, role="observer")
        try:
            _gone(client, board, "Your role or city has changed. Load this page again.")
            with _open(server, "facilitator") as again:
                assert again.subscribe(board)["ok"]
                locked = again.command("board.lock", {"board": server.ready["board"], "locked": True})
                assert locked["code"] == "not_allowed"
        finally:
            organiser.command("seat.change", seat=seat, role="facilitator")


def test_signing_out_everywhere_closes_open_boards(server: LiveServer) -> None:
    board = f"board:{server.ready['board']}"
    coordinator_cookie = sign_in(server, "coordinator")
    page = ask(f"{server.url}/join", Cookie=coordinator_cookie)
    token = re.search(rb'name="csrf_token" value="([^"]+)"', page.body)[1].decode()
    with _open(server, "coordinator") as client:
        assert client.subscribe(board)["ok"]
        programme = join(server).programme
        answer = ask(
            f"{server.url}/api/v1/commands/sign_out.everywhere?programme={programme}",
            {"operation_id": uuid.uuid4().hex, "payload": {}},
            Cookie=page.headers.get("Set-Cookie", coordinator_cookie).split(";")[0],
            X_CSRFToken=token,
            Origin=server.url,
        )
        assert answer.status == 200, answer.body
        _gone(client, board, "You have signed out.")


def test_a_guest_who_signs_out_is_gone_from_every_window(server: LiveServer) -> None:
    board, seat = f"board:{server.ready['board']}", join(server)
    with client_of(server, seat) as client:
        assert client.subscribe(board)["ok"]
        call = {"operation_id": uuid.uuid4().hex, "payload": {}}
        url = f"{server.url}/api/v1/commands/sign_out.everywhere"
        assert ask(url, call, Authorization=f"Bearer {seat.token}").status == 200
        _gone(client, board, "You have signed out.")
    with pytest.raises(AssertionError), client_of(server, seat):
        pass
