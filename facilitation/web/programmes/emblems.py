"""A programme's emblem: the page where organisers choose it, and the picture itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from facilitation.domain.emblems import ALT_LENGTH, FAULTS
from facilitation.domain.errors import Refused, not_found
from facilitation.queries.programmes.emblems import emblems_of, picture_for_all
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("emblems", __name__)
#: The picture is open to whoever has its address: it stands on the join page, before anybody has a seat. The
#: address holds 128 random bits that only pages of the programme give, so nobody finds out that there is one.
pictures = Blueprint("pictures", __name__)


@blueprint.get("/emblem")
def choose():
    return _page()


@blueprint.post("/emblem")
def offer():
    """Take a file; the worker makes the emblem from it."""
    file = request.files.get("picture")
    payload = {
        "picture": file.read() if file else b"",
        "alt": request.form.get("alt", ""),
        "language": str(get_locale()),
    }
    try:
        perform("emblem.offer", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        return _page(refused)
    return _back()


@blueprint.get("/emblem/status")
def status():
    """Whether the picture is still being made: for the page that waits for it."""
    return {"waiting": emblems_of(orm(), viewer()).waiting is not None}


@blueprint.post("/emblem/removal")
def take_off():
    """Take the emblem off; it can be put back."""
    perform("emblem.take_off", {})
    flash(gettext("The emblem is taken off. Below you can put it back."), "good")
    return _back()


@blueprint.post("/emblem/<int:emblem_id>/return")
def put_back(emblem_id: int):
    """Wear a picture again that was worn before."""
    perform("emblem.put_back", {"emblem": emblem_id})
    flash(gettext("The programme has this emblem again."), "good")
    return _back()


@pictures.get("/emblems/<key>")
def emblem(key: str):
    """A picture that a programme wears. What is at an address never changes, so it may be kept for good."""
    found = picture_for_all(orm(), key)
    if found is None:
        raise not_found()
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    response.set_etag(found.key)
    return response.make_conditional(request)


def _page(refused: Refused | None = None) -> Any:
    page = render_template(
        "programmes/emblem.html",
        nav_active="home",
        emblems=emblems_of(orm(), viewer()),
        faults=FAULTS,
        alt=request.form.get("alt", ""),
        alt_length=ALT_LENGTH,
        errors={refused.field or "": sentence(refused.message)} if refused else {},
    )
    return page, STATUS[refused.code] if refused else 200


def _back() -> BaseResponse:
    return redirect(url_for("emblems.choose", slug=programme().slug), 303)
