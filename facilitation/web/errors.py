"""A refusal as a page or as JSON, in the reader's language."""

from __future__ import annotations

import logging
import math
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale, gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from facilitation.domain.errors import N_, Message, Refused, not_found
from facilitation.store.database import busy
from facilitation.translations import say_message
from facilitation.web.redirects import local_path

log = logging.getLogger(__name__)

#: After how many seconds it is worth while to ask again when the database is away.
AWAY_SECONDS = 5

STATUS = {
    "not_allowed": 403,
    "not_found": 404,
    "invalid": 422,
    "conflict": 409,
    "busy": 429,
    "too_large": 413,
    "closed": 409,
}
_TITLES = {
    403: N_("This is not open to you"),
    404: N_("There is nothing here"),
    405: N_("That can't be done here"),
    409: N_("That doesn't fit any more"),
    413: N_("That is too large"),
    422: N_("Something is missing"),
    429: N_("One moment, please"),
    500: N_("Something went wrong here"),
    503: N_("One moment, please"),
}
_TEXTS = {
    404: N_("The address may be mistyped, or what was here is gone."),
    405: N_("Go back and try the page itself."),
    413: N_("At most 2 MB can be sent at once. Go back and choose a smaller file."),
    500: N_("It was not you. Nothing that was saved is lost; please try again."),
    503: N_("This page takes very long at the moment. Please try again."),
}
#: Where a larger file may be sent.
_LARGER = {
    "session_files.attach": N_("The file is larger than 10 MB. Go back and choose a smaller one."),
}


def init_app(app: Flask) -> None:
    app.after_request(_say_when)
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, _on_database_away)
    app.register_error_handler(Exception, _on_fault)


def sentence(message: Message) -> str:
    """A message in the language of this request."""
    return say_message(message, str(get_locale()))


def as_json(refused: Refused) -> dict[str, Any]:
    """A refusal as the acknowledgement of LIVE_PROTOCOL."""
    answer: dict[str, Any] = {"ok": False, "code": refused.code, "message": sentence(refused.message)}
    if refused.field:
        answer["field"] = refused.field
    if refused.retry_after is not None:
        answer["retry_after"] = refused.retry_after
    return answer


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal; the answer will also say when to come back, where that is known."""
    g.retry_after = refused.retry_after
    return STATUS[refused.code]


def _say_when(response: Response) -> Response:
    """Every 429 says when to come back, in whole seconds: in one, where it is only a matter of moments."""
    if response.status_code == 429:
        response.headers.setdefault("Retry-After", str(math.ceil(g.get("retry_after") or 1)))
    return response


def on_refused(refused: Refused) -> Any:
    status = status_of(refused)
    if wants_json():
        return jsonify(as_json(refused)), status
    nobody = g.get("viewer") is None and not current_user.is_authenticated
    if refused.code == "not_allowed" and nobody and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path))
    # Whoever is to wait goes back by themselves, to a form that still holds what they typed.
    if request.method == "POST" and refused.code in ("invalid", "conflict", "closed", "too_large"):
        back = local_path(request.referrer)
        if back:
            flash(sentence(refused.message), "danger")
            return redirect(back)
    return _page(status, sentence(refused.message))


def _on_csrf(error: CSRFError) -> Any:
    text = N_(
        "This page was open for too long, or cookies are switched off. Go back, reload it and try again."
    )
    return on_refused(Refused("not_allowed", text)) if wants_json() else _page(403, gettext(text))


def _on_http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400 or error.response is not None or isinstance(error, SecurityError):
        # Under a host name that is not ours no address can be built, so there is no page of ours either.
        return error
    if wants_json():
        return jsonify(
            {"ok": False, "code": "not_found" if code == 404 else "invalid", "message": error.name}
        ), code
    text = _TEXTS.get(code, N_("Go back and try again."))
    if code == 413:
        text = _LARGER.get(request.endpoint or "", text)
    page = make_response(_page(code, gettext(text)))
    if error.code == 503:
        page.headers["Retry-After"] = str(getattr(error, "retry_after", None) or AWAY_SECONDS)
    return page


def _on_fault(error: Exception) -> Any:
    # What psycopg2 says of a NUL in a form or an address: nothing that anybody looks for contains one.
    if isinstance(error, ValueError) and "NUL (0x00)" in str(error):
        safe = request.method in ("GET", "HEAD")
        text = N_("This contains a character that can't be stored.")
        return on_refused(not_found() if safe else Refused("invalid", text))
    log.exception("a page failed")
    if wants_json():
        return jsonify({"ok": False, "code": "busy", "message": gettext(_TITLES[500])}), 500
    return _page(500, gettext(_TEXTS[500]))


def _on_database_away(error: SQLAlchemyError) -> Any:
    """Down, restarting, locked, or with too many at once: nothing is asked of it for this answer."""
    log.warning("a page could not be answered: %s", str(error).splitlines()[0])
    refused = busy()
    if wants_json():
        answer = jsonify(as_json(refused))
    else:
        # By itself: what every other page knows of its reader stands in the database.
        page = current_app.jinja_env.get_template("errors/away.html")
        answer = make_response(page.render(locale=str(get_locale())))
    answer.status_code = 503
    answer.headers["Retry-After"] = str(AWAY_SECONDS)
    return answer


def _page(status: int, text: str) -> Any:
    title = gettext(_TITLES.get(status, N_("Something went wrong here")))
    return render_template("errors/error.html", code=status, title=title, text=text, back=None), status


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.is_json
