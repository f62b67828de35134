"""Whoever is asked to leave, and whoever is in a removed rehearsal, is sent away by every door at once."""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import urllib.request
import uuid

import pytest

from tests.live.client import SECONDS, Client, Seat, ask, client_of, join, sign_in
from tests.live.conftest import Connect
from tests.servers import LiveServer

ASKED = "The facilitator has asked you to leave this session."


def _facilitator(server: LiveServer):
    auth = {"programme": join(server).programme}
    return client_of(server, auth, Cookie=sign_in(server, "facilitator"), Origin=server.url)


def _subjects(server: LiveServer) -> list[str]:
    return [f"board:{server.ready['board']}", f"session:{server.ready['session']}"]


def _seat_id(client: Client, room: str, name: str) -> int:
    people = client.subscribe(room)["snapshot"]["people"]
    return next(person["id"] for person in people if person["name"] == name)


def test_who_is_asked_to_leave_is_out_by_every_door(server: LiveServer, enter: Connect) -> None:
    board, room = _subjects(server)
    name = f"Rude {uuid.uuid4()}"
    seat = join(server, name, "TRN")
    bystander = enter(server, "Bystander")
    bystander.subscribe(board)
    with _facilitator(server) as lead, client_of(server, seat) as rude, client_of(server, seat) as window:
        for client in (rude, window):
            revision = client.subscribe(board)["revision"]
            client.subscribe(room)
        payload = {"session": server.ready["session"], "seat": _seat_id(lead, room, name)}
        assert lead.command("seat.eject", payload)["ok"]
        began = time.monotonic()
        for client in (rude, window):
            client.until(lambda: len(client.lefts) == 2, "being sent away")  # noqa: B023 (called at once)
            assert {left["subject"] for left in client.lefts} == {board, room}
            assert {left["reason"] for left in client.lefts} == {ASKED}
        assert time.monotonic() - began < 1.0
        area = bystander.subscribe(board)["snapshot"]["areas"][0]["id"]
        post = {"board": server.ready["board"], "area": area, "text": "Said afterwards"}
        assert lead.command("note.post", post)["ok"]
        # Nothing more comes, and nothing goes: new subscription, catch-up, command, another socket, JSON.
        for again in (rude.subscribe(board), rude.subscribe(board, revision), rude.subscribe(room)):
            assert (again["ok"], again["code"], again["message"]) == (False, "not_allowed", ASKED)
        assert rude.command("note.post", post)["code"] == "not_found"
        assert "Said afterwards" not in json.dumps(rude.frames)
        with client_of(server, seat) as third:
            assert third.subscribe(board)["code"] == "not_allowed"
        for path in ("boards/" + board[6:], "sessions/" + room[8:]):
            answer = ask(f"{server.url}/api/v1/{path}", Authorization=f"Bearer {seat.token}")
            assert (answer.status, answer.json()["message"]) == (403, ASKED)
        assert bystander.lefts == []
        assert lead.command("seat.readmit", payload)["ok"]
        assert rude.subscribe(board)["ok"]


def test_through_the_json_door_it_takes_a_second_at_most(server: LiveServer) -> None:
    board, room = _subjects(server)
    name = f"Rude {uuid.uuid4()}"
    with _facilitator(server) as lead, client_of(server, join(server, name)) as rude:
        rude.subscribe(room)
        number = _seat_id(lead, room, name)
        cookie = sign_in(server, "facilitator")
        page = ask(f"{server.url}/join", Cookie=cookie)
        token = re.search(rb'name="csrf_token" value="([^"]+)"', page.body)[1].decode()
        cookie = page.headers.get("Set-Cookie", cookie).split(";")[0]
        body = {
            "operation_id": str(uuid.uuid4()),
            "payload": {"session": server.ready["session"], "seat": number},
        }
        programme = join(server).programme
        answer = ask(
            f"{server.url}/api/v1/commands/seat.eject?programme={programme}",
            body,
            Cookie=cookie,
            X_CSRFToken=token,
            Origin=server.url,
        )
        assert answer.status == 200, answer.body
        began = time.monotonic()
        rude.until(lambda: rude.lefts, "being sent away")
        assert time.monotonic() - began < 2.0


def test_a_removed_rehearsal_sends_everybody_away(server: LiveServer) -> None:
    with _facilitator(server) as lead, _facilitator(server) as other:
        opened = lead.command("rehearsal.open", {"session": server.ready["session"], "people": 1})
        assert opened["ok"], opened
        session = opened["result"]["session"]
        assert lead.command("session.start", {"session": session})["ok"]
        room = lead.subscribe(f"session:{session}")["snapshot"]
        board = room["session"]["board"]
        for client in (lead, other):
            client.subscribe(f"session:{session}")
            client.subscribe(f"board:{board}")
        assert lead.command("rehearsal.remove", {"session": session})["ok"]
        for client in (lead, other):
            client.until(lambda: len(client.lefts) == 2, "being sent away")  # noqa: B023 (called at once)
            assert client.subscribe(f"board:{board}")["code"] == "not_found"
            assert client.subscribe(f"session:{session}")["code"] == "not_found"
        assert other.command("session.start", {"session": session})["code"] == "not_found"


@pytest.fixture
def tablet(server: LiveServer) -> tuple[str, list[int]]:
    """A browser's cookie that holds two seats, and their numbers, the second one's first."""
    jar = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def token(page: bytes) -> str:
        return re.search(rb'name="csrf_token" value="([^"]+)"', page)[1].decode()

    def send(url: str, **fields: str) -> str:
        with opener.open(f"{server.url}/join", timeout=SECONDS) as page:
            form = {"csrf_token": token(page.read()), "operation_id": uuid.uuid4().hex} | fields
        request = urllib.request.Request(url, urllib.parse.urlencode(form).encode(), {"Origin": server.url})
        with opener.open(request, timeout=SECONDS) as answer:
            return answer.read().decode()

    def seat(page: str) -> int:
        data = re.search(r'id="room-data">(.*?)</script>', page, re.S)[1]
        return json.loads(data)["room"]["seat"]

    first = send(f"{server.url}/join/{server.ready['join_code']}", name="Ana", city="DUB")
    address = re.search(r'action="([^"]+/table)"', first)[1]
    second = send(f"{server.url}{address}", name="Luis", city="SFO")
    cookie = "; ".join(f"{one.name}={one.value}" for one in jar.cookiejar)
    return cookie, [seat(second), seat(first)]


def test_a_shared_device_speaks_for_the_seat_it_names(
    server: LiveServer, tablet: tuple[str, list[int]]
) -> None:
    cookie, seats = tablet
    programme, session = join(server).programme, server.ready["session"]
    own = []
    for seat in seats:
        auth = {"programme": programme, "session": session, "as": seat}
        with client_of(server, auth, Cookie=cookie, Origin=server.url) as client:
            snapshot = client.subscribe(f"board:{server.ready['board']}")["snapshot"]
            post = {"board": server.ready["board"], "area": snapshot["areas"][0]["id"], "text": f"By {seat}"}
            own.append(client.command("note.post", post)["result"]["note"])
            mine = client.subscribe(f"board:{server.ready['board']}")["snapshot"]["mine"]["notes"]
            assert own[-1] in [note["id"] for note in mine] and not set(own[:-1]) & {n["id"] for n in mine}


@pytest.mark.parametrize("wanted", ["another's", "nobody's", "text", "elsewhere"])
def test_a_seat_that_is_not_held_is_refused(
    server: LiveServer, tablet: tuple[str, list[int]], wanted: str
) -> None:
    cookie, seats = tablet
    other: Seat = join(server, f"Other {uuid.uuid4()}")
    with _facilitator(server) as lead:
        people = lead.subscribe(f"session:{server.ready['session']}")["snapshot"]["people"]
    number = max(person["id"] for person in people)
    named = {"another's": number, "nobody's": 10**9, "text": str(seats[0]), "elsewhere": seats[0]}[wanted]
    session = server.ready["session"] + (wanted == "elsewhere")
    auth = {"programme": other.programme, "session": session, "as": named}
    with (
        pytest.raises(AssertionError),
        client_of(server, auth, Cookie=cookie, Origin=server.url),
    ):
        pass
