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

NAME = "eventlet"
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


def serve(
    listener: socket.socket, wsgi_app: Any, max_connections: int, wait_for_stop: Callable[[], None]
) -> None:
    pool = eventlet.GreenPool(max_connections)
    server = eventlet.spawn(
        eventlet.wsgi.server,
        listener,
        wsgi_app,
        custom_pool=pool,
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
