"""Has the worker make a programme's calendar feeds anew, after something in them has changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, select

from facilitation.store.base import table_of
from facilitation.store.calendar_changes import changed
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.changes import LiveSession
from facilitation.store.jobs import Job

#: The job that makes what the feeds of a programme serve, and how long it waits for further changes.
RENDER = "feeds.render"
PAUSE = dt.timedelta(seconds=2)


def write_down_jobs(orm: LiveSession, now: dt.datetime) -> None:
    """For each programme whose calendars this transaction has changed: have its feeds made, once."""
    jobs = table_of(Job)
    for programme in changed(orm):
        waiting = exists().where(Job.programme_id == programme, Job.kind == RENDER, Job.status == "waiting")
        feeds = exists().where(CalendarFeed.programme_id == programme)
        if orm.scalar(select(feeds & ~waiting)):
            row = {"programme_id": programme, "kind": RENDER, "payload": {}, "run_after": now + PAUSE}
            orm.connection().execute(jobs.insert(), row | {"status": "waiting", "attempts": 0, "error": ""})
