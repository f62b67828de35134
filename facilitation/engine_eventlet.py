"""What the engine does on eventlet. Only facilitation.engine may import this."""

import contextlib
import socket
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.patcher
import eventlet.tpool
import eventlet.wsgi
from eventlet.greenio import GreenSocket

from facilitation.engine_bounds import TOO_MANY, TOO_SLOW, Bounds, host_of, refusal

NAME = "eventlet"
Timeout = eventlet.Timeout
IDLE_SECONDS = 75
"""How long a kept-alive connection may rest between two requests."""
STALLED_SECONDS = 60
"""How long a request or an answer may stand still before its connection is closed."""
GRACE_SECONDS = 3.0
"""How long requests under way may still take once the process has been asked to stop."""


def patch(heavy_threads: int) -> None:
    eventlet.monkey_patch(psycopg=False, all=True)
    eventlet.tpool.set_num_threads(heavy_threads)


def patch_postgresql() -> None:
    eventlet.monkey_patch(psycopg=True)


def adopt(descriptor: int) -> socket.socket:
    return GreenSocket(eventlet.patcher.original("socket").socket(fileno=descriptor))


class Connection(eventlet.wsgi.HttpProtocol):
    """One client's connection: counted, and closed when the head of a request does not arrive in time."""

    bounds: Bounds
    _timer: eventlet.Timeout | None = None
    _fresh = True
    _begun = False

    def handle(self) -> None:
        with self.bounds.one_from(host_of(self.client_address)) as stays:
            if stays:
                super().handle()
            else:
                self._refuse("503 Service Unavailable", TOO_MANY)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except eventlet.Timeout as late:
            if late is not self._timer:
                raise
            self.close_connection = True
            # A browser that has connected ahead would take an answer for that to its next request.
            if self._begun:
                self._refuse("408 Request Timeout", TOO_SLOW)
        finally:
            self._in_time()

    def _read_request_line(self) -> bytes:
        self._begun, fresh = False, self._fresh
        self._fresh = False
        if fresh:
            self._timer = eventlet.Timeout(self.bounds.header_seconds)
        else:
            # Between two requests it may rest; the time runs from the first byte on.
            self.connection.settimeout(IDLE_SECONDS)
        try:
            self.rfile.peek(1)
        except (OSError, ValueError):  # it has rested for too long, or is gone
            return b""
        self._begun = True
        if not fresh:
            self._timer = eventlet.Timeout(self.bounds.header_seconds)
        return super()._read_request_line()

    def get_environ(self) -> dict[str, Any]:
        self._in_time()
        return super().get_environ()

    def log_message(self, *_: Any) -> None:
        """Nothing: a line that can't be read may hold a sign-in link, which has no place in a log."""

    def _in_time(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _refuse(self, status: str, text: bytes) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.write(refusal(status, text))
            self.wfile.flush()


def serve(listener: socket.socket, wsgi_app: Any, bounds: Bounds, wait_for_stop: Callable[[], None]) -> None:
    pool = eventlet.GreenPool(bounds.connections)
    server = eventlet.spawn(
        eventlet.wsgi.server,
        listener,
        wsgi_app,
        custom_pool=pool,
        protocol=type("BoundedConnection", (Connection,), {"bounds": bounds}),
        keepalive=IDLE_SECONDS,
        socket_timeout=STALLED_SECONDS,
        log_output=False,
        debug=False,
    )
    # Whichever comes first: being asked to stop, or the server's own end.
    waiting = eventlet.spawn(wait_for_stop)
    server.link(lambda _: waiting.kill())
    with contextlib.suppress(eventlet.greenlet.GreenletExit):
        waiting.wait()
    if server.dead:
        server.wait()
        raise RuntimeError("the server has stopped by itself")
    # Leaves accept(), closes what is idle, then waits for the requests under way.
    server.kill()
    with eventlet.Timeout(GRACE_SECONDS, False):
        pool.waitall()
    for request in list(pool.coroutines_running):
        request.kill()


def raw_socket(environ: dict[str, Any]) -> socket.socket:
    # A WebSocket counts as idle: stopping closes it instead of waiting for it.
    environ["eventlet.set_idle"]()
    connection = environ["eventlet.input"].get_socket()
    connection.settimeout(None)
    return connection


def already_handled(environ: dict[str, Any]) -> Iterable[bytes]:
    eventlet.wsgi.WSGI_LOCAL.already_handled = True
    return []


def unguarded(sock: Any) -> socket.socket:
    return sock.fd


def run_off_loop(function: Callable[..., Any], *args: Any) -> Any:
    return eventlet.tpool.execute(function, *args)
