"""Sends the reminders that people asked for when they registered: looks every minute who is to be reminded.

A session that moves takes its reminders along, since nothing is written down in advance.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable

from facilitation.commands.door import Door
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.registrations import is_to_be_reminded
from facilitation.queries.registrations.desks import to_be_reminded
from facilitation.queries.sessions.sessions import instants
from facilitation.store.database import Database

log = logging.getLogger(__name__)

#: Seconds between two looks.
LOOK = 60.0
FIRST_LOOK = 5.0


def remind(database: Database, door: Door, now: dt.datetime) -> int:
    """Send what is due now; how many reminders it was. The same one is never sent twice."""
    due = []
    with database.reading() as orm:
        for row, session in to_be_reminded(orm, now.astimezone(dt.UTC).date()):
            starts = instants(session).starts
            if starts and is_to_be_reminded(now, starts, row.remind, row.chosen_at, row.reminded_for):
                payload = {"session": session.id, "registration": row.id}
                operation = f"remind:{row.id}:{row.remind}:{starts:%Y%m%d%H%M}"
                due.append(Call("registration.remind", operation, payload, programme=session.programme_id))
    sent = 0
    for call in due:
        try:
            sent += bool(door.execute(call).result.get("reminded"))
        except Refused as refused:
            if refused.code == "busy":
                raise
            log.warning("registration %s was not reminded: %s", call.payload["registration"], refused)
    return sent


def every_minute(
    database: Database, door: Door, clock: Callable[[], dt.datetime], stop: threading.Event
) -> None:
    """The worker's reminders, until it is told to stop."""
    pause = FIRST_LOOK
    while not stop.wait(pause):
        pause = LOOK
        try:
            remind(database, door, clock())
        except Exception:
            log.exception("sending reminders failed; it will be tried again")
