"""Whether the program is well, for whoever looks after it: `/healthz`, and `/healthz?writing=1`."""

from __future__ import annotations

import threading
import time
from typing import Any

from flask import Blueprint, current_app, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from facilitation.domain.errors import Refused
from facilitation.store.sessions import Session
from facilitation.web.site import site

blueprint = Blueprint("health", __name__)

#: How long writing may take before it counts as not working, in seconds.
WRITING_SECONDS = 3.0
#: Anybody may ask; the answer of one try to write serves all who ask within so many seconds.
SERVES_SECONDS = 1.0


class _Trying:
    """The last try to write."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.at = float("-inf")
        self.works = False


@blueprint.record
def _prepare(state: Any) -> None:
    state.app.extensions["health"] = _Trying()


@blueprint.get("/healthz")
def show() -> Any:
    """200 when the process answers and reaches its database, otherwise 503; writes nothing.

    With `?writing=1`: also whether what people save is being saved. That does write, and changes nothing.
    """
    if "writing" in request.args:
        works = _writing_works()
        return {"ok": works, "writing": works}, 200 if works else 503
    reads = _reading_works()
    return {"ok": reads}, 200 if reads else 503


def _reading_works() -> bool:
    try:
        with site().database.reading() as orm:
            orm.execute(select(Session.id).limit(1))
    except SQLAlchemyError:
        return False
    return True


def _writing_works() -> bool:
    trying: _Trying = current_app.extensions["health"]
    with trying.lock:
        if time.monotonic() - trying.at > SERVES_SECONDS:
            trying.works = _try_to_write()
            trying.at = time.monotonic()
        return trying.works


def _try_to_write() -> bool:
    """Whether commands are being worked off, and the database takes a change."""
    if site().door.delay > WRITING_SECONDS:
        return False
    try:
        site().database.require_writing(WRITING_SECONDS)
    except (Refused, SQLAlchemyError):
        return False
    return True
