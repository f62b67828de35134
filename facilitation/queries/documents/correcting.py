"""Minutes as those see them who correct them, or read and amend them: whole, what changed, what is one's own.

Whoever corrects is the audience FACILITATORS here, also a participant who is a scribe of the session. Who was
there reads them from the review on, without what was left out. The projector is sent nothing of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import block_from_json, block_to_json
from facilitation.domain.errors import not_found
from facilitation.domain.minutes import DRAFT
from facilitation.domain.permissions import RECORD, Viewer
from facilitation.domain.points import as_read
from facilitation.domain.visibility import FACILITATORS, PARTICIPANTS, PROJECTOR
from facilitation.domain.wire import (
    AmendmentRow,
    Drop,
    MinutesBlockRow,
    MinutesPut,
    MinutesRow,
    MinutesSnapshot,
    OwnOnMinutes,
)
from facilitation.store.base import Live
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock, was_there


def minutes_for(orm: OrmSession, viewer: Viewer, minutes_id: int) -> Minutes:
    """The minutes, if this viewer corrects them or was there; `Refused` not_found otherwise."""
    minutes = orm.get(Minutes, minutes_id)
    if minutes is None or minutes.programme_id != viewer.programme or minutes.session.removed:
        raise not_found()
    viewer.require_entry(minutes.session_id)
    if not may_correct(viewer, minutes) and not was_there(orm, minutes.session_id, viewer.seat):
        raise not_found()
    return minutes


def minutes_of(orm: OrmSession, viewer: Viewer, session_id: int) -> Minutes | None:
    """The same by their session; None where nobody has begun to correct them."""
    found = orm.scalars(select(Minutes.id).where(Minutes.session_id == session_id)).one_or_none()
    return minutes_for(orm, viewer, found) if found is not None else None


def may_correct(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether a viewer corrects these minutes: who leads, rapporteurs, and the session's own scribes."""
    return RECORD(viewer, minutes)


def audience_for(viewer: Viewer, minutes: Minutes) -> str:
    return FACILITATORS if may_correct(viewer, minutes) else PARTICIPANTS


def whole(orm: OrmSession, minutes: Minutes, audience: str) -> MinutesSnapshot:
    """The snapshot of minutes for an audience, without anybody's own."""
    if audience == PROJECTOR:
        return {"blocks": [], "amendments": []}
    put, _ = delta(orm, minutes, audience, rows_since(orm, minutes, -1))
    return {"blocks": [], "amendments": [], **put}


def since(orm: OrmSession, minutes: Minutes, audience: str, revision: int) -> tuple[MinutesPut, Drop]:
    """What brings a copy at `revision` up to the present."""
    return delta(orm, minutes, audience, rows_since(orm, minutes, revision))


def rows_since(orm: OrmSession, minutes: Minutes, since: int) -> list[Live]:
    """The rows that changed after that revision."""
    found: list[Live] = [minutes] if minutes.revision > since else []
    for model in (MinutesBlock, Amendment):
        query = select(model).where(model.minutes_id == minutes.id, model.revision > since)
        found += orm.scalars(query.order_by(model.id))
    return found


def delta(orm: OrmSession, minutes: Minutes, audience: str, rows: Iterable[Live]) -> tuple[MinutesPut, Drop]:
    """These rows as states for an audience: what to put, and the ids to drop."""
    put: MinutesPut = {}
    drop: Drop = {}
    if audience == PROJECTOR:
        return put, drop
    hidden = audience == PARTICIPANTS and minutes.status == DRAFT
    for row in rows:
        if isinstance(row, Minutes):
            put["minutes"] = render_minutes(row, audience)
            if hidden:
                _drop_all(orm, minutes, drop)
        elif isinstance(row, MinutesBlock):
            shown = None if hidden or row.removed else render_block(row, audience)
            if shown is None:
                drop.setdefault("blocks", []).append(row.id)
            else:
                put.setdefault("blocks", []).append(shown)
        elif isinstance(row, Amendment):
            if hidden or row.removed:
                drop.setdefault("amendments", []).append(row.id)
            else:
                put.setdefault("amendments", []).append(render_amendment(row, audience))
    return put, drop


def _drop_all(orm: OrmSession, minutes: Minutes, drop: Drop) -> None:
    """Minutes that are a draft again are taken from those who may only read: what they have has to go."""
    for name, model in (("blocks", MinutesBlock), ("amendments", Amendment)):
        ids = orm.scalars(select(model.id).where(model.minutes_id == minutes.id).order_by(model.id))
        drop[name] = [*drop.get(name, ()), *ids]


def render_minutes(minutes: Minutes, audience: str) -> MinutesRow:
    rendered: MinutesRow = {
        "id": minutes.id,
        "session": minutes.session_id,
        "language": minutes.language,
        "status": minutes.status,
        "version": minutes.version,
        "document": minutes.document_id,
        "amend_until": minutes.amend_until.isoformat() if minutes.amend_until else None,
        "approved_at": _at(minutes.approved_at),
        "approved_name": minutes.approved_name,
        "approved_words": minutes.approved_words,
    }
    if audience == FACILITATORS:
        rendered["compared_at"] = _at(minutes.compared_at)
        rendered["sent_at"] = _at(minutes.sent_at)
        rendered["sent_to"] = minutes.sent_to
    return rendered


def render_block(block: MinutesBlock, audience: str) -> MinutesBlockRow | None:
    """A block for an audience; None where there is nothing of it that they may read."""
    rendered: MinutesBlockRow = {"id": block.id, "position": block.position, "block": block.content}
    if audience == PARTICIPANTS:
        content = block_from_json(block.content)
        shown = as_read(content, block.points_left_out or ()) if block.stands else None
        if shown is None:
            return None
        if shown != content:
            rendered["block"] = block_to_json(shown)
    if audience == FACILITATORS:
        rendered["key"] = block.key
        rendered["fresh"] = block.fresh
        rendered["edited"] = block.drafted is not None and block.drafted != block.content
        rendered["offered"] = block.offered
        rendered["gone"] = block.gone
        rendered["left_out"] = block.left_out
        rendered["points_left_out"] = block.points_left_out or []
    return rendered


def render_amendment(amendment: Amendment, audience: str) -> AmendmentRow:
    rendered: AmendmentRow = {
        "id": amendment.id,
        "block": amendment.block_id,
        "text": amendment.text,
        "status": amendment.status,
        "reason": amendment.reason,
        "version": amendment.version,
        "in_text": amendment.in_text,
    }
    if amendment.language:
        rendered["language"] = amendment.language
    if amendment.simulated:
        rendered["simulated"] = True
    if audience == FACILITATORS:
        rendered["author"] = amendment.author
        rendered["city"] = amendment.city
    return rendered


def personal(orm: OrmSession, minutes: Minutes, seats: Iterable[int]) -> dict[int, OwnOnMinutes]:
    """By seat which amendments are its own."""
    wanted = set(seats)
    mine: dict[int, OwnOnMinutes] = {seat: {"amendments": []} for seat in wanted}
    query = (
        select(Amendment.seat_id, Amendment.id)
        .where(
            Amendment.minutes_id == minutes.id,
            Amendment.seat_id.in_(wanted),
            Amendment.removed.is_(False),
        )
        .order_by(Amendment.id)
    )
    for seat, amendment in orm.execute(query):
        if seat is not None:
            mine[seat]["amendments"].append(amendment)
    return mine


def personal_delta(orm: OrmSession, minutes: Minutes, rows: Iterable[Live]) -> dict[int, OwnOnMinutes]:
    """What these changed rows mean for the people whose own they are, by seat."""
    seats = {row.seat_id for row in rows if isinstance(row, Amendment) and row.seat_id is not None}
    return personal(orm, minutes, seats) if seats else {}


def blocks_in_order(orm: OrmSession, minutes: Minutes) -> list[MinutesBlock]:
    """All blocks but the removed ones, in their order."""
    query = select(MinutesBlock).where(MinutesBlock.minutes_id == minutes.id, MinutesBlock.removed.is_(False))
    return list(orm.scalars(query.order_by(MinutesBlock.position, MinutesBlock.id)))


def _at(moment: dt.datetime | None) -> int | None:
    return round(moment.timestamp() * 1000) if moment is not None else None
