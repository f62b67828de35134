"""What the engine does on gevent. Only facilitation.engine may import this."""

import contextlib
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

NAME = "gevent"
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
    """One client's connection. Knows whether it is idle, closes what stands still, writes no access log."""

    idle = True

    def read_requestline(self) -> str:
        if self.server.closed:
            return ""
        self.idle = True
        self.server.open_connections.add(self)
        self.socket.settimeout(IDLE_SECONDS)
        try:
            return super().read_requestline()
        finally:
            self.socket.settimeout(STALLED_SECONDS)
            self.idle = False

    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), _CONNECTION: self}

    def handle(self) -> None:
        try:
            super().handle()
        finally:
            self.server.open_connections.discard(self)

    def log_request(self) -> None:
        pass

    def _handle_client_error(self, ex: Exception) -> Any:
        if isinstance(ex, OSError):
            # The client went away or stalled within its headers: nothing to print a traceback for.
            ex = ValueError("stalled")
        return super()._handle_client_error(ex)

    def close_if_idle(self) -> None:
        if self.idle and "socket" in self.__dict__:
            with contextlib.suppress(OSError):
                # On the socket below: gevent's own raises where it is being read; this is an end there.
                unguarded(self.socket).shutdown(socket.SHUT_RDWR)


def serve(
    listener: socket.socket, wsgi_app: Any, max_connections: int, wait_for_stop: Callable[[], None]
) -> None:
    host = listener.getsockname()[0]
    pool = gevent.pool.Pool(max_connections)
    server = gevent.pywsgi.WSGIServer(
        listener,
        wsgi_app,
        spawn=pool,
        log=None,
        error_log=None,
        handler_class=Connection,
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
