"""Makes what calendar feeds serve, after something has changed that calendars show."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from sqlalchemy import or_, select

from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.exports.feeds import Same, feed_key, render
from facilitation.jobs.work import Context
from facilitation.queries.sessions.calendars import feed_by_nonce
from facilitation.store.calendar_feeds import CalendarFeed

#: A feed that nobody has asked for so long is made when somebody does.
FORGOTTEN = dt.timedelta(days=30)


def render_all(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Bring the files of a programme's feeds up to date, as far as somebody follows them."""
    since = context.clock() - FORGOTTEN
    with context.database.reading() as orm:
        query = select(CalendarFeed.nonce).where(
            CalendarFeed.programme_id == context.programme,
            or_(CalendarFeed.fetched_on >= since.date(), CalendarFeed.created_at >= since),
        )
        base, same = context.config.public_url, Same()
        for nonce in orm.scalars(query.order_by(CalendarFeed.id)).all():
            feed = feed_by_nonce(orm, nonce)
            if feed is None:
                continue
            if feed.file is not None and feed.file.key == feed_key(feed, base):
                continue
            made = render(orm, feed, base, same)
            stored = {
                "feed": feed.id,
                "key": made.key,
                "etag": made.etag,
                "name": made.name,
                "body": base64.b64encode(made.body).decode(),
            }
            operation = f"job:{job_id}:{feed.id}:{made.key[:16]}"
            try:
                context.door.execute(Call("feed.store", operation, stored, programme=context.programme))
            except Refused as refused:
                if refused.code == "busy":
                    raise
                # It was revoked meanwhile.
