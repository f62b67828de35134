"""Pages that take long to make are made by the reader, a sibling process, so that no board waits for them.

The live process hands such a request on over a socket in a folder that only this account can open, and hands
the answer back. Where there is no reader, or it is down, it makes the page itself.
"""

from __future__ import annotations

import http.client
import logging
import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.routing import MapAdapter, RequestRedirect

log = logging.getLogger(__name__)

#: Status line, headers, body.
Answer = tuple[str, list[tuple[str, str]], bytes]
WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: As large as a programme: in one of 300 cities each takes 15 to 110 ms (docs/performance.md). Reads only.
READ_ELSEWHERE = frozenset(
    {
        "all_canvases.index",
        "assessments.export",
        "assessments.index",
        "audit.index",
        "audit.table",
        "burden.index",
        "challenges.csv",
        "check_in.export",
        "check_in.index",
        "check_in.sheet",
        "challenges.index",
        "challenges.xlsx",
        "cities.index",
        "cities.sheet",
        "cities.show",
        "commitments.index",
        "commitments.picture",
        "commitments.sheet",
        "events.export",
        "events.index",
        "minutes.show",
        "minutes.versions",
        "naming_imports.sheet",
        "onboarding.index",
        "people.index",
        "personal_data.index",
        "practices.index",
        "practices.sheet",
        "programmes.home",
        "board_proposals.index",
        "readiness.show",
        "records.index",
        "registrations.export",
        "registrations.index",
        "table.compare",
        "table.show",
        "session_commitments.show",
        "session_data.export",
        "tandem_exports.sheet",
        "tandem_pictures.show",
        "times.new",
        "times.show",
        "wish_sheets.export",
        "wish_suggestions.by_meaning",
        "wish_suggestions.stems",
    }
)
#: Seconds; whoever waits longer is told to come back.
PATIENCE = 20.0
_ADDRESS, _SCHEME = "X-Reader-Address", "X-Reader-Scheme"
#: Between two neighbours on the way, and what the live process has settled from them already.
_NOT_HANDED_ON = frozenset({"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
_SETTLED = ("x-forwarded-", "x-reader-", "forwarded")
_OWN = frozenset({"connection", "date", "keep-alive", "server", "transfer-encoding"})
#: Under this key the application finds how to have a request answered by the reader.
_ASK = "facilitation.ask_the_reader"
#: Under this key it finds that the reader had the request, and left it unanswered.
_LATE = "facilitation.the_reader_is_late"
LATE_SECONDS = 5
#: Under this key the application finds that it runs in the reader.
_HERE = "facilitation.the_reader"


class ReadElsewhere:
    """In the live process, around its application: requests for such pages go to the socket at `path`."""

    def __init__(self, app: Flask, path: str) -> None:
        self._here: WSGIApp = app.wsgi_app
        app.before_request(_excuse)
        self._urls: MapAdapter = app.url_map.bind("reader.invalid")
        self._path = path
        self._down = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._ask(environ) if self._is_long(environ) else None
        if answer is None:
            environ[_ASK] = self._ask
            return self._here(environ, start_response)
        status, headers, body = answer
        start_response(status, headers)
        return [body]

    def _ask(self, environ: dict[str, Any]) -> Answer | None:
        """What the reader answers; None where there is none at the moment, or it is late."""
        connection = _Connection(self._path)
        try:
            connection.connect()
        except OSError as error:
            if not self._down:
                log.warning("the reader does not answer (%s): pages are made here", error.strerror)
            self._down = True
            return None
        self._down = False
        try:
            answer, body = _asked(connection, environ)
        except (OSError, http.client.HTTPException):
            log.exception("the reader left a request unanswered")
            environ[_LATE] = True
            return None
        finally:
            connection.close()
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in _OWN]
        return f"{answer.status} {answer.reason}", headers, body

    def _is_long(self, environ: dict[str, Any]) -> bool:
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not path.startswith("/p/"):
            return False
        try:
            endpoint, _ = self._urls.match(path, "GET")
        except (HTTPException, RequestRedirect, UnicodeError):
            return False
        return endpoint in READ_ELSEWHERE


def _excuse() -> None:
    """Made here instead, what was too much for the reader would hold up every board: raise a 503."""
    if request.environ.get(_LATE):
        raise ServiceUnavailable(retry_after=LATE_SECONDS)


def is_reader() -> bool:
    """Whether the present request is answered by the reader, where nothing holds up a board."""
    return bool(request.environ.get(_HERE))


def answer_from_reader() -> Response | None:
    """The present request's answer by the reader, for what turns out to take long only now.

    None where there is no reader, and in the reader itself. 503 where the reader is late.
    """
    ask = request.environ.get(_ASK)
    answer = ask(request.environ) if ask else None
    _excuse()
    if answer is None:
        return None
    status, headers, body = answer
    return Response(body, status=status, headers=headers)


class HandedOn:
    """In the reader, around its application: who asks, and how they came, is what the live process says."""

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ.pop(_variable(_ADDRESS), "")
        environ["wsgi.url_scheme"] = environ.pop(_variable(_SCHEME), "http")
        environ[_HERE] = True
        return self._app(environ, start_response)


class _Connection(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, path: str) -> None:
        super().__init__("reader.invalid", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _asked(connection: _Connection, environ: dict[str, Any]) -> tuple[http.client.HTTPResponse, bytes]:
    target = quote(environ["PATH_INFO"].encode("latin-1"))
    if environ.get("QUERY_STRING"):
        target += f"?{environ['QUERY_STRING']}"
    connection.putrequest(environ["REQUEST_METHOD"], target, skip_host=True, skip_accept_encoding=True)
    for name, value in _headers(environ):
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer, answer.read()


def _headers(environ: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for variable, value in environ.items():
        name = variable.removeprefix("HTTP_").replace("_", "-").lower()
        if variable.startswith("HTTP_") and name not in _NOT_HANDED_ON and not name.startswith(_SETTLED):
            yield name, value
    yield _ADDRESS, environ.get("REMOTE_ADDR", "")
    yield _SCHEME, environ.get("wsgi.url_scheme", "http")
    yield "Connection", "close"


def _variable(header: str) -> str:
    return f"HTTP_{header.upper().replace('-', '_')}"
