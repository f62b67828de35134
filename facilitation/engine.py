"""The async engine: the one place that chooses between eventlet and gevent (each has a file beside this).

`patch` comes first of all, before anything else is imported; after it the rest of the program uses the
standard library (threading, queue, time, socket), which the engine has made cooperative. Importing this
module imports neither library.
"""

import contextlib
import dataclasses
import importlib
import logging
import os
import socket
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

from facilitation.engine_bounds import Bounds
from facilitation.signals import Signals

try:
    import resource
except ImportError:  # Windows has no such limit to lift.
    resource = None  # type: ignore[assignment]

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

DRIVERS = {"eventlet": "facilitation.engine_eventlet", "gevent": "facilitation.engine_gevent"}
PIECE = 16_384
"""How much of an answer is written at once, in bytes."""
SPARE_FILES = 128
"""Descriptors kept for the database, files and logs when connections are counted."""
HEAVY_THREADS = 2
"""How many heavy calls run at once; the others wait. Each hash of a password takes 19 MiB while it runs."""

_log = logging.getLogger(__name__)
_driver: ModuleType | None = None


def patch(name: str) -> None:
    """Make the standard library cooperative with `name`, one of DRIVERS. There is no way back."""
    global _driver
    if _driver is not None:
        raise RuntimeError(f"the engine {_driver.NAME} is already in place")
    # Read while eventlet is imported: its own resolver ignores parts of the system's configuration.
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    # It asks its users to move on to asyncio: no news for the people who start this program.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    driver = importlib.import_module(DRIVERS[name])
    driver.patch(HEAVY_THREADS)
    _driver = driver


def patch_postgresql() -> None:
    """Make psycopg2 wait cooperatively. Apart from `patch`: it costs 5 MB that nobody on SQLite needs."""
    _in_place().patch_postgresql()


def name() -> str | None:
    """The engine in place, or None in a process without one (preparing, most tests)."""
    return _driver.NAME if _driver else None


def socketio_mode() -> str:
    """The `async_mode` for Socket.IO."""
    return _driver.NAME if _driver else "threading"


def listen(host: str, port: int, backlog: int = 1024) -> socket.socket:
    """A listening socket; its connections inherit TCP_NODELAY. Raises OSError when the port is taken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen(backlog)
    except BaseException:
        listener.close()
        raise
    return listener


def listen_at(path: str, backlog: int) -> socket.socket:
    """A listening socket in the file system, in place of what an earlier process left there."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        listener.bind(path)
        listener.listen(backlog)
    except BaseException:
        listener.close()
        raise
    return listener


def adopt(descriptor: int) -> socket.socket:
    """The listening socket that the parent process opened and handed down by its number.

    The parent keeps it open, so that callers wait rather than being turned away while this process restarts.
    """
    return _in_place().adopt(descriptor)


def serve(listener: socket.socket, wsgi_app: WSGIApp, bounds: Bounds) -> None:
    """Answer on `listener` until SIGTERM or SIGINT: then accept no more, let requests end, return.

    Idle connections and WebSockets are closed at once, requests under way have the driver's GRACE_SECONDS.
    Only in the main thread. Raises RuntimeError when the server ends without having been asked to.
    """
    driver = _in_place()
    bounds = dataclasses.replace(bounds, connections=_allow_open_files(bounds.connections))
    app = _bounding_bodies(in_pieces(_answering_faults(wsgi_app)), bounds.body_seconds)
    with Signals() as signals:
        driver.serve(listener, app, bounds, signals.wait_for_stop)


def raw_socket(environ: dict[str, Any]) -> socket.socket:
    """The connection below a request, for a WebSocket upgrade: cooperative, without a timeout.

    From here on the caller writes the answer itself and returns `already_handled(environ)` in the end;
    the server closes the connection after that.
    """
    return _in_place().raw_socket(environ)


def already_handled(environ: dict[str, Any]) -> Iterable[bytes]:
    """What a WSGI application returns after a WebSocket has ended, so that no answer is written after it."""
    return _in_place().already_handled(environ)


def direct_send(sock: socket.socket) -> Callable[[bytes | memoryview], int]:
    """The `send` of the socket itself: writes what fits now and returns how many bytes that was.

    It never waits and never lets others run: BlockingIOError means that the peer does not read at the moment,
    any other OSError that the connection is gone.
    """
    assert _driver is not None  # nothing is open before `patch`
    return _driver.unguarded(sock).send


def run_off_loop(function: Callable[..., Any], *args: Any) -> Any:
    """Run a heavy call (password hashing) in a real thread while the loop goes on; returns its result.

    `function` must only compute: patched locks, sockets and queues do not work in there.
    """
    if _driver is None:
        return function(*args)
    return _driver.run_off_loop(function, *args)


def _in_place() -> ModuleType:
    if _driver is None:
        raise RuntimeError("engine.patch() has not been called")
    return _driver


def _answering_faults(wsgi_app: WSGIApp) -> WSGIApp:
    """Log what an application raises and answer 500: eventlet would swallow it, gevent print it its way."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return wsgi_app(environ, start_response)
        except Exception:
            # Without the path: sign-in links and feeds carry tokens there.
            _log.exception("a request (%s) could not be answered", environ.get("REQUEST_METHOD"))
            body = b"Something went wrong here. Please try again.\n"
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
            start_response("500 Internal Server Error", headers, sys.exc_info())
            return [body]

    return answer


class _Body:
    """The body of a request, which must be there in time: the sum of its reads is bounded, not each one."""

    def __init__(self, stream: Any, seconds: float) -> None:
        self._stream = stream
        self._seconds = seconds
        self._end: float | None = None

    def read(self, *size: int) -> bytes:
        return self._in_time(self._stream.read, *size)

    def readline(self, *size: int) -> bytes:
        return self._in_time(self._stream.readline, *size)

    def readlines(self, *hint: int) -> list[bytes]:
        return self._in_time(self._stream.readlines, *hint)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _in_time(self, read: Callable[..., Any], *size: int) -> Any:
        if self._end is None:
            self._end = time.monotonic() + self._seconds
        late = OSError("the body of a request did not arrive in time")
        with _in_place().Timeout(max(0.001, self._end - time.monotonic()), late):
            return read(*size)


def _bounding_bodies(wsgi_app: WSGIApp, seconds: float) -> WSGIApp:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"], seconds)
        return wsgi_app(environ, start_response)

    return answer


class _Pieces:
    """The body of an answer, with a pause for others after each piece.

    To write 300 KB into a socket that takes it all at once keeps everybody waiting for about 10 ms.
    """

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield part[:PIECE]
            for begin in range(PIECE, len(part), PIECE):
                time.sleep(0)
                yield part[begin : begin + PIECE]

    def close(self) -> None:
        """Tell the application, as PEP 3333 asks, whether or not anything was read."""
        if hasattr(self._parts, "close"):
            self._parts.close()


def in_pieces(wsgi_app: WSGIApp) -> WSGIApp:
    """The application with its long answers given out piece by piece."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        parts = wsgi_app(environ, start_response)
        is_short = isinstance(parts, list) and all(len(part) <= PIECE for part in parts)
        return parts if is_short else _Pieces(parts)

    return answer


def _allow_open_files(connections: int) -> int:
    """Raise this process's limit of open files as far as allowed; how many connections that leaves room for.

    Running out of descriptors ends eventlet's accept loop, so the limit is kept out of reach.
    """
    if resource is None:
        return connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return connections
    return max(soft - SPARE_FILES, 16)
