"""What guards every page: CSRF and origin checks, a strict content policy, and addresses that are ours."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from facilitation.config import Config
from facilitation.domain.errors import N_, Refused
from facilitation.domain.session_files import BYTES_MOST as FILE_BYTES_MOST
from facilitation.web.identity import bearer_token

csrf = CSRFProtect()
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
#: What may be sent at once, in bytes: on most pages, and where somebody attaches a file (in a form as it is,
#: in JSON as base64, which takes four characters for three bytes).
BYTES_MOST = 2 * 1024 * 1024
_FILE = FILE_BYTES_MOST + 64 * 1024
_FILE_IN_JSON = FILE_BYTES_MOST * 4 // 3 + 64 * 1024


class Cookies(SecureCookieSessionInterface):
    """The session's cookie goes out with each page anew, but never with what sets `g.sets_no_cookie`, nor
    with calendars and whatever is answered in their place."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if g.get("sets_no_cookie", False) or is_calendar(request.path):
            return False
        return super().should_set_cookie(app, session)


def is_calendar(path: str) -> bool:
    """Whether programs that read calendars ask for this path."""
    return path.startswith("/feeds/") or path.endswith(".ics")


def init_app(app: Flask, config: Config) -> None:
    app.session_interface = Cookies()
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        TRUSTED_HOSTS=list(config.trusted_hosts),
        SESSION_COOKIE_NAME="facilitation",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # The check of the Referer needs one that our own policy does not send; Origin is checked instead.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=BYTES_MOST,
        MAX_FORM_MEMORY_SIZE=BYTES_MOST,
    )
    csrf.init_app(app)
    app.before_request(_before)
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.extensions["origins"] = frozenset(config.origins)
    app.wsgi_app = _HealthUnderAnyName(app.wsgi_app, config.trusted_hosts[0])  # type: ignore[method-assign]
    app.wsgi_app = _PlainQueries(app.wsgi_app)  # type: ignore[method-assign]
    if config.proxies:
        n = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_port=0)  # type: ignore[method-assign]


class _PlainQueries:
    """Bytes that may not stand in a query arrive encoded: Werkzeug and the way to the reader fail on them.

    Browsers encode them; other programs send what they were told.
    """

    _PLAIN = "".join(map(chr, range(0x21, 0x7F)))

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        query = environ.get("QUERY_STRING", "")
        if not query.isascii() or not query.isprintable() or " " in query:
            environ = {**environ, "QUERY_STRING": quote(query.encode("latin-1"), safe=self._PLAIN)}
        return self._wsgi_app(environ, start_response)


class _HealthUnderAnyName:
    """Whoever looks after the program asks for its health by its address, or by whatever name they please."""

    def __init__(self, wsgi_app: Any, name: str) -> None:
        self._wsgi_app, self._name = wsgi_app, name

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("PATH_INFO") == "/healthz":
            environ = {**environ, "HTTP_HOST": self._name}
        return self._wsgi_app(environ, start_response)


def csp_nonce() -> str:
    """This answer's nonce, for the import map."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def _before() -> None:
    g.operation_id = secrets.token_hex(16)
    if request.method in SAFE_METHODS:
        return
    if request.endpoint == "session_files.attach":
        request.max_content_length = _FILE
    elif request.endpoint == "api.command" and (request.view_args or {}).get("name") == "session_file.add":
        request.max_content_length = _FILE_IN_JSON
    # Whole, before anything takes a connection of the database: they are few, and some send slowly.
    request.get_data(cache=True, parse_form_data=True)
    require_own_site()
    # Joining needs nobody's cookie.
    if request.endpoint == "api.join" or _bears_a_token():
        return
    if not _joins_from_our_page(request.headers.get("Origin")):
        csrf.protect()


def require_own_site() -> None:
    """Refuse a request that another site's page has made, as far as the browser tells."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refused("not_allowed", N_("This request came from another site."))
    origin = request.headers.get("Origin")
    if origin is not None and not origin_is_ours(origin, request.host):
        raise Refused("not_allowed", N_("This request came from another site."))


def _joins_from_our_page(origin: str | None) -> bool:
    """Whether somebody sends a join form of which the browser says that it came from one of our pages.

    Kept in a cache, the form holds the token of a session that is long gone. `origin` was found to be ours.
    """
    ours = origin is not None or request.headers.get("Sec-Fetch-Site") == "same-origin"
    return request.endpoint in ("join.enter", "join.take") and ours


def _bears_a_token() -> bool:
    """Whether this is a call with a seat token, which counts instead of the cookie. No browser adds one."""
    return (
        request.path.startswith("/api/v1/") and bearer_token(request.headers.get("Authorization")) is not None
    )


def origin_is_ours(origin: str, host: str) -> bool:
    """Whether an Origin header names one of our addresses, or an allowed one, exactly."""
    # The host itself was checked against the trusted ones before.
    return origin in current_app.extensions["origins"] or origin in (f"http://{host}", f"https://{host}")


def _headers(response: Response) -> Response:
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    try:
        sockets = f" ws://{request.host} wss://{request.host}"
    except SecurityError:
        sockets = ""
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'{sockets}; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
