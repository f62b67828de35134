"""What is attached to a session: giving the files out, and attaching, ordering and taking off."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from facilitation.domain.errors import N_, Refused
from facilitation.queries.sessions.session_files import file_for
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.sessions import session_page
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("session_files", __name__, guests=frozenset({"download"}))


@blueprint.get("/sessions/<int:session_id>/files/<int:file_id>")
def download(session_id: int, file_id: int):
    """A file, to be kept and not to be shown: its type is what its content was found to be."""
    found = file_for(orm(), viewer(), session_id, file_id)
    response = Response(found.content, content_type=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.file_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.digest)
    return response.make_conditional(request)


@blueprint.post("/sessions/<int:session_id>/files")
def attach(session_id: int):
    """Attach a file, or the link that was typed."""
    form, file = request.form, request.files.get("content")
    payload: dict[str, Any] = {"session": session_id, "title": form.get("title", "")}
    try:
        if form.get("link", "").strip():
            perform("session_link.add", payload | {"link": form["link"]})
        elif file is None or not file.filename:
            raise Refused("invalid", N_("Choose a file, or give a link."), field="content")
        else:
            perform("session_file.add", payload | {"content": file.read(), "file_name": file.filename})
    except Refused as refused:
        return _wrong(session_id, refused, "attach")
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/files/<int:file_id>")
def change(session_id: int, file_id: int):
    """Give a file or link another title, a link another address."""
    payload: dict[str, Any] = {"file": file_id, "title": request.form.get("title", "")}
    if "link" in request.form:
        payload["link"] = request.form["link"]
    try:
        perform("session_file.change", payload)
    except Refused as refused:
        return _wrong(session_id, refused, f"file-{file_id}")
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/files/<int:file_id>/<any(up, down):direction>")
def move(session_id: int, file_id: int, direction: str):
    """Move a file or link a place up or down."""
    perform("session_file.move", {"file": file_id, "by": -1 if direction == "up" else 1})
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/files/<int:file_id>/removal")
def remove(session_id: int, file_id: int):
    """Take a file or link off; the message offers to bring it back."""
    perform("session_file.remove", {"file": file_id})
    place: dict[str, Any] = {"slug": programme().slug, "session_id": session_id, "file_id": file_id}
    undo = url_for("session_files.bring_back", **place)
    flash({"text": gettext("It is taken off."), "undo": undo}, "good")  # type: ignore[arg-type]
    return _back(session_id)


@blueprint.post("/sessions/<int:session_id>/files/<int:file_id>/return")
def bring_back(session_id: int, file_id: int):
    """Bring a file or link back."""
    perform("session_file.bring_back", {"file": file_id})
    flash(gettext("It is back."), "good")
    return _back(session_id)


def _wrong(session_id: int, refused: Refused, which: str) -> Any:
    if refused.code not in ("invalid", "too_large", "conflict"):
        raise refused
    errors = {refused.field or "title": sentence(refused.message)}
    return session_page(session_id, errors, request.form.to_dict(), which), STATUS[refused.code]


def _back(session_id: int) -> BaseResponse:
    address = url_for("sessions.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#attached", 303)
