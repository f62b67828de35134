"""The WebSocket below Engine.IO: bounded messages in, prebuilt frames out, one writer per socket.

Engine.IO's own transports encode every message for every socket and bound neither a message of many
fragments nor what waits for a client that does not read. This one is handed complete frames, writes them
at once while the socket takes them, and drops a client whose queue grows past its bound: it comes back
and asks for what it lacks. It never offers permessage-deflate.

Engine.IO answers a poll with nothing from the moment that an upgrade is asked for until it is done or fails.
A proxy may hold the upgrade up for as long as it likes: here it begins only with the client's first word, and
has to be done soon after.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode, apply_mask
from websockets.protocol import Protocol, Side, State
from websockets.utils import accept_key

from facilitation import engine

log = logging.getLogger(__name__)
RECEIVE = 16_384
#: How long an upgrade from long polling may take between two of its messages, in seconds.
UPGRADE_WITHIN = 5.0
#: What a client says in an upgrade: the probe, and that it is done.
UPGRADE_MESSAGES = 2
#: What a client may say in Engine.IO: a Socket.IO packet, or the short ones of ping, upgrade and end.
_PACKET = re.compile(rb"4[0-9]|[1235][a-z]{0,5}\Z")
#: The first byte of an unfragmented text frame, and what the second is from a client with which size.
PLAIN_TEXT, MASKED, TWO_BYTES, EIGHT_BYTES = 0x81, 0x80, 126, 0xFF


def text_frame(text: bytes) -> bytes:
    """A complete WebSocket frame around UTF-8 text: built once, written to every socket of an audience."""
    return bytes(Frame(Opcode.TEXT, text).serialize(mask=False))


class WebSocket:
    """One connection, as Engine.IO expects it: `wait`, `send`, `close`. `socket` bears its time limits."""

    def __init__(self, environ: dict[str, Any], message_bytes: int, queue_bytes: int) -> None:
        self.socket = engine.raw_socket(environ)
        self._send_now = engine.direct_send(self.socket)
        self._protocol = Protocol(Side.SERVER, state=State.OPEN, max_size=message_bytes)
        self._protocol.logger = log
        self._message_bytes = message_bytes
        self._plain = True
        self._fragments = bytearray()
        self._messages: deque[str | bytes] = deque()
        self._queue: deque[bytes | memoryview] = deque()
        self._queued = 0
        self._queue_bytes = queue_bytes
        self._writing = False
        self._hurried = 0
        self.closed = False

    def accept(self, key: str) -> None:
        """Answer the upgrade; no extension is ever agreed to."""
        self.socket.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept_key(key).encode() + b"\r\n\r\n"
        )

    def begins_upgrade(self) -> bool:
        """Whether the client says its first word, kept for `wait`; the next ones have to come soon."""
        self._hurried = UPGRADE_MESSAGES
        self.socket.settimeout(UPGRADE_WITHIN)
        return self._hears()

    def wait(self) -> str | bytes | None:
        """The next whole message, or None when the connection is over."""
        heard = self._hears_soon() if self._hurried else self._hears()
        return self._messages.popleft() if heard else None

    def _hears_soon(self) -> bool:
        patience = self.socket.gettimeout()
        self._hurried -= 1
        self.socket.settimeout(UPGRADE_WITHIN)
        heard = self._hears()
        if heard:
            self.socket.settimeout(patience)
        return heard

    def _hears(self) -> bool:
        """Wait for a whole message; False when the connection is over."""
        while not self._messages:
            if self.closed:
                return False
            try:
                data = self.socket.recv(RECEIVE)
            except OSError:
                data = b""
            if not data:
                self.close()
                return False
            self._receive(data)
            if len(data) == RECEIVE:
                time.sleep(0)  # more is there already: whoever sends without end must let others run
        return True

    def _receive(self, data: bytes) -> None:
        if self._plain:
            data = self._take_plain(data)
            if not data:
                return
            self._plain = False
        self._protocol.receive_data(data)
        for frame in self._protocol.events_received():
            if isinstance(frame, Frame) and frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                self._assemble(frame)
        for answer in self._protocol.data_to_send():  # pongs, and why a connection is closed
            if answer:
                self.write(bytes(answer))
        if self._protocol.state is not State.OPEN:
            self.close()

    def _take_plain(self, data: bytes) -> bytes:
        """Take the whole, short, unfragmented text frames at the start of `data`; what is left.

        Nearly all that people send is these. The library's parser takes four times as long for one; it gets
        the first frame that is anything else, and all that follows on this connection.
        """
        begin = 0
        while len(data) - begin >= 6 and data[begin] == PLAIN_TEXT and data[begin + 1] >= MASKED:
            size, head = data[begin + 1] - MASKED, 2
            if size == TWO_BYTES:
                size, head = int.from_bytes(data[begin + 2 : begin + 4], "big"), 4
            end = begin + head + 4 + size
            if size > self._message_bytes or data[begin + 1] == EIGHT_BYTES or end > len(data):
                break
            mask = data[begin + head : begin + head + 4]
            self._keep(apply_mask(data[begin + head + 4 : end], mask))
            begin = end
        return data[begin:]

    def _assemble(self, frame: Frame) -> None:
        if frame.opcode is Opcode.BINARY:
            self.close()  # the protocol is text only
            return
        if not frame.data and not frame.fin:
            self.close()  # there could be any number of these: the bound counts bytes
            return
        self._fragments += frame.data
        if frame.fin:
            whole = bytes(self._fragments)
            self._fragments.clear()
            self._keep(whole)

    def _keep(self, text: bytes) -> None:
        # Engine.IO reads some of what is no packet of it with an exception that leaves the session behind.
        if not _PACKET.match(text):
            self.close()
            return
        try:
            self._messages.append(text.decode())
        except UnicodeDecodeError:
            self.close()

    def send(self, message: str | bytes) -> None:
        """Send one Engine.IO packet."""
        if self.closed:
            raise ConnectionClosed(None, None)
        self.write(text_frame(message.encode() if isinstance(message, str) else message))

    def write(self, data: bytes | memoryview) -> None:
        """Write a complete frame now, or keep it for the writer when the client does not read."""
        if self.closed:
            return
        if not self._queue:
            try:
                sent = self._send_now(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.close()
                return
            if sent == len(data):
                return
            data = memoryview(data)[sent:]
        else:
            # What waits behind the message under way is bounded; one alone, as a large snapshot, is not.
            self._queued += len(data)
        self._queue.append(data)
        if self._queued > self._queue_bytes:
            self.close()
        elif not self._writing:
            self._writing = True
            threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        try:
            while self._queue and not self.closed:
                data = self._queue[0]
                self.socket.sendall(data)
                if self._queue:
                    self._queue.popleft()
                if self._queue:
                    self._queued -= len(self._queue[0])
        except OSError:
            self.close()
        finally:
            self._writing = False

    def close(self) -> None:
        """End the connection; what waits for it is let go."""
        if self.closed:
            return
        self.closed = True
        self._queue.clear()
        self._queued = 0
        self._messages.clear()
        with contextlib.suppress(OSError):
            self.socket.shutdown(2)


def _of_our_own(record: logging.LogRecord) -> bool:
    """Not what a stranger posted that can't be read: it is answered 400, and could fill the log."""
    return record.msg != "post request handler error"


class Transports:
    """The WebSockets of this process by their Engine.IO session id."""

    def __init__(self, message_bytes: int, queue_bytes: int) -> None:
        self._message_bytes = message_bytes
        self._queue_bytes = queue_bytes
        self._sockets: dict[str, WebSocket] = {}

    def of(self, eio_sid: str) -> WebSocket | None:
        """The WebSocket of a session, or None while it is on long polling."""
        return self._sockets.get(eio_sid)

    def install(self, eio: Any) -> None:
        """Make an Engine.IO server use these instead of its engine's own."""
        eio.logger.addFilter(_of_our_own)
        eio._async = {**eio._async, "websocket": self._upgrade}

    def _upgrade(self, handler: Callable[[WebSocket], Any], server: Any) -> Callable[..., Iterable[bytes]]:
        def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
            if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or len(key) != 24:
                start_response("400 Bad Request", [("Content-Type", "text/plain")])
                return [b"Not a WebSocket request."]
            socket = WebSocket(environ, self._message_bytes, self._queue_bytes)
            eio_socket = handler.__self__  # type: ignore[attr-defined]  # a bound method
            sid, polling = eio_socket.sid, eio_socket.connected
            try:
                socket.accept(key)
                if not polling or socket.begins_upgrade():
                    self._sockets[sid] = socket
                    handler(socket)
            except OSError:
                pass
            finally:
                if self._sockets.get(sid) is socket:
                    del self._sockets[sid]
                socket.close()
            return engine.already_handled(environ)

        return application
