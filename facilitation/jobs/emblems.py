"""Makes a programme's emblem from the file that an organiser sent."""

from __future__ import annotations

import base64
from typing import Any

from facilitation.jobs.work import Context
from facilitation.readers.apart import make_picture_apart
from facilitation.store.emblems import WAITING, Emblem


def prepare(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Store the picture, or why there is none."""
    with context.database.reading() as orm:
        emblem = orm.get(Emblem, payload["emblem"])
        if emblem is None or emblem.status != WAITING or emblem.content is None:
            return  # another picture was sent meanwhile
        content = emblem.content
    picture = make_picture_apart(content)
    if picture.fault is not None:
        _refuse(context, payload, job_id, picture.fault)
        return
    made = {
        "emblem": payload["emblem"],
        "content": base64.b64encode(picture.content).decode(),
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
    }
    context.store("emblem.store", job_id, made)


def fail(context: Context, payload: dict[str, Any], job_id: int, reason: str) -> None:
    """Nobody waits for ever for a picture that can't be made."""
    _refuse(context, payload, job_id, "unreadable")


def _refuse(context: Context, payload: dict[str, Any], job_id: int, fault: str) -> None:
    context.store("emblem.refuse", job_id, {"emblem": payload["emblem"], "fault": fault})
