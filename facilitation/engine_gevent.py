"""What the engine does on gevent. Only facilitation.engine may import this."""

import contextlib
import http.client
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

import gevent
import gevent.monkey
import gevent.pool
import gevent.pywsgi
import gevent.socket
import gevent.threadpool
import psycogreen.gevent

from facilitation.engine_bounds import TOO_MANY, TOO_SLOW, Bounds, host_of, refusal

NAME = "gevent"
Timeout = gevent.Timeout
IDLE_SECONDS = 75.0
"""How long a kept-alive connection may rest between two requests."""
STALLED_SECONDS = 60.0
"""How long a request or an answer may stand still before its connection is closed."""
GRACE_SECONDS = 3.0
"""How long requests under way may still take once the process has been asked to stop."""

_CONNECTION = "facilitation.connection"


_heavy: gevent.threadpool.ThreadPool | None = None


def patch(heavy_threads: int) -> None:
    global _heavy
    gevent.monkey.patch_all()
    # Not the hub's own, which has ten threads and looks up names as well.
    _heavy = gevent.threadpool.ThreadPool(heavy_threads)


def patch_postgresql() -> None:
    psycogreen.gevent.patch_psycopg()


def adopt(descriptor: int) -> socket.socket:
    return gevent.socket.socket(fileno=descriptor)


class Connection(gevent.pywsgi.WSGIHandler):
    """One client's connection. Counted; knows whether it is idle, closes what stands still, writes no log."""

    bounds: Bounds
    idle = True
    _timer: gevent.Timeout | None = None
    _fresh = True
    _begun = False
    _turned_away = False

    def read_requestline(self) -> str:
        if self.server.closed or self._turned_away:
            return ""
        self.idle = True
        self.server.open_connections.add(self)
        try:
            self._begun, fresh = False, self._fresh
            self._fresh = False
            if fresh:
                self._timer = gevent.Timeout.start_new(self.bounds.header_seconds)
            else:
                # Between two requests it may rest; the time runs from the first byte on.
                self.socket.settimeout(IDLE_SECONDS)
            self.rfile.peek(1)
            self._begun = True
            if not fresh:
                self._timer = gevent.Timeout.start_new(self.bounds.header_seconds)
            return super().read_requestline()
        finally:
            self.socket.settimeout(STALLED_SECONDS)
            self.idle = False

    def handle_one_request(self) -> Any:
        try:
            return super().handle_one_request()
        except gevent.Timeout as late:
            if late is not self._timer:
                raise
            # A browser that has connected ahead would take an answer for that to its next request.
            return ("408", refusal("408 Request Timeout", TOO_SLOW)) if self._begun else None
        finally:
            self._in_time()

    def _in_time(self) -> None:
        if self._timer is not None:
            self._timer.close()

    def get_environ(self) -> dict[str, Any]:
        self._in_time()
        return {**super().get_environ(), _CONNECTION: self}

    def handle(self) -> None:
        with self.bounds.one_from(host_of(self.client_address)) as stays:
            try:
                if not stays:
                    self._turned_away = True
                    with contextlib.suppress(OSError):
                        self.socket.sendall(refusal("503 Service Unavailable", TOO_MANY))
                super().handle()
            finally:
                self.server.open_connections.discard(self)

    def log_request(self) -> None:
        pass

    def _handle_client_error(self, ex: Exception) -> Any:
        if isinstance(ex, (OSError, http.client.HTTPException)):
            # The client went away, stalled, or sent more headers than there are: no traceback for that.
            ex = ValueError("stalled")
        return super()._handle_client_error(ex)

    def close_if_idle(self) -> None:
        if self.idle and "socket" in self.__dict__:
            with contextlib.suppress(OSError):
                # On the socket below: gevent's own raises where it is being read; this is an end there.
                unguarded(self.socket).shutdown(socket.SHUT_RDWR)


def serve(listener: socket.socket, wsgi_app: Any, bounds: Bounds, wait_for_stop: Callable[[], None]) -> None:
    host = listener.getsockname()[0]
    pool = gevent.pool.Pool(bounds.connections)
    server = gevent.pywsgi.WSGIServer(
        listener,
        wsgi_app,
        spawn=pool,
        log=None,
        error_log=None,
        handler_class=type("BoundedConnection", (Connection,), {"bounds": bounds}),
        # Named here, or it asks the network for this machine's name.
        environ={"SERVER_NAME": host, "wsgi.errors": sys.stderr},
    )
    server.open_connections = set()
    server.start()
    wait_for_stop()
    server.close()
    for connection in list(server.open_connections):
        connection.close_if_idle()
    pool.join(timeout=GRACE_SECONDS)
    pool.kill(block=True, timeout=1)


def raw_socket(environ: dict[str, Any]) -> socket.socket:
    connection = environ[_CONNECTION]
    # A WebSocket counts as idle: stopping closes it instead of waiting for it.
    connection.idle = True
    connection.socket.settimeout(None)
    return connection.socket


def already_handled(environ: dict[str, Any]) -> Iterable[bytes]:
    environ[_CONNECTION].close_connection = True
    return []


def unguarded(sock: Any) -> socket.socket:
    return sock._sock


def run_off_loop(function: Callable[..., Any], *args: Any) -> Any:
    assert _heavy is not None
    return _heavy.apply(function, args)
