"""Raw clients of the live protocol: a WebSocket and long polling, nothing of the program's own in them."""

from __future__ import annotations

import contextlib
import http.client
import http.cookiejar
import itertools
import json
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.laws.fold import Copy
from tests.servers import LiveServer

#: How long an answer may take; nothing here waits for it to pass, except to fail.
SECONDS = 20.0


@dataclass(slots=True)
class Answer:
    """What an HTTP request was answered."""

    status: int
    headers: Any
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask(url: str, data: Any = None, *, method: str | None = None, **headers: str) -> Answer:
    """One request, JSON if `data` is given; redirects are followed. Header names with _ for -."""
    body = None if data is None else json.dumps(data).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        named["Content-Type"] = "application/json"
    request = urllib.request.Request(url, body, named, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@dataclass(frozen=True, slots=True)
class Seat:
    """A guest's seat, as joining gives it."""

    token: str
    programme: str
    session: int
    board: int


def join(server: LiveServer, name: str = "Gil", city: str = "DUB") -> Seat:
    """Take a guest's seat in the open session."""
    answer = ask(f"{server.url}/api/v1/join", {"code": server.ready["join_code"], "name": name, "city": city})
    assert answer.status == 201, answer.body
    given = answer.json()
    return Seat(given["seat"], given["programme"], given["session"], given["board"])


class _Here(urllib.request.HTTPRedirectHandler):
    """Goes nowhere: of a link only its cookie is wanted, not the page behind it."""

    def redirect_request(self, *_: Any) -> None:
        return None


def sign_in(server: LiveServer, who: str) -> str:
    """Open a demo person's sign-in link; the cookie it gives."""
    jar = http.cookiejar.CookieJar()
    cookies = urllib.request.HTTPCookieProcessor(jar)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies, _Here())
    with contextlib.suppress(urllib.error.HTTPError):
        opener.open(server.ready["sign_in"][who], timeout=SECONDS).close()
    assert len(jar), "the link signs nobody in"
    return "; ".join(f"{one.name}={one.value}" for one in jar)


class Client:
    """One WebSocket. Whatever comes while it waits for something else is kept for later."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []
        self.presences: list[dict[str, Any]] = []
        self.lefts: list[dict[str, Any]] = []
        self.acks: dict[int, Any] = {}
        self.named: Any = None
        self.refused: Any = None
        self.opened: Any = None
        self._numbers = itertools.count(1)

    def read(self, seconds: float = SECONDS) -> None:
        """Take one packet. Raises TimeoutError, and ConnectionClosed at the end."""
        text = self.socket.recv(timeout=seconds)
        assert isinstance(text, str), "the protocol is text only"
        if text == "2":
            self.socket.send("3")
        elif text[0] == "0":
            self.opened = json.loads(text[1:])
        elif text[:2] == "40":
            self.named = json.loads(text[2:])
        elif text[:2] == "44":
            self.refused = json.loads(text[2:])
        elif text[:2] == "43":
            start = text.index("[")
            self.acks[int(text[2:start])] = json.loads(text[start:])
        elif text[:2] == "42":
            name, body = json.loads(text[2:])
            {"frame": self.frames, "presence": self.presences, "left": self.lefts}[name].append(body)
        else:
            assert text[:2] == "41" or text in ("1", "6"), text

    def until(self, done: Any, what: str) -> Any:
        """Read until `done()` gives something; that."""
        end = time.monotonic() + SECONDS
        while not (found := done()):
            left = end - time.monotonic()
            assert left > 0, f"no {what} within {SECONDS} s"
            try:
                self.read(left)
            except TimeoutError:
                raise AssertionError(f"no {what} within {SECONDS} s") from None
        return found

    def say(self, event: str, data: Any) -> int:
        """Send an event; the number under which it will be acknowledged."""
        number = next(self._numbers)
        self.socket.send(f"42{number}{json.dumps([event, data])}")
        return number

    def answer(self, number: int) -> Any:
        return self.until(lambda: self.acks.get(number), f"acknowledgement {number}")[0]

    def call(self, event: str, data: Any) -> Any:
        """Send an event and wait for its acknowledgement."""
        return self.answer(self.say(event, data))

    def command(self, name: str, payload: Any, operation_id: str | None = None) -> Any:
        return self.call(
            "command",
            {"name": name, "operation_id": operation_id or str(uuid.uuid4()), "payload": payload},
        )

    def subscribe(self, subject: str, revision: int | None = None, **more: Any) -> Any:
        return self.call("subscribe", {"subject": subject, "revision": revision} | more)

    def closed(self, seconds: float = 15.0) -> bool:
        """Read to the end of the connection; False when it stays open.

        Before the server's first ping, 20 s after the start: an answer to it may be what ends a connection.
        """
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                self.read(end - time.monotonic())
        except ConnectionClosed:
            return True
        except TimeoutError:
            pass
        return False


@contextlib.contextmanager
def socket_to(
    server: LiveServer, *, receive_buffer: int | None = None, queue: int | None = 16, **headers: str
) -> Iterator[Client]:
    """A WebSocket that has not said who it is. Raises websockets' InvalidStatus where that is refused."""
    parts = urlsplit(server.url)
    plain = socket.socket()
    try:
        if receive_buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.settimeout(SECONDS)
        plain.connect((parts.hostname, parts.port))
        plain.settimeout(None)
        with connect(
            f"ws://{parts.netloc}/socket.io/?EIO=4&transport=websocket",
            sock=plain,
            additional_headers=headers,
            compression=None,
            proxy=None,
            max_size=None,
            max_queue=queue,
            ping_interval=None,
            close_timeout=1,
            open_timeout=SECONDS,
        ) as connection:
            yield Client(connection)
    finally:
        plain.close()


@contextlib.contextmanager
def client_of(server: LiveServer, auth: dict[str, Any] | Seat, **how: Any) -> Iterator[Client]:
    """A connected client: of a seat, or with this `auth` and cookie headers."""
    with socket_to(server, **how) as client:
        introduce(client, auth)
        assert client.named, client.refused
        yield client


def introduce(client: Client, auth: dict[str, Any] | Seat) -> None:
    """Say who one is; `named` or `refused` holds what came of it."""
    auth = {"seat": auth.token} if isinstance(auth, Seat) else auth
    client.until(lambda: client.opened, "opening")
    client.socket.send("40" + json.dumps(auth))
    client.until(lambda: client.named or client.refused, "answer to CONNECT")


@dataclass
class Watcher:
    """A client's copy of one subject, kept by the frames it is sent."""

    client: Client
    subject: str
    copy: Copy
    taken: int = 0
    frames: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, client: Client, subject: str) -> Watcher:
        answer = client.subscribe(subject)
        assert answer["ok"], answer
        return cls(client, subject, Copy(answer["revision"], answer["snapshot"]))

    def take(self) -> None:
        """Fold what has come; fails at a gap."""
        for frame in self.client.frames[self.taken :]:
            if frame["subject"] == self.subject:
                self.copy.fold(frame)
                self.frames.append(frame)
        self.taken = len(self.client.frames)

    def reach(self, revision: int) -> None:
        """Read until the copy is at that revision."""

        def there() -> bool:
            self.take()
            return self.copy.revision >= revision

        self.client.until(there, f"frame to {revision}")


class Polling:
    """A long-polling session."""

    def __init__(self, server: LiveServer, **headers: str) -> None:
        parts = urlsplit(server.url)
        self._address, self._headers = (parts.hostname, parts.port), headers
        status, body = self.request("GET", "")
        self.status, self.body = status, body
        if status == 200:
            self.sid = json.loads(body.split("\x1e")[0][1:])["sid"]
        self.packets: list[str] = []

    def request(self, method: str, query: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(*self._address, timeout=SECONDS + 25)
        try:
            connection.request(
                method, f"/socket.io/?EIO=4&transport=polling{query}", body and body.encode(), self._headers
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def send(self, *packets: str) -> int:
        """Post packets; the status."""
        return self.request("POST", f"&sid={self.sid}", "\x1e".join(packets))[0]

    def poll(self) -> int:
        """Fetch what waits, or wait for it; the status."""
        status, body = self.request("GET", f"&sid={self.sid}")
        if status == 200:
            packets = body.split("\x1e")
            if "2" in packets:
                self.send("3")
            self.packets += packets
        return status

    def until(self, start: str) -> str:
        """The next packet that begins so; it is taken out."""
        end = time.monotonic() + SECONDS
        while True:
            for packet in self.packets:
                if packet.startswith(start):
                    self.packets.remove(packet)
                    return packet
            assert time.monotonic() < end, f"no {start!r} among {self.packets}"
            assert self.poll() == 200


def name_poller(poller: Polling, seat: Seat) -> None:
    """Say who a long-polling session is."""
    assert poller.send("40" + json.dumps({"seat": seat.token})) == 200
    poller.until("40")
