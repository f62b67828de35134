"""What one client can do to the others: nothing. Sizes, rates, caps, clients that don't read."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import uuid

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from tests.live.client import (
    Client,
    Polling,
    Seat,
    Watcher,
    ask,
    client_of,
    introduce,
    join,
    name_poller,
    socket_to,
)
from tests.live.conftest import Connect
from tests.servers import LiveServer, until

MB = 1024 * 1024


def _board(server: LiveServer) -> str:
    return f"board:{server.ready['board']}"


def _post(client: Client, seat: Seat, text: str) -> dict:
    return client.command("note.post", {"board": seat.board, "area": 1, "text": text})


def _memory(server: LiveServer) -> int:
    """The live process's resident bytes."""
    pid = server.ready["pids"]["live"]
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


@pytest.fixture
def works(server: LiveServer, enter: Connect):
    """Say afterwards that somebody else, there all the time, still is served without having come back."""
    watcher = Watcher.of(enter(server, "Bystander", "WAW"), _board(server))

    def check() -> None:
        seat = join(server, "Poster", "TRN")
        with client_of(server, seat) as poster:
            watcher.reach(_post(poster, seat, "Still here")["revision"])

    return check


def test_a_message_of_64_kb_passes_and_a_larger_one_closes_its_sender(server: LiveServer, works) -> None:
    seat = join(server)
    text = json.dumps(["subscribe", {"subject": _board(server), "revision": None, "padding": ""}])
    with client_of(server, seat) as client:
        client.socket.send("421" + text.replace('""', '"' + "x" * (65_536 - len(text) - 3) + '"'))
        assert client.answer(1)["ok"]
        client.socket.send("421" + text.replace('""', '"' + "x" * (65_537 - len(text) - 3) + '"'))
        assert client.closed()
    works()


def test_many_fragments_count_together(server: LiveServer, works) -> None:
    seat = join(server)
    with client_of(server, seat) as client:
        client.socket.send(
            iter(["42", '1["subscribe",', f'{{"subject":"{_board(server)}"', ',"revision":null}]'])
        )
        assert client.answer(1)["ok"], "fragments are put together"
        with contextlib.suppress(ConnectionClosed):
            client.socket.send("x" * 1000 for _ in range(70))
        assert client.closed()
    works()


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_unfinished_fragments_take_no_memory(server: LiveServer, works, size: int) -> None:
    """Megabytes of fragments that never end, also of empty ones, which no bound on bytes would count."""
    part = Frame(Opcode.CONT, b"x" * size, fin=False).serialize(mask=True)
    batch = part * (256 * 1024 // len(part))
    with socket_to(server) as client:
        introduce(client, join(server))
        plain = client.socket.socket
        before = _memory(server)
        plain.sendall(Frame(Opcode.TEXT, b"42", fin=False).serialize(mask=True))
        with contextlib.suppress(OSError):
            for _ in range(48):
                plain.sendall(batch)
        assert client.closed(5), "what is too much is refused while it comes"
        works()
        assert _memory(server) - before < 5 * MB


def test_attachments_are_never_kept(server: LiveServer, works) -> None:
    """A binary event announces as many attachments as it likes, and what follows would be kept for it."""
    seat = join(server)
    with client_of(server, seat) as client:
        before = _memory(server)
        with contextlib.suppress(ConnectionClosed):
            client.socket.send('4599999999-1["subscribe",{"_placeholder":true,"num":0}]')
            for _ in range(300):
                client.socket.send("4" + "x" * 60_000)
        works()
        assert _memory(server) - before < 5 * MB
        assert client.closed()


def test_an_oversized_post_ends_its_session_only(server: LiveServer, works) -> None:
    poller = Polling(server)
    name_poller(poller, join(server))
    assert poller.send("4" + "x" * 70_000) == 400
    works()


@pytest.mark.parametrize(
    "text",
    ["", "4", "9", "42", "42[", "42{}", "42[]", "42[1]", "42null", '42["subscribe"]', '42["subscribe",1,2,3]']
    + [
        "42[[[[",
        "42" + "[" * 5000,
        "4" + "[" * 5000,
        "4٢",
        "3" + "[" * 5000,
        "40" + "[" * 5000,
        "40{",
        '40"x"',
        "40/admin,{}",
        "45-[]",
        '451-["x"]',
        '461-1["x"]',
        "49",
    ]
    + [
        "bAAAA",
        "x",
        "\x00",
        "3probe",
        "5",
        "2probe",
        "42" + "9" * 200 + '["subscribe",{}]',
        '42["disconnect"]',
    ]
    + ['42["command",{"name":{},"operation_id":[]}]', '431["x"]', "44{}", '42["subscribe",NaN]']
    + ['42["presence",{"subject":[]}]', '42["presence",7]', '42["unsubscribe",{"subject":{}}]'],
)
def test_malformed_packets_cost_only_their_sender(server: LiveServer, text: str) -> None:
    """Nor is a traceback written: strangers could fill the log with them."""
    log_before = len(server.log.read_text())
    seat = join(server)
    with client_of(server, seat) as bystander, client_of(server, seat) as client:
        with contextlib.suppress(ConnectionClosed):
            client.socket.send(text)
            client.socket.send("3")
        poller = Polling(server)
        poller.send("40" + json.dumps({"seat": seat.token}))
        poller.send(text)
        assert bystander.subscribe(_board(server))["ok"]
    assert "Traceback" not in server.log.read_text()[log_before:]


@pytest.mark.parametrize("raw", [b"\x82\x81aaaaR", b"\x81\x03abc", b"\xff\xff\xff\xff", b"\x81\x81aaaa\x9e"])
def test_broken_frames_cost_only_their_sender(server: LiveServer, works, raw: bytes) -> None:
    """Binary, without a mask, with reserved bits, not UTF-8."""
    with client_of(server, join(server)) as client:
        client.socket.socket.sendall(raw)
        assert client.closed()
    works()


def test_who_does_not_read_is_dropped_and_others_are_served(server: LiveServer, enter: Connect) -> None:
    seat = join(server, "Stuffed")
    author, author_seat = enter(server, "Author", "WAW"), join(server)
    watcher = Watcher.of(author, _board(server))
    while len(json.dumps(watcher.copy.state)) < 60_000:
        done = author.command("note.post", {"board": seat.board, "area": 1, "text": "long " * 100})
        watcher.reach(done["revision"])
    with client_of(server, seat, receive_buffer=4096, queue=1) as client:
        gone, until = False, time.monotonic() + 20
        while not gone and time.monotonic() < until:  # what the system's own buffers take comes first
            try:
                client.say("subscribe", {"subject": _board(server), "revision": None})
                time.sleep(0.005)
            except (ConnectionClosed, OSError):
                gone = True
        with client_of(server, author_seat) as poster:
            watcher.reach(_post(poster, author_seat, "While one does not read")["revision"])
        assert gone


def test_who_does_not_poll_is_dropped(server: LiveServer) -> None:
    poller = Polling(server)
    name_poller(poller, join(server))
    ask = json.dumps(["subscribe", {"subject": _board(server), "revision": None, "view": "projector"}])
    # Sent long enough that the answers pass the bound whatever the board holds.
    until(lambda: any(poller.send(*[f"421{ask}"] * 16) != 200 for _ in range(40)), "its end", 20)


def test_frames_are_contiguous_while_ten_people_post(server: LiveServer, enter: Connect) -> None:
    seats = [join(server, f"Poster {number}", "TRN") for number in range(10)]
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(client_of(server, seat)) for seat in seats]
        watchers = [Watcher.of(client, _board(server)) for client in clients]
        texts: list[str] = []
        faults: list[BaseException] = []

        def post(client: Client, seat: Seat) -> None:
            try:
                for _ in range(10):
                    texts.append(text := str(uuid.uuid4()))
                    assert _post(client, seat, text)["ok"]
            except BaseException as fault:
                faults.append(fault)

        threads = [threading.Thread(target=post, args=both) for both in zip(clients, seats, strict=True)]
        for thread in threads:
            thread.start()
        # People come and catch up in the middle of it: theirs must begin where their answer ended.
        late = []
        while any(thread.is_alive() for thread in threads) and len(late) < 20:
            late.append(Watcher.of(enter(server, f"Late {len(late)}", "WAW"), _board(server)))
        for thread in threads:
            thread.join()
        assert not faults, faults
        final = clients[0].subscribe(_board(server))
        for watcher in [*watchers, *late]:
            watcher.reach(final["revision"])
            there = {note["text"] for note in watcher.copy.state["notes"]}
            assert set(texts) <= there


# -- with rates and caps ----------------------------------------------------------------------------------


def test_who_is_too_fast_is_told_when_to_come_back(limited: LiveServer, enter: Connect) -> None:
    client = enter(limited)
    numbers = [client.say("unsubscribe", {"subject": "board:0"}) for _ in range(200)]
    answers = [client.answer(number) for number in numbers]
    busy = [answer for answer in answers if not answer["ok"]]
    assert answers[0]["ok"] and 0 < len(busy) < 200
    assert {answer["code"] for answer in busy} == {"busy"}
    assert all(0 < answer["retry_after"] <= 1 and answer["message"] for answer in busy)
    assert enter(limited).subscribe(_board(limited))["ok"], "another seat has its own bucket"
    time.sleep(busy[-1]["retry_after"])
    until(lambda: client.call("unsubscribe", {"subject": "board:0"})["ok"], "a token", 5)


def test_windows_and_calls_of_a_seat_spend_from_one_bucket(limited: LiveServer) -> None:
    seat = join(limited)
    call = {"operation_id": str(uuid.uuid4()), "payload": {}}
    done = threading.Event()
    with client_of(limited, seat) as loud, client_of(limited, seat) as quiet:

        def flood() -> None:
            while not done.wait(0.005):
                loud.say("unsubscribe", {"subject": "board:0"})

        def is_late() -> bool:
            url = f"{limited.url}/api/v1/commands/seat.claim"
            answer = ask(url, call, Authorization=f"Bearer {seat.token}")
            return answer.status == 429 and int(answer.headers["Retry-After"]) == 1

        flooding = threading.Thread(target=flood)
        flooding.start()
        try:
            until(is_late, "a call that has to wait", 20)
            until(lambda: not quiet.call("unsubscribe", {"subject": "board:0"})["ok"], "a window that has to")
        finally:
            done.set()
            flooding.join()


def test_a_seat_has_so_many_windows_and_no_more(limited: LiveServer) -> None:
    seat = join(limited)
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(contextlib.ExitStack())
        first.enter_context(client_of(limited, seat))
        for _ in range(9):
            stack.enter_context(client_of(limited, seat))
        with socket_to(limited) as client:
            introduce(client, seat)
            assert client.named is None
            assert client.refused["message"] == "This seat is open in too many windows."
        with client_of(limited, join(limited)):
            pass
        first.close()

        def room() -> bool:
            with socket_to(limited) as client:
                introduce(client, seat)
                return client.named is not None

        until(room, "room for another window", 10)
